"""A registrar enters a consortium and its members by hand."""

import datetime

import pytest

from accounts.models import Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from consortia.actions.entries import enter_consortium, enter_member
from consortia.actions.facts import change_facts
from consortia.models import Consortium, Membership, MembershipPeriod
from consortia.rules.record_changes import PurposeEntry
from tests.accounts.test_at_the_same_moment import while_it_waits
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    DistrictFactory,
    MembershipFactory,
    SchoolFactory,
    StateRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
FORMED = datetime.date(2015, 7, 1)


def a_registrar():
    return StateRoleFactory(role=Role.REGISTRAR).user


def entered(by=None, **changes):
    values = {"name": "Mill Creek Network", "state": "OH", "contact": {}, "by": by or a_registrar(), "at": AT}
    return enter_consortium(**(values | changes))


def test_a_consortium_is_entered_with_everything_that_its_charter_states():
    agent, lead = DistrictFactory(), DistrictFactory()
    consortium = entered(
        contact={
            "about": " Buys together since 2015. ",
            "phone": "614-555-0137",
            "office_email": "office@millcreek.example",
            "website": "www.millcreek.example",
        },
        legal_form="agreement",
        formed_on=FORMED,
        purposes=[
            PurposeEntry("purchasing", FORMED, "Charter, section 2"),
            PurposeEntry("personalized_learning", datetime.date(2026, 7, 1), "Board resolution 26-3"),
        ],
        fiscal_agent=agent,
        lead=lead,
        lead_authority="Charter, section 4",
    )

    assert (consortium.about, consortium.phone) == ("Buys together since 2015.", "614-555-0137")
    assert (consortium.office_email, consortium.website) == (
        "office@millcreek.example",
        "https://www.millcreek.example",
    )
    assert (consortium.status, consortium.fiscal_agent, consortium.formed_on) == ("registered", agent, FORMED)
    assert list(consortium.purposes.values_list("purpose", "starts_on", "authority")) == [
        ("personalized_learning", datetime.date(2026, 7, 1), "Board resolution 26-3"),
        ("purchasing", FORMED, "Charter, section 2"),
    ]
    member = consortium.memberships.get()
    assert (member.district, member.role, member.status, member.joins_on) == (lead, "lead", "recorded", FORMED)
    assert member.get_status_display() == "On record, entered by the State"
    assert member.authority == "Charter, section 4"
    assert MembershipPeriod.objects.filter(line=member, superseded_at=None).count() == 1
    assert consortium.changes.filter(field="name").get().new == "Mill Creek Network"
    assert "consortium.registered" in Entry.objects.values_list("event", flat=True)


@pytest.mark.parametrize("kind", ["stranger", "lead"])
def test_only_a_registrar_enters_consortia_and_members(kind):
    appointment = AppointmentFactory()
    consortium = MembershipFactory(district=appointment.district, role="lead").consortium
    by = appointment.user if kind == "lead" else UserFactory()

    with pytest.raises(Refused, match="Only a registrar"):
        entered(by)
    with pytest.raises(Refused, match="Only a registrar"):
        enter_member(consortium=consortium, member=DistrictFactory(), by=by, at=AT)


def test_a_consortium_that_resembles_another_needs_a_reason():
    ConsortiumFactory(name="Mill Creek Consortium")
    with pytest.raises(Unready, match=r"Mill Creek Consortium is already in the registry. The name has the same words"):
        entered()
    assert Consortium.objects.count() == 1

    consortium = entered(override_reason="Two districts left and founded it.")
    assert (
        consortium.changes.get().authority == "Different from Mill Creek Consortium: Two districts left and founded it."
    )


def test_the_same_name_is_refused_even_with_a_reason():
    ConsortiumFactory(name="Mill Creek Network")
    with pytest.raises(Unready, match="OH already has a consortium named Mill Creek Network"):
        entered(name="MILL  CREEK network", override_reason="Different.")
    entered(state="KY")


def test_a_former_name_is_found_as_a_likely_duplicate():
    registrar = a_registrar()
    consortium = entered(registrar)
    change_facts(
        consortium=consortium,
        values={"name": "Ridge Alliance"},
        seen={"name": "Mill Creek Network"},
        holds_from=AT.date(),
        by=registrar,
        at=AT,
    )
    with pytest.raises(
        Unready, match=r"Ridge Alliance is already in the registry. Its former name, Mill Creek Network"
    ):
        entered(registrar)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"name": " "}, "Enter the name of the consortium"),
        ({"state": "XX"}, "Choose a state"),
        ({"legal_form": "club"}, "not a legal form"),
        ({"contact": {"phone": "call us"}}, "Enter the phone number with its area code"),
        ({"contact": {"office_email": "Ann Moore"}}, "Enter the office’s email address"),
        ({"contact": {"website": "x" * 193 + ".org"}}, "Website is longer than 200"),
        ({"contact": {"website": "javascript:alert(1)"}}, "Enter the web address"),
        ({"formed_on": datetime.date(1015, 7, 1)}, "Check the year"),
        ({"purposes": [PurposeEntry("football")]}, "Choose a purpose from the list"),
        (
            {"formed_on": FORMED, "purposes": [PurposeEntry("purchasing", datetime.date(2015, 6, 30))]},
            r"was formed on July 1, 2015. Choose that date or a later one for Purchasing",
        ),
    ],
)
def test_what_cannot_be_right_is_refused_in_words_and_nothing_is_stored(change, reason):
    with pytest.raises(Unready, match=reason):
        entered(**change)
    assert not Consortium.objects.exists()


