"""Emails to the members of an application that is ineligible, and of one that was reinstated."""

import datetime

from accounts.dates import day_in_words
from accounts.emails import full_address, listed, queue_email_to_each
from accounts.models import OutgoingEmail
from grants.emails import facts_of, people_of_members
from grants.models import IneligibilityNotice, Reinstatement


def send_ineligible(notice: IneligibilityNotice, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell every member's people who register memberships or sign why, how to answer, and until when."""
    application = notice.application
    return queue_email_to_each(
        people_of_members(application, None, at=at),
        template="grants/emails/application_ineligible.txt",
        values={
            **facts_of(application),
            "reasons": listed(notice.reasons),
            "how": notice.how_to_answer,
            "answer_by": day_in_words(notice.answer_by),
            "page": full_address(application),
        },
        about=application.get_absolute_url(),
        at=at,
    )


def send_reinstated(
    notice: IneligibilityNotice, reinstatement: Reinstatement, *, at: datetime.datetime
) -> list[OutgoingEmail]:
    """Tell those who were informed that the application continues, and why."""
    application = notice.application
    return queue_email_to_each(
        people_of_members(application, None, at=at),
        template="grants/emails/application_reinstated.txt",
        values={
            **facts_of(application),
            "reason": reinstatement.reason,
            "page": full_address(application),
        },
        about=application.get_absolute_url(),
        at=at,
    )
