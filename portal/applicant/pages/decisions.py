"""The state's decision on the application's own page, once awards are released."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from accounts.dates import day_in_words, moment_in_words
from grants.models import Application, BoardDecision
from grants.rules.letters import NEXT
from grants.states import BoardOutcome


@dataclass(frozen=True)
class DecisionPanel:
    """What was decided, and what happens next."""

    outcome: str
    tone: str
    amount: str  # "" unless it is an award
    conditions: str
    reasons: str
    next: str
    released: str
    letter_address: str  # "" if it was released without a decision letter
    award_address: str  # "" unless there is an award


_TONES = {BoardOutcome.YES: "good", BoardOutcome.HOLD: "part", BoardOutcome.EDIT: "part"}


def decision_panel(application: Application, decision: BoardDecision | None) -> DecisionPanel | None:
    """The released decision for the application's members; None if nothing was released."""
    if decision is None or decision.release is None or decision.release.confirmed_at is None:
        return None
    outcome = BoardOutcome(decision.outcome)
    letter = reverse("review:decision_letter", args=[application.reference])
    return DecisionPanel(
        outcome=str(outcome.label),
        tone=_TONES.get(outcome, "plain"),
        amount=f"${decision.amount:,}" if decision.amount else "",
        conditions=decision.conditions,
        reasons=decision.reasons,
        next=NEXT[outcome],
        released=day_in_words(timezone.localdate(decision.release.confirmed_at)),
        letter_address=letter if hasattr(decision, "letter") else "",
        award_address=reverse("awards:award_overview", args=[application.reference])
        if outcome == BoardOutcome.YES and hasattr(decision.application, "award")
        else "",
    )


def facts_until(application: Application, at: datetime.datetime) -> str:
    """Until when the applicant can correct facts before the board decides, in words; "" if it can't now."""
    window = getattr(application.competition, "reply_window", None)
    if window is None or not application.is_submitted or not window.is_open(at):
        return ""
    return moment_in_words(window.closes_at)
