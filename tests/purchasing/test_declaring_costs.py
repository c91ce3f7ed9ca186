"""Costs that members share by a declared formula: reviewed, declared, told to members, changed, and withdrawn."""

import csv
import datetime
import io
import re
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import OutgoingEmail
from accounts.refusals import Refused, Unready
from audit.models import Entry
from consortia.states import MemberRole
from purchasing.actions.costs import CostPeriod, change_cost, declare_cost, preview_cost
from purchasing.models import CostShare, CostVersion, Purchase, SharedCost
from purchasing.rules.cost_sharing import (
    CostTerms,
    problems_with_cost,
    problems_with_enrollments,
    problems_with_terms,
    version_in_effect,
)
from tests.consortia.regions import words_of
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    ContractFactory,
    DistrictFactory,
    DistrictFiguresFactory,
    MembershipFactory,
    UserFactory,
)

NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 9, 14)
JULY, JUNE = datetime.date(2026, 7, 1), datetime.date(2027, 6, 30)
PERIOD = CostPeriod("Platform fee 2026-27", JULY, JUNE)
TERMS = CostTerms(Decimal("1000.00"), "equal", "", JULY, "Invoice 118; the board chose equal parts.")


@pytest.mark.pure
@pytest.mark.parametrize(
    ("change", "is_change", "problems"),
    [
        ({}, False, []),
        ({"amount": Decimal(0)}, False, ["Enter an amount above zero."]),
        ({"amount": Decimal("-0.01")}, True, ["Choose today or a later effective date. Shares can’t be changed for "
                                             "the past.", "Enter an amount above zero."]),
        ({"amount": Decimal(10) ** 12}, False, ["Enter an amount below $1,000,000,000,000."]),
        ({"basis": "enrollment"}, False, ["Choose the year of the enrollment."]),
        ({"reason": " "}, False, ["Enter the reason."]),
        ({"effective_on": JUNE}, True, []),
        ({"effective_on": datetime.date(2027, 7, 1)}, False,
         ["Choose an effective date by Jun 30, 2027, the end of the cost’s period."]),
        ({"effective_on": TODAY}, True, []),
        ({"effective_on": datetime.date(2026, 9, 13)}, True,
         ["Choose today or a later effective date. Shares can’t be changed for the past."]),
        ({"effective_on": datetime.date(2026, 9, 13)}, False, []),
    ],
)  # fmt: skip
def test_terms_that_cant_be_declared_are_explained(change, is_change, problems):
    found = problems_with_terms(TERMS._replace(**change), ends_on=JUNE, is_change=is_change, on=TODAY)

    assert sorted(found) == sorted(problems)


@pytest.mark.pure
def test_a_cost_needs_a_name_and_a_period_and_every_members_enrollment():
    assert problems_with_cost(title=" ", starts_on=JUNE, ends_on=JULY, on=TODAY) == [
        "Enter the name of the cost.",
        "The end date, July 1, 2026, is before the start date, June 30, 2027.",
    ]
    assert problems_with_enrollments(["Cedar Gap Local"], "2024-25") == [
        "The 2024-25 enrollment of Cedar Gap Local isn’t on record. Choose another year or another formula."
    ]


@pytest.mark.pure
def test_the_last_version_declared_counts_from_its_effective_date():
    first, planned, sooner = (CostVersion(number=number, effective_on=day) for number, day in (
        (1, JULY), (2, datetime.date(2027, 1, 1)), (3, datetime.date(2026, 12, 1))))  # fmt: skip

    assert version_in_effect([first], datetime.date(2026, 6, 30)) is None
    assert version_in_effect([first, planned], datetime.date(2026, 12, 31)) is first
    assert version_in_effect([first, planned], datetime.date(2027, 1, 1)) is planned
    # Declared later with an earlier date, it replaces the one that was planned.
    assert version_in_effect([first, planned, sooner], datetime.date(2027, 1, 1)) is sooner


