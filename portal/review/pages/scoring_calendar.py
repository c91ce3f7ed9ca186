"""The dates of a scorer's rounds, as events of a calendar file. They name no application."""

from collections.abc import Iterable

from django.urls import reverse

from accounts.delivery import full_address
from grants.models import Scorer
from portal.components.calendar_file import CalendarEvent


def events_of_scoring(scorers: Iterable[Scorer]) -> list[CalendarEvent]:
    """When scores are due, and when the sustainability gate and scoring by criteria close, in each round."""
    address, events = full_address(reverse("review:scoring_list")), []
    for scorer in scorers:
        one = scorer.competition
        moments = (
            ("due", one.scores_due_at, "scores due", "Submit your scores by then."),
            ("gate", one.gate_closes_at, "sustainability gate closes", "Votes can’t be saved or submitted afterward."),
            ("criteria", one.scoring_closes_at, "scoring closes", "Scores can’t be saved or submitted afterward."),
        )
        events += [
            CalendarEvent(f"scoring-{what}-{one.slug}", at, f"{one.name}: {title}", words, address)
            for what, at, title, words in moments
            if at
        ]
    return events
