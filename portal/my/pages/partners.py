"""Tasks about introductions: other districts that want to connect."""

from collections.abc import Iterable

from django.utils import timezone

from accounts.dates import day_in_words
from exchange.models import Introduction
from portal.my.pages.tasks import Task


def introduction_tasks(introductions: Iterable[Introduction]) -> list[Task]:
    """For a leader: each request for an introduction that has no answer yet."""
    return [
        Task(
            text=f"{introduction.district} wants to connect with {introduction.asked}.",
            about=f"Requested on {day_in_words(timezone.localdate(introduction.asked_at))}.",
            button="Answer",
            url=introduction.get_absolute_url(),
        )
        for introduction in introductions
    ]
