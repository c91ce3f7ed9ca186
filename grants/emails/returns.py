"""Emails about applications that an officer returned with questions. None contains a question or an answer."""

import datetime

from accounts.addresses import page
from accounts.dates import moment_for_email
from accounts.emails import full_address, queue_email, queue_email_to_each
from accounts.models import OutgoingEmail
from accounts.rules.email_templates import EmailValue
from grants.emails import facts_of, people_of_members
from grants.models import ApplicationReturn


def send_returned(returned: ApplicationReturn, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell every member's people that the state has questions, and until when they can be answered."""
    return _to_members("grants/emails/application_returned.txt", returned, at=at)


def send_return_extended(returned: ApplicationReturn, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell them that they have more time."""
    return _to_members("grants/emails/return_extended.txt", returned, at=at)


def send_return_reminder(returned: ApplicationReturn, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """Remind them that the time is almost over."""
    return _to_members("grants/emails/return_reminder.txt", returned, at=at)


def send_return_withdrawn(returned: ApplicationReturn, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell them that no answer is needed anymore, and why."""
    return _to_members("grants/emails/return_withdrawn.txt", returned, reason=returned.reason, at=at)


def send_return_answered(returned: ApplicationReturn, *, at: datetime.datetime) -> OutgoingEmail:
    """Tell the officer that the answer is there. The members' people get the receipt of the new version."""
    officer, about = returned.asker_now(), page("returned application", returned.application.reference)
    return queue_email(
        template="grants/emails/return_answered.txt",
        to=officer.email,
        to_user=officer,
        values={**facts_of(returned.application), "recipient": officer.name, "page": full_address(about)},
        about=about,
        at=at,
    )


def _to_members(
    template: str, returned: ApplicationReturn, *, at: datetime.datetime, **more: EmailValue
) -> list[OutgoingEmail]:
    application = returned.application
    about = page("answer to the state", application.reference)
    return queue_email_to_each(
        people_of_members(application, None, at=at),
        template=template,
        values={
            **facts_of(application),
            "due": moment_for_email(returned.due_at),
            "page": full_address(about),
            **more,
        },
        about=about,
        at=at,
    )
