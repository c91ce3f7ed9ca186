"""When a reminder is due: after how long, how often, and never twice for the same time. Pure."""

import datetime
from collections.abc import Collection
from enum import StrEnum

from consortia.rules.deadlines import ANSWER_WITHIN

# After these, no more emails: the membership stays on the task list of the people who can answer and the registrar.
MOST_REMINDERS = 3
DUE_SOON = datetime.timedelta(days=30)


class Due(StrEnum):
    """Whether an email about the yearly verification says that it is due soon or overdue."""

    SOON = "soon"
    OVERDUE = "overdue"


def is_time_to_remind(
    *, waits_since: datetime.datetime | None, reminded_at: Collection[datetime.datetime], at: datetime.datetime
) -> bool:
    """Whether more than 14 days have passed since the last step or reminder, and reminders are left."""
    if waits_since is None or len(set(reminded_at)) >= MOST_REMINDERS:
        return False
    return at - max([waits_since, *reminded_at]) > ANSWER_WITHIN


def confirmation_to_ask_for(due_on: datetime.date | None, *, on: datetime.date) -> Due | None:
    """Whether the yearly verification is due within 30 days or overdue; None otherwise. The due date is in time."""
    if due_on is None or due_on - on > DUE_SOON:
        return None
    return Due.OVERDUE if on > due_on else Due.SOON


def first_day_of_asking(due: Due, due_on: datetime.date) -> datetime.date:
    """The first date on which an email of that kind is about this due date, so that it is sent once for it."""
    return due_on - DUE_SOON if due == Due.SOON else due_on + datetime.timedelta(days=1)
