"""When people are reminded of a round's deadline."""

import datetime
from collections.abc import Collection

# A reminder of a deadline so near goes at once, even to people who chose one email a day.
URGENT_WITHIN = datetime.timedelta(hours=48)


def reminder_due(days: Collection[int], *, on: datetime.date, deadline_day: datetime.date) -> int | None:
    """Which of the reminders (7, 2, 1 days before) is due on the date; None if it is too early or too late.

    If the command did not run for some days, the latest of those missed is due, not all of them.
    """
    left = (deadline_day - on).days
    return min((day for day in days if 0 <= left <= day), default=None)


def days_in_words(left: int) -> str:
    """Time until the deadline: “today”, “tomorrow”, “in 7 days”."""
    return {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")
