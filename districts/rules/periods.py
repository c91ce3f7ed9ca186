"""Two dates that mean a period: what is wrong with them, whether two periods overlap, and a period in words. Pure."""

import datetime
from typing import NamedTuple

from accounts.dates import day_in_words

FAR_AHEAD = datetime.timedelta(days=5 * 366)
# No provable membership is older, and none is agreed for longer.
IN_LIVING_MEMORY = datetime.timedelta(days=150 * 366)


class Period(NamedTuple):
    """A first and a last day. Unknown dates are None."""

    starts_on: datetime.date | None
    ends_on: datetime.date | None


def problems_with_dates(
    *, starts_on: datetime.date | None, ends_on: datetime.date | None, on: datetime.date
) -> list[str]:
    """An end before the start, and years that can't be right."""
    problems = []
    if starts_on and ends_on and ends_on < starts_on:
        problems.append(f"The end date, {day_in_words(ends_on)}, is before the start date, {day_in_words(starts_on)}.")
    if starts_on and starts_on > on + FAR_AHEAD:
        problems.append(f"{day_in_words(starts_on)} is more than five years in the future. Check the year.")
    else:
        problems += [
            f"{day_in_words(day)} can’t be right. Check the year."
            for day in (starts_on, ends_on)
            if day and abs(day - on) > IN_LIVING_MEMORY
        ]
    return problems


def share_a_day(starts_on: datetime.date | None, ends_on: datetime.date | None, other: Period) -> bool:
    """Whether the other period has a day in common with these dates. The end date counts."""
    begins_before_it_ends = starts_on is None or other.ends_on is None or starts_on <= other.ends_on
    ends_after_it_begins = ends_on is None or other.starts_on is None or ends_on >= other.starts_on
    return begins_before_it_ends and ends_after_it_begins


def span_in_words(period: Period) -> str:
    """“from July 1, 2026, with no end date”."""
    begins = f"from {day_in_words(period.starts_on)}" if period.starts_on else "from an unknown date"
    return begins + (f" to {day_in_words(period.ends_on)}" if period.ends_on else ", with no end date")
