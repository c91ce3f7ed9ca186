"""Amendments to a submitted application: what the version would be, when one can be proposed, and when answered.

A reviewed competition must not be improved after its deadline. After a departure, only what follows from it can
change: the member's commitments and budget lines go, or another member takes them over. Other changes are edits of
single entries (`grants.rules.amendment_edits`). In none of them does the total requested rise.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grants.rules.application import problems_with_lengths
from grants.rules.texts import LONGEST_NOTE
from grants.states import LOCKED, AmendmentKind, AmendmentStatus

Packet = Mapping[str, Any]
NOT_THE_LEAD = "Only authorized signers for the lead district can propose or send an amendment."
RETURNED = "The state returned this application with questions. Until they are answered, it can’t be amended."

OUTDATED = "The application was submitted again after this amendment was proposed, so it can’t be accepted."


def lines_of(packet: Packet, key: str) -> list[Packet]:
    """The budget lines about which the lead decides: the member pays, is paid, or alone benefits."""
    return [line for line in packet["budget"] if key in (line["payer"], line["payee"]) or line["benefits"] == [key]]


def led_activities(packet: Packet, key: str) -> list[Packet]:
    """The activities that the member leads and that other members take part in."""
    left = {c["activity"] for c in packet["commitments"] if c["participant"] != key}
    return [activity for activity in packet["activities"] if activity["owner"] == key and activity["key"] in left]


def without_member(packet: Packet, key: str, *, lines: Mapping[str, str], leads: Mapping[str, str]) -> dict[str, Any]:
    """The version without the member, its commitments, and the activities in which no one is left.

    `lines` has the member that takes over each of `lines_of`, by the key of the line; a line without one is removed.
    `leads` has the new lead member by the key of an activity.
    """
    commitments = [c for c in packet["commitments"] if c["participant"] != key]
    left = {c["activity"] for c in commitments}
    fallen = {c["activity"] for c in packet["commitments"] if c["participant"] == key} - left
    decided = {line["key"] for line in lines_of(packet, key)}
    return {
        **packet,
        "participants": [p for p in packet["participants"] if p["key"] != key],
        "activities": [
            {**a, "owner": leads.get(a["key"]) or None} if a["owner"] == key else a
            for a in packet["activities"]
            if a["key"] not in fallen
        ],
        "commitments": commitments,
        "budget": [
            _line_without(line, key, lines.get(line["key"], ""), fallen)
            for line in packet["budget"]
            if line["key"] not in decided or lines.get(line["key"])
        ],
    }


def choices_in(before: Packet, after: Packet, key: str) -> tuple[dict[str, str], dict[str, str]]:
    """What `without_member` was given, from the version before and after it: its `lines` and its `leads`."""
    rows = {line["key"]: line for line in after["budget"]}
    owners = {activity["key"]: activity["owner"] or "" for activity in after["activities"]}
    lines = {line["key"]: _heir(line, rows.get(line["key"]), key) for line in lines_of(before, key)}
    return lines, {activity["key"]: owners[activity["key"]] for activity in led_activities(before, key)}


def _heir(before: Packet, after: Packet | None, key: str) -> str:
    if after is None:
        return ""
    field = next((name for name in ("payer", "payee") if before[name] == key), "")
    return str(after[field] if field else after["benefits"][0])


def with_replacement(packet: Packet, key: str, row: Packet) -> dict[str, Any]:
    """The version with another member in the place of one that left: `row` is its row of participants."""
    new = row["key"]

    def named(value: str | None) -> str | None:
        return new if value == key else value

    return {
        **packet,
        "participants": [row if p["key"] == key else p for p in packet["participants"]],
        "activities": [{**a, "owner": named(a["owner"])} for a in packet["activities"]],
        "commitments": [{**c, "participant": named(c["participant"])} for c in packet["commitments"]],
        "budget": [
            {
                **line,
                "payer": named(line["payer"]),
                "payee": named(line["payee"]),
                "benefits": "all" if line["benefits"] == "all" else [named(one) for one in line["benefits"]],
            }
            for line in packet["budget"]
        ],
    }


def _line_without(line: Packet, key: str, new: str, fallen: set[str]) -> dict[str, Any]:
    benefits = line["benefits"]
    if benefits != "all":
        benefits = [one for one in benefits if one != key] or ([new] if benefits else [])
    return {
        **line,
        "payer": new if line["payer"] == key else line["payer"],
        "payee": new if line["payee"] == key else line["payee"],
        "benefits": benefits,
        "activity": None if line["activity"] in fallen else line["activity"],
    }


@dataclass(frozen=True)
class AmendmentFacts:
    """What decides whether an application can be amended now."""

    status: str
    ends_at: datetime.datetime | None  # until when the lead can still resubmit instead
    is_determined: bool
    has_open: bool
    is_turned_down: bool = False  # a decision that isn't an award was released and settles it
    returned_until: datetime.datetime | None = None  # while the state waits for answers to its questions


def problems_with_amending(facts: AmendmentFacts, at: datetime.datetime) -> list[str]:
    """Why no amendment can be proposed at that moment."""
    if facts.status not in LOCKED:
        return ["Only a submitted application can be amended."]
    if facts.is_determined:
        return ["An officer recorded a determination on this application, so it can’t be amended anymore."]
    if facts.is_turned_down:
        return ["The state’s decision on this application was released, so it can’t be amended anymore."]
    if facts.ends_at is not None and at <= facts.ends_at:
        return ["This round still accepts submissions. You can propose an amendment after it closes."]
    if facts.returned_until is not None and at <= facts.returned_until:
        return [RETURNED]
    if facts.has_open:
        return ["This application already has an open amendment. Cancel it to propose another one."]
    return []


def problems_with_member(name: str, *, has_left: bool, is_lead: bool) -> list[str]:
    """Why an amendment can't be about this member: only the registry says that one left."""
    if not has_left:
        return [f"According to the registry, {name} hasn’t left, so it stays in the application."]
    if is_lead:
        return [f"{name} leads this application. It can’t continue under another lead; you can only withdraw it."]
    return []


