"""What the record page of a consortium says in words."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.utils import timezone

from accounts.dates import short_day
from consortia.states import RUNS, ConsortiumStatus, LinkKind
from districts.rules.places import STATE_NAMES


def standing_of(consortium: Any) -> str:
    """What became of it, or that it is not registered yet; empty where it simply is registered."""
    ended = f" on {short_day(consortium.ended_on)}" if consortium.ended_on else ""
    if consortium.status == ConsortiumStatus.PROPOSED:
        proposed = f" since {_day(consortium.proposed_at)}" if consortium.proposed_at else ""
        return f"Proposed{proposed}. It waits for the registrar; until then only its own people and officials see it."
    if consortium.status == ConsortiumStatus.REFUSED:
        return "The registrar has not registered it."
    if consortium.status == ConsortiumStatus.DISSOLVED:
        return f"Dissolved{ended}."
    if consortium.status == ConsortiumStatus.MERGED:
        return f"Merged{ended} into"
    return ""


class Descent(NamedTuple):
    """One link to another consortium: what it is to this one, which, and since when."""

    what: str
    other: Any
    when: str


def descent_of(consortium: Any, links: Iterable[Any]) -> list[Descent]:
    """What this consortium grew out of, took in, became part of, or takes part in."""
    found = []
    for link in links:
        is_later = link.later_id == consortium.pk
        words = BACK[link.kind] if is_later else ON[link.kind]
        days = [short_day(link.on)] if link.on else []
        days += [f"until {short_day(link.ends_on)}"] if link.ends_on else []
        found.append(Descent(words, link.earlier if is_later else link.later, ", ".join(days)))
    return found


BACK = {
    LinkKind.GREW_OUT_OF: "grew out of",
    LinkKind.MERGED_INTO: "took in",
    LinkKind.PARTNER_IN: "has as a partner",
}
ON = {
    LinkKind.GREW_OUT_OF: "became",
    LinkKind.MERGED_INTO: "merged into",
    LinkKind.PARTNER_IN: "is a partner in",
}


def states_of(lines: Iterable[Any]) -> list[tuple[str, int]]:
    """The states of the members and how many of them, the most first: [("Ohio", 12), ("Kentucky", 2)]."""
    counted = Counter(line.member.state for line in lines)
    named = [(STATE_NAMES.get(state, state), number) for state, number in counted.items()]
    return sorted(named, key=lambda one: (-one[1], one[0]))


def may_invite(lines: Sequence[Any], appointments: Iterable[Any]) -> bool:
    """Whether one of these posts is held in a district or school that runs the consortium by these lines of today."""
    held = {("district", appointment.district_id) for appointment in appointments} | {
        ("school", appointment.school_id) for appointment in appointments
    }
    runs = {("district", line.district_id) for line in lines if line.role in RUNS and line.district_id}
    runs |= {("school", line.school_id) for line in lines if line.role in RUNS and line.school_id}
    return bool(held & runs)


class Purposes(NamedTuple):
    """What it is for today, and what it was for or will be."""

    now: list[Any]
    other: list[Any]


def purposes_by_day(purposes: Iterable[Any], on: datetime.date) -> Purposes:
    """The dated purposes, by day."""
    now: list[Any] = []
    other: list[Any] = []
    for one in purposes:
        holds = (one.starts_on is None or one.starts_on <= on) and (one.ends_on is None or one.ends_on >= on)
        (now if holds else other).append(one)
    return Purposes(now, other)


def _day(moment: datetime.datetime) -> str:
    return short_day(timezone.localdate(moment))
