"""Whether decision letters, and what officials changed in them, are still what the audit log says."""

from collections.abc import Iterable

from grants.models import DecisionLetter, LetterEdit
from grants.reads.proofs import LogEntry, Proved, first_unlike_log, moment_in_log
from signing.rules import digest_of


def digest_of_letter(letter: DecisionLetter) -> str:
    """The digest of a letter as it was sent."""
    return digest_of(
        {
            "decision": letter.decision_id,
            "version": letter.version_id,
            "parts": letter.parts,
            "sent_at": moment_in_log(letter.sent_at),
        }
    )


def first_letter_without_proof(logged: Iterable[LogEntry]) -> str | None:
    """The first letter that isn't what its log entry says, in words; None if each is."""
    rows = DecisionLetter.objects.select_related("application__competition").order_by("pk")
    return first_unlike_log(
        "letter",
        logged,
        (
            Proved(
                row.pk,
                f"The decision letter on {row.application.reference}",
                digest_of_letter(row),
                row.sent_at,
                is_sample=row.application.competition.is_sample,
            )
            for row in rows.iterator(chunk_size=500)
        ),
    )


def digest_of_letter_edit(edit: LetterEdit) -> str:
    """The digest of a change in a letter."""
    return digest_of(
        {
            "decision": edit.decision_id,
            "part": edit.part,
            "original": edit.original,
            "text": edit.text,
            "reason": edit.reason,
            "by": edit.edited_by_id,
            "at": moment_in_log(edit.edited_at),
        }
    )


def first_letter_edit_without_proof(logged: Iterable[LogEntry]) -> str | None:
    """The first change in a letter that isn't what its log entry says, in words; None if each is."""
    rows = LetterEdit.objects.select_related("decision__application__competition").order_by("pk")
    return first_unlike_log(
        "edit",
        logged,
        (
            Proved(
                row.pk,
                f"A change in the decision letter on {row.decision.application.reference}",
                digest_of_letter_edit(row),
                row.edited_at,
                is_sample=row.decision.application.competition.is_sample,
            )
            for row in rows.iterator(chunk_size=500)
        ),
    )
