"""One application and the facts that stand beside it, as frozen rows that every rule can trust.

Nothing in a packet is required: what is missing, null or of the wrong type is simply unknown here.
"""

import datetime
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from grants.rules.collaboration.names import AgencyNames, agency_names
from reviews.rules import Paragraph, paragraphs_of

ELEMENTS = {
    1: "What each member does and gives",
    2: "What its students gain",
    3: "Who decides, and how",
    4: "How money and assets move",
    5: "How practice is shared",
    6: "Schedule and distance",
    7: "Joining, changing and leaving",
    8: "After the grant",
    9: "How success of the collaboration is measured",
}
SERVICE_AGENCY = "service_agency"
SCHOOL = "school"
_EMPTY_LINE = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)")


@dataclass(frozen=True)
class Participant:
    """A member of the consortium as the application lists it, with what the registry knows of it."""

    key: str
    leaid: str | None
    name: str
    role: str
    joined_on: datetime.date | None
    kind: str | None
    registry_name: str
    in_registry: bool | None
    enrollment: int | None
    enrollment_year: str
    closed_on: datetime.date | None
    service_agencies: tuple[str, ...]

    @property
    def is_service_agency(self) -> bool:
        """Told by its kind; where nobody recorded one, by its name."""
        ending = self.name.casefold().rstrip()
        return self.kind == SERVICE_AGENCY or (
            self.kind is None and ending.endswith((" esc", "educational service center"))
        )

    @property
    def is_school(self) -> bool:
        return self.kind == SCHOOL

    @property
    def is_lead(self) -> bool:
        return self.role == "lead"


@dataclass(frozen=True)
class Section:
    """One answer of the narrative."""

    key: str
    element: int | None
    heading: str
    paragraphs: tuple[Paragraph, ...]
    after_a_blank: frozenset[str] = frozenset()  # the paragraphs above which a line is left empty

    @property
    def label(self) -> str:
        """How a finding says where it is."""
        if self.element:
            return f"Narrative, element {self.element}"
        return f"Narrative, “{self.heading}”" if self.heading else "Narrative"


@dataclass(frozen=True)
class Element:
    number: int
    title: str


@dataclass(frozen=True)
class Activity:
    key: str
    title: str
    kind: str
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    contract: str


@dataclass(frozen=True)
class Commitment:
    activity: str
    participant: str
    gives_kind: str
    gives_text: str
    gives_amount: int | None
    gains_text: str
    students: int | None
    grades: str

    @property
    def gives(self) -> bool:
        """A gift is said by a text or by an amount, not by its kind alone."""
        return bool(self.gives_text) or bool(self.gives_amount)

    @property
    def gains(self) -> bool:
        return bool(self.gains_text) or bool(self.students)


@dataclass(frozen=True)
class BudgetLine:
    key: str
    line: str
    amount: int | None
    source: str
    payer: str | None
    payer_name: str
    payee: str | None
    payee_name: str


@dataclass(frozen=True)
class Contract:
    number: str
    title: str
    supplier: str
    ends_on: datetime.date | None


@dataclass(frozen=True)
class Pledge:
    """A line of match in another application of the round."""

    payer: str | None
    payer_name: str
    line: str
    amount: int | None


@dataclass(frozen=True)
class OtherApplication:
    reference: str
    consortium: str
    participants: frozenset[str]
    match: tuple[Pledge, ...]

    @property
    def label(self) -> str:
        return f"{self.reference}, {self.consortium}" if self.consortium else self.reference


@dataclass(frozen=True)
class Signature:
    participant: str
    by: str
    title: str
    signed_on: datetime.date | None
    board_on: datetime.date | None
    part_digest: str
    had_power: bool | None


