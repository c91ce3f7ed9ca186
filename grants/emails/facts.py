"""Emails about correcting facts before the board decides. None contains a fact or a reply."""

import datetime

from accounts.addresses import page
from accounts.dates import moment_for_email
from accounts.emails import full_address, queue_email_to_each
from accounts.models import OutgoingEmail
from grants.emails import facts_of, people_of_members
from grants.models import Application, ReplyWindow


def send_reply_window(application: Application, window: ReplyWindow, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell every member's people that they can read the facts before the board, and until when to correct them."""
    about = page("facts before the board", application.reference)
    return queue_email_to_each(
        people_of_members(application, None, at=at),
        template="grants/emails/facts_to_correct.txt",
        values={
            **facts_of(application),
            "due": moment_for_email(window.closes_at),
            "page": full_address(about),
        },
        about=about,
        at=at,
    )
