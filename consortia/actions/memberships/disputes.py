"""Disputes of a line: a dated thread that both sides and the registrars read, settled by the registrar."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refused, Unready
from audit import log
from consortia import emails as letters
from consortia.actions.memberships.steps import (
    authority,
    check_is_impartial,
    check_seen,
    check_step,
    check_words,
    facts_of,
    give_back,
    is_repeated,
    lock_line,
    registrar_is_needed,
    take_step,
)
from consortia.models import Membership
from consortia.permissions import check_can_represent, check_can_represent_a_side, check_is_registrar
from consortia.states import NEVER, STEPS, MembershipStatus, Side
from districts.models import Appointment
from districts.permissions import Actor, is_registrar


@transaction.atomic
def dispute(*, line: Membership, words: str, seen: int | None = None, by: User, at: datetime.datetime) -> Membership:
    """One side says that the line is wrong, and how. Everybody sees that and since when; the words only both sides."""
    line, on = lock_line(line), timezone.localdate(at)
    side, appointment = check_can_represent_a_side(by, line, on)
    words = check_words(words, what="What is wrong", is_needed=True)
    if is_repeated(line, "dispute", by=by, words=words):
        return line
    check_step(line, "dispute")
    check_seen(line, seen)
    if line.status == MembershipStatus.CLAIMED and side == line.claimed_by:
        raise Unready("Your own side claims this line. Take the claim back instead.")
    line.disputed_on = on
    return _move(line, "dispute", side=side, appointment=appointment, words=words, by=by, at=at)


@transaction.atomic
def answer(*, line: Membership, words: str, by: User, at: datetime.datetime) -> Membership:
    """More words in the thread of a dispute, of either side or the registrar."""
    line, on = lock_line(line), timezone.localdate(at)
    side, appointment = _speaker(by, line, on)
    words = check_words(words, what="What you write", is_needed=True)
    if is_repeated(line, "answer", by=by, words=words):
        return line
    if line.status != MembershipStatus.DISPUTED:
        raise Unready("This line is not disputed any more, so there is nothing to answer.")
    take_step(line, "answer", side=side, appointment=appointment, words=words, by=by, at=at)
    log.record("membership.dispute_answered", line, by=by, at=at, side=side, authority=authority(appointment))
    letters.send_disputed(line, side=side, words=words, by=by, at=at)
    return line


@transaction.atomic
def reconcile(
    *, line: Membership, words: str = "", seen: int | None = None, by: User, at: datetime.datetime
) -> Membership:
    """The side that disputed says that the line is right after all."""
    line, on = lock_line(line), timezone.localdate(at)
    side = disputing_side(line)
    appointment = check_can_represent(by, side, line, on)
    words = check_words(words, what="What you write", is_needed=False)
    was_confirmed = line.periods.filter(status=MembershipStatus.CONFIRMED).exists()
    step = "agree" if not was_confirmed and registrar_is_needed(line, on, by=by) else "confirm"
    if is_repeated(line, step, by=by, words=words):
        return line
    check_step(line, step, only=[MembershipStatus.DISPUTED])
    check_seen(line, seen)
    line.disputed_on = None
    return _move(line, step, side=side, appointment=appointment, words=words, by=by, at=at)


@transaction.atomic
def settle_dispute(
    *, line: Membership, stands: bool, words: str, seen: int | None = None, by: Actor, at: datetime.datetime
) -> Membership:
    """The registrar decides with a reason: the line stands, or it never was. Days are corrected by `correct_line`."""
    line, on = lock_line(line), timezone.localdate(at)
    check_is_registrar(by, on)
    check_is_impartial(line, by)
    words = check_words(words, what="The reason", is_needed=True)
    step = "confirm" if stands else "decline"
    if is_repeated(line, step, by=by, words=words):
        return line
    check_step(line, step, only=[MembershipStatus.DISPUTED])
    check_seen(line, seen)
    line.disputed_on = None
    return _move(line, step, side=Side.STATE, appointment=None, words=words, by=by, at=at)


def disputing_side(line: Membership) -> Side:
    """Which side disputed last; the member's where it is not recorded."""
    step = line.steps.filter(step="dispute").last()
    return Side(step.side) if step else Side.MEMBER


def _speaker(by: User, line: Membership, on: datetime.date) -> tuple[Side, Appointment | None]:
    """The side for which this person writes; a registrar who holds no post here writes for the State."""
    try:
        return check_can_represent_a_side(by, line, on)
    except Refused:
        if is_registrar(by, on):
            return Side.STATE, None
        raise


def _move(
    line: Membership,
    step: str,
    *,
    side: Side,
    appointment: Appointment | None,
    words: str,
    by: Actor,
    at: datetime.datetime,
) -> Membership:
    line.status = STEPS[step][1]
    line.save(update_fields=["status", "disputed_on"])
    take_step(line, step, side=side, appointment=appointment, words=words, by=by, at=at)
    if line.status in NEVER:
        give_back(line, side=side, appointment=appointment, by=by, at=at)
    event = "disputed" if step == "dispute" else "dispute_settled"
    log.record(f"membership.{event}", line, by=by, at=at, **facts_of(line), side=side, authority=authority(appointment))
    ways = {"dispute": letters.send_disputed, "decline": letters.send_declined}
    ways.get(step, letters.send_confirmed)(line, side=side, words=words, by=by, at=at)
    return line
