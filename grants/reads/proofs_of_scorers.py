"""Whether offers to score, who scores in a round, and scorers' conflicts are still what the audit log says."""

from grants.models import Recusal, Scorer, ScoringOffer
from grants.reads.proofs import ProvedKind, moment_in_log
from signing.rules import digest_of


def digest_of_scorer(scorer: Scorer) -> str:
    """The digest of an invitation, of its answer, and of the agreement."""
    return digest_of(
        {
            "round": scorer.competition_id,
            "person": scorer.person_id,
            "status": scorer.status,
            "invited": [scorer.invited_by_id, moment_in_log(scorer.invited_at)],
            "answered_at": moment_in_log(scorer.answered_at),
            "reason": scorer.reason,
            "capacity": scorer.capacity,
            "expertise": scorer.expertise,
            "region": scorer.region_id,
            "agreement": [scorer.agreement_version, moment_in_log(scorer.agreed_at)],
        }
    )


def digest_of_offer(offer: ScoringOffer) -> str:
    """The digest of what a person said who offered to score, and of the state's answer."""
    return digest_of(
        {
            "round": offer.competition_id,
            "person": offer.person_id,
            "status": offer.status,
            "offered_at": moment_in_log(offer.offered_at),
            "capacity": offer.capacity,
            "expertise": offer.expertise,
            "years": offer.years,
            "regions": sorted(region.pk for region in offer.regions.all()),
            "connections": offer.connections,
            "agreement": offer.agreement_version,
            "answered": [offer.answered_by_id, moment_in_log(offer.answered_at)],
            "answer": offer.answer,
        }
    )


def digest_of_recusal(recusal: Recusal) -> str:
    """The digest of a conflict: with which organization or applications, why, and who declared it."""
    return digest_of(
        {
            "scorer": recusal.scorer_id,
            "organization": recusal.organization,
            "applications": sorted(application.pk for application in recusal.applications.all()),
            "reason": recusal.reason,
            "declared": [recusal.declared_by_id, moment_in_log(recusal.declared_at)],
        }
    )


OFFERS = ProvedKind(
    key="offer",
    rows=lambda: ScoringOffer.objects.select_related("competition").prefetch_related("regions"),
    name=lambda row: f"Offer {row.pk} to score",
    digest=digest_of_offer,
    at=lambda row: row.offered_at,
    competition=lambda row: row.competition,
)
SCORERS = ProvedKind(
    key="invitation",
    rows=lambda: Scorer.objects.select_related("competition"),
    name=lambda row: f"Invitation {row.pk} of a scorer",
    digest=digest_of_scorer,
    at=lambda row: row.invited_at,
    competition=lambda row: row.competition,
)
RECUSALS = ProvedKind(
    key="recusal",
    rows=lambda: Recusal.objects.select_related("scorer__competition").prefetch_related("applications"),
    name=lambda row: f"Conflict {row.pk} of a scorer",
    digest=digest_of_recusal,
    at=lambda row: row.declared_at,
    competition=lambda row: row.scorer.competition,
)
