"""A section of a packet as text, one paragraph for each row, so that two versions of it can be compared."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.dateparse import parse_date

from accounts.dates import short_day
from grants.models import Activity, BudgetLine, Participant, Partner
from grants.rules.sections import ACTIVITIES, ATTACHMENTS, BUDGET, MEMBERS, PARTNERS, position_of
from grants.states import CostCategory

Packet = Mapping[str, Any]


def section_text(key: str, packet: Packet) -> str:
    """Everything that the packet holds of that section, in words."""
    if (position := position_of(key)) is not None:
        return next((row["text"] for row in packet["narrative"] if row["key"] == f"n{position}"), "")
    return "\n".join(_ROWS[key](packet)) if key in _ROWS else ""


def _activities(packet: Packet) -> list[str]:
    members = _members(packet)
    texts = []
    for activity in packet["activities"]:
        days = [short_day(day) for name in ("starts_on", "ends_on") if (day := parse_date(activity[name] or ""))]
        facts = [
            activity["title"] or "Activity without a name",
            _label(Activity.Kind, activity["kind"]),
            " to ".join(days),
            f"coordinated by {members.get(activity['owner'], '')}" if activity["owner"] else "",
            activity["place"],
            f"decided by: {activity['decided_by']}" if activity["decided_by"] else "",
            f"contract {activity['contract']}" if activity["contract"] else "",
        ]
        texts.append(_listed(facts))
        texts += [_commitment(row, members) for row in packet["commitments"] if row["activity"] == activity["key"]]
    return texts


def _commitment(row: Packet, members: Mapping[str, str]) -> str:
    gives, gains = row["gives"], row["gains"]
    students = gains["students"]
    facts = [
        f"contributes {gives['text']}" if gives["text"] else "",
        f"${gives['amount']:,}" if gives["amount"] is not None else "",
        f"its students benefit: {gains['text']}" if gains["text"] else "",
        f"{students:,} students" if students is not None else "",
        f"grades {gains['grades']}" if gains["grades"] else "",
    ]
    return f"{members.get(row['participant'], row['participant'])}: {_listed(facts)}"


def _budget(packet: Packet) -> list[str]:
    members = _members(packet)
    titles = {activity["key"]: activity["title"] for activity in packet["activities"]}
    return [
        _listed(
            [
                line["line"],
                f"${line['amount']:,}" if line["amount"] is not None else "no amount",
                _label(BudgetLine.Source, line["source"]).lower(),
                _named("paid by", members.get(line["payer"]) or line["payer_name"]),
                _named("paid to", members.get(line["payee"]) or line["payee_name"]),
                "all members benefit"
                if line["benefits"] == "all"
                else _named("for", " and ".join(members.get(key, key) for key in line["benefits"])),
                _named("activity", titles.get(line["activity"], "")),
                _label(CostCategory, line["category"]) if line.get("category") else "",
                f"year {line['year']}" if line.get("year") else "",
            ]
        )
        for line in packet["budget"]
    ]


def _participants(packet: Packet) -> list[str]:
    return [f"{row['name']} ({_label(Participant.Role, row['role']).lower()})" for row in packet["participants"]]


def _partners(packet: Packet) -> list[str]:
    return [f"{row['name']} ({_label(Partner.Kind, row['kind'])})" for row in packet["partners"]]


def _attachments(packet: Packet) -> list[str]:
    return [
        _listed(
            [
                row["name"],
                f"for “{row['wanted']}”" if row.get("wanted") else "",
                f"{row['bytes']:,} bytes",
                f"SHA-256 {row['sha256']}",
            ]
        )
        for row in packet.get("attachments", [])
    ]


_ROWS: dict[str, Callable[[Packet], list[str]]] = {
    ACTIVITIES: _activities,
    BUDGET: _budget,
    PARTNERS: _partners,
    ATTACHMENTS: _attachments,
    MEMBERS: _participants,
}


def _members(packet: Packet) -> dict[str, str]:
    return {row["key"]: row["name"] for row in packet["participants"]}


def _label(choices: Any, value: str) -> str:
    return dict(choices.choices).get(value, value)


def _named(what: str, name: str | None) -> str:
    return f"{what} {name}" if name else ""


def _listed(facts: list[str]) -> str:
    return ", ".join(fact for fact in facts if fact)
