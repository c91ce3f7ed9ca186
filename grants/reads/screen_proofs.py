"""Whether the eligibility screen, what applicants were told, and reinstatements are still what the audit log says."""

from grants.models import IneligibilityNotice, Reinstatement, Screening
from grants.reads.proofs import ProvedKind, moment_in_log
from signing.rules import digest_of


def digest_of_screening(screening: Screening) -> str:
    """The digest of what an officer concluded."""
    return digest_of(
        {
            "application": screening.application_id,
            "version": screening.version_id,
            "officer": screening.officer_id,
            "outcome": screening.outcome,
            "judgments": screening.judgments,
            "in_list": screening.is_confirmed_in_list,
            "recorded_at": moment_in_log(screening.recorded_at),
            "replaced_at": moment_in_log(screening.replaced_at),
            "change_reason": screening.change_reason,
        }
    )


SCREENINGS = ProvedKind(
    key="screening",
    rows=lambda: Screening.objects.select_related("application__competition"),
    name=lambda row: f"The eligibility screen of {row.application.reference}",
    digest=digest_of_screening,
    at=lambda row: row.recorded_at,
    competition=lambda row: row.application.competition,
)


def digest_of_notice(notice: IneligibilityNotice) -> str:
    """The digest of what an applicant was told."""
    return digest_of(
        {
            "application": notice.application_id,
            "reasons": notice.reasons,
            "how": notice.how_to_answer,
            "answer_by": notice.answer_by.isoformat(),
            "by": notice.sent_by_id,
            "at": moment_in_log(notice.sent_at),
        }
    )


NOTICES = ProvedKind(
    key="notice",
    rows=lambda: IneligibilityNotice.objects.select_related("application__competition"),
    name=lambda row: f"The notice to {row.application.reference}",
    digest=digest_of_notice,
    at=lambda row: row.sent_at,
    competition=lambda row: row.application.competition,
)


def digest_of_reinstatement(reinstatement: Reinstatement) -> str:
    """The digest of a reinstatement and its two people."""
    return digest_of(
        {
            "application": reinstatement.application_id,
            "stage": reinstatement.stage,
            "ground": reinstatement.ground,
            "reason": reinstatement.reason,
            "proposed": [reinstatement.proposed_by_id, moment_in_log(reinstatement.proposed_at)],
            "confirmed": [reinstatement.confirmed_by_id, moment_in_log(reinstatement.confirmed_at)],
            "canceled": moment_in_log(reinstatement.canceled_at),
        }
    )


REINSTATEMENTS = ProvedKind(
    key="reinstatement",
    rows=lambda: Reinstatement.objects.select_related("application__competition"),
    name=lambda row: f"A reinstatement of {row.application.reference}",
    digest=digest_of_reinstatement,
    at=lambda row: row.proposed_at,
    competition=lambda row: row.application.competition,
)
