"""The page on which an officer closes an award: its final state, and what is still open."""

import datetime
from dataclasses import dataclass

from django.urls import reverse

from grants.models import Award
from grants.reads.award_closing import FinalState
from grants.rules.award_closing import ClosingFacts, what_is_open
from portal.awards.pages.overview import final_facts


@dataclass(frozen=True)
class ClosingPage:
    """What the page shows."""

    reference: str
    facts: list[tuple[str, str]]
    is_open: list[str]  # what prevents closing, whatever the officer says
    missing: list[str]  # members without an accepted report on the last period
    back: str


def closing_page(award: Award, facts: ClosingFacts, final: FinalState, on: datetime.date) -> ClosingPage:
    """The page on that day."""
    reference = award.application.reference
    return ClosingPage(
        reference=reference,
        facts=final_facts(award, final),
        is_open=what_is_open(facts, on),
        missing=list(facts.without_last_report),
        back=reverse("awards:award_overview", args=[reference]),
    )