@pytest.fixture
def lead():
    """The lead's superintendent; a contract that three districts may use, with enrollments and orders of two years."""
    consortium = ConsortiumFactory(slug="mill-creek", name="Mill Creek Network")
    contract = ContractFactory(consortium=consortium, number="24-01", title="Laptops", starts_on=JULY, ends_on=None)
    item = contract.items.create(name="Laptop", unit="each")
    person = UserFactory(name="Kim Alvarez")
    for number, (name, students) in enumerate((("Otter Run", 300), ("Cedar Gap", 100), ("Ash Fork", None)), 1):
        district = DistrictFactory(leaid=f"990000{number}", name=name)
        role = MemberRole.LEAD if number == 1 else MemberRole.MEMBER
        MembershipFactory(consortium=consortium, district=district, role=role, joins_on=JULY)
        DistrictFiguresFactory(district=district, school_year="2023-24", enrollment=200)
        if students:
            DistrictFiguresFactory(district=district, school_year="2024-25", enrollment=students)
        Purchase.objects.create(
            item=item, district=district, ordered_on=JULY, quantity=number, unit_price_paid=Decimal(100), source="file"
        )
        AppointmentFactory(user=person if number == 1 else UserFactory(name=f"Head of {name}"), district=district)
    person.contract = contract
    return person


def declare(lead, terms=TERMS, at=NOON):
    facts = {"contract": lead.contract, "period": PERIOD, "terms": terms, "by": lead, "at": at}
    return declare_cost(**facts, preview_digest=preview_cost(cost=None, **facts).digest)


@pytest.mark.django_db
def test_the_lead_reviews_declares_changes_and_withdraws_a_cost(lead, client, time_machine):
    time_machine.move_to(NOON)
    client.force_login(lead)
    base = f"/consortia/mill-creek/contracts/{lead.contract.pk}/costs"
    entered = {"title": "Platform fee 2026-27", "starts_on": "2026-07-01", "ends_on": "2027-06-30",
               "amount": "$1,000", "basis": "equal", "effective_on": "2026-07-01", "reason": "Invoice 118"}  # fmt: skip

    review = client.post(f"{base}/declare/", entered).content.decode()

    # 333.33 each, and the cent that is left to the first LEAID.
    assert "Ash Fork $333.33 Cedar Gap $333.33 Otter Run $333.34 All members $1,000.00" in words_of(review)
    assert not SharedCost.objects.exists()
    digest = re.search(r'name="preview_digest" value="(\w+)"', review)[1]
    stale = client.post(f"{base}/declare/", {**entered, "amount": "2000", "preview_digest": digest, "declare": "1"})
    assert "The shares below aren’t the ones you reviewed." in words_of(stale.content.decode())
    done = client.post(f"{base}/declare/", {**entered, "preview_digest": digest, "declare": "1"}, follow=True)
    cost = SharedCost.objects.get()
    assert "The cost is declared. We emailed each member its share." in words_of(done.content.decode())
    again = client.post(f"{base}/declare/", {**entered, "preview_digest": digest, "declare": "1"})
    assert "This cost is already declared for that period." in words_of(again.content.decode())
    email = OutgoingEmail.objects.get(to_user__name="Head of Cedar Gap")
    assert email.subject == "Your share of a cost: Platform fee 2026-27"
    assert "  - Cedar Gap: $333.33\n" in email.body
    assert "Otter Run" not in email.body

    change = {"amount": "1000", "basis": "use", "effective_on": "2027-01-01", "reason": "By orders"}
    review = client.post(f"{base}/{cost.pk}/change/", change).content.decode()
    # Spent: 100, 200, and 300 dollars.
    assert "1 member pays less. 1 member pays more. 1 member pays the same." in words_of(review)
    assert "Otter Run $100.00 $333.34 $166.67 −$166.67" in words_of(review)
    assert "Ash Fork $300.00 $333.33 $500.00 +$166.67" in words_of(review)
    digest = re.search(r'name="preview_digest" value="(\w+)"', review)[1]
    assert (
        client.post(f"{base}/{cost.pk}/change/", {**change, "preview_digest": digest, "declare": "1"}).status_code
        == 302
    )
    assert (
        "Ash Fork: $500.00 (before: $333.33)"
        in OutgoingEmail.objects.get(to_user__name="Head of Ash Fork", subject__startswith="Your share changes").body
    )
    page = words_of(Client().get(f"{base}/{cost.pk}/").content.decode())
    assert "Version 2, declared Sep 14, 2026 Not in effect yet" in page
    assert "Version 1, declared Sep 14, 2026 In effect" in page

    assert "Enter the reason" in words_of(client.post(f"{base}/{cost.pk}/withdraw/", {"reason": ""}).content.decode())
    assert client.post(f"{base}/{cost.pk}/withdraw/", {"reason": "Wrong contract"}).status_code == 302
    told = OutgoingEmail.objects.filter(subject="Cost withdrawn: Platform fee 2026-27")
    assert sorted(told.values_list("to_user__name", flat=True)) == ["Head of Ash Fork", "Head of Cedar Gap"]
    assert "This cost is already withdrawn." in words_of(
        client.post(f"{base}/{cost.pk}/withdraw/", {"reason": "x"}).content.decode()
    )
    page = words_of(client.get(f"{base}/{cost.pk}/").content.decode())
    assert "This cost was withdrawn Sep 14, 2026, so no member has a share: Wrong contract" in page
    assert "Withdraw this cost" not in page
    events = ["shared_cost.declared", "shared_cost.changed", "shared_cost.withdrawn"]
    assert [one for one in Entry.objects.order_by("number").values_list("event", flat=True) if "cost" in one] == events


