"""Tasks of a board member, and of officials who answer appeals."""

import datetime
from collections.abc import Iterable

from django.urls import reverse

from grants.models import Appeal
from grants.reads.board import RoundToVoteIn
from portal.components.dates import decisions_due_on
from portal.my.pages.tasks import Task, end_of_day


def vote_tasks(rounds: Iterable[RoundToVoteIn]) -> list[Task]:
    """For a board member: each round with applications that wait for the member's vote, and how far the member is."""
    return [_task(one) for one in rounds if one.voted < one.applications]


def appeal_tasks(appeals: Iterable[Appeal], today: datetime.date) -> list[Task]:
    """For an official: each open appeal that the official answers, and each without someone to answer it."""
    return [
        Task(
            text=f"Answer the appeal of {one.application.reference}."
            if one.handler_id
            else f"Choose who answers the appeal of {one.application.reference}.",
            about=one.application.consortium.name,
            button="Open appeal",
            url=reverse("review:appeal_detail", args=[one.application.reference]),
            due=end_of_day(one.due_on),
            is_overdue=today > one.due_on,
        )
        for one in appeals
    ]


def _task(one: RoundToVoteIn) -> Task:
    due_on = decisions_due_on(one.competition.closes_at, one.competition.decision_days)
    return Task(
        text=f"Vote on applications for {one.competition.name}: {one.voted} of {one.applications} voted on.",
        about="Applicants and the public can’t see votes or decisions until the state releases awards.",
        button="Open applications",
        url=reverse("review:board_list", args=[one.competition.slug]),
        due=end_of_day(due_on) if due_on else None,
    )