@dataclass(frozen=True)
class Snapshot:
    """Everything a rule may know."""

    reference: str
    consortium: str
    participants: tuple[Participant, ...]
    elements: tuple[Element, ...]
    narrative: tuple[Section, ...]
    activities: tuple[Activity, ...]
    commitments: tuple[Commitment, ...]
    budget: tuple[BudgetLine, ...]
    partners: tuple[str, ...]
    contracts: tuple[Contract, ...]
    project_starts_on: datetime.date | None
    project_ends_on: datetime.date | None
    ceiling_single: int | None
    ceiling_consortium: int | None
    agencies: AgencyNames
    agencies_with_components: frozenset[str]
    other_applications: tuple[OtherApplication, ...]
    signing_opened: bool
    signatures: tuple[Signature, ...]
    part_digests: Mapping[str, str]

    @cached_property
    def by_key(self) -> dict[str, Participant]:
        return {p.key: p for p in self.participants}

    @cached_property
    def key_by_leaid(self) -> dict[str, str]:
        return {p.leaid: p.key for p in self.participants if p.leaid}

    @cached_property
    def activity_by_key(self) -> dict[str, Activity]:
        return {a.key: a for a in self.activities}

    @property
    def lead(self) -> Participant | None:
        return next((p for p in self.participants if p.is_lead), None)

    def commitments_of(self, participant: str) -> list[Commitment]:
        return [c for c in self.commitments if c.participant == participant]


def snapshot_from(packet: Mapping[str, Any], facts: Mapping[str, Any], *, names: AgencyNames | None = None) -> Snapshot:
    """The packet and the facts as one snapshot.

    `names` is the index of the state's agencies (`names.agency_names`); give it where many applications of one state
    are read, otherwise it is made from `facts["agencies"]` and kept for the next call with the same agencies.
    """
    project, known = _map(packet.get("competition")), _map(facts.get("participants"))
    ceilings = _map(project.get("ceilings"))
    if names is None:
        names = agency_names(tuple((_text(a.get("leaid")), _text(a.get("name"))) for a in _rows(facts, "agencies")))
    return Snapshot(
        reference=_text(packet.get("reference")),
        consortium=_text(_map(packet.get("consortium")).get("name")) or _text(packet.get("title")),
        participants=_once(_participant(p, known) for p in _rows(packet, "participants")),
        elements=_elements(packet),
        narrative=tuple(_section(n, place) for place, n in enumerate(_rows(packet, "narrative"), start=1)),
        activities=tuple(_activity(a) for a in _rows(packet, "activities")),
        commitments=tuple(_commitment(c) for c in _rows(packet, "commitments")),
        budget=tuple(_budget_line(b, place) for place, b in enumerate(_rows(packet, "budget"), start=1)),
        partners=tuple(_text(p.get("name")) for p in _rows(packet, "partners")),
        contracts=tuple(_contract(c) for c in _rows(packet, "contracts")),
        project_starts_on=_day(project.get("project_starts_on")),
        project_ends_on=_day(project.get("project_ends_on")),
        ceiling_single=_number(ceilings.get("single")),
        ceiling_consortium=_number(ceilings.get("consortium")),
        agencies=names,
        agencies_with_components=frozenset(_texts(facts.get("agencies_with_components"))),
        other_applications=tuple(_other(o) for o in _rows(facts, "other_applications")),
        signing_opened=bool(facts.get("signing_opened")),
        signatures=tuple(_signature(s) for s in _rows(facts, "signatures")),
        part_digests={_text(k): _text(v) for k, v in _map(facts.get("part_digests")).items()},
    )


def _participant(row: Mapping[str, Any], facts: Mapping[str, Any]) -> Participant:
    known = _map(facts.get(_text(row.get("key"))))
    in_registry, registry_name = known.get("in_registry"), _text(known.get("registry_name"))
    return Participant(
        key=_text(row.get("key")),
        leaid=_text(row.get("leaid")) or None,
        name=_text(row.get("name")) or registry_name,
        role=_text(row.get("role")),
        joined_on=_day(row.get("joined_on")),
        kind=_text(known.get("kind")) or _text(row.get("kind")) or None,
        registry_name=registry_name,
        in_registry=None if in_registry is None else bool(in_registry),
        enrollment=_number(known.get("enrollment")),
        enrollment_year=_text(known.get("enrollment_year")),
        closed_on=_day(known.get("closed_on")),
        service_agencies=tuple(_texts(known.get("service_agencies"))),
    )


def _elements(packet: Mapping[str, Any]) -> tuple[Element, ...]:
    asked = {_number(e.get("number")): _text(e.get("title")) for e in _rows(packet, "elements")}
    return tuple(Element(number, asked.get(number) or title) for number, title in ELEMENTS.items())


