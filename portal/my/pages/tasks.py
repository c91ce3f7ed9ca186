"""A task on the `/my/` page, and the order of the tasks."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

NO_DEADLINE = datetime.datetime.max.replace(tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Task:
    """What to do, by when, and the one button that leads there."""

    text: str
    button: str
    url: str
    due: datetime.datetime | None = None
    is_overdue: bool = False
    about: str = ""
    # For tasks without a deadline: the date they are waiting since.
    since: datetime.date | None = None


def end_of_day(day: datetime.date) -> datetime.datetime:
    """The last minute of that day in the state's time zone: a deadline on that day."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(23, 59)))


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """Overdue tasks first, then by deadline; those without a deadline come last, the oldest first."""
    return sorted(
        tasks, key=lambda task: (not task.is_overdue, task.due or NO_DEADLINE, task.since or datetime.date.max)
    )
