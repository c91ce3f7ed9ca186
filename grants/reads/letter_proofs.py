"""Whether decision letters, and what officials changed in them, are still what the audit log says."""

from grants.models import DecisionLetter, LetterEdit
from grants.reads.proofs import ProvedKind, moment_in_log
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


LETTERS = ProvedKind(
    key="letter",
    rows=lambda: DecisionLetter.objects.select_related("application__competition"),
    name=lambda row: f"The decision letter on {row.application.reference}",
    digest=digest_of_letter,
    at=lambda row: row.sent_at,
    competition=lambda row: row.application.competition,
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


LETTER_EDITS = ProvedKind(
    key="edit",
    rows=lambda: LetterEdit.objects.select_related("decision__application__competition"),
    name=lambda row: f"A change in the decision letter on {row.decision.application.reference}",
    digest=digest_of_letter_edit,
    at=lambda row: row.edited_at,
    competition=lambda row: row.decision.application.competition,
)
