"""The outcomes of an award for the public: students with access before and after, without small counts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.urls import reverse

from grants.reads.award_reports import OutcomeLine
from grants.rules.suppression import published

# Of the picture: the length of the longest bar, where bars start, and how far apart they are.
_LONGEST, _START, _STEP = 240, 80, 28


class OutcomeRow(NamedTuple):
    """Students of one member: their home, who offers it, and how many there were and are."""

    home: str
    offered_by: str
    before: str
    now: str


class OutcomeBar(NamedTuple):
    """A bar of the picture, with its label and its count."""

    label: str
    number: str
    width: int
    y: int
    text_x: int
    text_y: int


class ActivityOutcome(NamedTuple):
    """One activity: a row for each member, and the total."""

    name: str
    in_words: str
    bars: list[OutcomeBar]  # none where a total isn't shown
    rows: list[OutcomeRow]


@dataclass(frozen=True)
class AwardOutcomes:
    """The section of the award's page."""

    about: str
    activities: list[ActivityOutcome]
    file_address: str


def award_outcomes(reference: str, period: int, lines: Iterable[OutcomeLine]) -> AwardOutcomes | None:
    """The section; None before the state accepted a report."""
    activities = [_activity(name, list(rows)) for name, rows in groupby(lines, key=lambda line: line.activity)]
    if not activities:
        return None
    return AwardOutcomes(
        about=f"As members reported for project year {period}, in reports that the state accepted.",
        activities=activities,
        file_address=reverse("registry:award_outcomes_csv", args=[reference]),
    )


def outcome_file_rows(reference: str, outcomes: AwardOutcomes | None) -> Iterator[tuple[object, ...]]:
    """The rows of the file: what the page shows."""
    for activity in outcomes.activities if outcomes else ():
        for row in activity.rows:
            yield (reference, activity.name, *row)


def _activity(name: str, lines: Sequence[OutcomeLine]) -> ActivityOutcome:
    before, now = published([line.before for line in lines]), published([line.now for line in lines])
    rows = [
        OutcomeRow(line.home, line.offered_by or "not a member, or not stated", *counts)
        for line, *counts in zip(lines, before.counts, now.counts, strict=True)
    ]
    rows.append(OutcomeRow("All members", "", before.total, now.total))
    totals = [("Before", before.total), ("Now", now.total)]
    return ActivityOutcome(name, f"Before the award: {before.total}. Now: {now.total}.", _bars(totals), rows)


def _bars(totals: Sequence[tuple[str, str]]) -> list[OutcomeBar]:
    counts = [int(total.replace(",", "")) for _, total in totals if total[:1].isdigit()]
    if len(counts) < len(totals):
        return []
    widths = [count * _LONGEST // (max(counts) or 1) for count in counts]
    return [
        OutcomeBar(label, total, width, place * _STEP, _START + width + 8, place * _STEP + 15)
        for place, ((label, total), width) in enumerate(zip(totals, widths, strict=True))
    ]
