"""The pages about partners: suggestions, and the status of an introduction."""

from collections.abc import Iterable
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from accounts.dates import short_day
from exchange.models import Introduction
from exchange.rules.partners import Fit
from exchange.states import IntroductionStatus


class SuggestionRow(NamedTuple):
    """A suggested partner with the reasons; `join` leads to asking to join a consortium, empty for a district."""

    name: str
    reasons: tuple[str, ...]
    url: str
    introduction: str
    join: str


def suggested_consortia(suggestions: Iterable[Fit], leaid: str) -> list[SuggestionRow]:
    """Suggested consortia for the district with that LEAID."""
    return [
        _row(
            suggestion,
            leaid,
            "registry:consortium_detail",
            join=reverse("membership:consortium_join", args=[suggestion.key]),
        )
        for suggestion in suggestions
    ]


def suggested_districts(suggestions: Iterable[Fit], leaid: str) -> list[SuggestionRow]:
    """Suggested districts for the district with that LEAID."""
    return [_row(suggestion, leaid, "registry:district_detail", join="") for suggestion in suggestions]


def introduction_status(introduction: Introduction) -> str:
    """“Status: accepted on Sep 14, 2026,” or that it has no answer yet."""
    if introduction.status == IntroductionStatus.ASKED:
        return "Not answered yet."
    status = introduction.get_status_display().lower()
    if introduction.answered_at:
        return f"Status: {status} on {short_day(timezone.localdate(introduction.answered_at))}."
    return f"Status: {status}."


def _row(suggestion: Fit, leaid: str, page: str, *, join: str) -> SuggestionRow:
    return SuggestionRow(
        name=suggestion.name,
        reasons=suggestion.reasons,
        url=reverse(page, args=[suggestion.key]),
        introduction=reverse("membership:introduction_ask", args=[leaid, suggestion.key]),
        join=join,
    )