@pytest.mark.django_db
def test_others_declare_nothing_and_a_formula_without_numbers_is_refused(lead):
    stranger = UserFactory()
    with pytest.raises(Refused):
        declare_cost(contract=lead.contract, period=PERIOD, terms=TERMS, preview_digest="", by=stranger, at=NOON)
    with pytest.raises(Unready, match="The 2024-25 enrollment of Ash Fork isn’t on record"):
        declare(lead, TERMS._replace(basis="enrollment", enrollment_year="2024-25"))
    Purchase.objects.all().delete()
    with pytest.raises(Unready, match="All members have zero in this formula"):
        declare(lead, TERMS._replace(basis="use"))
    cost = declare(lead, TERMS._replace(basis="enrollment", enrollment_year="2023-24"))
    facts = {"cost": cost, "terms": TERMS._replace(basis="enrollment", enrollment_year="2023-24", effective_on=TODAY)}
    with pytest.raises(Unready, match="Every member’s share stays the same"):
        change_cost(**facts, preview_digest="", by=lead, at=NOON)
    with pytest.raises(Refused):
        change_cost(**facts, preview_digest="", by=stranger, at=NOON)


@pytest.mark.django_db
def test_a_member_that_joins_or_leaves_changes_no_share_until_they_are_declared_again(
    lead, time_machine, django_assert_num_queries
):
    time_machine.move_to(NOON)
    cost = declare(lead)
    consortium = lead.contract.consortium
    MembershipFactory(
        consortium=consortium, district=DistrictFactory(leaid="9900009", name="Dry Creek"), joins_on=TODAY
    )
    consortium.memberships.filter(district__leaid="9900002").update(leaves_on=datetime.date(2026, 9, 13))
    address = f"/consortia/mill-creek/contracts/{lead.contract.pk}/costs/{cost.pk}/"

    page = words_of(Client().get(address).content.decode())

    assert "has no share until the shares are declared again: Dry Creek." in page
    assert "keeps its share until then: Cedar Gap." in page
    assert CostShare.objects.filter(version__cost=cost).count() == 3
    terms = TERMS._replace(effective_on=TODAY, reason="Members changed")
    facts = {"cost": cost, "terms": terms, "by": lead, "at": NOON}
    change_cost(**facts, preview_digest=preview_cost(contract=lead.contract, period=PERIOD, **facts).digest)
    page = words_of(Client().get(address).content.decode())
    assert "Cedar Gap $333.33 $0.00 −$333.33" in page
    assert "Dry Creek $0.00 $333.33 +$333.33" in page
    file = b"".join(Client().get("/contracts/24-01/costs.csv").streaming_content).decode()
    rows = [(one["version"], one["district"], one["share"]) for one in csv.DictReader(io.StringIO(file))]
    assert ("1", "Cedar Gap", "333.33") in rows
    assert ("2", "Dry Creek", "333.33") in rows
    assert len(rows) == 6
    for title in ("Setup fee", "Training"):
        copy = SharedCost.objects.create(contract=lead.contract, title=title, starts_on=JULY, ends_on=JUNE)
        version = copy.versions.create(
            number=1, amount=5, basis="equal", effective_on=JULY, declared_on=TODAY, counted_on=TODAY, reason="x"
        )
        CostShare.objects.create(version=version, district=CostShare.objects.first().district, weight=1, amount=5)
    with django_assert_num_queries(11):  # the contract, its ledger (6), enrollments; costs, versions, shares
        page = words_of(Client().get("/contracts/24-01/costs/").content.decode())
    assert "Platform fee 2026-27 Jul 1, 2026, to Jun 30, 2027 $1,000.00 Equal parts Since Sep 14, 2026" in page
