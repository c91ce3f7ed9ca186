"""The state's decision on the application's own page, once awards are released."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from accounts.dates import day_in_words, moment_in_words
from grants.models import Appeal, Application, BoardDecision
from grants.reads.appeals import last_day_for, problems_before_appealing
from grants.reads.board import released_outcome
from grants.rules.appeals import WHEN_TO_APPEAL
from grants.rules.letters import NEXT
from grants.states import RELEASED_LABELS, AppealState, BoardOutcome


@dataclass(frozen=True)
class DecisionPanel:
    """What was decided, and what happens next."""

    settled_as: str  # its outcome; "" while the board takes the application up again after an appeal
    outcome: str
    tone: str
    amount: str  # "" unless it is an award
    conditions: str
    reasons: str
    next: str
    released: str
    letter_address: str  # "" if it was released without a decision letter
    award_address: str  # "" unless there is an award
    appeal_address: str
    appeal: str  # until when it can be appealed, or how far the appeal is; "" if neither
    appeal_link: str


_TONES: dict[str, str] = {BoardOutcome.YES: "good", BoardOutcome.HOLD: "part", BoardOutcome.EDIT: "part"}


def released_label(application: Application, at: datetime.datetime) -> str:
    """What was decided and released, in words; no query while its round may still accept submissions."""
    after = application.competition.reviewed_after
    if not application.is_submitted or (after and at <= after):
        return ""
    return RELEASED_LABELS.get(released_outcome(application), "")


class OwnApplicationRow(NamedTuple):
    """One of the reader's applications: where it is, and when its round closes or closed."""

    application: Application
    status: str
    tone: str
    closing: str


def own_application_rows(applications: Iterable[Application], at: datetime.datetime) -> list[OwnApplicationRow]:
    """The applications as `with_released_outcome` gives them: what was decided is known once it is released."""
    rows = []
    for one in applications:
        outcome = one.released_outcome
        status = RELEASED_LABELS[outcome] if outcome else one.get_status_display()
        rows.append(OwnApplicationRow(one, status, _TONES.get(outcome, "plain") if outcome else "", _closing(one, at)))
    return rows


def _closing(application: Application, at: datetime.datetime) -> str:
    """“, closes Oct 23, 2026, 5:00 PM EDT”; "" if that isn't known."""
    if (due_at := application.due_at) is None:
        return ""
    return f", {'closed' if at > due_at else 'closes'} {moment_in_words(due_at)}"


def decision_panel(application: Application, decision: BoardDecision | None, on: datetime.date) -> DecisionPanel | None:
    """The released decision for the application's members; None if nothing was released."""
    if decision is None or decision.release is None or decision.release.confirmed_at is None:
        return None
    letter = reverse("review:decision_letter", args=[application.reference])
    return DecisionPanel(
        settled_as="" if _is_taken_up_again(decision) else decision.outcome,
        outcome=RELEASED_LABELS[decision.outcome],
        tone=_TONES.get(decision.outcome, "plain"),
        amount=f"${decision.amount:,}" if decision.amount else "",
        conditions=decision.conditions,
        reasons=decision.reasons,
        next=NEXT[decision.outcome],
        released=day_in_words(timezone.localdate(decision.release.confirmed_at)),
        letter_address=letter if hasattr(decision, "letter") else "",
        award_address=reverse("awards:award_overview", args=[application.reference])
        if decision.outcome == BoardOutcome.YES and hasattr(decision.application, "award")
        else "",
        appeal_address=reverse("applicant:application_appeal", args=[application.reference]),
        appeal=_appeal(application, decision, on),
        appeal_link="Read the appeal" if hasattr(decision, "appeal") else "How to appeal",
    )


def _is_taken_up_again(decision: BoardDecision) -> bool:
    return hasattr(decision, "appeal") and decision.appeal.state == AppealState.GRANTED


def _appeal(application: Application, decision: BoardDecision, on: datetime.date) -> str:
    if hasattr(decision, "appeal"):
        return f"Appeal: {decision.appeal.get_state_display().lower()}."
    if not (until := appeal_until(application, decision, on)):
        return ""
    return f"{WHEN_TO_APPEAL} until {until}."


def facts_until(application: Application, at: datetime.datetime) -> str:
    """Until when the applicant can correct facts before the board decides, in words; "" if it can't now."""
    window = getattr(application.competition, "reply_window", None)
    if window is None or not application.is_submitted or not window.is_open(at):
        return ""
    return moment_in_words(window.closes_at)


def appeal_until(application: Application, decision: BoardDecision, on: datetime.date) -> str:
    """The last day to appeal, in words; "" if the decision can't be appealed that day."""
    last_day = last_day_for(decision, application.competition.appeal_days)
    if last_day is None or problems_before_appealing(application, decision, on):
        return ""
    return day_in_words(last_day)


@dataclass(frozen=True)
class AppealPanel:
    """An appeal as the application's members read it: the answer, and not who answers."""

    state: str
    clock: str  # "" once it is answered
    ground: str
    text: str
    filed: str
    reasons: str
    answered: str


def appeal_panels(appeals: Iterable[Appeal]) -> list[AppealPanel]:
    """The appeals of an application, in the order given."""
    return [
        AppealPanel(
            state=one.get_state_display(),
            clock=day_in_words(one.due_on) if one.is_open else "",
            ground=one.get_ground_display(),
            text=one.text,
            filed=moment_in_words(one.filed_at),
            reasons=one.reasons,
            answered=moment_in_words(one.answered_at) if one.answered_at else "",
        )
        for one in appeals
    ]
