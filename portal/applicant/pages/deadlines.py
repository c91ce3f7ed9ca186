"""The deadline for submitting an application, and what the time on a receipt means, in words."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.dates import moment_in_words
from grants.models import Application, Version
from grants.reads.late import window_for
from grants.reads.rounds import minutes_in_words, window_of
from grants.rules.amendments import AcceptedAmendment
from grants.rules.application import problems_with_submitting
from grants.rules.late import LateAcceptance
from portal.components.amendments import amendments_in_words
from portal.components.late import late_in_words

WHAT_COUNTS = "What counts is when your click reaches the portal, even if the response takes longer."


@dataclass(frozen=True)
class SubmitDeadline:
    """The deadline as the submission page states it; `is_open` is also true in the grace period."""

    is_open: bool
    sentences: list[str]


def submit_deadline(application: Application, now: datetime.datetime) -> SubmitDeadline:
    """Whether a click counts now, and until when: the answer of the rule that decides about the click."""
    competition, window = application.competition, window_for(application)
    ends_at, closes_at = window.ends_at, window.closes_at
    if closes_at is None or ends_at is None:
        return SubmitDeadline(is_open=False, sentences=[])
    if window.is_in_grace(now):
        late = f"This round closed {moment_in_words(closes_at)}. You can still submit until {moment_in_words(ends_at)}."
        return SubmitDeadline(is_open=True, sentences=[late, WHAT_COUNTS])
    sentences = [f"Submit by {moment_in_words(closes_at)}.", WHAT_COUNTS]
    if competition.grace_minutes:
        minutes = minutes_in_words(competition.grace_minutes)
        sentences.append(f"After the deadline, the portal still accepts submissions for {minutes}.")
    return SubmitDeadline(not problems_with_submitting(window, now), sentences)


def receipt_times(
    application: Application, version: Version, late: LateAcceptance | None, amendments: Sequence[AcceptedAmendment]
) -> list[str]:
    """What the time on the receipt means; whether it is within the grace period, accepted late, or amended."""
    if amendments:
        return ["This is when the state accepted the amendment.", *amendments_in_words(amendments)]
    sentences, competition = ["This is when your click reached the portal."], application.competition
    if late is not None:
        sentences.append(late_in_words(late))
    elif window_of(competition).is_in_grace(version.sealed_at):
        sentences.append("This is after the deadline but within the grace period, so your submission counts.")
    return sentences
