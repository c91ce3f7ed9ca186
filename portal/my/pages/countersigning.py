"""Tasks of an official who countersigns or confirms what another one began, and of a board member with a slate."""

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils import timezone

from grants.models import AwardRelease, BoardSlate, Reinstatement
from grants.reads.countersigning import DecisionsToCountersign, SecondSignatures
from portal.components.dates import decisions_due_on
from portal.my.pages.tasks import Task, end_of_day


def second_signature_tasks(found: SecondSignatures) -> Iterator[Task]:
    """Decisions and slates to countersign, and releases and reinstatements to confirm."""
    yield from (_decisions(one) for one in found.decisions)
    yield from (_release(one) for one in found.releases)
    yield from (_reinstatement(one) for one in found.reinstatements)


def slate_tasks(slates: Iterable[BoardSlate]) -> list[Task]:
    """For a board member: each slate without the member's vote."""
    tasks = []
    for slate in slates:
        due_on = decisions_due_on(slate.competition.closes_at, slate.competition.decision_days)
        tasks.append(
            Task(
                text=f"Vote on a slate of applications for {slate.competition.name}.",
                about=f"One vote on “{slate.get_outcome_display()}” covers all of them.",
                button="Open slate",
                url=reverse("review:board_slate", args=[slate.competition.slug, slate.pk]),
                due=end_of_day(due_on) if due_on else None,
                since=timezone.localdate(slate.prepared_at),
            )
        )
    return tasks


def _decisions(one: DecisionsToCountersign) -> Task:
    due_on = decisions_due_on(one.closes_at, one.decision_days)
    if one.slate:
        text = f"Countersign or cancel {_counted(one.number)} of a slate of the board."
        button, url = "Open slate", reverse("review:board_slate", args=[one.slug, one.slate])
    elif one.number == 1:
        text = f"Countersign or cancel the board’s decision on {one.reference}."
        button, url = "Open decision", reverse("review:board_application", args=[one.slug, one.reference])
    else:
        text = f"Countersign or cancel {_counted(one.number)} of the board."
        button, url = "Open decisions", reverse("review:board_list", args=[one.slug])
    return Task(text=text, about=one.competition, button=button, url=url, due=end_of_day(due_on) if due_on else None)


def _counted(number: int) -> str:
    return "1 decision" if number == 1 else f"{number:,} decisions"


def _release(one: AwardRelease) -> Task:
    return Task(
        text=f"Confirm or cancel the release of decisions for {one.competition.name}.",
        about="Another official prepared it. Nothing is released until you confirm.",
        button="Open release",
        url=reverse("review:award_release", args=[one.competition.slug]),
        since=timezone.localdate(one.prepared_at),
    )


def _reinstatement(one: Reinstatement) -> Task:
    application = one.application
    return Task(
        text=f"Confirm or cancel the reinstatement of {application.reference}.",
        about=application.consortium.name,
        button="Open reinstatement",
        url=reverse("review:reinstatement", args=[application.competition.slug, one.stage, application.reference]),
        since=timezone.localdate(one.proposed_at),
    )
