"""When a record or membership was last verified by its own staff, and when the next verification is due."""

import datetime
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple, Protocol

# After joining a consortium, a member has this long to verify its record for the first time.
DAYS_TO_BEGIN = 30


class Fresh(StrEnum):
    """Whether a record is verified, not yet verified, or overdue."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OVERDUE = "overdue"


class Freshness(NamedTuple):
    """The date of the last verification (None: never), the due date of the next (None: not due), and the state."""

    state: Fresh
    confirmed_on: datetime.date | None
    due_on: datetime.date | None

    @property
    def is_overdue(self) -> bool:
        """Whether the due date has passed."""
        return self.state == Fresh.OVERDUE


def freshness(
    *, confirmed_on: datetime.date | None, member_since: datetime.date | None, on: datetime.date
) -> Freshness:
    """The state of verification on that day.

    The next verification is due one year after the last. The first is due 30 days after joining a consortium, or after
    the membership was entered if that was later. A record in no consortium, or with an unknown start date, is not due
    until it has been verified once. The due date itself is on time.
    """
    due_on = due(confirmed_on=confirmed_on, member_since=member_since)
    if due_on is not None and on > due_on:
        state = Fresh.OVERDUE
    else:
        state = Fresh.CONFIRMED if confirmed_on else Fresh.WAITING
    return Freshness(state, confirmed_on, due_on)


def due(*, confirmed_on: datetime.date | None, member_since: datetime.date | None) -> datetime.date | None:
    """The due date of the next verification; None where none is due."""
    if confirmed_on is not None:
        return a_year_after(confirmed_on)
    if member_since is not None:
        return member_since + datetime.timedelta(days=DAYS_TO_BEGIN)
    return None


class Since(Protocol):
    """A membership, as far as the verification reads it."""

    @property
    def asked_since(self) -> datetime.date | None: ...


def member_since(memberships: Iterable[Since]) -> datetime.date | None:
    """The earliest start or entry date of these memberships; None where there are none, or one is not known."""
    days = [membership.asked_since for membership in memberships]
    known = [day for day in days if day is not None]
    return min(known) if known and len(known) == len(days) else None


def a_year_after(day: datetime.date) -> datetime.date:
    """The same day of the next year; March 1 after a February 29."""
    if (day.month, day.day) == (2, 29):
        return datetime.date(day.year + 1, 3, 1)
    return day.replace(year=day.year + 1)


def a_year_before(day: datetime.date) -> datetime.date:
    """A record last verified before this day is overdue on `day`."""
    if (day.month, day.day) == (2, 29):
        return datetime.date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)
