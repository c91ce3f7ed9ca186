"""Whether the board's votes, its decisions, and their releases are still what the audit log says."""

from collections.abc import Iterable

from grants.models import AwardRelease, BoardDecision, BoardVote
from grants.reads.proofs import LogEntry, Proved, first_unlike_log, moment_in_log
from signing.rules import digest_of


def digest_of_board_decision(decision: BoardDecision) -> str:
    """The digest of a decision of the board, of the votes it rests on, and of its people."""
    return digest_of(
        {
            "application": decision.application_id,
            "outcome": decision.outcome,
            "amount": decision.amount,
            "conditions": decision.conditions,
            "reasons": decision.reasons,
            "votes": decision.votes,
            "state": decision.state,
            "by": decision.proposed_by_id,
            "proposed_at": moment_in_log(decision.proposed_at),
            "countersigned_by": decision.countersigned_by_id,
            "decided_at": moment_in_log(decision.decided_at),
            "replaces": decision.replaces_id,
            "replacement_reason": decision.replacement_reason,
            "release": decision.release_id,
        }
        # Only where there is one, so that the digests of earlier entries stay what the log has.
        | ({"band": [decision.band, decision.bands]} if decision.band else {})
    )


def first_board_decision_without_proof(logged: Iterable[LogEntry]) -> str | None:
    """The first decision of the board that isn't what its latest log entry says, in words; None if each is."""
    rows = BoardDecision.objects.select_related("application__competition").order_by("pk")
    return first_unlike_log(
        "decision",
        logged,
        (
            Proved(
                row.pk,
                f"The board’s decision on {row.application.reference}",
                digest_of_board_decision(row),
                row.proposed_at,
                is_sample=row.application.competition.is_sample,
            )
            for row in rows.iterator(chunk_size=500)
        ),
    )


def digest_of_vote(vote: BoardVote) -> str:
    """The digest of a board member's vote."""
    return digest_of(
        {
            "application": vote.application_id,
            "member": vote.member_id,
            "choice": vote.choice,
            "at": moment_in_log(vote.cast_at),
        }
    )


def first_vote_without_proof(logged: Iterable[LogEntry]) -> str | None:
    """The first vote that isn't what its latest log entry says, in words; None if each is."""
    rows = BoardVote.objects.select_related("application__competition").order_by("pk")
    return first_unlike_log(
        "vote",
        logged,
        (
            Proved(
                row.pk,
                f"A board member’s vote on {row.application.reference}",
                digest_of_vote(row),
                row.cast_at,
                is_sample=row.application.competition.is_sample,
            )
            for row in rows.iterator(chunk_size=500)
        ),
    )


def digest_of_release(release: AwardRelease) -> str:
    """The digest of a release of awards: what it releases, and who prepared and confirmed it."""
    return digest_of(
        {
            "round": release.competition_id,
            "counts": release.counts,
            "decisions": release.digest,
            "reason": release.reason,
            "prepared": [release.prepared_by_id, moment_in_log(release.prepared_at)],
            "confirmed": [release.confirmed_by_id, moment_in_log(release.confirmed_at)],
            "canceled": moment_in_log(release.canceled_at),
        }
    )


def first_release_without_proof(logged: Iterable[LogEntry]) -> str | None:
    """The first release of awards that isn't what its latest log entry says, in words; None if each is."""
    return first_unlike_log(
        "release",
        logged,
        (
            Proved(
                row.pk,
                f"The release of awards of {row.competition}",
                digest_of_release(row),
                row.prepared_at,
                is_sample=row.competition.is_sample,
            )
            for row in AwardRelease.objects.select_related("competition").order_by("pk")
        ),
    )