def test_a_closed_fiscal_agent_is_refused_with_its_successor():
    new = DistrictFactory(name="Ridge Local")
    old = DistrictFactory(name="Old Local", status="merged", closed_on=datetime.date(2020, 6, 30), successor=new)
    with pytest.raises(Unready, match=r"Old Local closed on June 30, 2020 .* Its successor is Ridge Local"):
        entered(fiscal_agent=old)


def test_a_district_and_a_school_are_added_as_members_with_their_authority():
    consortium, registrar = ConsortiumFactory(formed_on=FORMED), a_registrar()
    district, school = DistrictFactory(), SchoolFactory()
    added = {"consortium": consortium, "joins_on": FORMED, "by": registrar, "at": AT}
    first = enter_member(member=district, role="fiscal_agent", authority="Board resolution 15-7", **added)
    second = enter_member(member=school, leaves_on=datetime.date(2020, 6, 30), membership_class="observer", **added)

    assert (first.district, first.role, first.status, first.authority) == (
        district, "fiscal_agent", "recorded", "Board resolution 15-7",
    )  # fmt: skip
    assert (second.school, second.membership_class, second.leaves_on.year) == (school, "observer", 2020)
    assert first.claimed_by == "state"
    assert [(step.step, step.by) for step in first.steps.all()] == [("register", registrar)]


def test_the_same_member_sent_twice_is_stored_once_and_other_dates_are_refused():
    consortium, district, registrar = ConsortiumFactory(), DistrictFactory(name="Otter Run"), a_registrar()
    added = {"consortium": consortium, "member": district, "by": registrar, "at": AT}
    assert enter_member(joins_on=FORMED, **added) == enter_member(joins_on=FORMED, **added)
    with pytest.raises(Unready, match="Otter Run is already a member from July 1, 2015, with no end date"):
        enter_member(joins_on=datetime.date(2020, 7, 1), **added)
    with pytest.raises(Unready, match="Otter Run is already a member"):
        enter_member(joins_on=FORMED, role="lead", **added)
    assert Membership.objects.count() == 1


def test_a_member_that_has_been_invited_is_not_added_a_second_time():
    membership = MembershipFactory(status="claimed", claimed_by="consortium", district__name="Otter Run")
    with pytest.raises(Unready, match="Otter Run already has a pending invitation"):
        enter_member(consortium=membership.consortium, member=membership.district, by=a_registrar(), at=AT)


def test_dates_before_the_founding_day_and_closed_districts_are_refused():
    consortium = ConsortiumFactory(name="Mill Creek", formed_on=FORMED)
    closed = DistrictFactory(name="Old Local", status="closed", closed_on=datetime.date(2018, 6, 30))
    added = {"consortium": consortium, "by": a_registrar(), "at": AT}
    with pytest.raises(Unready, match="Mill Creek was formed on July 1, 2015"):
        enter_member(member=DistrictFactory(), joins_on=datetime.date(2015, 6, 30), **added)
    with pytest.raises(Unready, match=r"Old Local closed on June 30, 2018 and can’t join after that date"):
        enter_member(member=closed, joins_on=datetime.date(2018, 7, 1), **added)
    enter_member(member=closed, joins_on=FORMED, leaves_on=datetime.date(2018, 6, 30), **added)


def test_a_member_from_another_state_needs_an_authority():
    consortium = ConsortiumFactory(name="Mill Creek")
    member = DistrictFactory(name="Fernbank", state="KY")
    added = {"consortium": consortium, "member": member, "by": a_registrar(), "at": AT}
    with pytest.raises(Unready, match="Fernbank is in Kentucky, but Mill Creek is in Ohio"):
        enter_member(authority=" ", **added)
    enter_member(authority="Interstate agreement of 2019", **added)


@pytest.mark.parametrize("status", ["proposed", "dissolved"])
def test_members_are_added_to_registered_consortia_only(status):
    consortium = ConsortiumFactory(status=status, ended_on=datetime.date(2020, 1, 1))
    with pytest.raises(Unready, match="Members can be added to registered consortia"):
        enter_member(consortium=consortium, member=DistrictFactory(), by=a_registrar(), at=AT)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_registrars_who_enter_one_consortium_the_second_sees_the_first():
    ann, bob = a_registrar(), a_registrar()
    other = while_it_waits(lambda: entered(ann), lambda: entered(bob, name="Mill Creek Consortium"))
    assert "Mill Creek Network is already in the registry" in str(other.outcome)
    assert Consortium.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_registrars_who_add_one_member_the_second_sees_the_first():
    ann, bob, consortium, member = a_registrar(), a_registrar(), ConsortiumFactory(), DistrictFactory(name="Otter Run")

    def add(by, joins_on):
        return lambda: enter_member(consortium=consortium, member=member, joins_on=joins_on, by=by, at=AT)

    other = while_it_waits(add(ann, FORMED), add(bob, datetime.date(2020, 7, 1)))
    assert "Otter Run is already a member from July 1, 2015" in str(other.outcome)
    assert Membership.objects.count() == 1
