"""Savings that survive an audit: claims beside what anyone can recompute, and why the two differ."""

import csv
import datetime
import io
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.refusals import Refused, Unready
from audit.models import Entry
from consortia.states import MemberRole
from districts.rules.periods import Period
from purchasing.actions.savings import ClaimWords, enter_baseline, enter_claim, withdraw_baseline, withdraw_claim
from purchasing.models import Baseline, ContractItem, Purchase, SavingsClaim
from purchasing.rules.claims import ClaimFact, OrderedFact, compare_claim
from purchasing.rules.savings import BaselineFact, PaidFact, Range, savings_on
from purchasing.rules.savings_lines import savings_lines
from tests.consortia.regions import words_of
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    ContractFactory,
    DistrictFactory,
    MembershipFactory,
    UserFactory,
)

ON = datetime.date(2026, 9, 14)
NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
CENT = Decimal("0.01")


def day(text):
    return datetime.date.fromisoformat(text)


def an_order(quantity, paid, on="2026-02-01", leaid="9900001"):
    return OrderedFact(PaidFact("laptop", leaid, quantity, Decimal(paid)), day(on))


def a_claim(low, high=None, *, on="2026-08-01", period=("2025-07-01", "2026-06-30"), method="unit price x quantity"):
    period = Period(*[day(one) if one else None for one in period])
    return ClaimFact(Range(Decimal(low), Decimal(high or low)), day(on), period, method)


POSTED = BaselineFact("laptop", "", Decimal(330), day("2025-07-01"))
OWN = BaselineFact("laptop", "9900001", Decimal(318), day("2025-07-01"))


@pytest.mark.pure
@pytest.mark.parametrize(
    ("claim", "orders", "baselines", "recomputed", "reasons"),
    [
        (a_claim("5000"), [an_order(100, "300")], [POSTED, OWN], ("1800", "3000"),
         ["The claim is $2,000.00 more than the highest recomputed amount."]),
        (a_claim("1000"), [an_order(100, "300")], [POSTED, OWN], ("1800", "3000"),
         ["The claim is $800.00 less than the lowest recomputed amount."]),
        (a_claim("1800"), [an_order(100, "300")], [POSTED, OWN], ("1800", "3000"),
         ["The claim is within the recomputed range."]),
        (a_claim("1000", "2000"), [an_order(100, "300")], [POSTED, OWN], ("1800", "3000"),
         ["The claim and the recomputed range overlap."]),
        # An order after the period, and one of a district that no earlier price is for.
        (a_claim("1800"), [an_order(100, "300"), an_order(9, "300", "2026-07-01"), an_order(5, "1", leaid="9900002")],
         [OWN], ("1800", "1800"),
         ["The claim is within the recomputed range.",
          "1 of 2 orders in this period has no earlier price on record, so savings on it can’t be checked."]),
        (a_claim("10"), [an_order(1, "300", "2027-01-01")], [POSTED], None,
         ["No order is on record in this period, so nothing can be recomputed."]),
        (a_claim("10"), [an_order(1, "300", leaid="9900002")], [OWN], None,
         ["The only order in this period has no earlier price on record, so nothing can be recomputed."]),
        # Stated after the date that everything is recomputed for.
        (a_claim("10"), [an_order(1, "300")] * 2, [POSTED._replace(priced_on=day("2026-09-15"))], None,
         ["None of the 2 orders in this period has an earlier price on record, so nothing can be recomputed."]),
        (a_claim("30", on="2026-06-29", method=""), [an_order(1, "300")],
         [POSTED._replace(priced_on=day("2022-01-31"))], ("30", "30"),
         ["The claim is within the recomputed range.",
          "Some earlier prices were 4 years old when the order was placed. Prices may have changed in that time "
          "without the contract.",
          "The claim was made before its period ended, so part of it was a forecast.",
          "The claim doesn’t say how it was computed."]),
        (a_claim("30", period=("2025-07-01", None)), [an_order(1, "330")], [POSTED], ("0", "0"),
         ["The claim is $30.00 more than the highest recomputed amount.",
          "The claim doesn’t say exactly which period it is for."]),
    ],
)  # fmt: skip
def test_a_claim_is_compared_with_the_orders_of_its_period(claim, orders, baselines, recomputed, reasons):
    compared = compare_claim(claim, orders, baselines, ON)

    assert compared.recomputed == (recomputed and tuple(Decimal(one) for one in recomputed))
    assert compared.reasons == reasons


