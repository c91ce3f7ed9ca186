"""Whether the board's votes, its decisions, and their releases are still what the audit log says."""

from grants.models import AwardRelease, BoardDecision, BoardVote
from grants.reads.proofs import ProvedKind, moment_in_log
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


BOARD_DECISIONS = ProvedKind(
    key="decision",
    rows=lambda: BoardDecision.objects.select_related("application__competition"),
    name=lambda row: f"The board’s decision on {row.application.reference}",
    digest=digest_of_board_decision,
    at=lambda row: row.proposed_at,
    competition=lambda row: row.application.competition,
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


BOARD_VOTES = ProvedKind(
    key="vote",
    rows=lambda: BoardVote.objects.select_related("application__competition"),
    name=lambda row: f"A board member’s vote on {row.application.reference}",
    digest=digest_of_vote,
    at=lambda row: row.cast_at,
    competition=lambda row: row.application.competition,
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


RELEASES = ProvedKind(
    key="release",
    rows=lambda: AwardRelease.objects.select_related("competition"),
    name=lambda row: f"The release of awards of {row.competition}",
    digest=digest_of_release,
    at=lambda row: row.prepared_at,
    competition=lambda row: row.competition,
)
