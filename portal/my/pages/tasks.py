"""A task on the `/my/` page, and the order of the tasks."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

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


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """Overdue tasks first, then by deadline; tasks without a deadline come last, in the order given."""
    return sorted(tasks, key=lambda task: (not task.is_overdue, task.due or NO_DEADLINE))
