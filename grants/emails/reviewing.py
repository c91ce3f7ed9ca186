"""Emails to officers about applications that they review."""

import datetime

from accounts.addresses import page
from accounts.emails import full_address, queue_email_to_each
from accounts.models import OutgoingEmail, User
from grants.emails import facts_of
from grants.models import ReviewRequest, StateAnswer
from grants.states import AskedFor


def send_officer_asked(asked: ReviewRequest, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell the officer what was asked for, and by whom."""
    application, about = asked.application, page("review desk", asked.application.reference)
    return queue_email_to_each(
        [asked.officer],
        template="grants/emails/officer_asked.txt",
        values={
            **facts_of(application),
            "sender": asked.asked_by.name,
            "asked_for": AskedFor(asked.kind).phrase,
            "note": asked.note,
            "page": full_address(about),
        },
        about=about,
        at=at,
    )


def send_answer_proposed(answer: StateAnswer, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell the officers whose determinations differ that their agreement is needed; not what the answer says."""
    application, about = answer.application, page("state answer", answer.application.reference)
    return queue_email_to_each(
        User.objects.filter(pk__in=answer.consents.values("officer")),
        template="grants/emails/answer_proposed.txt",
        values={
            **facts_of(application),
            "sender": answer.proposed_by.name,
            "page": full_address(about),
        },
        about=about,
        at=at,
    )
