"""How far the scoring of a round is, and who scores an application, as officers see it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from accounts.dates import short_day
from grants.models import Competition, Score, ScorerAssignment
from grants.reads.scoring import ApplicationProgress, StageProgress
from grants.rules.scoring import WORDS_OF_LEVELS
from grants.states import ScoringStage

_NONE = StageProgress(0, 0)


class ProgressRow(NamedTuple):
    """One application: how many of its scorers submitted."""

    reference: str
    address: str
    name: str
    gate: str
    scoring: str


class RoundProgress(NamedTuple):
    """All applications of a round, and the counts over them."""

    summary: str
    rows: list[ProgressRow]


def round_progress(
    rows: Sequence[ApplicationProgress], shown: Iterable[ApplicationProgress], competition: Competition
) -> RoundProgress:
    """The officers' page of a round's scoring: counts over all applications, and the rows of those that are shown."""
    stages = [progress for row in rows for progress in row.stages.values()]
    assigned, submitted = sum(one.assigned for one in stages), sum(one.submitted for one in stages)
    without = sum(not row.stages for row in rows)
    words = f"Scorers have submitted {submitted:,} of {assigned:,} assignments."
    if without:
        words += " 1 application has no scorer." if without == 1 else f" {without:,} applications have no scorer."
    return RoundProgress(
        summary=words if rows else "",
        rows=[
            ProgressRow(
                reference=row.application.reference,
                address=reverse("review:scoring_application", args=[competition.slug, row.application.reference]),
                name=row.application.consortium.name,
                gate=progress_in_words(row.stages.get(ScoringStage.GATE)),
                scoring=progress_in_words(row.stages.get(ScoringStage.SCORING)),
            )
            for row in shown
        ],
    )


def progress_in_words(progress: StageProgress | None) -> str:
    """“2 of 3 submitted”."""
    return f"{progress.submitted} of {progress.assigned} submitted" if progress else "No scorers"


class AssignmentRow(NamedTuple):
    """One scorer of an application."""

    name: str
    stage: str
    assigned: str
    state: str
    end_address: str  # "" if it is ended
    exclude_address: str  # "" if no scores were submitted


def assignment_rows(assignments: Iterable[ScorerAssignment], competition: Competition) -> list[AssignmentRow]:
    """Who scores or scored an application."""
    return [
        AssignmentRow(
            name=one.scorer.person.name,
            stage=one.get_stage_display(),
            assigned=f"{short_day(timezone.localdate(one.assigned_at))}{'' if one.is_by_hand else ', by proposal'}",
            state=_state(one),
            end_address=_address("review:assignment_end", one, competition) if not one.ended_at else "",
            exclude_address=_address("review:scores_exclude", one, competition)
            if one.submitted_at and not one.ended_at
            else "",
        )
        for one in assignments
    ]


def _address(name: str, assignment: ScorerAssignment, competition: Competition) -> str:
    return reverse(name, args=[competition.slug, assignment.application.reference, assignment.pk])


def _state(assignment: ScorerAssignment) -> str:
    if assignment.ended_at and assignment.is_excluded:
        return f"Scores excluded {short_day(timezone.localdate(assignment.ended_at))}: {assignment.end_reason}"
    if assignment.ended_at:
        return f"Ended {short_day(timezone.localdate(assignment.ended_at))}: {assignment.end_reason}"
    if assignment.submitted_at:
        return f"Submitted {short_day(timezone.localdate(assignment.submitted_at))}"
    return "Not submitted"


class ShownScore(NamedTuple):
    """One score that officers may read."""

    criterion: str
    scorer: str
    score: str
    confidence: str
    reason: str


def shown_scores(scores: Iterable[Score]) -> list[ShownScore]:
    """The scores of the stages at which all scorers submitted."""
    return [
        ShownScore(
            criterion=score.criterion.title if score.criterion else ScoringStage.GATE.label,
            scorer=score.assignment.scorer.person.name,
            score=_score(score),
            confidence=score.get_confidence_display() or "Not stated",
            reason=score.reason,
        )
        for score in scores
    ]


def _score(score: Score) -> str:
    if score.has_abstained:
        return "Abstained"
    return WORDS_OF_LEVELS[score.level] if score.level is not None else score.get_vote_display()
