"""Names, dates, amounts and lists as the sentences of findings write them."""

import datetime
from collections.abc import Iterable

from grants.rules.collaboration.snapshot import PlanParticipant
from grants.rules.collaboration.tokens import printable_line, truncate

_SHORT = 120
MEMBER_LIST = "Member list"
NOT_STATED = "Not stated"


def short_text(text: str) -> str:
    """A name or title on one line, at most 120 characters."""
    return truncate(printable_line(text), _SHORT)


def date_in_words(date: datetime.date) -> str:
    """August 1, 2026"""
    return f"{date:%B} {date.day}, {date.year}"


def dollars(amount: int) -> str:
    """$24,000"""
    return f"${amount:,}"


def join_names(names: Iterable[str], *, most: int = 5) -> str:
    """The names as a list in a sentence: "A and B", "A, B, and C", "A, B, and 3 more"."""
    row = [short_text(name) for name in names]
    if len(row) > most:
        row = [*row[: most - 1], f"{len(row) - most + 1} more"]
    return " and ".join(row) if len(row) < 3 else f"{', '.join(row[:-1])}, and {row[-1]}"


def count_of(number: int, singular: str, plural: str = "") -> str:
    """1 member, 2 members, 2 service agencies"""
    return f"{number:,} {singular}" if number == 1 else f"{number:,} {plural or singular + 's'}"


def row_anchor(participant: PlanParticipant) -> str:
    """The anchor of a participant's row in the matrix."""
    return f"participant:{participant.key}"


def is_before(first: datetime.datetime | None, second: datetime.datetime | None) -> bool:
    """Whether one time is before the other; False if either is unknown or only one has a time zone."""
    if first is None or second is None or (first.tzinfo is None) != (second.tzinfo is None):
        return False
    return first < second
