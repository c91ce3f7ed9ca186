"""Answering a claim: accepting, declining, taking it back; and what the registrar says after both sides."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia import emails as letters
from consortia.actions.memberships.documents import UploadedDocument, store_document
from consortia.actions.memberships.steps import (
    authority,
    check_days,
    check_is_impartial,
    check_is_living,
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
from consortia.permissions import check_can_represent, check_is_registrar
from consortia.rules.who_confirms import answering_side
from consortia.states import NEVER, STEPS, ConsortiumStatus, MembershipStatus, Side
from districts.models import Appointment
from districts.permissions import Actor


@transaction.atomic
def accept(
    *,
    line: Membership,
    words: str = "",
    document: UploadedDocument | None = None,
    seen: int | None = None,
    by: User,
    at: datetime.datetime,
) -> Membership:
    """The other side says that it is so: confirmed, or agreed where the registrar confirms after both sides.

    The paper behind it may come with the answer. Raises Refused or Unready; who comes second is told who
    answered and when.
    """
    line, on = lock_line(line), timezone.localdate(at)
    side = answering_side(line.claimed_by)
    appointment = check_can_represent(by, side, line, on)
    words = check_words(words, what="What you write", is_needed=False)
    is_for_state = line.claimed_by != Side.STATE and bool(registrar_is_needed(line, on, by=by))
    step = "agree" if is_for_state else "confirm"
    if is_repeated(line, step, by=by, words=words):
        return line
    check_step(line, step, only=[MembershipStatus.CLAIMED])
    check_seen(line, seen)
    check_is_living(line.consortium)
    check_days(line, joins_on=line.joins_on, leaves_on=line.leaves_on, on=on)
    if document:
        store_document(line, document, side=side, appointment=appointment, by=by, at=at)
    return _move(line, step, side=side, appointment=appointment, words=words, by=by, at=at)


@transaction.atomic
def decline(*, line: Membership, words: str, seen: int | None = None, by: User, at: datetime.datetime) -> Membership:
    """The other side says that it is not so, and why. A new invitation or request may follow."""
    line, on = lock_line(line), timezone.localdate(at)
    side = answering_side(line.claimed_by)
    appointment = check_can_represent(by, side, line, on)
    words = check_words(words, what="The reason", is_needed=True)
    if is_repeated(line, "decline", by=by, words=words):
        return line
    check_step(line, "decline", only=[MembershipStatus.CLAIMED])
    check_seen(line, seen)
    return _move(line, "decline", side=side, appointment=appointment, words=words, by=by, at=at)


@transaction.atomic
def withdraw(
    *, line: Membership, words: str = "", seen: int | None = None, by: User, at: datetime.datetime
) -> Membership:
    """The side that claimed it takes it back, before it is confirmed."""
    line, on = lock_line(line), timezone.localdate(at)
    side = Side(line.claimed_by)
    if side == Side.STATE:
        check_is_registrar(by, on)
        appointment = None
    else:
        appointment = check_can_represent(by, side, line, on)
    words = check_words(words, what="The reason", is_needed=False)
    if is_repeated(line, "withdraw", by=by, words=words):
        return line
    check_step(line, "withdraw")
    check_seen(line, seen)
    if line.status == MembershipStatus.AGREED and line.consortium.status == ConsortiumStatus.PROPOSED:
        raise Unready("The registrar decides on the proposal as a whole. Ask the registrar not to register it.")
    return _move(line, "withdraw", side=side, appointment=appointment, words=words, by=by, at=at)


@transaction.atomic
def confirm_agreed(
    *, line: Membership, words: str = "", seen: int | None = None, by: Actor, at: datetime.datetime
) -> Membership:
    """The registrar confirms what both sides agreed."""
    line, on = lock_line(line), timezone.localdate(at)
    check_is_registrar(by, on)
    check_is_impartial(line, by)
    words = check_words(words, what="The reason", is_needed=False)
    if is_repeated(line, "confirm", by=by, words=words):
        return line
    check_step(line, "confirm", only=[MembershipStatus.AGREED])
    check_seen(line, seen)
    check_is_living(line.consortium)
    check_days(line, joins_on=line.joins_on, leaves_on=line.leaves_on, on=on)
    return _move(line, "confirm", side=Side.STATE, appointment=None, words=words, by=by, at=at)


@transaction.atomic
def refuse_agreed(
    *, line: Membership, words: str, seen: int | None = None, by: Actor, at: datetime.datetime
) -> Membership:
    """The registrar does not confirm what both sides agreed, and why."""
    line, on = lock_line(line), timezone.localdate(at)
    check_is_registrar(by, on)
    words = check_words(words, what="The reason", is_needed=True)
    if is_repeated(line, "decline", by=by, words=words):
        return line
    check_step(line, "decline", only=[MembershipStatus.AGREED])
    check_seen(line, seen)
    return _move(line, "decline", side=Side.STATE, appointment=None, words=words, by=by, at=at)


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
    line.save(update_fields=["status"])
    take_step(line, step, side=side, appointment=appointment, words=words, by=by, at=at)
    if line.status in NEVER:
        give_back(line, side=side, appointment=appointment, by=by, at=at)
    event = {"agree": "agreed", "confirm": "confirmed", "decline": "declined", "withdraw": "withdrawn"}[step]
    log.record(f"membership.{event}", line, by=by, at=at, **facts_of(line), side=side, authority=authority(appointment))
    send = letters.send_declined if line.status in NEVER else letters.send_confirmed
    send(line, side=side, words=words, by=by, at=at)
    return line
