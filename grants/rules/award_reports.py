"""The periods of an award, what a report on one needs, and what a claim needs."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

# A report covers a school year (July to June) and is due this many days after the period.
DUE_AFTER = datetime.timedelta(days=60)
LONGEST_EXPLANATION = 2_000


class ReportPeriod(NamedTuple):
    """One period of an award, and by when members report on it."""

    number: int
    starts_on: datetime.date
    ends_on: datetime.date
    due_on: datetime.date


def periods_of(starts_on: datetime.date | None, ends_on: datetime.date | None) -> list[ReportPeriod]:
    """The periods from the project's start to its end, divided after each June 30; none without both dates."""
    periods: list[ReportPeriod] = []
    day = starts_on
    while day and ends_on and day <= ends_on:
        last = min(datetime.date(day.year + (day.month > 6), 6, 30), ends_on)
        periods.append(ReportPeriod(len(periods) + 1, day, last, last + DUE_AFTER))
        day = last + datetime.timedelta(days=1)
    return periods


class PromiseLine(NamedTuple):
    """What a member reports on one promise."""

    promise: int
    result: str
    explanation: str
    students_before: int | None
    students_now: int | None
    offered_by: str  # the key of a member; empty: no member


def problems_with_report(lines: Iterable[tuple[str, PromiseLine]], *, gains: Iterable[bool]) -> list[str]:
    """Why a report can't be submitted; each line comes with its activity, and with whether students benefit."""
    problems = []
    for (activity, line), benefits in zip(lines, gains, strict=True):
        if not line.result:
            problems.append(f"{activity}: choose whether the promise was kept, changed, or missed.")
        elif line.result != "kept" and not line.explanation:
            problems.append(f"{activity}: explain why the promise was {line.result}.")
        if benefits and line.students_now is None:
            problems.append(f"{activity}: enter how many students have access now, or 0.")
        if benefits and line.students_before is None:
            problems.append(f"{activity}: enter how many students had access before the award, or 0.")
    return problems


def problems_with_payment(paid_on: datetime.date, *, accepted_on: datetime.date, on: datetime.date) -> list[str]:
    """Why an official can't record on that day that an accepted claim was paid."""
    if accepted_on <= paid_on <= on:
        return []
    return ["Enter a payment date between the day the state accepted the claim and today."]


def problems_with_claim(
    *, amount: int, left: int, spent_from: datetime.date, spent_to: datetime.date,
    period: tuple[datetime.date | None, datetime.date | None], on: datetime.date,
) -> list[str]:  # fmt: skip
    """Why a member can't claim this. `left` is what its part of the award has left."""
    problems = []
    if amount > left:
        problems.append(f"Enter at most ${max(left, 0):,}. The member’s other claims use the rest of its part.")
    if spent_to < spent_from:
        problems.append("Enter an end date on or after the start date.")
    if spent_to > on:
        problems.append("Enter dates that have passed. Members claim what they have spent.")
    starts_on, ends_on = period
    if (starts_on and spent_from < starts_on) or (ends_on and spent_to > ends_on):
        problems.append("Enter dates within the project.")
    return problems
