"""One line of the `/my/` page, and the order in which the lines stand."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

FAR = datetime.datetime.max.replace(tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Task:
    """One line: what is asked, by when, and the one button that does it."""

    text: str
    button: str
    url: str
    due: datetime.datetime | None = None
    about: str = ""


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """The oldest deadline first; what has none comes last, in the order given."""
    return sorted(tasks, key=lambda task: (task.due is None, task.due or FAR))
