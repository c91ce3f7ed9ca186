"""Whether who scores which application is still what the audit log says: an assignment decides which scores count."""

from collections.abc import Iterable

from grants.models import EarlierScores, ScorerAssignment
from grants.reads.proofs import LogEntry, Proved, first_unlike_log, moment_in_log
from signing.rules import digest_of


def digest_of_assignment(assignment: ScorerAssignment) -> str:
    """The digest of an assignment. The version that is scored is in it once the scores are submitted."""
    return digest_of(
        {
            "scorer": assignment.scorer_id,
            "application": assignment.application_id,
            "stage": assignment.stage,
            "version": assignment.version_id if assignment.submitted_at else None,
            "assigned_by": assignment.assigned_by_id,
            "assigned_at": moment_in_log(assignment.assigned_at),
            "by_hand": assignment.is_by_hand,
            "submitted_at": moment_in_log(assignment.submitted_at),
            "ended_at": moment_in_log(assignment.ended_at),
            "ended_by": assignment.ended_by_id,
            "reason": assignment.end_reason,
        }
    )


def first_assignment_without_proof(logged: Iterable[LogEntry]) -> str | None:
    """The first assignment that isn't what its latest log entry says, in words; None if each is."""
    rows = ScorerAssignment.objects.select_related("application__competition").order_by("pk")
    return first_unlike_log(
        "assignment",
        logged,
        (
            Proved(
                row.pk,
                f"Assignment {row.pk} of {row.application.reference}",
                digest_of_assignment(row),
                row.assigned_at,
                is_sample=row.application.competition.is_sample,
            )
            for row in rows.iterator(chunk_size=500)
        ),
    )


def digest_of_earlier_scores(earlier: EarlierScores) -> str:
    """The digest of scores as they were submitted before an officer reopened them."""
    return digest_of(
        {
            "assignment": earlier.assignment_id,
            "submitted_at": moment_in_log(earlier.submitted_at),
            "content": earlier.content,
            "reason": earlier.reason,
            "reopened_by": earlier.reopened_by_id,
            "reopened_at": moment_in_log(earlier.reopened_at),
        }
    )


def first_earlier_scores_without_proof(logged: Iterable[LogEntry]) -> str | None:
    """The first scores of before a correction that aren't what their log entry says, in words; None if each is."""
    rows = EarlierScores.objects.select_related("assignment__application").order_by("pk")
    return first_unlike_log(
        "earlier",
        logged,
        (
            Proved(
                row.pk,
                f"Earlier scores {row.pk} on {row.assignment.application.reference}",
                digest_of_earlier_scores(row),
                row.reopened_at,
                is_sample=False,
            )
            for row in rows.iterator(chunk_size=500)
        ),
    )
