"""Tasks of a scorer."""

import datetime
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils import timezone

from grants.models import Competition, Scorer, ScorerAssignment
from grants.reads.calibration import ScorerCalibration
from grants.reads.meetings import MeetingToAttend
from grants.rules.hidden_names import title_shown
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


def practice_tasks(states: Iterable[ScorerCalibration]) -> list[Task]:
    """For a scorer: the excerpts of each round that come before applications."""
    tasks = []
    for state in states:
        if state.following is None:
            continue
        done, asked, competition = len(state.practice_scores), len(state.practice), state.scorer.competition
        is_practice = done < asked
        tasks.append(
            Task(
                text=f"Score practice excerpts for {competition.name}: {done} of {asked} scored."
                if is_practice
                else f"Score a short excerpt for {competition.name}.",
                about="Scoring opens when you’ve scored all of them."
                if is_practice
                else "It comes before you submit your next application.",
                button="Open excerpt",
                url=reverse("review:scoring_practice", args=[competition.slug]),
                due=competition.scores_due_at,
            )
        )
    return tasks


def scoring_tasks(assignments: Sequence[ScorerAssignment], at: datetime.datetime) -> list[Task]:
    """For a scorer: one task for each round with scores to submit, with the next application."""
    by_round: dict[Competition, list[ScorerAssignment]] = {}
    for assignment in assignments:
        by_round.setdefault(assignment.application.competition, []).append(assignment)
    return [task for competition, rows in by_round.items() for task in _round_task(competition, rows, at)]


def _round_task(competition: Competition, assignments: Sequence[ScorerAssignment], at: datetime.datetime) -> list[Task]:
    waiting = [one for one in assignments if one.submitted_at is None and not one.is_closed(at)]
    if not waiting:
        return []
    following = min(waiting, key=lambda one: (one.version_id is None, one.application.reference))
    done = sum(one.submitted_at is not None for one in assignments)
    return [
        Task(
            text=f"Score applications for {competition.name}: {done} of {len(assignments)} submitted.",
            about=f"Next: {_called(following)}.",
            button="Open application",
            url=reverse("review:scoring_desk", args=[following.application.reference]),
            due=competition.scores_due_at,
        )
    ]


def _called(assignment: ScorerAssignment) -> str:
    one = assignment.application
    return title_shown(one.reference, one.consortium.name, is_hidden=one.competition.hides_names_from_scorers)


def meeting_tasks(meetings: Iterable[MeetingToAttend]) -> list[Task]:
    """For a scorer: each open consensus meeting with an application that isn't closed yet."""
    return [
        Task(
            text=f"Discuss applications in the consensus meeting for {one.meeting.competition.name}: "
            f"{one.concluded:,} of {one.applications:,} closed.",
            about=f"Changes to your scores for you to confirm: {one.to_confirm:,}."
            if one.to_confirm
            else "First scores no longer change. You can change yours in the meeting, with a reason.",
            button="Open the meeting",
            url=reverse("review:meeting_detail", args=[one.meeting.competition.slug, one.meeting.pk]),
        )
        for one in meetings
        if one.concluded < one.applications
    ]
