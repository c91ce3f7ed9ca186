"""Who has signed, and what each member signs."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from accounts.dates import moment_in_words, short_day
from districts.models import Appointment
from grants.models import Application, Participant, Signature, SigningRequest
from grants.reads.packets import Packet, assurances_in, part_of
from grants.reads.signing import facts_of
from grants.rules.budget import category_label, owner_key, year_label
from grants.rules.collaboration.packet_values import JsonObject
from grants.rules.signing import signing_state
from grants.rules.wanted_files import missing_of_member, wanted_files_in
from grants.states import SHOWN_BY_SIGNATURE, SHOWS_REQUEST, TO_REQUEST
from portal.applicant.pages.plan import NOT_STATED, with_amount
from signing.rules import PartDifference, differences_between, digest_of


def signature_in_words(application: Application, signature: Signature | None) -> str:
    """Whether a member has signed, and when; if not, whether it was asked to."""
    if signature is None:
        return "Not requested" if application.signing_opened_at is None else "Requested, not signed"
    return f"Signed {short_day(timezone.localdate(signature.signed_at))}" if signature.signed_at else "Signed"


def sign_by_in_words(application: Application) -> str:
    """By when the round asks members to sign, and that the deadline decides; "" if it names no day."""
    wanted, due_at = application.competition.signatures_by, application.due_at
    if wanted is None or due_at is None:
        return ""
    return (
        f"This round asks members to sign by {short_day(wanted)}. You can still sign after that date. The deadline, "
        f"{moment_in_words(due_at)}, is what counts."
    )


@dataclass(frozen=True)
class SignatureRow:
    """One member with its signature. `asks_reader`: the reader is asked to sign for it now."""

    key: str
    name: str
    signature: str
    # The account that signed or the person whose emailed link did, with the role, where it is known.
    account: str
    # What an outdated signature needs, or why the member no longer signs; "" otherwise.
    notice: str
    board_approval: str
    asks_reader: bool
    # What the lead sees; None for others.
    progress: "SigningProgress | None" = None


@dataclass(frozen=True)
class SigningProgress:
    """How far a member is, and what the lead can do about it."""

    # Empty where the signature itself says it.
    label: str
    details: list[str]
    needs_signer: bool
    can_request: bool


def signing_progress(
    member: Participant, signature: Signature | None, request: SigningRequest | None, *, is_requested: bool,
    is_outdated: bool, is_undelivered: bool, has_left: bool, signers: Collection[Appointment], at: datetime.datetime,
) -> SigningProgress:  # fmt: skip
    """The state of a member's signature as the lead sees it. `request` is the last since its last signature."""
    if has_left:
        return SigningProgress(label="", details=[], needs_signer=False, can_request=False)
    has_signer = bool(signers)
    facts = facts_of(request, at, signers=signers, is_undelivered=is_undelivered) if request else None
    state = signing_state(
        is_requested=is_requested,
        is_signed=signature is not None,
        is_current=not is_outdated,
        has_signer=has_signer,
        leads=member.is_lead,
        latest=facts,
    )
    return SigningProgress(
        label="" if state in SHOWN_BY_SIGNATURE else str(state.label),
        details=(
            request_in_words(request, is_undelivered=is_undelivered) if request and state in SHOWS_REQUEST else []
        ),
        needs_signer=is_requested and not has_signer and state in TO_REQUEST,
        can_request=is_requested and has_signer and state in TO_REQUEST,
    )


def request_in_words(request: SigningRequest, *, is_undelivered: bool = False) -> list[str]:
    """The history of an emailed request: one sentence for each event, the earliest first."""
    person = request.appointment.user.name
    events = [
        (request.sent_at, f"Emailed to {person}"),
        (request.opened_at, f"Opened by {person}"),
        (request.astray_at, "Opened by someone else, so the link no longer works"),
    ]
    sentences = [f"{words}, {_day_and_time(moment)}" for moment, words in events if moment]
    if is_undelivered:
        sentences.append(
            f"The email could not be delivered to {request.email}. Check the address with {person}. Only the member "
            "itself or the state’s registrar can change it; then ask again."
        )
    if request.is_declined and request.answered_at:
        sentences.append(f"Declined by {person}, {_day_and_time(request.answered_at)}: {request.declined_reason}")
    return sentences


