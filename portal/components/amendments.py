"""An amendment in words and as a red line against the submitted version: the same for applicants and reviewers."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.dates import day_in_words, moment_in_words
from grants.models import Amendment
from grants.reads.amendments import words_of
from grants.rules.amendments import AcceptedAmendment, amended_in_words
from grants.rules.citable import requested_in
from grants.rules.collaboration.findings.phrasing import dollars, join_names
from grants.rules.redline import Redline, redline
from grants.states import AmendmentStatus

Packet = Mapping[str, Any]
NOT_STATED, NO_NAME = "not stated", "Activity without a name"


@dataclass(frozen=True)
class AmendedRow:
    """A row of the plan that the amendment changes: what it is, and its words before and after in one."""

    label: str
    paragraphs: Redline


@dataclass(frozen=True)
class AmendmentPage:
    """An amendment: what it does and why, how far it is, and what changes."""

    number: int
    version: int  # that it changes
    title: str
    status: str
    reason: str
    events: list[str]
    outdated: str  # why it can't be accepted anymore, and the way out; "" if it can
    next_step: str  # who does what next; "" if it is over
    answer: str  # the officer's reason, or ""
    requested: str  # the grant money before and after
    rows: list[AmendedRow]
    signers: list[tuple[str, bool]]  # the members it touches, and whether each has signed


def amendment_page(amendment: Amendment, signed: set[str], unsigned: Sequence[str]) -> AmendmentPage:
    """The page; `signed`: the keys of the members that have signed it, `unsigned`: the names of those that have to."""
    names = {p["key"]: p["name"] for p in amendment.content["participants"]}
    return AmendmentPage(
        number=amendment.number,
        version=amendment.base.number,
        title=words_of(amendment),
        status=status_in_words(amendment, unsigned),
        reason=amendment.reason,
        events=_events(amendment),
        outdated=_outdated_in_words(amendment) if amendment.is_outdated else "",
        next_step=_next_step(amendment, unsigned),
        answer=amendment.answer_reason,
        requested=requested_in_words(amendment.base.content, amendment.content),
        rows=amended_rows(amendment.base.content, amendment.content),
        signers=[(names[key], key in signed) for key in amendment.touched],
    )


def status_in_words(amendment: Amendment, unsigned: Sequence[str]) -> str:
    """How far it is; one that no member has to sign, or every one signed, no longer waits for signatures."""
    if amendment.is_waiting_for_signatures and not unsigned:
        return "Signed, not sent to the state" if amendment.touched else "Not sent to the state"
    return AmendmentStatus(amendment.status).label


def _next_step(amendment: Amendment, unsigned: Sequence[str]) -> str:
    if amendment.is_outdated:
        return ""
    if amendment.is_waiting_for_state:
        return "The state accepts or rejects it."
    if not amendment.is_waiting_for_signatures:
        return ""
    if unsigned:
        return f"{join_names(unsigned)} {'signs' if len(unsigned) == 1 else 'sign'} it."
    lead = next(p["name"] for p in amendment.content["participants"] if p["role"] == "lead")
    return f"An authorized signer of {lead}, the lead district, sends it to the state."


def _outdated_in_words(amendment: Amendment) -> str:
    return (
        f"Version {amendment.newest} was submitted after this amendment was proposed, so the state can’t accept the "
        f"amendment. The lead can cancel it, or propose it again for version {amendment.newest}."
    )


def requested_in_words(before: Packet, after: Packet) -> str:
    """The grant money that the version asks for after and before it is amended."""
    old, new = requested_in(before), requested_in(after)
    return dollars(new) if old == new else f"{dollars(new)} instead of {dollars(old)}"


def accepted_in_words(one: AcceptedAmendment) -> str:
    """An accepted amendment, as the receipt, the desk, and the packet state it."""
    title = amended_in_words(one.kind, one.member, one.replacement, one.title)
    at = moment_in_words(one.accepted_at)
    return f"Amendment {one.number}: {title}. Reason: {one.reason} Accepted by {one.accepted_by} on {at}."


def amended_rows(before: Packet, after: Packet) -> list[AmendedRow]:
    """Every row of the plan that differs, with what was removed and what was added."""
    names = {p["key"]: p["name"] for packet in (before, after) for p in packet["participants"]}
    titles = {a["key"]: a["title"] or NO_NAME for packet in (after, before) for a in packet["activities"]}
    old, new = (_in_words(packet, names, titles) for packet in (before, after))
    return [
        AmendedRow(label, redline(old.get((label, key), ""), new.get((label, key), "")))
        for label, key in dict.fromkeys([*old, *new])
        if old.get((label, key)) != new.get((label, key))
    ]


def _in_words(packet: Packet, names: Mapping[str, str], titles: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """The words of each row by its label and its key; `titles` name the activities in the other rows."""
    rows = {("Member", p["key"]): p["name"] for p in packet["participants"]}
    elements = {element["number"]: element["title"] for element in packet["elements"]}
    for answer in packet["narrative"]:
        number = answer["element"]
        label = f"Question {number}. {elements.get(number, '')}" if number else answer["heading"] or "Additional text"
        rows[label, answer["key"]] = answer["text"]
    for activity in packet["activities"]:
        rows["Activity", activity["key"]] = _activity_in_words(activity, names)
    for number, commitment in enumerate(packet["commitments"]):
        member, key = names[commitment["participant"]], f"{commitment['activity']} {commitment['participant']}"
        key = f"{key} {number}" if ("Commitment", key) in rows else key
        rows["Commitment", key] = f"{member}, {titles[commitment['activity']]}: {_commitment_in_words(commitment)}"
    for line in packet["budget"]:
        rows["Budget line", line["key"]] = _line_in_words(line, names, titles)
    return rows


def _activity_in_words(activity: Packet, names: Mapping[str, str]) -> str:
    entries = [
        ("lead member", names.get(activity["owner"])),
        ("starts", _day(activity["starts_on"])),
        ("ends", _day(activity["ends_on"])),
        ("where", activity["place"]),
        ("who decides", activity["decided_by"]),
    ]
    words = "; ".join(f"{label}: {value or NOT_STATED}" for label, value in entries)
    return f"{activity['title'] or NO_NAME}; {words}"


def _day(day: str | None) -> str:
    return day_in_words(datetime.date.fromisoformat(day)) if day else ""


def _commitment_in_words(commitment: Packet) -> str:
    gives, gains = commitment["gives"], commitment["gains"]
    value = f" ({dollars(gives['amount'])})" if gives["amount"] is not None else ""
    students = f" ({gains['students']:,} students)" if gains["students"] is not None else ""
    grades = f"; grades {gains['grades']}" if gains["grades"] else ""
    words = f"contributes {gives['text'] or NOT_STATED}{value}; benefits {gains['text'] or NOT_STATED}{students}"
    return f"{words}{grades}"


def _line_in_words(line: Packet, names: Mapping[str, str], titles: Mapping[str, str]) -> str:
    amount = dollars(line["amount"]) if line["amount"] is not None else f"amount {NOT_STATED}"
    payer = names.get(line["payer"]) or line["payer_name"] or NOT_STATED
    payee = names.get(line["payee"]) or line["payee_name"]
    paid = f"paid to {payee}" if payee else f"payee {NOT_STATED}"
    source = "from the grant" if line["source"] == "grant" else f"match paid by {payer}"
    benefits = "all members" if line["benefits"] == "all" else ", ".join(names[key] for key in line["benefits"])
    activity = titles.get(line["activity"], NOT_STATED)
    return (
        f"{line['line'] or 'No description'}: {amount} {source}, {paid}; benefits "
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
