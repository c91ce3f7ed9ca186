"""What a rule is given and what it gives back."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from grants.rules.collaboration.mentions import Mention, mentions_in, passages_of
from grants.rules.collaboration.passages import Passage
from grants.rules.collaboration.snapshot import Participant, Snapshot
from grants.rules.collaboration.words import clipped, printable

_SHORT, _QUOTE, _KEY = 120, 400, 200


@dataclass(frozen=True)
class Place:
    """One of the two places that a finding compares: what it is, what stands there, where it is on the page."""

    label: str
    quote: str
    anchor: str


@dataclass(frozen=True)
class Found:
    """What a rule noticed."""

    subject_key: str
    subject: str
    sentence: str
    places: tuple[Place, Place]


@dataclass(frozen=True)
class Finding:
    """A fact for people to judge. One for each rule and subject."""

    rule: str
    rule_version: int
    subject_key: str
    subject: str
    sentence: str
    places: tuple[Place, Place]

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {**asdict(self), "places": [asdict(place) for place in self.places]}


@dataclass(frozen=True)
class Reading:
    """A snapshot with what was read off its prose, once for all rules."""

    plan: Snapshot
    passages: tuple[Passage, ...]
    mentions: tuple[Mention, ...]

    @cached_property
    def committed(self) -> dict[str, set[str]]:
        """For every activity the participants that have a commitment in it."""
        members: dict[str, set[str]] = {}
        for commitment in self.plan.commitments:
            members.setdefault(commitment.activity, set()).add(commitment.participant)
        return members

    @cached_property
    def named(self) -> set[str]:
        """The keys of the participants that the narrative names."""
        return {key for m in self.mentions if m.kind == "participant" for key in m.subjects}

    @cached_property
    def _by_passage(self) -> dict[int, list[Mention]]:
        mentions: dict[int, list[Mention]] = {}
        for mention in self.mentions:
            mentions.setdefault(mention.passage, []).append(mention)
        return mentions

    def mentions_of(self, passage: int) -> list[Mention]:
        """The names in one section of the narrative."""
        return self._by_passage.get(passage, [])

    def participants_with_commitments(self) -> Iterator[Participant]:
        committed = {c.participant for c in self.plan.commitments}
        return (p for p in self.plan.participants if p.key in committed)


@dataclass(frozen=True)
class Rule:
    """A check with its name, what readers call it, and why it is made."""

    name: str
    version: int
    title: str
    reason: str
    find: Callable[[Reading], Iterable[Found]]

    def findings(self, reading: Reading) -> list[Finding]:
        """One finding for each subject: the first that the rule notices."""
        findings: dict[str, Finding] = {}
        for found in self.find(reading):
            key = clipped(printable(found.subject_key), _KEY)
            finding = Finding(
                self.name, self.version, key, short(found.subject), printable(found.sentence), _tidy(found.places)
            )
            findings.setdefault(key, finding)
        return list(findings.values())


def reading_of(plan: Snapshot) -> Reading:
    """The prose read once."""
    passages = passages_of(plan)
    return Reading(plan, tuple(passages), tuple(mentions_in(plan, passages)))


def _tidy(places: tuple[Place, Place]) -> tuple[Place, Place]:
    first, second = (Place(short(p.label), clipped(printable(p.quote), _QUOTE), printable(p.anchor)) for p in places)
    return first, second


def short(text: str) -> str:
    """A name or title as it may stand in a sentence."""
    return clipped(printable(text), _SHORT)


def day(date: datetime.date) -> str:
    """August 1, 2026"""
    return f"{date:%B} {date.day}, {date.year}"


def dollars(amount: int) -> str:
    """$24,000"""
    return f"${amount:,}"


def listed(names: Iterable[str], *, most: int = 5) -> str:
    """Names in a row: "A, B and C", "A, B and 3 more"."""
    row = [short(name) for name in names]
    if len(row) > most:
        row = [*row[: most - 1], f"{len(row) - most + 1} more"]
    return " and ".join(row) if len(row) < 3 else f"{', '.join(row[:-1])} and {row[-1]}"


def counted(number: int, noun: str) -> str:
    """1 participant, 2 participants"""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def row_of(participant: Participant) -> str:
    """Where a participant's row stands."""
    return f"participant:{participant.key}"
