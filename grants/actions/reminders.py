"""Reminding people of a round's deadline and of signatures."""

import datetime
from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import OutgoingEmail
from audit import log
from grants.actions.pen import locked
from grants.actions.signing_links import send_link
from grants.emails.reminders import send_deadline_reminder, send_signing_date_reminder
from grants.models import Application, DeadlineReminder, SigningRequest
from grants.reads.reminders import ReminderOfDeadline, end_of_day, reminders_of, signing_reminders_of
from grants.reads.wanted_signatures import packet_to_sign_again, signers_not_told
from grants.rules.reminders import reminder_due


@transaction.atomic
def remind_of_deadline(
    *, application: Application, days: Collection[int], by: str, at: datetime.datetime
) -> list[OutgoingEmail]:
    """Email the people who still have something to do before the deadline, unless they were already reminded.

    The application is locked, so that a second run at the same time sees the reminders of the first, and a submission
    comes before or after.
    """
    application = locked(application)
    closes_at = application.competition.closes_at
    reminders = reminders_of(application, days, at=at)
    if not reminders or closes_at is None:
        return []
    due = reminder_due(days, on=timezone.localdate(at), deadline_day=timezone.localdate(closes_at)) or 0
    _remember(application, reminders, closes_at, due, at)
    sent = [send_deadline_reminder(application, one, at=at) for one in reminders]
    log.record("reminder.written", application, by=by, at=at, days_before=due, letters=len(sent))
    return sent


@transaction.atomic
def remind_of_signing_date(
    *, application: Application, days: Collection[int], by: str, at: datetime.datetime
) -> list[OutgoingEmail]:
    """Email the signers who haven't signed before the day by which the round asks for it, each once for each day."""
    application = locked(application)
    wanted = application.competition.signatures_by
    reminders = signing_reminders_of(application, days, at=at)
    if not reminders or wanted is None:
        return []
    due = reminder_due(days, on=timezone.localdate(at), deadline_day=wanted) or 0
    _remember(application, reminders, end_of_day(wanted), due, at)
    sent = [send_signing_date_reminder(application, one, at=at) for one in reminders]
    log.record("reminder.signing_date", application, by=by, at=at, days_before=due, letters=len(sent))
    return sent


@transaction.atomic
def ask_to_sign_again(*, application: Application, by: str, at: datetime.datetime) -> list[SigningRequest]:
    """Email the signers of members whose signature is out of date, once for each signature; earlier links end.

    The rule is `is_signature_wanted`. The lead sees when they were told.
    """
    application = locked(application)
    packet = packet_to_sign_again(application, at)
    if packet is None:
        return []
    return [
        send_link(member, appointment, by=application.started_by, told_by=by, at=at)
        for member, signers in signers_not_told(application, packet, at)
        for appointment in signers
    ]


def _remember(
    application: Application,
    reminders: Iterable[ReminderOfDeadline],
    of: datetime.datetime,
    due: int,
    at: datetime.datetime,
) -> None:
    """Keep that these people were reminded of that moment, so that no one is reminded twice."""
    DeadlineReminder.objects.bulk_create(
        DeadlineReminder(application=application, person=one.person, closes_at=of, days_before=due, sent_at=at)
        for one in reminders
    )
