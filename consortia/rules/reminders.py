"""When a reminder is due: after how long, how often, and never twice for the same time. Pure."""

import datetime
from collections.abc import Collection
from enum import StrEnum

from consortia.rules.deadlines import ANSWER_WITHIN

# After these nobody is written to any more: the membership stands on the page of whoever can answer, and on the registrar's.
MOST_REMINDERS = 3
DUE_SOON = datetime.timedelta(days=30)


class Due(StrEnum):
    """What a letter about the yearly confirmation says."""

    SOON = "soon"
    OVERDUE = "overdue"


def is_time_to_remind(
    *, waits_since: datetime.datetime | None, reminded_at: Collection[datetime.datetime], at: datetime.datetime
) -> bool:
    """Whether a membership has waited longer than 14 days since somebody last said something, or was last reminded of it."""
    if waits_since is None or len(set(reminded_at)) >= MOST_REMINDERS:
        return False
    return at - max([waits_since, *reminded_at]) > ANSWER_WITHIN


def confirmation_to_ask_for(due_on: datetime.date | None, *, on: datetime.date) -> Due | None:
    """Whether to write that the yearly confirmation is due within 30 days, or overdue; the day itself is in time."""
    if due_on is None or due_on - on > DUE_SOON:
        return None
    return Due.OVERDUE if on > due_on else Due.SOON


def first_day_of_asking(due: Due, due_on: datetime.date) -> datetime.date:
    """From which day on a letter of that kind is about this due day, so that it is written once for it."""
    return due_on - DUE_SOON if due == Due.SOON else due_on + datetime.timedelta(days=1)