PRICES = st.decimals("0.0001", "9999.9999", places=4)
LEAIDS = st.sampled_from(["9900001", "9900002", "9900003"])
ITEMS = st.sampled_from(["laptop", "cart"])
PAID = st.lists(st.builds(PaidFact, ITEMS, LEAIDS, st.integers(1, 100_000), PRICES), max_size=8)
BASES = st.lists(st.builds(BaselineFact, ITEMS, st.one_of(st.just(""), LEAIDS), PRICES, st.just(ON)), max_size=5)


def summed_from(rows):
    """Low and high by LEAID and in total, from the rows of the file and nothing else."""
    of_order, whose = defaultdict(list), {}
    for row in rows:
        if row["saving"]:
            of_order[row["order"]].append(Decimal(row["saving"]))
            whose[row["order"]] = row["leaid"]
    low, high = defaultdict(Decimal), defaultdict(Decimal)
    for order, savings in of_order.items():
        low[whose[order]] += min(savings)
        high[whose[order]] += max(savings)

    def cents(amount):
        return amount.quantize(CENT, ROUND_HALF_UP)

    by_member = {leaid: (cents(low[leaid]), cents(high[leaid])) for leaid in low}
    return by_member, (cents(sum(low.values(), Decimal(0))), cents(sum(high.values(), Decimal(0))))


@pytest.mark.pure
@settings(deadline=None)
@given(PAID, BASES)
def test_savings_recomputed_from_the_lines_equal_those_of_the_page(orders, baselines):
    rows = [
        {"order": line.order, "leaid": orders[line.order].leaid, "saving": line.saving}
        if line.saving is None
        else {"order": line.order, "leaid": orders[line.order].leaid, "saving": str(line.saving)}
        for line in savings_lines(orders, baselines)
    ]

    by_member, total = summed_from(rows)

    shown = savings_on(orders, baselines, ON)
    assert by_member == {leaid: tuple(one) for leaid, one in shown.by_member.items()}
    assert total == tuple(shown.total)


@pytest.fixture
def lead():
    """The superintendent of the lead of a network whose contract has two orders and two earlier prices."""
    consortium = ConsortiumFactory(slug="mill-creek", name="Mill Creek Network")
    district = DistrictFactory(leaid="9900001", name="Otter Run Local")
    MembershipFactory(consortium=consortium, district=district, role=MemberRole.LEAD, joins_on=day("2025-07-01"))
    other = DistrictFactory(leaid="9900002", name="Cedar Gap Local")
    MembershipFactory(consortium=consortium, district=other, joins_on=day("2025-07-01"))
    contract = ContractFactory(consortium=consortium, number="24-01", title="Laptops")
    item = ContractItem.objects.create(contract=contract, name="Laptop", unit="each")
    for buyer, quantity, paid in ((district, 3, "300.0050"), (other, 7, "310")):
        Purchase.objects.create(
            item=item, district=buyer, ordered_on=day("2026-02-01"), quantity=quantity,
            unit_price_paid=Decimal(paid), source="file",
        )  # fmt: skip
    for whose, price in ((None, "330"), (district, "318.5")):
        Baseline.objects.create(
            item=item, district=whose, unit_price=Decimal(price), priced_on=day("2025-07-01"), source="Invoice 2291",
            method="own last contract",
        )  # fmt: skip
    person = UserFactory()
    AppointmentFactory(user=person, district=district)
    person.contract = contract
    return person


WORDS = ClaimWords(
    "Mill Creek Network", day("2026-08-01"), Decimal(900), Decimal(900), day("2025-07-01"), day("2026-06-30"),
    "https://example.org/annual-report", "", is_independent=False,
)  # fmt: skip


def rows_of(address):
    return list(csv.DictReader(io.StringIO(b"".join(Client().get(address).streaming_content).decode())))


