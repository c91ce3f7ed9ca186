"""Reminders of pending memberships and of the yearly verification, and the end of unanswered invitations.

Each is done at most once for its time.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from accounts.models import OutgoingEmail
from audit import log
from consortia import emails
from consortia.actions.memberships.steps import facts_of, lock_membership, take_step
from consortia.models import Consortium, Membership
from consortia.rules.invitations import EXPIRES_AFTER
from consortia.rules.reminders import Due, confirmation_to_ask_for, first_day_of_asking, is_time_to_remind
from consortia.rules.who_confirms import answering_side
from consortia.states import LIVING_CONSORTIA, STEPS, ConsortiumStatus, MembershipStatus, Side
from districts.models import District, School
from districts.permissions import Actor, check_can_register
from districts.rules.freshness import a_year_after, due, member_since
from districts.states import AgencyStatus


def memberships_to_remind_of(*, at: datetime.datetime) -> list[Membership]:
    """Pending memberships that may be due for a reminder."""
    return list(Membership.objects.requested_by_people().filter(claimed_at__lt=at))


@transaction.atomic
def remind_of_answer(*, membership: Membership, by: Actor, at: datetime.datetime) -> list[OutgoingEmail]:
    """Emails to the side that has not answered for more than 14 days; none where it is too early.

    The membership is locked, so that a second run at the same time sees the emails of the first.
    """
    membership = Membership.objects.select_for_update(of=("self",)).for_step().get(pk=membership.pk)
    check_can_register(by, timezone.localdate(at))
    if membership.status != MembershipStatus.CLAIMED or membership.consortium.status not in LIVING_CONSORTIA:
        return []
    moments = [membership.claimed_at, *membership.steps.values_list("at", flat=True)]
    waits_since = max((moment for moment in moments if moment), default=None)
    sent = OutgoingEmail.objects.of_kind(emails.REMINDER).filter(about=membership.get_absolute_url())
    sent = sent.filter(written_at__gt=waits_since) if waits_since else sent
    reminded_at = list(sent.values_list("written_at", flat=True))
    if not is_time_to_remind(waits_since=waits_since, reminded_at=reminded_at, at=at):
        return []
    side = answering_side(membership.claimed_by)
    sent_now = emails.send_reminder(membership, side=side, at=at)
    log.record("reminder.written", membership, by=by, at=at, side=side, letters=len(sent_now))
    return sent_now


def invitations_to_end(*, at: datetime.datetime) -> list[Membership]:
    """Invitations that no one has answered for 60 days."""
    unanswered = Membership.objects.requested_by_people().filter(claimed_by=Side.CONSORTIUM, continues=None)
    return list(unanswered.filter(claimed_at__lt=at - EXPIRES_AFTER))


@transaction.atomic
def end_invitation(*, membership: Membership, by: Actor, at: datetime.datetime) -> Membership:
    """The invitation, ended if no one has answered it for 60 days; both parties are told. Ended once.

    It is locked, so that an answer or a second run at the same time comes before or after.
    """
    membership = lock_membership(membership)
    check_can_register(by, timezone.localdate(at))
    is_unanswered = membership.status in STEPS["expire"][0] and membership.claimed_by == Side.CONSORTIUM
    if not is_unanswered or membership.claimed_at is None or at - membership.claimed_at <= EXPIRES_AFTER:
        return membership
    membership.status = STEPS["expire"][1]
    membership.save(update_fields=["status"])
    take_step(membership, "expire", side=Side.STATE, by=by, at=at)
    log.record("membership.expired", membership, by=by, at=at, **facts_of(membership))
    emails.send_expired(membership, by=by, at=at)
    return membership


def members_to_ask(*, on: datetime.date) -> Iterator[tuple[District | School, datetime.date]]:
    """Open members whose yearly verification is due within 30 days or overdue, each with its due date."""
    memberships = Membership.objects.in_force(on).filter(consortium__status=ConsortiumStatus.REGISTERED)
    by_member: dict[District | School, list[Membership]] = defaultdict(list)
    for membership in memberships.select_related("district", "school__district").order_by("pk"):
        by_member[membership.member].append(membership)
    for member, own in by_member.items():
        due_on = due(confirmed_on=member.confirmed_on, member_since=member_since(own))
        if due_on and member.status == AgencyStatus.OPEN and confirmation_to_ask_for(due_on, on=on):
            yield member, due_on


def consortia_to_ask(*, on: datetime.date) -> Iterator[tuple[Consortium, datetime.date]]:
    """Registered consortia whose yearly verification is due within 30 days or overdue, each with its due date."""
    for consortium in Consortium.objects.filter(status=ConsortiumStatus.REGISTERED).order_by("pk"):
        due_on = due(confirmed_on=consortium.confirmed_on, member_since=consortium.asked_since)
        if due_on and confirmation_to_ask_for(due_on, on=on):
            yield consortium, due_on


@transaction.atomic
def remind_of_confirmation(
    *, record: District | School | Consortium, due_on: datetime.date, by: Actor, at: datetime.datetime
) -> list[OutgoingEmail]:
    """Emails to the people who can verify the record, one of each kind for each due date; none if already sent.

    The record is locked, so that a second run at the same time sees the emails of the first.
    """
    on = timezone.localdate(at)
    record = type(record).objects.select_for_update(of=("self",)).get(pk=record.pk)
    check_can_register(by, on)
    asks = confirmation_to_ask_for(due_on, on=on)
    if asks is None or (record.confirmed_on and a_year_after(record.confirmed_on) > due_on):
        return []
    first = first_day_of_asking(asks, due_on)
    midnight = timezone.make_aware(datetime.datetime.combine(first, datetime.time.min))
    kind = emails.CONFIRMATION_OVERDUE if asks == Due.OVERDUE else emails.CONFIRMATION_DUE
    about = emails.page_of_confirmation(record)
    if OutgoingEmail.objects.of_kind(kind).filter(about=about, written_at__gte=midnight).exists():
        return []
    sent_now = emails.send_confirmation_asked(record, due_on=due_on, is_overdue=asks == Due.OVERDUE, at=at)
    if sent_now:
        log.record("reminder.written", record, by=by, at=at, due_on=due_on, letters=len(sent_now))
    return sent_now