def _day_and_time(moment: datetime.datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def signature_row(
    application: Application, member: Participant, signature: Signature | None, *, notice: str, asks_reader: bool,
    progress: SigningProgress | None,
) -> SignatureRow:  # fmt: skip
    """One row of the signatures page."""
    board = "—"
    if signature is not None:
        board = short_day(signature.board_on) if signature.board_on else "No date"
    return SignatureRow(
        key=member.key,
        name=member.name,
        signature="" if signature is None and progress and progress.label else _signer(application, signature),
        account=_account(signature),
        notice=notice,
        board_approval=board,
        asks_reader=asks_reader,
        progress=progress,
    )


def notice_of(*, is_outdated: bool, left: str, leads: bool, is_asked: bool, request: SigningRequest | None) -> str:
    """What a signature that is out of date needs, or `left`, why the member no longer signs; "" if neither.

    With `leads`, for the lead: when the signer was told. `request` is the last email since the signature. `is_asked`:
    the portal itself emails the signers (`ask_to_sign_again`).
    """
    if left or not is_outdated:
        return left
    if not leads:
        return "The plan changed afterward: sign again"
    if request is None:
        by_itself = "We email its authorized signers tomorrow morning; to email now, ask again."
        return f"Out of date: not told yet. {by_itself if is_asked else 'Ask again to email its authorized signers.'}"
    name, day = request.appointment.user.name, short_day(timezone.localdate(request.sent_at))
    return f"Out of date: we told {name} on {day}."


def _signer(application: Application, signature: Signature | None) -> str:
    if signature is None:
        return signature_in_words(application, None)
    parts = [signature.signer_name or "Signed", signature.signer_title]
    parts.append(short_day(timezone.localdate(signature.signed_at)) if signature.signed_at else "")
    return ", ".join(part for part in parts if part)


def _account(signature: Signature | None) -> str:
    if signature is None:
        return ""
    who = ", ".join(part for part in (signature.account_name, signature.account_role) if part)
    return (f"By emailed link to {who}" if signature.linked_email else f"Signed in as {who}") if who else ""


def commitments_to_sign(part: JsonObject, packet: JsonObject) -> list[str]:
    """What a member contributes and how its students benefit, one item for each activity that it committed to.

    What the lead proposed and the member hasn't accepted says so.
    """
    member = part["participant"]["key"]
    proposed = {c["activity"] for c in packet["commitments"] if c["participant"] == member and c.get("proposed")}
    activities = {activity["key"]: activity for activity in part["activities"]}
    items = []
    for commitment in part["commitments"]:
        gives, gains = commitment["gives"], commitment["gains"]
        contributes = with_amount(gives["text"] or NOT_STATED, gives["amount"])
        benefits = gains["text"] or NOT_STATED
        students = f"{gains['students']:,} students" if gains["students"] is not None else ""
        grades = f"grades {gains['grades']}" if gains["grades"] else ""
        if details := "; ".join(part for part in (grades, students) if part):
            benefits = f"{benefits} ({details})"
        activity = activity_in_words(activities[commitment["activity"]])
        item = f"{activity}. Contributes: {contributes}. Its students benefit: {benefits}."
        if commitment["activity"] in proposed:
            item = f"{item} Proposed by the lead district: by signing, you accept it."
        items.append(item)
    return items


def activity_in_words(activity: JsonObject) -> str:
    """An activity with its dates."""
    details = [activity["title"] or "Activity without a name"]
    if activity["starts_on"]:
        details.append(f"starts {_value_in_words('starts_on', activity['starts_on'], {})}")
    if activity["ends_on"]:
        details.append(f"ends {_value_in_words('ends_on', activity['ends_on'], {})}")
    return ", ".join(details)


def budget_to_sign(part: JsonObject, packet: JsonObject) -> list[str]:
    """The budget lines that name a member, with who pays whom."""
    names = {p["key"]: p["name"] for p in packet["participants"]}
    proposed = {line["key"] for line in packet["budget"] if line.get("proposed")}
    own, lines = part.get("participant", {}).get("key"), []
    for line in part["budget"]:
        amount = f"${line['amount']:,}" if line["amount"] is not None else f"amount {NOT_STATED}"
        payer = names.get(line["payer"]) or line["payer_name"]
        payee = names.get(line["payee"]) or line["payee_name"]
        paid = f"paid to {payee}" if payee else f"payee {NOT_STATED}"
        source = "from the grant" if line["source"] == "grant" else f"paid by {payer or NOT_STATED} as match"
        words = [f"{line['line'] or '(no description)'}: {amount} {source}, {paid}"]
        words += [category_label(line["category"])] if line.get("category") else []
        words += [year_label(str(line["year"])).lower()] if line.get("year") else []
        if line["key"] in proposed:
            is_own = owner_key(line) == own
            mark = "by signing, you accept it" if is_own else "the member hasn’t accepted it"
            words[-1] = f"{words[-1]}. Proposed by the lead district: {mark}."
        lines.append(", ".join(words))
    return lines


def totals_to_sign(part: JsonObject) -> list[tuple[str, str]]:
    """What the member's lines add up to; the lead's also include those of others."""
    key = part["participant"]["key"]
    budget = [line for line in part["budget"] if line["amount"] is not None]
    gifts = sum(c["gives"]["amount"] or 0 for c in part["commitments"])
    totals = [
        ("Contributes, as valued in the plan", gifts),
        ("Pays as match", sum(b["amount"] for b in budget if b["source"] == "match" and b["payer"] == key)),
        ("Receives from the grant", sum(b["amount"] for b in budget if b["source"] == "grant" and b["payee"] == key)),
    ]
    if part["participant"]["role"] == Participant.Role.LEAD:
        totals.append(("Grant, all members", sum(b["amount"] for b in budget if b["source"] == "grant")))
    return [(label, f"${amount:,}") for label, amount in totals]


@dataclass(frozen=True)
class PartToSign:
    """What one member is asked to sign, with the digest of what the page shows."""

    seen: str
    changed: list[str]
    commitments: list[str]
    budget_lines: list[str]
    attachments: list[str]
    totals: list[tuple[str, str]]
    assurances: list[str]
    warnings: list[str]
    late: str


def part_to_sign(
    application: Application, packet: Packet, key: str, signature: Signature | None, *, warnings: list[str],
    at: datetime.datetime,
) -> PartToSign:  # fmt: skip
    """What the member of that key signs now, and what changed since its last signature."""
    part = part_of(packet, key)
    after = part_of(packet, key, version=signature.part_version) if signature else part
    closes_at, due_at = application.competition.closes_at, application.due_at
    late = ""
    if closes_at and due_at and at > due_at:
        closed = short_day(timezone.localdate(closes_at))
        late = f"This round closed on {closed}. Reviewers will see that you signed later."
    return PartToSign(
        seen=digest_of(part),
        changed=changes_since_signing(signature.part, after, packet) if signature else [],
        commitments=commitments_to_sign(part, packet),
        budget_lines=budget_to_sign(part, packet),
        attachments=[attachment["name"] for attachment in part.get("attachments", [])],
        totals=totals_to_sign(part),
        assurances=assurances_in(packet),
        warnings=[*warnings, *_files_to_attach(application, packet, key)],
        late=late,
    )


def _files_to_attach(application: Application, packet: Packet, key: str) -> list[str]:
    """What the member of that key still has to attach, while it can."""
    if not application.is_open_for_writing:
        return []
    return missing_of_member(wanted_files_in(application.competition.wanted_files), packet, key)


# ---- what changed since the last signature ----

_ROWS = {
    "activities": "Activity",
    "commitments": "Commitment to",
    "budget": "Budget line",
    "narrative": "Answer",
    "attachments": "Attachment",
}
_FIELDS = {
    "title": "name",
    "kind": "type",
    "starts_on": "start date",
    "ends_on": "end date",
    "owner": "lead member",
    "place": "location",
    "decided_by": "who decides",
    "contract": "contract",
    "gives text": "contributes",
    "gives kind": "type of contribution",
    "gives amount": "value",
    "gains text": "students benefit",
    "gains students": "students",
    "gains grades": "grades",
    "line": "description",
    "amount": "amount",
    "source": "source",
    "payer": "payer",
    "payer_name": "payer",
    "payee": "paid to",
    "payee_name": "paid to",
    "benefits": "who benefits",
    "category": "category",
    "year": "project year",
    "activity": "activity",
    "text": "text",
    "heading": "heading",
}
# A member whose row is no longer in the packet has no name there.
MEMBER_GONE = "a member that is no longer in the plan"
# A longer text is not repeated; the page shows it in full below.
LONGEST_REPEATED = 120


def changes_since_signing(before: JsonObject, after: JsonObject, packet: JsonObject) -> list[str]:
    """What differs in a member's part since it was signed, one sentence each."""
    names = {p["key"]: p["name"] for p in packet["participants"]}
    titles = {a["key"]: a["title"] or a["key"] for a in [*before.get("activities", []), *packet["activities"]]}
    rows = {f"budget {b['key']}": b["line"] for part in (before, after) for b in part["budget"]}
    rows |= {f"{group} {key}": title for key, title in titles.items() for group in ("activities", "commitments")}
    rows |= {f"attachments {a['key']}": a["name"] for part in (before, after) for a in part.get("attachments", [])}
    rows |= {f"narrative {n['key']}": str(n["element"] or n["heading"]) for n in packet["narrative"]}
    return [_change_in_words(change, rows, names | titles) for change in differences_between(before, after)]


def _change_in_words(change: PartDifference, rows: Mapping[str, str], names: Mapping[str, str]) -> str:
    group, *rest = change.path
    if group not in _ROWS or not rest:
        if group == "attachments":
            return "The attachments changed."
        return "The member’s record changed." if group == "participant" else "The assurances or the list changed."
    row = f"{_ROWS[group]} “{rows.get(f'{group} {rest[0]}') or rest[0]}”"
    if len(rest) == 1:
        return f"{row} was added." if change.before is None else f"{row} was removed."
    field = " ".join(rest[1:])
    before, after = (_value_in_words(field, value, names) for value in (change.before, change.after))
    if max(len(before), len(after)) > LONGEST_REPEATED:
        return f"{row}, {_FIELDS.get(field, field)}: the wording changed."
    return f"{row}, {_FIELDS.get(field, field)}: {after}. Before: {before}."


def _value_in_words(field: str, value: object, names: Mapping[str, str]) -> str:
    if value is None or value == "":
        return NOT_STATED
    if isinstance(value, list):
        return ", ".join(names.get(key, MEMBER_GONE) for key in value) or "no one"
    if field in ("payer", "payee"):
        return names.get(str(value), MEMBER_GONE)
    if field.endswith("_on"):
        return short_day(datetime.date.fromisoformat(str(value)))
    if field == "category":
        return category_label(str(value))
    if field in ("amount", "gives amount"):
        return f"${value:,}"
    return names.get(str(value), str(value))
