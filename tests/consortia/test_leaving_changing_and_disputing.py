"""Leaving from a day, changing role or class, disputing and settling, correcting days."""

import datetime

import pytest

from accounts.refusals import Refused, Unready
from consortia.actions import memberships
from consortia.actions.periods import keep_version
from consortia.models import Membership, MembershipPeriod
from consortia.states import MemberRole, MembershipClass, MembershipStatus
from purchasing.models import Contract
from tests.consortia.members import JULY, NOON, ONE_DAY, TODAY, confirmed, invited, two_sides
from tests.factories import ContractFactory, MembershipFactory

pytestmark = pytest.mark.django_db
LATER = NOON + ONE_DAY
WORDS = {"words": "Our board voted so."}


def by_member(sides, at=NOON):
    return {"by": sides.superintendent, "at": at}


def changed(sides, membership, **more):
    said = {"role": MemberRole.FISCAL_AGENT, "membership_class": MembershipClass.PARTICIPATING, "begins_on": TODAY}
    return memberships.change_role_or_class(membership=membership, **said | by_member(sides) | more)


def test_a_member_leaves_from_a_day_to_come_and_may_stay_until_that_day_is_over():
    sides = two_sides()
    membership = memberships.leave_from(
        membership=confirmed(sides), last_day=TODAY + ONE_DAY, **WORDS, **by_member(sides)
    )
    assert (membership.leaves_on, membership.status) == (TODAY + ONE_DAY, MembershipStatus.CONFIRMED)

    with pytest.raises(Refused):
        memberships.stay(membership=membership, by=sides.lead, at=NOON)
    membership = memberships.stay(membership=membership, **by_member(sides, LATER))
    assert membership.leaves_on is None


def test_a_departure_cannot_be_canceled_after_its_date():
    sides = two_sides()
    membership = memberships.leave_from(membership=confirmed(sides), last_day=TODAY, **WORDS, **by_member(sides))

    with pytest.raises(Unready, match="The membership ended on September 14, 2026"):
        memberships.stay(membership=membership, **by_member(sides, LATER))


def test_the_lead_too_records_that_a_member_left_and_a_reason_is_needed():
    sides = two_sides()
    membership = confirmed(sides)

    with pytest.raises(Unready, match="Enter the reason"):
        memberships.leave_from(membership=membership, last_day=TODAY, words="", by=sides.lead, at=NOON)
    with pytest.raises(Refused):
        memberships.leave_from(membership=membership, last_day=TODAY, **WORDS, by=sides.stranger, at=NOON)
    membership = memberships.leave_from(membership=membership, last_day=JULY, **WORDS, by=sides.lead, at=NOON)

    assert (membership.leaves_on, membership.steps.last().side) == (JULY, "consortium")


def test_no_one_leaves_before_joining_or_twice():
    sides = two_sides()
    membership = confirmed(sides)

    with pytest.raises(Unready, match="The membership began on July 1, 2026"):
        memberships.leave_from(membership=membership, last_day=JULY - ONE_DAY, **WORDS, **by_member(sides))
    memberships.leave_from(membership=membership, last_day=JULY, **WORDS, **by_member(sides))
    with pytest.raises(Unready, match="The membership ended on July 1, 2026"):
        memberships.leave_from(membership=membership, last_day=TODAY, **WORDS, by=sides.lead, at=NOON)


def test_a_pending_membership_cannot_be_left():
    sides = two_sides()

    with pytest.raises(Unready, match="Only a confirmed member can leave"):
        memberships.leave_from(membership=invited(sides), last_day=TODAY, **WORDS, **by_member(sides))


def test_a_change_of_role_ends_the_membership_the_day_before_and_opens_one_that_continues_it():
    sides = two_sides()
    membership = confirmed(sides)

    new = changed(sides, membership)

    membership.refresh_from_db()
    assert membership.leaves_on == TODAY - ONE_DAY
    assert (new.joins_on, new.leaves_on, new.continues, new.role) == (TODAY, None, membership, MemberRole.FISCAL_AGENT)
    assert (new.status, new.claimed_by) == (MembershipStatus.CLAIMED, "member")
    new = memberships.accept(membership=new, by=sides.lead, at=NOON)
    assert new.status == MembershipStatus.AGREED
    assert memberships.confirm_agreed(membership=new, by=sides.registrar, at=NOON).status == MembershipStatus.CONFIRMED