@pytest.mark.django_db
def test_the_page_shows_claims_beside_savings_that_its_download_gives(lead, django_assert_num_queries):
    enter_claim(contract=lead.contract, words=WORDS, by=lead, at=NOON)

    page = words_of(Client().get("/contracts/24-01/savings/?on=2026-09-14").content.decode())

    # 3 x 18.495 (= 55.485) or 3 x 29.995 (= 89.985), and 7 x 20.
    assert "$195.49 to $229.99 recomputed from all orders through Sep 14, 2026" in page
    assert "The claim is $670.01 more than the highest recomputed amount." in page
    assert "The claim doesn’t say how it was computed." in page
    assert "Otter Run Local 1 0 $55.49 to $89.99" in page
    assert "Cedar Gap Local 1 0 $140.00" in page
    rows = rows_of("/contracts/24-01/savings.csv?on=2026-09-14")
    assert summed_from(rows)[1] == (Decimal("195.49"), Decimal("229.99"))
    assert rows[0]["source"] == "Invoice 2291"
    claim = rows_of("/contracts/24-01/savings-claims.csv?on=2026-09-14")[0]
    assert (claim["highest"], claim["recomputed_low"], claim["recomputed_high"]) == ("900.00", "195.49", "229.99")
    for number in range(2):
        enter_claim(contract=lead.contract, words=WORDS._replace(claimed_by=f"Other {number}"), by=lead, at=NOON)
    counted = Client()
    with django_assert_num_queries(8):  # the revision, the contract, its ledger (6 with items), its claims
        counted.get("/contracts/24-01/savings/?on=2026-09-14")


@pytest.mark.django_db
def test_the_lead_enters_claims_and_prices_and_withdraws_wrong_ones(lead, client):
    client.force_login(lead)
    base = f"/consortia/mill-creek/contracts/{lead.contract.pk}/savings"
    words = {"claimed_by": "Mill Creek Network", "claimed_on": "2026-08-01", "lowest": "$1,200", "source": "Report"}

    answer = client.post(f"{base}/claims/new/", words, follow=True)

    claim = SavingsClaim.objects.get()
    assert (claim.lowest, claim.highest) == (1200, 1200)
    assert "The claim is added. Anyone can see it." in words_of(answer.content.decode())
    item = lead.contract.items.get()
    price = {"item": item.pk, "leaid": "9900002", "unit_price": "340.1250", "priced_on": "2025-01-31",
             "source": "Invoice 7", "method": "own last contract"}  # fmt: skip
    assert client.post(f"{base}/prices/new/", price).status_code == 302
    baseline = Baseline.objects.get(unit_price=Decimal("340.1250"))
    assert baseline.district.leaid == "9900002"
    assert "This price is already on record." in words_of(client.post(f"{base}/prices/new/", price).content.decode())
    for address in (f"{base}/claims/{claim.pk}/withdraw/", f"{base}/prices/{baseline.pk}/withdraw/"):
        assert "Enter the reason" in words_of(client.post(address, {"reason": " "}).content.decode())
        assert client.post(address, {"reason": "Wrong year"}).status_code == 302
        assert "This entry is already withdrawn." in words_of(client.post(address, {"reason": "x"}).content.decode())
    page = words_of(client.get("/contracts/24-01/savings/").content.decode())
    assert "Wrong year" in page
    assert "$340.1250" not in page
    events = ["savings.claim_entered", "baseline.entered", "savings.claim_withdrawn", "baseline.withdrawn"]
    assert list(Entry.objects.order_by("number").values_list("event", flat=True))[-4:] == events


@pytest.mark.django_db
def test_others_enter_nothing_and_impossible_claims_are_refused(lead):
    stranger = UserFactory()
    with pytest.raises(Refused):
        enter_claim(contract=lead.contract, words=WORDS, by=stranger, at=NOON)
    with pytest.raises(Refused):
        withdraw_baseline(baseline=Baseline.objects.first(), reason="x", by=stranger, at=NOON)
    wrong = WORDS._replace(lowest=Decimal(2), highest=Decimal(1), claimed_on=day("2026-09-15"), source=" ")
    with pytest.raises(Unready) as refused:
        enter_claim(contract=lead.contract, words=wrong, by=lead, at=NOON)
    assert refused.value.problems == (
        "Enter the source.",
        "The highest amount, $1.00, is less than the lowest, $2.00.",
        "The date of the claim is in the future. Enter the date it was published.",
    )
    claim = enter_claim(contract=lead.contract, words=WORDS, by=lead, at=NOON)
    with pytest.raises(Unready, match="already on record"):
        enter_claim(contract=lead.contract, words=WORDS, by=lead, at=NOON)
    withdraw_claim(claim=claim, reason="Wrong year", by=lead, at=NOON)
    enter_claim(contract=lead.contract, words=WORDS, by=lead, at=NOON)
    with pytest.raises(Unready, match="Enter a unit price above zero"):
        enter_baseline(
            item=lead.contract.items.get(), district=None, unit_price=Decimal(0), priced_on=ON, source="x", method="y",
            by=lead, at=NOON,
        )  # fmt: skip
