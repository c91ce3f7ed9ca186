"""Answering an invitation or a request: accept, decline, withdraw; and the registrar’s approval afterward."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia import emails
from consortia.actions.memberships.documents import UploadedDocument, store_document
from consortia.actions.memberships.steps import (
    authority,
    check_can_gain_members,
    check_days,
    check_seen,
    check_step,
    check_words,
    facts_of,
    is_repeated,
    lock_membership,
    registrar_is_needed,
    restore_earlier_membership,
    take_step,
)
from consortia.models import Membership
from consortia.permissions import (
    appointment_for,
    check_can_decide_membership,
    check_can_represent,
    check_can_represent_a_side,
)
from consortia.rules.who_confirms import answering_side, other_side
from consortia.states import NEVER_BEGAN, PENDING, STEPS, ConsortiumStatus, MembershipStatus, Side
from districts.models import Appointment
from districts.permissions import Actor


@transaction.atomic
def accept(
    *,
    membership: Membership,
    words: str = "",
    document: UploadedDocument | None = None,
    seen: int | None = None,
    by: User,
    at: datetime.datetime,
) -> Membership:
    """The membership with the answering side's yes: confirmed, or agreed where the registrar has to approve it.

    What the State entered, each side confirms for itself. A document may come with the answer. Raises Refused or
    Unready; a person who answers second reads who answered first and when.
    """
    membership, on = lock_membership(membership), timezone.localdate(at)
    if membership.claimed_by == Side.STATE:
        return _affirm(membership, words=words, document=document, seen=seen, by=by, at=at)
    side = answering_side(membership.claimed_by)
    appointment = check_can_represent(by, side, membership, on)
    words = check_words(words, what="message", is_needed=False)
    step = "agree" if registrar_is_needed(membership, on, by=by) else "confirm"
    if is_repeated(membership, step, by=by, words=words):
        return membership
    check_step(membership, step, only=[MembershipStatus.CLAIMED])
    check_seen(membership, seen)
    check_can_gain_members(membership.consortium)
    check_days(membership, joins_on=membership.joins_on, leaves_on=membership.leaves_on, on=on)
    if document:
        store_document(membership, document, side=side, appointment=appointment, by=by, at=at)
    return _move(membership, step, side=side, appointment=appointment, words=words, by=by, at=at)


@transaction.atomic
def decline(
    *, membership: Membership, words: str, seen: int | None = None, by: User, at: datetime.datetime
) -> Membership:
    """The membership with the answering side's no and its reason, also after its yes, until the State approves.

    A new request may follow; a new invitation only after a while (ADR 14).
    """
    membership, on = lock_membership(membership), timezone.localdate(at)
    side = answering_side(membership.claimed_by)
    appointment = check_can_represent(by, side, membership, on)
    words = check_words(words, what="reason", is_needed=True)
    if is_repeated(membership, "decline", by=by, words=words):
        return membership
    check_step(membership, "decline", only=PENDING)
    check_seen(membership, seen)
    _check_is_no_proposal(membership)
    return _move(membership, "decline", side=side, appointment=appointment, words=words, by=by, at=at)


@transaction.atomic
def withdraw(
    *, membership: Membership, words: str = "", seen: int | None = None, by: User, at: datetime.datetime
) -> Membership:
    """The side that asked withdraws its invitation or request, or the registrar what the State entered, until the
    membership is confirmed by both.
    """
    membership, on = lock_membership(membership), timezone.localdate(at)
    is_on_record = membership.status == MembershipStatus.RECORDED
    side = Side.STATE if is_on_record else Side(membership.claimed_by)
    if side == Side.STATE:
        check_can_decide_membership(by, membership, on)
        appointment = None
    else:
        appointment = check_can_represent(by, side, membership, on)
    words = check_words(words, what="reason", is_needed=False)
    if is_repeated(membership, "withdraw", by=by, words=words):
        return membership
    check_step(membership, "withdraw")
    check_seen(membership, seen)
    _check_is_no_proposal(membership)
    return _move(membership, "withdraw", side=side, appointment=appointment, words=words, by=by, at=at)


@transaction.atomic
def confirm_agreed(
    *, membership: Membership, words: str = "", seen: int | None = None, by: Actor, at: datetime.datetime
) -> Membership:
    """The registrar approves a membership that both sides agreed on."""
    membership, on = lock_membership(membership), timezone.localdate(at)
    check_can_decide_membership(by, membership, on)
    words = check_words(words, what="reason", is_needed=False)
    if is_repeated(membership, "confirm", by=by, words=words):
        return membership
    check_step(membership, "confirm", only=[MembershipStatus.AGREED])
    check_seen(membership, seen)
    check_can_gain_members(membership.consortium)
    check_days(membership, joins_on=membership.joins_on, leaves_on=membership.leaves_on, on=on)
    return _move(membership, "confirm", side=Side.STATE, appointment=None, words=words, by=by, at=at)


@transaction.atomic
def refuse_agreed(
    *, membership: Membership, words: str, seen: int | None = None, by: Actor, at: datetime.datetime
) -> Membership:
    """The registrar does not approve a membership that both sides agreed on, with a reason."""
    membership, on = lock_membership(membership), timezone.localdate(at)
    check_can_decide_membership(by, membership, on)
    words = check_words(words, what="reason", is_needed=True)
    if is_repeated(membership, "decline", by=by, words=words):
        return membership
    check_step(membership, "decline", only=[MembershipStatus.AGREED])
    check_seen(membership, seen)
    return _move(membership, "decline", side=Side.STATE, appointment=None, words=words, by=by, at=at)


def _check_is_no_proposal(membership: Membership) -> None:
    if membership.status == MembershipStatus.AGREED and membership.consortium.status == ConsortiumStatus.PROPOSED:
        raise Unready(
            "The registrar decides on the proposal as a whole. To withdraw it, open the proposal and select “Withdraw "
            "proposal.”"
        )


def _affirm(
    membership: Membership,
    *,
    words: str,
    document: UploadedDocument | None,
    seen: int | None,
    by: User,
    at: datetime.datetime,
) -> Membership:
    """One side confirms what the State entered; with the other side's, by somebody else, it is confirmed by both."""
    on = timezone.localdate(at)
    words = check_words(words, what="message", is_needed=False)
    if is_repeated(membership, "affirm", by=by, words=words) or is_repeated(membership, "confirm", by=by, words=words):
        return membership
    side, appointment = check_can_represent_a_side(by, membership, on)
    check_step(membership, "confirm", only=[MembershipStatus.RECORDED])
    check_seen(membership, seen)
    affirmed = dict(membership.steps.filter(step="affirm").values_list("side", "by"))
    if side in affirmed and (for_other := appointment_for(by, other_side(side), membership, on)):
        side, appointment = other_side(side), for_other
    if side in affirmed:
        raise Unready(f"{appointment.district or appointment.school} already confirmed this membership.")
    is_second = other_side(side) in affirmed
    if is_second and affirmed[other_side(side)] == by.pk:
        raise Unready(
            "You already confirmed this membership for one party. Someone else must confirm it for the other."
        )
    if document:
        store_document(membership, document, side=side, appointment=appointment, by=by, at=at)
    if is_second:
        return _move(membership, "confirm", side=side, appointment=appointment, words=words, by=by, at=at)
    take_step(membership, "affirm", side=side, appointment=appointment, words=words, by=by, at=at)
    log.record(
        "membership.affirmed",
        membership,
        by=by,
        at=at,
        **facts_of(membership),
        side=side,
        authority=authority(appointment),
    )
    return membership


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
    membership.save(update_fields=["status"])
    take_step(membership, step, side=side, appointment=appointment, words=words, by=by, at=at)
    if membership.status in NEVER_BEGAN:
        restore_earlier_membership(membership, side=side, appointment=appointment, by=by, at=at)
    event = {"agree": "agreed", "confirm": "confirmed", "decline": "declined", "withdraw": "withdrawn"}[step]
    log.record(
        f"membership.{event}",
        membership,
        by=by,
        at=at,
        **facts_of(membership),
        side=side,
        authority=authority(appointment),
    )
    send = emails.send_declined if membership.status in NEVER_BEGAN else emails.send_confirmed
    send(membership, side=side, words=words, by=by, at=at)
    return membership