def test_a_declined_change_changes_nothing():
    sides = two_sides()
    membership = confirmed(sides)
    memberships.leave_from(membership=membership, last_day=TODAY + ONE_DAY, **WORDS, **by_member(sides))

    new = changed(sides, membership)
    memberships.decline(membership=new, words="We have one.", by=sides.lead, at=LATER)

    membership.refresh_from_db()
    assert membership.leaves_on == TODAY + ONE_DAY
    assert Membership.objects.filter(continues=membership).count() == 0
    again = changed(sides, membership, membership_class=MembershipClass.OBSERVER, role=MemberRole.MEMBER)
    assert again.continues == membership


def test_a_change_to_what_it_is_already_or_on_the_first_day_is_none():
    sides = two_sides()
    membership = confirmed(sides)

    with pytest.raises(Unready, match="the current role and member type"):
        changed(sides, membership, role=MemberRole.MEMBER)
    with pytest.raises(Unready, match="must take effect after July 1, 2026"):
        changed(sides, membership, begins_on=JULY)


def test_the_lead_alone_cannot_confirm_its_change():
    sides = two_sides()

    new = memberships.change_role_or_class(
        membership=sides.lead_membership,
        role=MemberRole.MEMBER,
        membership_class=MembershipClass.OBSERVER,
        begins_on=TODAY + ONE_DAY,
        by=sides.lead,
        at=NOON,
    )

    assert new.status == MembershipStatus.AGREED


def test_a_second_click_changes_nothing_more():
    sides = two_sides()
    membership = confirmed(sides)

    assert changed(sides, membership) == changed(sides, membership)
    for _ in range(2):
        memberships.dispute(membership=sides.lead_membership, words="Not since July.", by=sides.lead, at=NOON)
    assert [step.step for step in sides.lead_membership.steps.all()] == ["dispute"]


def test_a_dispute_has_a_day_and_a_thread_until_the_registrar_settles_it():
    sides = two_sides()
    membership = confirmed(sides)

    membership = memberships.dispute(membership=membership, words="Our board never voted.", **by_member(sides))
    assert (membership.status, membership.disputed_on) == (MembershipStatus.DISPUTED, TODAY)
    memberships.answer(membership=membership, words="Here is the vote.", by=sides.lead, at=NOON)
    memberships.answer(membership=membership, words="Thank you both.", by=sides.registrar, at=NOON)
    with pytest.raises(Refused):
        memberships.answer(membership=membership, words="I know better.", by=sides.stranger, at=NOON)
    with pytest.raises(Refused):
        memberships.settle_dispute(membership=membership, is_kept=True, **WORDS, by=sides.lead, at=NOON)

    membership = memberships.settle_dispute(membership=membership, is_kept=True, **WORDS, by=sides.registrar, at=LATER)

    assert (membership.status, membership.disputed_on) == (MembershipStatus.CONFIRMED, None)
    assert [(step.step, step.side) for step in membership.steps.all()][2:] == [
        ("dispute", "member"),
        ("answer", "consortium"),
        ("answer", "state"),
        ("confirm", "state"),
    ]


def test_a_disputed_membership_that_never_took_effect_is_on_no_roster():
    sides = two_sides()
    membership = memberships.dispute(membership=confirmed(sides), **WORDS, **by_member(sides))

    membership = memberships.settle_dispute(membership=membership, is_kept=False, **WORDS, by=sides.registrar, at=NOON)

    assert membership.status == MembershipStatus.DECLINED
    assert membership not in Membership.objects.visible_to(sides.stranger)
    assert membership in Membership.objects.answerable_by(sides.superintendent)


