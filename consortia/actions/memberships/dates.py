"""The dates of a membership: ending it, changing its role or class from a date, correcting wrong dates."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.dates import day_in_words
from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia import emails
from consortia.actions.memberships.steps import (
    authority,
    check_can_gain_members,
    check_days,
    check_seen,
    check_words,
    facts_of,
    is_repeated,
    lock_membership,
    take_step,
)
from consortia.models import Membership
from consortia.permissions import (
    check_can_decide_membership,
    check_can_represent,
    check_can_represent_a_side,
    has_one_representative,
)
from consortia.rules.membership_dates import problems_with_change, problems_with_leaving, problems_with_staying
from consortia.rules.status_labels import status_in_sentence
from consortia.states import (
    STEPS_THAT_KEEP_THE_STATUS,
    MemberRole,
    MembershipClass,
    MembershipStatus,
    Side,
)
from districts.permissions import Actor

ONE_DAY = datetime.timedelta(days=1)


@transaction.atomic
def leave_from(
    *,
    membership: Membership,
    last_day: datetime.date,
    words: str,
    seen: int | None = None,
    by: User,
    at: datetime.datetime,
) -> Membership:
    """The membership with its end date, past or future, recorded by the member or the consortium with a reason."""
    membership, on = lock_membership(membership), timezone.localdate(at)
    side, appointment = check_can_represent_a_side(by, membership, on)
    words = check_words(words, what="reason", is_needed=True)
    if membership.leaves_on == last_day and is_repeated(membership, "leave", by=by, words=words):
        return membership
    check_seen(membership, seen)
    _check_is_confirmed(membership, "leave", "leave")
    if problems := problems_with_leaving(
        joins_on=membership.joins_on, known=membership.leaves_on, last_day=last_day, on=on
    ):
        raise Unready(*problems)
    check_days(membership, joins_on=membership.joins_on, leaves_on=last_day, on=min(on, last_day))
    membership.leaves_on = last_day
    membership.save(update_fields=["leaves_on"])
    take_step(membership, "leave", side=side, appointment=appointment, words=words, by=by, at=at)
    log.record(
        "membership.left", membership, by=by, at=at, **facts_of(membership), side=side, authority=authority(appointment)
    )
    emails.send_left(membership, side=side, words=words, by=by, at=at)
    return membership


@transaction.atomic
def stay(
    *, membership: Membership, words: str = "", seen: int | None = None, by: User, at: datetime.datetime
) -> Membership:
    """The membership without its end date: the side that recorded the date cancels it before it has passed."""
    membership, on = lock_membership(membership), timezone.localdate(at)
    notice = membership.steps.filter(step="leave").last()
    side = Side(notice.side) if notice else Side.MEMBER
    appointment = check_can_represent(by, side, membership, on)
    words = check_words(words, what="message", is_needed=False)
    if is_repeated(membership, "stay", by=by, words=words):
        return membership
    check_seen(membership, seen)
    if problems := problems_with_staying(leaves_on=membership.leaves_on, on=on):
        raise Unready(*problems)
    if notice is None or _has_successor(membership):
        raise Unready("This end date wasn’t recorded as a departure. Ask the registrar to correct it.")
    check_can_gain_members(membership.consortium)
    check_days(membership, joins_on=membership.joins_on, leaves_on=None, on=on)
    membership.leaves_on = None
    membership.save(update_fields=["leaves_on"])
    take_step(membership, "stay", side=side, appointment=appointment, words=words, by=by, at=at)
    log.record(
        "membership.stays",
        membership,
        by=by,
        at=at,
        **facts_of(membership),
        side=side,
        authority=authority(appointment),
    )
    emails.send_changed(
        membership, changes=["End date: none; the departure is canceled"], side=side, words=words, by=by, at=at
    )
    return membership


@transaction.atomic
def change_role_or_class(
    *,
    membership: Membership,
    role: str,
    membership_class: str,
    begins_on: datetime.date,
    words: str = "",
    seen: int | None = None,
    by: User,
    at: datetime.datetime,
) -> Membership:
    """The membership that continues this one in another role or class; this one ends the day before.

    The member or the consortium, whichever did not propose it, still has to accept it.
    """
    membership, on = lock_membership(membership), timezone.localdate(at)
    side, appointment = check_can_represent_a_side(by, membership, on)
    words = check_words(words, what="message", is_needed=False)
    if (same := _changed_already(membership, role, membership_class, begins_on)) and is_repeated(
        same, "claim", by=by, words=words
    ):
        return same
    check_seen(membership, seen)
    _check_is_confirmed(membership, "change", "change its role or member type")
    check_can_gain_members(membership.consortium)
    if role not in MemberRole.values or membership_class not in MembershipClass.values:
        raise Unready("Choose a role and a member type.")
    is_same = (role, membership_class) == (membership.role, membership.membership_class)
    if problems := problems_with_change(
        joins_on=membership.joins_on, leaves_on=membership.leaves_on, begins_on=begins_on, is_same=is_same
    ):
        raise Unready(*problems)
    new = Membership(
        consortium=membership.consortium,
        district=membership.district,
        school=membership.school,
        role=role,
        membership_class=membership_class,
        joins_on=begins_on,
        leaves_on=membership.leaves_on,
        claimed_by=side,
        claimed_at=at,
        continues=membership,
    )
    check_days(new, joins_on=begins_on, leaves_on=membership.leaves_on, apart_from=membership, on=on)
    # Where one office acts for both the member and the consortium, the State answers.
    is_for_both = has_one_representative(membership, on)
    new.status = MembershipStatus.AGREED if is_for_both else MembershipStatus.CLAIMED
    membership.leaves_on = begins_on - ONE_DAY
    membership.save(update_fields=["leaves_on"])
    new.save()
    change = f"{new.get_role_display().lower()}, {new.get_membership_class_display().lower()}"
    change = f"From {day_in_words(begins_on)}: {change}."
    take_step(membership, "change", side=side, appointment=appointment, words=change, by=by, at=at)
    take_step(new, "claim", side=side, appointment=appointment, words=words, by=by, at=at)
    log.record("membership.changed", new, by=by, at=at, **facts_of(new), side=side, authority=authority(appointment))
    emails.send_changed(new, changes=[change], side=side, words=words, by=by, at=at)
    return new


@transaction.atomic
def correct_dates(
    *,
    membership: Membership,
    joins_on: datetime.date | None,
    leaves_on: datetime.date | None,
    words: str,
    seen: int | None = None,
    by: Actor,
    at: datetime.datetime,
) -> Membership:
    """The membership with corrected dates and the registrar's reason; the earlier version stays in its history."""
    membership, on = lock_membership(membership), timezone.localdate(at)
    check_can_decide_membership(by, membership, on)
    words = check_words(words, what="reason", is_needed=True)
    if (membership.joins_on, membership.leaves_on) == (joins_on, leaves_on):
        if is_repeated(membership, "correct", by=by, words=words):
            return membership
        raise Unready("These dates are already recorded. Enter the corrected dates.")
    check_seen(membership, seen)
    if membership.status not in STEPS_THAT_KEEP_THE_STATUS["correct"]:
        raise Unready(f"This membership is {status_in_sentence(membership)}, so there is nothing to correct.")
    check_days(membership, joins_on=joins_on, leaves_on=leaves_on, on=on)
    before = {"joins_before": membership.joins_on, "leaves_before": membership.leaves_on}
    membership.joins_on, membership.leaves_on = joins_on, leaves_on
    membership.save(update_fields=["joins_on", "leaves_on"])
    take_step(membership, "correct", side=Side.STATE, words=words, by=by, at=at)
    log.record("membership.corrected", membership, by=by, at=at, **facts_of(membership), **before)
    changes = [f"Start date: {_day(joins_on)}", f"End date: {_day(leaves_on, unknown='none')}"]
    emails.send_changed(membership, changes=changes, side=Side.STATE, words=words, by=by, at=at)
    return membership


def _check_is_confirmed(membership: Membership, step: str, action: str) -> None:
    """Refuse unless both sides confirmed the membership and no other one continues it. Raises Unready."""
    if membership.status not in STEPS_THAT_KEEP_THE_STATUS[step]:
        status = status_in_sentence(membership)
        raise Unready(f"This membership is {status}. Only a confirmed member can {action}.")
    if after := Membership.objects.filter(continues=membership).first():
        day = f" on {day_in_words(after.joins_on)}" if after.joins_on else ""
        raise Unready(f"This membership changes its role or type{day}. Open the later membership instead.")


def _day(day: datetime.date | None, unknown: str = "not known") -> str:
    return day_in_words(day) if day else unknown


def _changed_already(
    membership: Membership, role: str, membership_class: str, begins_on: datetime.date
) -> Membership | None:
    return Membership.objects.filter(
        continues=membership, role=role, membership_class=membership_class, joins_on=begins_on
    ).first()


def _has_successor(membership: Membership) -> bool:
    return Membership.objects.filter(continues=membership).exists()
