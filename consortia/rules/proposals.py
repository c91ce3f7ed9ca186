"""Changes of a proposal in words, and why a new formation date doesn't fit. Pure."""

import datetime
from collections.abc import Mapping, Sequence

from accounts.dates import day_in_words

LABELS = {
    "name": "Name",
    "legal_form": "Legal form",
    "purposes": "Purposes",
    "formed_on": "Date formed",
    "about": "Description",
}


def changes_in_words(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """One sentence part for each fact that changed: “Name: Three Rivers (before: Three Forks)”."""
    return [
        f"{label}: {now[fact] or 'not stated'} (before: {before[fact] or 'not stated'})"
        for fact, label in LABELS.items()
        if before[fact] != now[fact]
    ]


def problems_with_new_formation(accepted: Sequence[str], formed_on: datetime.date | None) -> list[str]:
    """Why the consortium can't be formed that late: members accepted an earlier start date."""
    if not accepted or formed_on is None:
        return []
    return [
        f"{member} accepted a start date before {day_in_words(formed_on)}. Choose an earlier formation date, or "
        "correct the start date of that membership first."
        for member in accepted
    ]
