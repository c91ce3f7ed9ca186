"""Emails that remind people of a deadline, of a day for signatures, and of an intent to apply."""

import datetime

from django.utils import timezone

from accounts.dates import day_in_words, moment_for_email
from accounts.emails import full_address, listed, queue_email
from accounts.models import OutgoingEmail
from grants.emails import facts_of
from grants.models import Application, IntentToApply
from grants.reads.reminders import ReminderOfDeadline
from grants.rules.reminders import URGENT_WITHIN, days_in_words


def send_deadline_reminder(
    application: Application, reminder: ReminderOfDeadline, *, at: datetime.datetime
) -> OutgoingEmail:
    """Remind a person of the deadline and of what is left to do, without amounts or answers."""
    person, closes_at = reminder.person, application.competition.closes_at or at
    left = (timezone.localdate(closes_at) - timezone.localdate(at)).days
    return queue_email(
        template="grants/emails/deadline_reminder.txt",
        to=person.email,
        to_user=person,
        values={
            **facts_of(application),
            "recipient": person.name,
            "deadline": moment_for_email(closes_at),
            "days_left": days_in_words(left),
            "leads": reminder.leads,
            "missing": listed(reminder.missing),
            "to_sign": listed(reminder.to_sign),
            "to_write": listed(reminder.to_write),
            "page": full_address(application),
        },
        about=application.get_absolute_url(),
        is_urgent=closes_at - at <= URGENT_WITHIN,
        at=at,
    )


def send_signing_date_reminder(
    application: Application, reminder: ReminderOfDeadline, *, at: datetime.datetime
) -> OutgoingEmail:
    """Remind a signer of the day by which the round asks members to sign."""
    person, competition = reminder.person, application.competition
    wanted = competition.signatures_by or timezone.localdate(at)
    return queue_email(
        template="grants/emails/signing_date_reminder.txt",
        to=person.email,
        to_user=person,
        values={
            **facts_of(application),
            "recipient": person.name,
            "sign_by": day_in_words(wanted),
            "days_left": days_in_words((wanted - timezone.localdate(at)).days),
            "deadline": moment_for_email(competition.closes_at or at),
            "to_sign": listed(reminder.to_sign),
            "page": full_address(application),
        },
        about=application.get_absolute_url(),
        at=at,
    )


def send_intent_reminder(intent: IntentToApply, *, at: datetime.datetime) -> OutgoingEmail:
    """Remind the person who stated an intent to apply that no application was started."""
    competition, person = intent.competition, intent.stated_by
    return queue_email(
        template="grants/emails/intent_reminder.txt",
        to=person.email,
        to_user=person,
        values={
            "recipient": person.name,
            "applicant": str(intent.applicant),
            "round": str(competition),
            "deadline": moment_for_email(competition.closes_at or at),
            "page": full_address(competition),
        },
        about=competition.get_absolute_url(),
        at=at,
    )
