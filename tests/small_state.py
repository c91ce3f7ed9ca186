"""The small sample state of one seed and date, which the first test of a process that needs it loads."""

import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from sample.writing import loading
from tests.kept import kept

ZONE = ZoneInfo("America/New_York")
NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=ZONE)


class Loaded(NamedTuple):
    """What loading it said and did."""

    counts: dict[str, int]
    analyzed: list[str]  # the apps of whose tables the database learned the size


def silent(line: str) -> None:
    """Ignore progress."""


@kept
def load_small_state() -> Loaded:
    """Load it; after the first time its rows are put back."""
    refresh, analyzed = loading.refresh_statistics, []

    def refresh_and_note(*apps: str) -> None:
        analyzed.extend(apps)
        refresh(*apps)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "refresh_statistics", refresh_and_note)
        counts = loading.load_sample(scale="small", seed=1, at=NOON, say=silent)
    return Loaded(counts, analyzed)
