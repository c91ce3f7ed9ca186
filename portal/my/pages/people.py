"""What waits for a person about people: letters that did not leave, powers that a predecessor left."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from portal.my.pages.tasks import Task


def email_tasks(troubled: int) -> list[Task]:
    """For a registrar: the letters that the mail server did not take, as one line."""
    if not troubled:
        return []
    words = "One letter did not leave" if troubled == 1 else f"{troubled:,} letters did not leave"
    return [
        Task(
            text=f"{words}.",
            about="The mail server did not take it. It is kept and can be sent again.",
            button="Open the outbox",
            url=reverse("staff:email_list") + "?state=problem",
        )
    ]


def delegation_tasks(left: Iterable[Any]) -> list[Task]:
    """For a superintendent or a principal: the powers that a predecessor handed on, to be kept or ended."""
    return [
        Task(
            text=f"Keep or end the powers of {appointment.user.name} to act for {appointment.place}.",
            about=f"{appointment.delegated_by.user.name} gave them. Until you decide, they stay as they are.",
            button="Keep or end",
            url=reverse("my:delegate_list"),
        )
        for appointment in left
    ]
