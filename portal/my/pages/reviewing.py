"""What waits for an officer: applications to read and to take."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from portal.my.pages.tasks import Task

ELEMENTS = 9


def reading_tasks(applications: Iterable[Any]) -> list[Task]:
    """For an officer: each application taken and not determined. `my_marks` is its line of marks, None before any."""
    return [
        Task(
            text=f"Read {application.reference}, {application.consortium.name}.",
            about=_how_far(application.my_marks),
            button="Open the desk",
            url=reverse("review:review_desk", args=[application.reference]),
        )
        for application in applications
    ]


def taking_tasks(unassigned: int) -> list[Task]:
    """For an officer: the applications that nobody has taken, as one line."""
    if not unassigned:
        return []
    words = "One application has" if unassigned == 1 else f"{unassigned:,} applications have"
    return [
        Task(
            text=f"{words} no officer yet.",
            button="Open the queue",
            url=reverse("review:review_list") + "?taken=nobody",
        )
    ]


def _how_far(marks: str | None) -> str:
    if marks is None:
        return "Not begun."
    marked = ELEMENTS - marks.count("-")
    return f"{marked} of {ELEMENTS} elements marked."
