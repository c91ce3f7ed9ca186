"""What the page of a round's legal hold shows."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone

from accounts.dates import day_in_words, moment_in_words
from grants.actions.retention import KEPT_FOR
from grants.models import Competition, LegalHold


class HoldRow(NamedTuple):
    """One hold: who placed it when and why, and the same of its end."""

    placed: str
    reason: str
    lifted: str
    lift_reason: str


@dataclass(frozen=True)
class HoldPage:
    """Whether the round is on hold, what is deleted otherwise, and all holds."""

    is_on_hold: bool
    state: str
    deletes: str
    rows: list[HoldRow]
    button: str


def hold_page(competition: Competition, holds: Iterable[LegalHold]) -> HoldPage:
    """`holds` are those of the round, the latest first."""
    rows = list(holds)
    current = next((hold for hold in rows if hold.lifted_at is None), None)
    return HoldPage(
        is_on_hold=current is not None,
        state="On legal hold: nothing of this round is deleted." if current else "Not on legal hold.",
        deletes=_deletes(competition),
        rows=[_row(hold) for hold in rows],
        button="Lift the legal hold" if current else "Place a legal hold",
    )


def _deletes(competition: Competition) -> str:
    if competition.closes_at is None:
        return "As long as the round has no closing date, its records are kept."
    due: datetime.date = timezone.localdate(competition.closes_at + KEPT_FOR)
    return (
        f"Two years after the round closed, from {day_in_words(due)} on, earlier versions of answers, changes, "
        "and comments in the members’ drafts are deleted. Files that a member removed from a draft are deleted after "
        "an hour. "
        "What was submitted, scored, and decided is never deleted."
    )


def _row(hold: LegalHold) -> HoldRow:
    return HoldRow(
        f"{moment_in_words(hold.placed_at)}, {hold.placed_by.name}",
        hold.reason,
        f"{moment_in_words(hold.lifted_at)}, {hold.lifted_by.name}" if hold.lifted_at and hold.lifted_by else "",
        hold.lift_reason,
    )
