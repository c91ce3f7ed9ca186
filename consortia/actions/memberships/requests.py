"""New memberships: a consortium invites, or a district or school asks to join."""

import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.dates import day_in_words
from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia import emails
from consortia.actions.memberships.documents import UploadedDocument, store_document
from consortia.actions.memberships.steps import (
    authority,
    check_can_gain_members,
    check_days,
    check_words,
    facts_of,
    registrar_is_needed,
    take_step,
)
from consortia.models import Consortium, Membership
from consortia.permissions import check_can_represent
from consortia.rules.invitations import EarlierInvitation, problems_with_invitation
from consortia.states import NEVER_BEGAN, ConsortiumStatus, MemberRole, MembershipClass, MembershipStatus, Side
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
    """The pending membership of a district or school that the consortium's lead or fiscal agent invites.

    The same invitation is not sent twice. Raises Refused or Unready.
    """
    membership = _draft(consortium, member, role, membership_class, joins_on)
    appointment = check_can_represent(by, Side.CONSORTIUM, membership, timezone.localdate(at))
    return _claim(membership, Side.CONSORTIUM, appointment, words, None, by=by, at=at)


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
    """The pending membership of a district or school that asks to join; the lead or fiscal agent answers.

    The same request is not sent twice. Raises Refused or Unready.
    """
    membership = _draft(consortium, member, MemberRole.MEMBER, membership_class, joins_on)
    appointment = check_can_represent(by, Side.MEMBER, membership, timezone.localdate(at))
    if membership.consortium.status == ConsortiumStatus.PROPOSED:
        raise Unready(f"{consortium} is not registered yet. You can ask to join once it is.")
    return _claim(membership, Side.MEMBER, appointment, words, document, by=by, at=at)


def _draft(
    consortium: Consortium, member: District | School, role: str, membership_class: str, joins_on: datetime.date
) -> Membership:
    """The membership, not stored yet. Its consortium is locked, so that two requests of one member come in turn."""
    return Membership(
        consortium=Consortium.objects.select_for_update().get(pk=consortium.pk),
        district=member if isinstance(member, District) else None,
        school=member if isinstance(member, School) else None,
        role=role,
        membership_class=membership_class,
        joins_on=joins_on,
    )


def _claim(
    membership: Membership,
    side: Side,
    appointment: Appointment,
    words: str,
    document: UploadedDocument | None,
    *,
    by: User,
    at: datetime.datetime,
) -> Membership:
    on = timezone.localdate(at)
    check_can_gain_members(membership.consortium)
    words = check_words(words, what="message", is_needed=False)
    if membership.role not in MemberRole.values or membership.membership_class not in MembershipClass.values:
        raise Unready("Choose a role and a member type.")
    if same := _waiting(membership, side):
        return same
    if side == Side.CONSORTIUM:
        _check_invitation(membership, on)
    check_days(membership, joins_on=membership.joins_on, leaves_on=None, on=on)
    membership.status, membership.claimed_by, membership.claimed_at = MembershipStatus.CLAIMED, side, at
    membership.save()
    take_step(membership, "claim", side=side, appointment=appointment, words=words, by=by, at=at)
    if document:
        store_document(membership, document, side=side, appointment=appointment, by=by, at=at)
    log.record(
        "membership.claimed",
        membership,
        by=by,
        at=at,
        **facts_of(membership),
        side=side,
        authority=authority(appointment),
        registrar=registrar_is_needed(membership, on),
    )
    send = emails.send_invited if side == Side.CONSORTIUM else emails.send_asked
    send(membership, words=words, by=by, at=at)
    return membership


def _check_invitation(membership: Membership, on: datetime.date) -> None:
    """Refuse an invitation too many, or too soon after one that came to nothing. Raises Unready."""
    sent = Membership.objects.order_by().filter(
        consortium=membership.consortium, claimed_by=Side.CONSORTIUM, claimed_at__isnull=False, continues=None
    )
    of_member = sent.filter(district=membership.district, school=membership.school, status__in=NEVER_BEGAN)
    ends = of_member.annotate(ended_at=Max("steps__at")).values_list("status", "claimed_at", "ended_at")
    if problems := problems_with_invitation(
        str(membership.member),
        str(membership.consortium),
        unanswered=sent.filter(status=MembershipStatus.CLAIMED).count(),
        earlier=[
            EarlierInvitation(status, timezone.localdate(sent_at), timezone.localdate(ended_at))
            for status, sent_at, ended_at in ends
        ],
        on=on,
    ):
        raise Unready(*problems)


def _waiting(membership: Membership, side: Side) -> Membership | None:
    """The same claim, if it already awaits an answer; Unready if it must be answered, not made again."""
    waiting = Membership.objects.filter(
        consortium=membership.consortium,
        district=membership.district,
        school=membership.school,
        status=MembershipStatus.CLAIMED,
    )
    for other in waiting.for_step():
        if other.claimed_by != side and other.claimed_at:
            day = day_in_words(timezone.localdate(other.claimed_at))
            problem = (
                f"{other.consortium} invited {other.member} on {day}. Accept that invitation instead."
                if other.claimed_by == Side.CONSORTIUM
                else f"{other.member} asked on {day} to join. Accept that request instead."
            )
            raise Unready(problem)
        is_same = (other.joins_on, other.role, other.membership_class) == (
            membership.joins_on,
            membership.role,
            membership.membership_class,
        )
        if other.claimed_by == side and is_same:
            return other
    return None
