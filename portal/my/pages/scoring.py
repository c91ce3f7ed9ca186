"""Tasks of a scorer."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from grants.models import Scorer
from portal.my.pages.tasks import Task


def scorer_invitation_tasks(scorers: Iterable[Scorer]) -> list[Task]:
    """For a scorer: each invitation that waits for an answer."""
    return [
        Task(
            text=f"Accept or decline the invitation to score applications for {scorer.competition.name}.",
            about=f"{scorer.invited_by.name} invited you.",
            button="Open invitation",
            url=reverse("review:scorer_answer", args=[scorer.competition.slug]),
            since=timezone.localdate(scorer.invited_at),
        )
        for scorer in scorers
    ]
