"""Emails about the board's decisions, sent when they are released and never before."""

import datetime

from django.utils import timezone

from accounts.addresses import page
from accounts.dates import day_in_words
from accounts.emails import full_address, queue_email_to_each
from accounts.models import OutgoingEmail
from grants.emails import facts_of, people_of_members
from grants.models import Appeal, BoardDecision
from grants.rules.appeals import last_day_to_appeal
from grants.states import FINAL_OUTCOMES, RELEASED_LABELS


def send_decision(decision: BoardDecision, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell every member's people who register memberships or sign what was decided, with amount and reasons."""
    application = decision.application
    last_day = last_day_to_appeal(timezone.localdate(at), application.competition.appeal_days)
    return queue_email_to_each(
        people_of_members(application, None, at=at),
        template="grants/emails/decision_released.txt",
        values={
            **facts_of(application),
            "outcome": RELEASED_LABELS[decision.outcome],
            "amount": f"${decision.amount:,}" if decision.amount else "",
            "conditions": decision.conditions,
            "reasons": decision.reasons,
            "appeal_until": day_in_words(last_day) if last_day and decision.outcome in FINAL_OUTCOMES else "",
            "page": full_address(page("decision letter", application.reference)),
        },
        about=application.get_absolute_url(),
        at=at,
    )


def send_appeal_answered(appeal: Appeal, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell the same people that the state answered the appeal, with its reasons, and not who answered."""
    application = appeal.application
    about = page("appeal", application.reference)
    return queue_email_to_each(
        people_of_members(application, None, at=at),
        template="grants/emails/appeal_answered.txt",
        values={
            **facts_of(application),
            "outcome": appeal.get_state_display(),
            "reasons": appeal.reasons,
            "page": full_address(about),
        },
        about=about,
        at=at,
    )
