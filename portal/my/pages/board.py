"""Tasks of a board member."""

from collections.abc import Iterable

from django.urls import reverse

from grants.reads.board import RoundToVoteIn
from portal.components.dates import decisions_due_on
from portal.my.pages.tasks import Task, end_of_day


def vote_tasks(rounds: Iterable[RoundToVoteIn]) -> list[Task]:
    """For a board member: each round with applications that wait for the member's vote, and how far the member is."""
    return [_task(one) for one in rounds if one.voted < one.applications]


def _task(one: RoundToVoteIn) -> Task:
    due_on = decisions_due_on(one.competition.closes_at, one.competition.decision_days)
    return Task(
        text=f"Vote on applications for {one.competition.name}: {one.voted} of {one.applications} voted on.",
        about="Applicants and the public don’t know votes or decisions before the state releases awards.",
        button="Open applications",
        url=reverse("review:board_list", args=[one.competition.slug]),
        due=end_of_day(due_on) if due_on else None,
    )
