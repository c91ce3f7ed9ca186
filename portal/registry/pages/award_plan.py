"""What the members of a released application planned, for the public: by activity, in the words that they submitted."""

import datetime
from collections.abc import Mapping
from typing import Any, NamedTuple

from accounts.dates import day_in_words
from grants.rules.citable import gain_of

NOT_STATED = "Not stated"


class PublicPart(NamedTuple):
    """One member in an activity: what it contributes, and how its students benefit."""

    member: str
    gives: str
    gains: str


class PublicActivity(NamedTuple):
    """An activity with the members that take part in it."""

    name: str
    dates: str
    parts: list[PublicPart]


def planned_activities(packet: Mapping[str, Any]) -> list[PublicActivity]:
    """The activities of a submitted version in their order; none for a version without any."""
    names = {member["key"]: member["name"] for member in packet.get("participants", [])}
    return [
        PublicActivity(
            activity["title"],
            _dates(activity),
            [
                PublicPart(names[part["participant"]], _gives(part["gives"]), _gains(part["gains"]))
                for part in packet["commitments"]
                if part["activity"] == activity["key"]
            ],
        )
        for activity in packet.get("activities", [])
    ]


def _gives(cell: Mapping[str, Any]) -> str:
    worth = f"worth ${cell['amount']:,}" if cell["amount"] else ""
    return f"{cell['text']} ({worth})" if cell["text"] and worth else cell["text"] or worth or NOT_STATED


def _gains(cell: Mapping[str, Any]) -> str:
    return gain_of({"gains": cell["text"], "students": cell["students"]}) or NOT_STATED


def _dates(activity: Mapping[str, Any]) -> str:
    first, last = (_day(activity[name]) for name in ("starts_on", "ends_on"))
    return f"{first} to {last}" if first and last else first or (f"until {last}" if last else "")


def _day(iso: str | None) -> str:
    return day_in_words(datetime.date.fromisoformat(iso)) if iso else ""
