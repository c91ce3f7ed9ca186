"""The payment schedule of an award: when the state plans to pay how much."""

import datetime
from collections.abc import Iterable, Sequence
from typing import NamedTuple

MOST_PAYMENTS = 12


class Payment(NamedTuple):
    """A day, and whole dollars that are planned for it or were paid on it."""

    on: datetime.date
    amount: int


def problems_with_schedule(payments: Sequence[Payment], award: int) -> list[str]:
    """Why an award of that many dollars can't have this schedule. One that plans less than the award is allowed."""
    problems = []
    if len(payments) > MOST_PAYMENTS:
        problems.append(f"Enter at most {MOST_PAYMENTS} payments.")
    if len({one.on for one in payments}) < len(payments):
        problems.append("Enter each date once.")
    if (planned := sum(one.amount for one in payments)) > award:
        problems.append(f"The payments add up to ${planned:,}, which is more than the award of ${award:,}.")
    return problems


class PlannedRow(NamedTuple):
    """A planned payment with what is planned and what was paid by its day."""

    on: datetime.date
    amount: int
    planned_by_then: int
    paid_by_then: int | None  # None: the day hasn't come


def schedule_rows(planned: Iterable[Payment], paid: Iterable[Payment], on: datetime.date) -> list[PlannedRow]:
    """The schedule by date, as it is on that day."""
    rows, total, paid = [], 0, list(paid)
    for one in sorted(planned):
        total += one.amount
        by_then = sum(each.amount for each in paid if each.on <= one.on)
        rows.append(PlannedRow(one.on, one.amount, total, by_then if one.on <= on else None))
    return rows


def next_payment(planned: Iterable[Payment], on: datetime.date) -> Payment | None:
    """The first payment planned for that day or later."""
    return min((one for one in planned if one.on >= on), default=None)
