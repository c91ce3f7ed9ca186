"""The stages of a round in one line, with their dates, on top of the pages of the round."""

import datetime
from collections.abc import Mapping
from typing import NamedTuple

from django.urls import reverse

from accounts.access import board_readers, desk_readers, grants_officers, round_keepers
from accounts.dates import day_in_words, moment_in_words
from accounts.models import Visitor
from grants.models import Competition
from grants.states import ScoringStage, StageOutcome
from portal.components.dates import decisions_due_on

NO_DATE = "no date set"


class StageOfRound(NamedTuple):
    """One stage: its name, its date, its page, and whether that page is shown."""

    label: str
    date: str
    address: str  # "" if the reader can’t open the page
    is_current: bool


# Who opens the pages of the stages; officers open every one.
READERS = {"ranking": desk_readers, "funding": desk_readers, "board": board_readers, "release": round_keepers}


def stage_line(
    competition: Competition,
    at: datetime.datetime,
    current: str = "",
    *,
    reader: Visitor,
    apart: Mapping[str, int] | None = None,
    released_at: datetime.datetime | None = None,
) -> list[StageOfRound]:
    """Every stage from the deadline to the release, in their order, with links that the reader can open. No query.

    `apart`: how many applications the screen and the gate put out, as `counted_for` gives them. `released_at`: when
    awards were last released.
    """
    counts = apart or {}
    slug, after_scoring = competition.slug, _after_scoring(competition, at, released_at)
    scoring = reverse("review:scoring_progress", args=[slug])
    stages = (
        ("screen", "Eligibility screen", _screen(competition, counts), reverse("review:screening_list", args=[slug])),
        *((str(stage), str(stage.label), _scoring(competition, stage, at, counts), scoring) for stage in ScoringStage),
        ("consensus", "Consensus meeting", after_scoring, reverse("review:consensus_order", args=[slug])),
        ("ranking", "Ranking", after_scoring, reverse("review:round_ranking", args=[slug])),
        ("funding", "Funding line", after_scoring, reverse("review:funding_line", args=[slug])),
        ("board", "Board decisions", _decisions(competition), reverse("review:board_list", args=[slug])),
        ("release", "Release of awards", _release(released_at), reverse("review:award_release", args=[slug])),
    )
    applications = (
        "Applications",
        _closing(competition.closes_at, at),
        competition.get_absolute_url(),
        current == "applications",
    )
    return [
        StageOfRound(*applications),
        *(
            StageOfRound(label, date, address if READERS.get(key, grants_officers)(reader) else "", key == current)
            for key, label, date, address in stages
        ),
    ]


def _screen(competition: Competition, counts: Mapping[str, int]) -> str:
    number, day = counts.get(StageOutcome.INELIGIBLE, 0), _day(competition.screened_by)
    return f"{day}; {number:,} not eligible" if number else day


def _scoring(competition: Competition, stage: ScoringStage, at: datetime.datetime, counts: Mapping[str, int]) -> str:
    """Before the gate is closed, its line doesn't say how votes went."""
    closing, number = _closing(competition.stage_closes_at(stage), at), counts.get(StageOutcome.GATE, 0)
    if stage != ScoringStage.GATE or not number or not competition.is_stage_closed(stage, at):
        return closing
    return f"{closing}; {number:,} didn’t pass"


def _closing(closes_at: datetime.datetime | None, at: datetime.datetime) -> str:
    if closes_at is None:
        return NO_DATE
    return f"{'closed' if closes_at <= at else 'closes'} {moment_in_words(closes_at)}"


def _after_scoring(competition: Competition, at: datetime.datetime, released_at: datetime.datetime | None) -> str:
    """The release ends what comes between scoring and the board, whether the round used it or not."""
    if released_at:
        return f"ended {moment_in_words(released_at)}"
    closed_at = competition.scoring_closes_at
    return f"open since {moment_in_words(closed_at)}" if closed_at and closed_at <= at else "after scoring"


def _day(day: datetime.date | None) -> str:
    return f"until {day_in_words(day)}" if day else NO_DATE


def _release(released_at: datetime.datetime | None) -> str:
    return f"released {moment_in_words(released_at)}" if released_at else "after the board decides"


def _decisions(competition: Competition) -> str:
    due = decisions_due_on(competition.closes_at, competition.decision_days)
    return f"by {day_in_words(due)}" if due else NO_DATE