def _section(row: Mapping[str, Any], place: int) -> Section:
    key, heading, text = _text(row.get("key")) or f"n{place}", _text(row.get("heading")), _raw(row.get("text"))
    paragraphs = tuple(paragraphs_of(key, text))
    number, after_a_blank = 0, set()
    for block in _EMPTY_LINE.split(text) if len(paragraphs) > 1 else ():
        after_a_blank.add(number)
        number += len(paragraphs_of("", block))
    return Section(
        key=key,
        element=_number(row.get("element")),
        heading=heading,
        paragraphs=paragraphs,
        after_a_blank=frozenset(p.key for place, p in enumerate(paragraphs) if place and place in after_a_blank),
    )


def _activity(row: Mapping[str, Any]) -> Activity:
    return Activity(
        key=_text(row.get("key")),
        title=_text(row.get("title")),
        kind=_text(row.get("kind")),
        starts_on=_day(row.get("starts_on")),
        ends_on=_day(row.get("ends_on")),
        contract=_text(row.get("contract")),
    )


def _commitment(row: Mapping[str, Any]) -> Commitment:
    gives, gains = _map(row.get("gives")), _map(row.get("gains"))
    return Commitment(
        activity=_text(row.get("activity")),
        participant=_text(row.get("participant")),
        gives_kind=_text(gives.get("kind")),
        gives_text=_said(gives.get("text")),
        gives_amount=_number(gives.get("amount")),
        gains_text=_said(gains.get("text")),
        students=_number(gains.get("students")),
        grades=_text(gains.get("grades")),
    )


def _budget_line(row: Mapping[str, Any], place: int) -> BudgetLine:
    return BudgetLine(
        key=_text(row.get("key")) or f"b{place}",
        line=_text(row.get("line")),
        amount=_number(row.get("amount")),
        source=_text(row.get("source")),
        payer=_text(row.get("payer")) or None,
        payer_name=_said(row.get("payer_name")),
        payee=_text(row.get("payee")) or None,
        payee_name=_said(row.get("payee_name")),
    )


def _contract(row: Mapping[str, Any]) -> Contract:
    return Contract(
        number=_text(row.get("number")),
        title=_text(row.get("title")),
        supplier=_text(row.get("supplier")),
        ends_on=_day(row.get("ends_on")),
    )


def _other(row: Mapping[str, Any]) -> OtherApplication:
    return OtherApplication(
        reference=_text(row.get("reference")),
        consortium=_text(row.get("consortium")),
        participants=frozenset(_texts(row.get("participants"))),
        match=tuple(
            Pledge(
                payer=_text(m.get("payer")) or None,
                payer_name=_said(m.get("payer_name")),
                line=_text(m.get("line")),
                amount=_number(m.get("amount")),
            )
            for m in _rows(row, "match")
        ),
    )


def _signature(row: Mapping[str, Any]) -> Signature:
    had_power = row.get("had_power")
    return Signature(
        participant=_text(row.get("participant")),
        by=_text(row.get("by")),
        title=_text(row.get("title")),
        signed_on=_day(row.get("signed_on")) or _day(row.get("signed_at")),
        board_on=_day(row.get("board_on")),
        part_digest=_text(row.get("part_digest")),
        had_power=None if had_power is None else bool(had_power),
    )


def _once(participants: Iterable[Participant]) -> tuple[Participant, ...]:
    first: dict[str, Participant] = {}
    for participant in participants:
        first.setdefault(participant.key, participant)
    return tuple(first.values())


def _map(value: object) -> Mapping[Any, Any]:
    return value if isinstance(value, Mapping) else {}


def _rows(of: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = of.get(key)
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []


def _texts(value: object) -> list[str]:
    return [_text(v) for v in value if v] if isinstance(value, list | tuple | set | frozenset) else []


def _raw(value: object) -> str:
    return value if isinstance(value, str) else ""


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _said(value: object) -> str:
    """A text that says something: one of white space and invisible characters only is no text."""
    lines = paragraphs_of("", _text(value))
    return _text(value) if lines else ""


def _number(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return int(value)


def _day(value: object) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
