"""Tasks of a grants officer: applications to review and to assign."""

from collections.abc import Iterable

from django.urls import reverse

from grants.models import Application
from portal.my.pages.tasks import Task

ELEMENTS = 9


def reading_tasks(applications: Iterable[Application]) -> list[Task]:
    """For an officer: each assigned application without a determination. `my_marks` is None before the first mark."""
    return [
        Task(
            text=f"{'Start' if application.my_marks is None else 'Continue'} your review of "
            f"{application.reference}, {application.consortium.name}.",
            about=_progress(application.my_marks),
            button="Open review",
            url=reverse("review:review_desk", args=[application.reference]),
        )
        for application in applications
    ]


def taking_tasks(unassigned: int) -> list[Task]:
    """For an officer: the unassigned applications, as one task."""
    if not unassigned:
        return []
    return [
        Task(
            text="1 application is unassigned." if unassigned == 1 else f"{unassigned:,} applications are unassigned.",
            button="Open the queue",
            url=reverse("review:review_list") + "?taken=unassigned",
        )
    ]


def _progress(marks: str | None) -> str:
    if marks is None:
        return "Not started."
    return f"{ELEMENTS - marks.count('-')} of {ELEMENTS} elements marked."
