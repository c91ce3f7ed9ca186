"""What waits for a district's people: others who would like to get to know it."""

from collections.abc import Iterable
from typing import Any

from portal.my.pages.tasks import Task


def introduction_tasks(introductions: Iterable[Any]) -> list[Task]:
    """For a leader: each question for an introduction that waits for a yes or a no."""
    return [
        Task(
            text=f"{introduction.district} would like to get to know {introduction.asked}.",
            about=f"Asked on {introduction.asked_at:%B} {introduction.asked_at.day}, {introduction.asked_at.year}.",
            button="Answer",
            url=introduction.get_absolute_url(),
        )
        for introduction in introductions
    ]
