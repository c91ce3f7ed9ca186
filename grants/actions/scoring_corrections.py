"""Reopening submitted scores, so that their scorer corrects them; the first submission stays as it was."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.pen import locked
from grants.actions.stage_results import settle_application
from grants.models import EarlierScores, Score, ScorerAssignment
from grants.permissions.scoring import check_can_assign_scorers
from grants.reads.proofs_of_assignments import digest_of_assignment, digest_of_earlier_scores
from grants.rules.scoring import problems_with_reopening
from grants.rules.texts import cleaned


@transaction.atomic
def reopen_scores(*, assignment: ScorerAssignment, reason: str, by: User, at: datetime.datetime) -> ScorerAssignment:
    """Let the scorer change and submit these scores again; what was submitted is kept. Raises Refused or Unready.

    Scores that weren't submitted stay as they are.
    """
    application = locked(assignment.application)
    assignment = ScorerAssignment.objects.locked().get(pk=assignment.pk)
    check_can_assign_scorers(by, application, timezone.localdate(at))
    if assignment.submitted_at is None:
        return assignment
    problems = problems_with_reopening(
        reason,
        is_over=assignment.ended_at is not None or not assignment.scorer.has_accepted(),
        is_closed=assignment.is_closed(at),
    )
    if problems:
        raise Unready(*problems)
    earlier = EarlierScores.objects.create(
        assignment=assignment,
        submitted_at=assignment.submitted_at,
        content=[_kept(score) for score in Score.objects.of(assignment).select_related("criterion")],
        reason=cleaned(reason),
        reopened_by=by,
        reopened_at=at,
    )
    assignment.submitted_at = None
    assignment.save(update_fields=["submitted_at"])
    proof = {"assignment": assignment.pk, "digest": digest_of_assignment(assignment)}
    log.record("scoring.reopened", application, by=by, at=at, reason=earlier.reason, **proof)
    log.record("scoring.kept", application, by=by, at=at, earlier=earlier.pk, digest=digest_of_earlier_scores(earlier))
    if assignment.is_of_gate:
        settle_application(application, by=by, at=at)
    return assignment


def _kept(score: Score) -> dict[str, object]:
    """Everything that a submitted score says."""
    return {
        "criterion": score.criterion.title if score.criterion else "",
        "level": score.level,
        "vote": score.vote,
        "abstained": score.has_abstained,
        "reason": score.reason,
        "confidence": score.confidence,
        "citations": [[one.kind, one.place, one.start, one.end, one.quote] for one in score.current_citations],
    }
