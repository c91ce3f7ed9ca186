"""An amendment in words and as a red line against the submitted version: the same for applicants and reviewers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.dates import moment_in_words
from grants.models import Amendment
from grants.rules.amendments import AcceptedAmendment
from grants.rules.citable import requested_in
from grants.rules.collaboration.findings.phrasing import dollars
from grants.rules.redline import Redline, redline
from grants.states import AmendmentKind, AmendmentStatus

Packet = Mapping[str, Any]
NOT_STATED = "not stated"


@dataclass(frozen=True)
class AmendedRow:
    """A row of the plan that the amendment changes: what it is, and its words before and after in one."""

    label: str
    paragraphs: Redline


@dataclass(frozen=True)
class AmendmentPage:
    """An amendment: what it does and why, how far it is, and what changes."""

    number: int
    title: str
    status: str
    reason: str
    events: list[str]
    outdated: str  # why it can't be accepted anymore, and the way out; "" if it can
    answer: str  # the officer's reason, or ""
    requested: str  # the grant money before and after
    rows: list[AmendedRow]
    signers: list[tuple[str, bool]]  # the members it touches, and whether each has signed


def amendment_page(amendment: Amendment, signed: set[str]) -> AmendmentPage:
    """The page; `signed` are the keys of the members that have signed it."""
    names = {p["key"]: p["name"] for p in amendment.content["participants"]}
    return AmendmentPage(
        number=amendment.number,
        title=amended_in_words(
            amendment.kind, amendment.member.name, amendment.replacement.name if amendment.replacement else ""
        ),
        status=AmendmentStatus(amendment.status).label,
        reason=amendment.reason,
        events=_events(amendment),
        outdated=_outdated_in_words(amendment) if amendment.is_outdated else "",
        answer=amendment.answer_reason,
        requested=_requested_in_words(requested_in(amendment.base.content), requested_in(amendment.content)),
        rows=amended_rows(amendment.base.content, amendment.content),
        signers=[(names[key], key in signed) for key in amendment.touched],
    )


def _outdated_in_words(amendment: Amendment) -> str:
    return (
        f"Version {amendment.newest} was submitted after this amendment was proposed, so the state can’t accept the "
        f"amendment. The lead can cancel it and propose it again on version {amendment.newest}."
    )


def _requested_in_words(before: int, after: int) -> str:
    return dollars(after) if before == after else f"{dollars(after)} instead of {dollars(before)}"


def amended_in_words(kind: str, member: str, replacement: str) -> str:
    """What an amendment does, with the names."""
    if kind == AmendmentKind.MEMBER_REPLACED:
        return f"{replacement} takes the place of {member}"
    return f"Continue without {member}"


def accepted_in_words(one: AcceptedAmendment) -> str:
    """An accepted amendment, as the receipt, the desk, and the packet state it."""
    title, at = amended_in_words(one.kind, one.member, one.replacement), moment_in_words(one.accepted_at)
    return f"Amendment {one.number}: {title}. Reason: {one.reason} Accepted by {one.accepted_by} on {at}."


def amended_rows(before: Packet, after: Packet) -> list[AmendedRow]:
    """Every row of the plan that differs, with what was removed and what was added."""
    names = {p["key"]: p["name"] for packet in (before, after) for p in packet["participants"]}
    titles = {a["key"]: a["title"] or "Activity without a name" for a in before["activities"]}
    old, new = (_in_words(packet, names, titles) for packet in (before, after))
    return [
        AmendedRow(label, redline(old.get((label, key), ""), new.get((label, key), "")))
        for label, key in dict.fromkeys([*old, *new])
        if old.get((label, key)) != new.get((label, key))
    ]


def _in_words(packet: Packet, names: Mapping[str, str], titles: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """The words of each row by its label and its key."""
    rows = {("Member", p["key"]): p["name"] for p in packet["participants"]}
    for activity in packet["activities"]:
        lead = names.get(activity["owner"], NOT_STATED)
        rows["Activity", activity["key"]] = f"{titles[activity['key']]}, lead member: {lead}"
    for number, commitment in enumerate(packet["commitments"]):
        member, key = names[commitment["participant"]], f"{commitment['activity']} {commitment['participant']}"
        key = f"{key} {number}" if ("Commitment", key) in rows else key
        rows["Commitment", key] = f"{member}, {titles[commitment['activity']]}: {_commitment_in_words(commitment)}"
    for line in packet["budget"]:
        rows["Budget line", line["key"]] = _line_in_words(line, names, titles)
    return rows


def _commitment_in_words(commitment: Packet) -> str:
    gives, gains = commitment["gives"], commitment["gains"]
    value = f" ({dollars(gives['amount'])})" if gives["amount"] is not None else ""
    students = f" ({gains['students']:,} students)" if gains["students"] is not None else ""
    return f"contributes {gives['text'] or NOT_STATED}{value}; benefits {gains['text'] or NOT_STATED}{students}"


def _line_in_words(line: Packet, names: Mapping[str, str], titles: Mapping[str, str]) -> str:
    amount = dollars(line["amount"]) if line["amount"] is not None else f"amount {NOT_STATED}"
    payer = names.get(line["payer"]) or line["payer_name"] or NOT_STATED
    payee = names.get(line["payee"]) or line["payee_name"] or NOT_STATED
    source = "from the grant" if line["source"] == "grant" else f"match paid by {payer}"
    benefits = "all members" if line["benefits"] == "all" else ", ".join(names[key] for key in line["benefits"])
    activity = titles.get(line["activity"], NOT_STATED)
    return (
        f"{line['line'] or 'No description'}: {amount} {source}, paid to {payee}; benefits "
        f"{benefits or NOT_STATED}; activity: {activity}"
    )


def _events(amendment: Amendment) -> list[str]:
    events = [f"Proposed by {amendment.proposed_by.name} on {moment_in_words(amendment.proposed_at)}"]
    if amendment.sent_at and amendment.sent_by:
        events.append(f"Sent by {amendment.sent_by.name} on {moment_in_words(amendment.sent_at)}")
    if amendment.answered_at and amendment.answered_by:
        label = AmendmentStatus(amendment.status).label
        events.append(f"{label} by {amendment.answered_by.name} on {moment_in_words(amendment.answered_at)}")
    return events


def amendments_in_words(amendments: Sequence[AcceptedAmendment]) -> list[str]:
    """Every accepted amendment of a version, the earliest first."""
    return [accepted_in_words(one) for one in amendments]
