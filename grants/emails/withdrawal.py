"""Emails about withdrawing an application, and about undoing that."""

import datetime

from accounts.emails import full_address, queue_email_to_each
from accounts.models import OutgoingEmail, User
from grants.emails import facts_of, people_of_members
from grants.models import Application


def send_withdrawn(application: Application, *, reason: str, by: User, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell every member's people, and the assigned officer, that the application was withdrawn; not who did it."""
    return _send_about_withdrawal("grants/emails/application_withdrawn.txt", application, reason, by, at)


def send_restored(application: Application, *, reason: str, by: User, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell the same people that the withdrawal was undone."""
    return _send_about_withdrawal("grants/emails/application_restored.txt", application, reason, by, at)


def _send_about_withdrawal(
    template: str, application: Application, reason: str, by: User, at: datetime.datetime
) -> list[OutgoingEmail]:
    return queue_email_to_each(
        people_of_members(application, application.assigned_to_id, at=at).exclude(pk=by.pk),
        template=template,
        values={
            **facts_of(application),
            "sender": by.name,
            "reason": reason,
            "was_submitted": application.first_submitted_at is not None,
            "page": full_address(application),
        },
        about=application.get_absolute_url(),
        at=at,
    )
