"""The stages of a round in one line, with their dates, on top of the officers' pages of the round."""

import datetime
from typing import NamedTuple

from django.urls import reverse

from accounts.dates import day_in_words, moment_in_words
from grants.models import Competition
from grants.states import ScoringStage
from portal.components.dates import decisions_due_on

NO_DATE = "no date set"


class StageOfRound(NamedTuple):
    """One stage: its name, its date, its page, and whether that page is shown."""

    label: str
    date: str
    address: str
    is_current: bool


def stage_line(competition: Competition, at: datetime.datetime, current: str = "") -> list[StageOfRound]:
    """Every stage from the deadline to the release, in their order. It needs no query."""
    slug = competition.slug
    scoring = reverse("review:scoring_progress", args=[slug])
    stages = (
        ("applications", "Applications", _closing(competition.closes_at, at), competition.get_absolute_url()),
        ("screen", "Eligibility screen", _day(competition.screened_by), reverse("review:screening_list", args=[slug])),
        *(
            (str(stage), str(stage.label), _closing(competition.stage_closes_at(stage), at), scoring)
            for stage in ScoringStage
        ),
        ("consensus", "Consensus meeting", "after scoring", reverse("review:consensus_order", args=[slug])),
        ("ranking", "Ranking", "after scoring", reverse("review:round_ranking", args=[slug])),
        ("board", "Board decisions", _decisions(competition), reverse("review:board_list", args=[slug])),
        ("release", "Release of awards", "after the board decides", reverse("review:award_release", args=[slug])),
    )
    return [StageOfRound(label, date, address, key == current) for key, label, date, address in stages]


def _closing(closes_at: datetime.datetime | None, at: datetime.datetime) -> str:
    if closes_at is None:
        return NO_DATE
    return f"{'closed' if closes_at <= at else 'closes'} {moment_in_words(closes_at)}"


def _day(day: datetime.date | None) -> str:
    return f"until {day_in_words(day)}" if day else NO_DATE


def _decisions(competition: Competition) -> str:
    due = decisions_due_on(competition.closes_at, competition.decision_days)
    return f"by {day_in_words(due)}" if due else NO_DATE