def test_only_the_side_that_disputed_takes_the_dispute_back():
    sides = two_sides()
    membership = memberships.dispute(membership=confirmed(sides), **WORDS, **by_member(sides))

    with pytest.raises(Refused):
        memberships.reconcile(membership=membership, by=sides.lead, at=NOON)
    assert memberships.reconcile(membership=membership, **by_member(sides)).status == MembershipStatus.CONFIRMED


def test_a_dispute_of_what_the_state_entered_ends_with_what_it_was():
    sides = two_sides()
    membership = MembershipFactory(consortium=sides.consortium, district=sides.district, status="recorded")
    keep_version(membership, by="tests", at=NOON)
    disputed = memberships.dispute(membership=membership, **WORDS, **by_member(sides))

    assert disputed.status == MembershipStatus.DISPUTED
    assert memberships.reconcile(membership=membership, **by_member(sides)).status == MembershipStatus.RECORDED


def test_a_disputed_member_is_on_the_roster_until_the_registrar_settles_it_but_buys_nothing_meanwhile():
    sides = two_sides()
    contract = ContractFactory(consortium=sides.consortium)
    membership = confirmed(sides)
    memberships.dispute(membership=membership, **WORDS, by=sides.lead, at=NOON)

    assert membership in Membership.objects.in_force(TODAY)
    assert not Contract.objects.usable_by(sides.district, on=TODAY).exists()

    memberships.settle_dispute(membership=membership, is_kept=True, words="It is right.", by=sides.registrar, at=NOON)
    assert contract in Contract.objects.usable_by(sides.district, on=TODAY)


def test_a_lead_keeps_its_authority_while_its_confirmed_membership_is_disputed():
    sides = two_sides()
    memberships.dispute(membership=sides.lead_membership, **WORDS, by=sides.lead, at=NOON)

    assert invited(sides).status == MembershipStatus.CLAIMED


def test_what_is_pending_is_declined_or_withdrawn_not_disputed():
    sides = two_sides()

    for by in (sides.lead, sides.superintendent):
        with pytest.raises(Unready, match="The membership is now pending"):
            memberships.dispute(membership=invited(sides), **WORDS, by=by, at=NOON)


def test_the_registrar_corrects_days_and_the_earlier_version_stays():
    sides = two_sides(formed_on=datetime.date(2024, 7, 1))
    membership = confirmed(sides)

    with pytest.raises(Refused):
        memberships.correct_dates(membership=membership, joins_on=TODAY, leaves_on=None, **WORDS, **by_member(sides))
    with pytest.raises(Unready, match="was formed on July 1, 2024"):
        memberships.correct_dates(
            membership=membership,
            joins_on=datetime.date(2024, 6, 30),
            leaves_on=None,
            **WORDS,
            by=sides.registrar,
            at=LATER,
        )
    memberships.correct_dates(
        membership=membership, joins_on=datetime.date(2024, 7, 1), leaves_on=None, **WORDS, by=sides.registrar, at=LATER
    )

    versions = MembershipPeriod.objects.filter(line=membership, status=MembershipStatus.CONFIRMED)
    assert [(version.joins_on, version.superseded_at) for version in versions] == [
        (JULY, LATER),
        (datetime.date(2024, 7, 1), None),
    ]


def test_a_correction_makes_no_memberships_overlap():
    sides = two_sides()
    early = MembershipFactory(
        consortium=sides.consortium, district=sides.district, joins_on=JULY.replace(year=2024), leaves_on=JULY
    )
    membership = invited(sides, joins_on=JULY + ONE_DAY)

    with pytest.raises(Unready, match="is already a member from July 1, 2024 to July 1, 2026"):
        memberships.correct_dates(
            membership=membership, joins_on=JULY, leaves_on=None, **WORDS, by=sides.registrar, at=NOON
        )
    with pytest.raises(Unready, match="from July 2, 2026, with no end date"):
        memberships.correct_dates(membership=early, joins_on=None, leaves_on=None, **WORDS, by=sides.registrar, at=NOON)
