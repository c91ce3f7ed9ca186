"""Disputes about a membership: dated comments that both sides and the registrars read; the registrar settles it."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refused, Unready
from audit import log
from consortia import emails
from consortia.actions.memberships.steps import (
    authority,
    check_seen,
    check_step,
    check_words,
    facts_of,
    is_repeated,
    lock_membership,
    restore_earlier_membership,
    take_step,
)
from consortia.models import Membership
from consortia.permissions import check_can_decide_membership, check_can_represent, check_can_represent_a_side
from consortia.states import NEVER_BEGAN, STEPS, STEPS_THAT_KEEP_THE_STATUS, MembershipStatus, Side
from districts.models import Appointment
from districts.permissions import Actor, is_registrar


@transaction.atomic
def dispute(
    *, membership: Membership, words: str, seen: int | None = None, by: User, at: datetime.datetime
) -> Membership:
    """The membership, disputed by one side. Everyone sees that and since when; only both sides read the explanation."""
    membership, on = lock_membership(membership), timezone.localdate(at)
    side, appointment = check_can_represent_a_side(by, membership, on)
    words = check_words(words, what="explanation of what is wrong", is_needed=True)
    if is_repeated(membership, "dispute", by=by, words=words):
        return membership
    check_step(membership, "dispute")
    check_seen(membership, seen)
    membership.disputed_on = on
    return _move(membership, "dispute", side=side, appointment=appointment, words=words, by=by, at=at)


@transaction.atomic
def answer(*, membership: Membership, words: str, by: User, at: datetime.datetime) -> Membership:
    """Add a comment to a dispute, by either side or the registrar."""
    membership, on = lock_membership(membership), timezone.localdate(at)
    side, appointment = _side_of(by, membership, on)
    words = check_words(words, what="comment", is_needed=True)
    if is_repeated(membership, "answer", by=by, words=words):
        return membership
    if membership.status not in STEPS_THAT_KEEP_THE_STATUS["answer"]:
        raise Unready("This membership is no longer disputed, so you can’t add a comment.")
    take_step(membership, "answer", side=side, appointment=appointment, words=words, by=by, at=at)
    log.record("membership.dispute_answered", membership, by=by, at=at, side=side, authority=authority(appointment))
    emails.send_disputed(membership, side=side, words=words, by=by, at=at)
    return membership


@transaction.atomic
def reconcile(
    *, membership: Membership, words: str = "", seen: int | None = None, by: User, at: datetime.datetime
) -> Membership:
    """The side that disputed the membership says that it is correct after all."""
    membership, on = lock_membership(membership), timezone.localdate(at)
    side = disputing_side(membership)
    appointment = check_can_represent(by, side, membership, on)
    words = check_words(words, what="message", is_needed=False)
    step = _step_that_keeps(membership)
    if is_repeated(membership, step, by=by, words=words):
        return membership
    check_step(membership, step, only=[MembershipStatus.DISPUTED])
    check_seen(membership, seen)
    membership.disputed_on = None
    return _move(membership, step, side=side, appointment=appointment, words=words, by=by, at=at)


@transaction.atomic
def settle_dispute(
    *, membership: Membership, is_kept: bool, words: str, seen: int | None = None, by: Actor, at: datetime.datetime
) -> Membership:
    """The registrar decides with a reason: keep the membership, or remove it. `correct_dates` corrects the dates."""
    membership, on = lock_membership(membership), timezone.localdate(at)
    check_can_decide_membership(by, membership, on)
    words = check_words(words, what="reason", is_needed=True)
    step = _step_that_keeps(membership) if is_kept else "decline"
    if is_repeated(membership, step, by=by, words=words):
        return membership
    check_step(membership, step, only=[MembershipStatus.DISPUTED])
    check_seen(membership, seen)
    membership.disputed_on = None
    return _move(membership, step, side=Side.STATE, appointment=None, words=words, by=by, at=at)


def _step_that_keeps(membership: Membership) -> str:
    """The step that ends a dispute: the membership is again what it was, confirmed by both or entered by the State."""
    return "confirm" if membership.periods.filter(status=MembershipStatus.CONFIRMED).exists() else "record"


def disputing_side(membership: Membership) -> Side:
    """The side that disputed last; the member's where it is not recorded."""
    step = membership.steps.filter(step="dispute").last()
    return Side(step.side) if step else Side.MEMBER


def _side_of(by: User, membership: Membership, on: datetime.date) -> tuple[Side, Appointment | None]:
    """The side that this person acts for; a registrar without an appointment here acts for the State."""
    try:
        return check_can_represent_a_side(by, membership, on)
    except Refused:
        if is_registrar(by, on):
            return Side.STATE, None
        raise


def _move(
    membership: Membership,
    step: str,
    *,
    side: Side,
    appointment: Appointment | None,
    words: str,
    by: Actor,
    at: datetime.datetime,
) -> Membership:
    membership.status = STEPS[step][1]
    membership.save(update_fields=["status", "disputed_on"])
    take_step(membership, step, side=side, appointment=appointment, words=words, by=by, at=at)
    if membership.status in NEVER_BEGAN:
        restore_earlier_membership(membership, side=side, appointment=appointment, by=by, at=at)
    event = "disputed" if step == "dispute" else "dispute_settled"
    log.record(
        f"membership.{event}",
        membership,
        by=by,
        at=at,
        **facts_of(membership),
        side=side,
        authority=authority(appointment),
    )
    ways = {"dispute": emails.send_disputed, "decline": emails.send_declined}
    ways.get(step, emails.send_confirmed)(membership, side=side, words=words, by=by, at=at)
    return membership
