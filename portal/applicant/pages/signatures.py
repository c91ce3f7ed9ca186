"""Who has signed, and what each member signs."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.dates import short_day
from grants.models import Application, Participant, Signature
from grants.rules.collaboration.packet_values import JsonObject
from portal.applicant.pages.plan import NOT_STATED, with_amount


def signature_in_words(application: Application, signature: Signature | None) -> str:
    """Whether a member has signed, and when; if not, whether it was asked to."""
    if signature is None:
        return "Not requested" if application.signing_opened_at is None else "Requested, not signed"
    return f"Signed {short_day(timezone.localdate(signature.signed_at))}" if signature.signed_at else "Signed"


@dataclass(frozen=True)
class SignatureRow:
    """One member with its signature. `asks_reader`: the reader is asked to sign for it now."""

    key: str
    name: str
    signature: str
    # The account that signed, with its role, where it is known.
    account: str
    is_outdated: bool
    board_approval: str
    asks_reader: bool


def signature_row(
    application: Application, member: Participant, signature: Signature | None, *, is_outdated: bool, asks_reader: bool
) -> SignatureRow:
    """One row of the signatures page."""
    board = "—"
    if signature is not None:
        board = short_day(signature.board_on) if signature.board_on else "No date"
    return SignatureRow(
        key=member.key,
        name=member.name,
        signature=_signer(application, signature),
        account=_account(signature),
        is_outdated=is_outdated,
        board_approval=board,
        asks_reader=asks_reader,
    )


def _signer(application: Application, signature: Signature | None) -> str:
    if signature is None:
        return signature_in_words(application, None)
    parts = [signature.signer_name or "Signed", signature.signer_title]
    parts.append(short_day(timezone.localdate(signature.signed_at)) if signature.signed_at else "")
    return ", ".join(part for part in parts if part)


def _account(signature: Signature | None) -> str:
    if signature is None:
        return ""
    return ", ".join(part for part in (signature.account_name, signature.account_role) if part)


def commitments_to_sign(part: JsonObject) -> list[str]:
    """What a member contributes and how its students benefit, one sentence for each activity."""
    sentences = []
    for commitment in part["commitments"]:
        gives, gains = commitment["gives"], commitment["gains"]
        contributes = with_amount(gives["text"] or NOT_STATED, gives["amount"])
        benefits = gains["text"] or NOT_STATED
        if gains["students"] is not None:
            benefits = f"{benefits} ({gains['students']:,} students)"
        sentences.append(f"Contributes: {contributes}. Its students benefit: {benefits}.")
    return sentences


def budget_to_sign(part: JsonObject) -> list[str]:
    """The budget lines that name a member."""
    lines = []
    for line in part["budget"]:
        text = line["line"] or "(no description)"
        if line["amount"] is not None:
            text = f"{text}: ${line['amount']:,}"
        lines.append(f"{text} ({line['source']})" if line["source"] else text)
    return lines
