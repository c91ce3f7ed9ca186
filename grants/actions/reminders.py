"""Reminding people of a round's deadline."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.models import OutgoingEmail
from audit import log
from grants import emails
from grants.actions.pen import locked
from grants.models import Application, DeadlineReminder
from grants.reads.reminders import reminders_of
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
    DeadlineReminder.objects.bulk_create(
        DeadlineReminder(application=application, person=one.person, closes_at=closes_at, days_before=due, sent_at=at)
        for one in reminders
    )
    sent = [emails.send_deadline_reminder(application, one, at=at) for one in reminders]
    log.record("reminder.written", application, by=by, at=at, days_before=due, letters=len(sent))
    return sent
