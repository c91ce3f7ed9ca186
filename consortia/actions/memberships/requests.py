"""Claiming a line: a consortium invites, a district or a school asks to join."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.dates import day_in_words
from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia import emails as letters
from consortia.actions.memberships.documents import UploadedDocument, store_document
from consortia.actions.memberships.steps import (
    authority,
    check_days,
    check_is_living,
    check_words,
    facts_of,
    registrar_is_needed,
    take_step,
)
from consortia.models import Consortium, Membership
from consortia.permissions import check_can_represent
from consortia.states import ConsortiumStatus, MemberRole, MembershipClass, MembershipStatus, Side
from districts.models import Appointment, District, School


@transaction.atomic
def invite_member(
    *,
    consortium: Consortium,
    member: District | School,
    joins_on: datetime.date,
    role: str = MemberRole.MEMBER,
    membership_class: str = MembershipClass.PARTICIPATING,
    words: str = "",
    by: User,
    at: datetime.datetime,
) -> Membership:
    """A line that the consortium's lead or fiscal agent claims; the district or school answers.

    The same invitation is found again, not sent twice. Raises Refused or Unready.
    """
    line = _draft(consortium, member, role, membership_class, joins_on)
    appointment = check_can_represent(by, Side.CONSORTIUM, line, timezone.localdate(at))
    return _claim(line, Side.CONSORTIUM, appointment, words, None, by=by, at=at)


@transaction.atomic
def ask_to_join(
    *,
    consortium: Consortium,
    member: District | School,
    joins_on: datetime.date,
    membership_class: str = MembershipClass.PARTICIPATING,
    words: str = "",
    document: UploadedDocument | None = None,
    by: User,
    at: datetime.datetime,
) -> Membership:
    """A line that the district or school claims; the consortium's lead or fiscal agent answers.

    The same request is found again. Raises Refused or Unready.
    """
    line = _draft(consortium, member, MemberRole.MEMBER, membership_class, joins_on)
    appointment = check_can_represent(by, Side.MEMBER, line, timezone.localdate(at))
    if line.consortium.status == ConsortiumStatus.PROPOSED:
        raise Unready(f"{consortium} is not registered yet. Ask to join once it is.")
    return _claim(line, Side.MEMBER, appointment, words, document, by=by, at=at)


def _draft(
    consortium: Consortium, member: District | School, role: str, membership_class: str, joins_on: datetime.date
) -> Membership:
    """The line as it would be, not stored; its consortium is locked: two claims of one member come one by one."""
    return Membership(
        consortium=Consortium.objects.select_for_update().get(pk=consortium.pk),
        district=member if isinstance(member, District) else None,
        school=member if isinstance(member, School) else None,
        role=role,
        membership_class=membership_class,
        joins_on=joins_on,
    )


def _claim(
    line: Membership,
    side: Side,
    appointment: Appointment,
    words: str,
    document: UploadedDocument | None,
    *,
    by: User,
    at: datetime.datetime,
) -> Membership:
    on = timezone.localdate(at)
    check_is_living(line.consortium)
    words = check_words(words, what="What you write", is_needed=False)
    if line.role not in MemberRole.values or line.membership_class not in MembershipClass.values:
        raise Unready("There is no such role or class.")
    if same := _waiting(line, side):
        return same
    check_days(line, joins_on=line.joins_on, leaves_on=None, on=on)
    line.status, line.claimed_by, line.claimed_at = MembershipStatus.CLAIMED, side, at
    line.save()
    take_step(line, "claim", side=side, appointment=appointment, words=words, by=by, at=at)
    if document:
        store_document(line, document, side=side, appointment=appointment, by=by, at=at)
    log.record(
        "membership.claimed",
        line,
        by=by,
        at=at,
        **facts_of(line),
        side=side,
        authority=authority(appointment),
        registrar=registrar_is_needed(line, on),
    )
    send = letters.send_invited if side == Side.CONSORTIUM else letters.send_asked
    send(line, words=words, by=by, at=at)
    return line


def _waiting(line: Membership, side: Side) -> Membership | None:
    """The same claim, where it waits for its answer already; Unready where the other side made it."""
    waiting = Membership.objects.filter(
        consortium=line.consortium, district=line.district, school=line.school, status=MembershipStatus.CLAIMED
    )
    for other in waiting.for_step():
        if other.claimed_by != side and other.claimed_at:
            day = day_in_words(timezone.localdate(other.claimed_at))
            said = (
                f"{other.consortium} invited {other.member} on {day}. Accept that invitation instead."
                if other.claimed_by == Side.CONSORTIUM
                else f"{other.member} asked on {day} to join. Accept that request instead."
            )
            raise Unready(said)
        said_same = (other.joins_on, other.role, other.membership_class) == (
            line.joins_on,
            line.role,
            line.membership_class,
        )
        if other.claimed_by == side and said_same:
            return other
    return None
