"""A person with roles on both sides, or with a role and the registrar's, does not answer their own request."""

import datetime

import pytest

from accounts.refusals import Refused, Unready
from consortia.actions import memberships, proposals
from consortia.states import MembershipStatus
from tests.consortia.members import NOON, TODAY, confirmed, invited, signed_in, text_of, two_sides
from tests.factories import AppointmentFactory, MembershipFactory, StateRoleFactory

pytestmark = pytest.mark.django_db


def test_one_person_with_roles_on_both_sides_agrees_and_the_state_approves():
    sides = two_sides()
    AppointmentFactory(district=sides.district, kind="treasurer", user=sides.lead, can_register_membership=True)
    membership = memberships.accept(membership=invited(sides), by=sides.lead, at=NOON)
    assert membership.status == MembershipStatus.AGREED
    membership = memberships.confirm_agreed(membership=membership, by=sides.registrar, at=NOON)
    assert membership.status == MembershipStatus.CONFIRMED


def test_a_registrar_who_acted_for_a_side_leaves_the_decision_to_another():
    sides = two_sides(state="KY")
    StateRoleFactory(role="registrar", user=sides.superintendent)
    membership = memberships.accept(membership=invited(sides), by=sides.superintendent, at=NOON)
    assert membership.status == MembershipStatus.AGREED
    answer = signed_in(sides.superintendent).post(f"/memberships/{membership.pk}/confirm/", {"words": "Mine."})
    assert "another registrar or an administrator decides" in text_of(answer)
    membership.refresh_from_db()
    assert membership.status == MembershipStatus.AGREED

    memberships.confirm_agreed(membership=membership, by=sides.registrar, at=NOON)
    membership = memberships.dispute(membership=membership, words="The day is wrong.", by=sides.superintendent, at=NOON)
    with pytest.raises(Refused, match="another registrar or an administrator decides"):
        memberships.settle_dispute(
            membership=membership, is_kept=True, words="So be it.", by=sides.superintendent, at=NOON
        )
    membership = memberships.settle_dispute(
        membership=membership, is_kept=True, words="It is right.", by=sides.registrar, at=NOON
    )
    assert membership.status == MembershipStatus.CONFIRMED


def test_no_one_registers_a_proposal_of_their_own():
    sides = two_sides()
    StateRoleFactory(role="registrar", user=sides.superintendent)
    said = {"name": "Three Forks Buying Group", "lead": sides.district, "purposes": ["purchasing"]}
    consortium = proposals.propose_consortium(**said, by=sides.superintendent, at=NOON)
    with pytest.raises(Refused, match="another registrar or an administrator decides"):
        proposals.register_proposal(consortium=consortium, by=sides.superintendent, at=NOON)
    assert proposals.register_proposal(consortium=consortium, by=sides.registrar, at=NOON).status == "registered"


def test_a_name_in_other_case_is_the_same_name():
    sides = two_sides()
    said = {"lead": sides.district, "purposes": ["purchasing"], "override_reason": "Another one.", "at": NOON}
    with pytest.raises(Unready, match="OH already has a consortium named MILL CREEK LEARNING NETWORK"):
        proposals.propose_consortium(name="MILL CREEK LEARNING NETWORK", by=sides.superintendent, **said)


@pytest.mark.parametrize("day", [datetime.date(2040, 7, 1), datetime.date(1990, 7, 1)])
def test_the_lead_of_a_proposal_belongs_on_days_on_which_it_can(day):
    sides = two_sides()
    type(sides.district).objects.filter(pk=sides.district.pk).update(closed_on=datetime.date(1980, 6, 30))
    sides.district.refresh_from_db()
    with pytest.raises(Unready):
        proposals.propose_consortium(
            name="Late", lead=sides.district, purposes=["purchasing"], formed_on=day, by=sides.superintendent, at=NOON
        )


def test_days_that_cannot_be_are_refused_and_break_nothing():
    sides = two_sides()
    membership = confirmed(sides)
    for joins_on, leaves_on in [(datetime.date.min, None), (None, datetime.date.max)]:
        with pytest.raises(Unready, match="can’t be right"):
            memberships.correct_dates(
                membership=membership, joins_on=joins_on, leaves_on=leaves_on, words="So.", by=sides.registrar, at=NOON
            )
    unknown = MembershipFactory(consortium=sides.consortium, status="confirmed", joins_on=None)
    leader = AppointmentFactory(district=unknown.district).user
    change = {"role": "member", "membership_class": "observer", "begins_on": datetime.date.min}
    with pytest.raises(Unready, match="can’t be right"):
        memberships.change_role_or_class(membership=unknown, **change, by=leader, at=NOON)
    with pytest.raises(Unready, match="can’t be right"):
        memberships.leave_from(membership=unknown, last_day=datetime.date.min, words="So.", by=leader, at=NOON)


def test_an_appointment_that_ends_tomorrow_proposes_today_and_not_the_day_after():
    sides = two_sides()
    sides.superintendent.appointments.update(ends_on=TODAY + datetime.timedelta(days=1))
    said = {"name": "Three Forks Buying Group", "lead": sides.district, "purposes": ["purchasing"]}
    later = NOON + datetime.timedelta(days=2)
    with pytest.raises(Refused):
        proposals.propose_consortium(**said, by=sides.superintendent, at=later)
    assert proposals.propose_consortium(**said, by=sides.superintendent, at=NOON).status == "proposed"
