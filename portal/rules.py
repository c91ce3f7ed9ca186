"""What waits for a person, and what does not, as lines of the `/my/` page. Pure: rows in, lines out."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

ELEMENTS = 9
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


def reading_tasks(applications: Iterable[Any]) -> list[Task]:
    """For an officer: each application taken and not determined. `my_marks` is its line of marks, None before any."""
    return [
        Task(
            text=f"Read {application.reference}, {application.consortium.name}.",
            about=_how_far(application.my_marks),
            button="Open the desk",
            url=f"/reviews/{application.reference}/",
        )
        for application in applications
    ]


def taking_tasks(untaken: int) -> list[Task]:
    """For an officer: the applications that nobody has taken, as one line."""
    if not untaken:
        return []
    words = "One application has" if untaken == 1 else f"{untaken:,} applications have"
    return [Task(text=f"{words} no officer yet.", button="Open the queue", url="/reviews/?taken=nobody")]


def writing_tasks(applications: Iterable[Any], at: datetime.datetime) -> list[Task]:
    """For a lead district: each application that still can be handed in, by this person or by who may sign for it."""
    return [
        Task(
            text=f"{'Finish and submit' if application.reader_submits else 'Help to finish'} application "
            f"{application.reference}, {application.consortium.name}.",
            about=application.competition.name,
            button="Continue writing",
            url=f"/applications/{application.reference}/",
            due=application.competition.closes_at,
        )
        for application in applications
        if not application.is_too_late(at)
    ]


def signing_tasks(participants: Iterable[Any], at: datetime.datetime) -> list[Task]:
    """For a signer: each member whose part of an application waits for a signature that still counts."""
    return [
        Task(
            text=f"Sign the part of {participant.name} in application {participant.application.reference}.",
            about=f"{participant.application.consortium.name} asks for it.",
            button="Read and sign",
            url=f"/applications/{participant.application.reference}/signatures/",
            due=participant.application.competition.closes_at,
        )
        for participant in participants
        if not participant.application.is_too_late(at)
    ]


def _how_far(marks: str | None) -> str:
    if marks is None:
        return "Not begun."
    marked = ELEMENTS - marks.count("-")
    return f"{marked} of {ELEMENTS} elements marked."
