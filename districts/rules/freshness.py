"""How fresh a record or a membership line is: when its own people confirmed it last, and when they are due again."""

import datetime
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, NamedTuple

# After joining a consortium, a member has this long to confirm what is recorded of it for the first time.
DAYS_TO_BEGIN = 30


class Fresh(StrEnum):
    """What the label says."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OVERDUE = "overdue"


class Freshness(NamedTuple):
    """The last confirmation (None: never), the day by which the next one is due (None: none is), and what that is."""

    state: Fresh
    confirmed_on: datetime.date | None
    due_on: datetime.date | None

    @property
    def is_overdue(self) -> bool:
        """Whether the day has passed by which it should have been confirmed."""
        return self.state == Fresh.OVERDUE


def freshness(
    *, confirmed_on: datetime.date | None, member_since: datetime.date | None, on: datetime.date
) -> Freshness:
    """How fresh it is on that day.

    Due one year after the last confirmation; where there never was one, 30 days after joining a consortium, or after
    the register was told of it where that was later. Whoever is a member of none, or joined on a day that nobody
    knows, is not due before the first confirmation. The day itself is in time.
    """
    due_on = due(confirmed_on=confirmed_on, member_since=member_since)
    if due_on is not None and on > due_on:
        state = Fresh.OVERDUE
    else:
        state = Fresh.CONFIRMED if confirmed_on else Fresh.WAITING
    return Freshness(state, confirmed_on, due_on)


def due(*, confirmed_on: datetime.date | None, member_since: datetime.date | None) -> datetime.date | None:
    """The last day in time for the next confirmation; None where none is asked for."""
    if confirmed_on is not None:
        return a_year_after(confirmed_on)
    if member_since is not None:
        return member_since + datetime.timedelta(days=DAYS_TO_BEGIN)
    return None


def member_since(lines: Iterable[Any]) -> datetime.date | None:
    """The first of these lines' days of joining, or of entry; None where there is none, or where one is not known."""
    days = [line.asked_since for line in lines]
    return min(days) if days and None not in days else None


def a_year_after(day: datetime.date) -> datetime.date:
    """The same day of the next year; March 1 after a February 29."""
    if (day.month, day.day) == (2, 29):
        return datetime.date(day.year + 1, 3, 1)
    return day.replace(year=day.year + 1)


def a_year_before(day: datetime.date) -> datetime.date:
    """What was confirmed before this day is overdue on `day`."""
    if (day.month, day.day) == (2, 29):
        return datetime.date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)
