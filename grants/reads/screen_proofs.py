"""Whether the eligibility screen, what applicants were told, and reinstatements are still what the audit log says."""

from collections.abc import Iterable

from grants.models import IneligibilityNotice, Reinstatement, Screening
from grants.reads.proofs import LogEntry, Proved, first_unlike_log, moment_in_log
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


def first_screening_without_proof(logged: Iterable[LogEntry]) -> str | None:
    """The first conclusion that isn't what its latest log entry says, in words; None if each is."""
    rows = Screening.objects.select_related("application__competition").order_by("pk")
    return first_unlike_log(
        "screening",
        logged,
        (
            Proved(
                row.pk,
                f"The eligibility screen of {row.application.reference}",
                digest_of_screening(row),
                row.recorded_at,
                is_sample=row.application.competition.is_sample,
            )
            for row in rows.iterator(chunk_size=500)
        ),
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


def first_notice_without_proof(logged: Iterable[LogEntry]) -> str | None:
    """The first notice that isn't what its log entry says, in words; None if each is."""
    rows = IneligibilityNotice.objects.select_related("application__competition").order_by("pk")
    return first_unlike_log(
        "notice",
        logged,
        (
            Proved(
                row.pk,
                f"The notice to {row.application.reference}",
                digest_of_notice(row),
                row.sent_at,
                is_sample=row.application.competition.is_sample,
            )
            for row in rows
        ),
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


def first_reinstatement_without_proof(logged: Iterable[LogEntry]) -> str | None:
    """The first reinstatement that isn't what its latest log entry says, in words; None if each is."""
    rows = Reinstatement.objects.select_related("application__competition").order_by("pk")
    return first_unlike_log(
        "reinstatement",
        logged,
        (
            Proved(
                row.pk,
                f"A reinstatement of {row.application.reference}",
                digest_of_reinstatement(row),
                row.proposed_at,
                is_sample=row.application.competition.is_sample,
            )
            for row in rows
        ),
    )
