"""What an applicant reads about submitting after the deadline."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.dates import moment_in_words
from grants.models import Application, LateRequest


@dataclass(frozen=True)
class LatePanel:
    """The latest request with its answer, and whether the reader can ask now; `heading` is "" without a request."""

    heading: str
    sentences: list[str]
    reason: str
    may_ask: bool
    is_accepted: bool
    is_waiting: bool = False


def late_panel(
    application: Application, requests: Sequence[LateRequest], now: datetime.datetime, *, may_ask: bool
) -> LatePanel | None:
    """None where there is nothing to say; `requests` are the oldest first."""
    if not requests:
        return LatePanel("", [], "", may_ask, is_accepted=False) if may_ask else None
    last = requests[-1]
    asked = f"{last.asked_by.name} asked {moment_in_words(last.asked_at)}."
    if last.answered_at is None or last.answered_by is None:
        waits = "The state office will answer here and by email."
        heading = "You asked to submit late"
        return LatePanel(heading, [asked, waits], last.reason, may_ask, is_accepted=False, is_waiting=True)
    answered = f"{last.answered_by.name} answered {moment_in_words(last.answered_at)}."
    if last.until is None:
        heading = "The state doesn’t accept this application late"
        return LatePanel(heading, [asked, answered], last.answer_reason, may_ask, is_accepted=False)
    until = moment_in_words(last.until)
    if application.is_too_late(now):
        heading = f"The state accepted this application until {until}"
        return LatePanel(heading, [asked, answered], last.answer_reason, may_ask, is_accepted=False)
    heading = f"You can submit this application until {until}"
    sentences = [f"The round is closed, but {last.answered_by.name} accepts this application late.", asked, answered]
    return LatePanel(heading, sentences, last.answer_reason, may_ask, is_accepted=True)