def problems_with_reason(reason: str) -> list[str]:
    """What is wrong with a reason; there has to be one."""
    return problems_with_lengths(("A reason", reason, LONGEST_NOTE)) if reason else ["Enter the reason"]


def problems_with_sending(status: str, unsigned: list[str], *, is_current: bool) -> list[str]:
    """Why the amendment can't be sent to the state: members whose part it changes haven't signed.

    `is_current`: it changes the version submitted last.
    """
    if status != AmendmentStatus.PROPOSED:
        return ["This amendment was already sent, or it is no longer open."]
    if not is_current:
        return [f"{OUTDATED} Cancel it and propose it again."]
    return [f"{name} hasn’t signed this amendment." for name in unsigned]


def problems_with_answering(
    status: str, *, is_determined: bool, is_current: bool, is_returned: bool, accepts: bool
) -> list[str]:
    """Why an officer can't answer it; `is_current`: it changes the version submitted last."""
    if status != AmendmentStatus.SENT:
        return ["Someone already answered this amendment, or the lead canceled it."]
    if accepts and is_determined:
        return ["A determination is recorded on this application, so the amendment can’t be accepted anymore."]
    if accepts and is_returned:
        return [RETURNED]
    if accepts and not is_current:
        return [f"{OUTDATED} Reject it, or ask the lead to cancel it and propose it again."]
    return []


@dataclass(frozen=True)
class AcceptedAmendment:
    """An amendment as the packet of the version that it made states it."""

    number: int
    kind: str
    member: str
    replacement: str
    reason: str
    accepted_by: str
    accepted_at: datetime.datetime
    title: str = ""  # what it does, if it isn't about a member


def amended_in_words(kind: str, member: str, replacement: str, title: str = "") -> str:
    """What an amendment does, with the names; one that isn't about a member has a title."""
    if title:
        return title
    if kind == AmendmentKind.MEMBER_REPLACED:
        return f"{replacement} takes the place of {member}"
    return f"Continue without {member}"


def amendments_in(packet: Packet) -> list[AcceptedAmendment]:
    """The accepted amendments that led to this version, the earliest first."""
    return [
        AcceptedAmendment(**{**row, "accepted_at": datetime.datetime.fromisoformat(row["accepted_at"])})
        for row in packet.get("amendments", [])
    ]


def with_amendment(packet: Packet, accepted: AcceptedAmendment) -> dict[str, Any]:
    """The packet of the version that the amendment makes: it states what was amended, and who accepted it."""
    row = {**vars(accepted), "accepted_at": accepted.accepted_at.isoformat()}
    if not accepted.title:  # as packets were before
        del row["title"]
    return {**packet, "amendments": [*packet.get("amendments", []), row]}


def may_be_continued_with(reviewed: Packet, newest: Packet) -> bool:
    """Whether a review of a version may go on with the newest one: it has answers or amendments since (ADR 32, 34).

    A version that was resubmitted is reviewed anew.
    """
    is_answer = newest.get("returned") is not None and newest["returned"] != reviewed.get("returned")
    return is_answer or len(newest.get("amendments", [])) > len(reviewed.get("amendments", []))
