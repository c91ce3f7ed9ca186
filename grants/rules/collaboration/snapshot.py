"""One application and the facts it is compared with, as typed rows for the rules.

Nothing in a packet is required: a value that is missing, null or of the wrong type counts as unknown.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from grants.rules.collaboration.names import AgencyNames, agency_names
from grants.rules.collaboration.packet_values import (
    JsonObject,
    day_of,
    mapping_of,
    number_of,
    raw_text,
    rows_of,
    text_of,
    texts_of,
    visible_text,
)
from grants.rules.elements import DEFAULT_ELEMENTS
from reviews.rules import Paragraph, paragraphs_of

# Used for a packet that does not hold the titles of its own round.
_DEFAULT_TITLES = {element.number: element.title for element in DEFAULT_ELEMENTS}
SERVICE_AGENCY = "service_agency"
SCHOOL = "school"
CHARTER_SCHOOL = "charter"
CAREER_CENTER = "vocational"
_BLANK_LINE = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)")


@dataclass(frozen=True)
class PlanParticipant:
    """A member as the application lists it, with what the registry knows about it."""

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
        """Decided by its kind; if no kind is recorded, by its name."""
        ending = self.name.casefold().rstrip()
        return self.kind == SERVICE_AGENCY or (
            self.kind is None and ending.endswith((" esc", "educational service center"))
        )

    @property
    def is_school(self) -> bool:
        """A school, or a charter school that is an agency of its own."""
        return self.kind in (SCHOOL, CHARTER_SCHOOL)

    @property
    def is_career_center(self) -> bool:
        return self.kind == CAREER_CENTER

    @property
    def is_lead(self) -> bool:
        return self.role == "lead"


@dataclass(frozen=True)
class PlanSection:
    """One answer of the narrative."""

    key: str
    element: int | None
    heading: str
    paragraphs: tuple[Paragraph, ...]
    after_a_blank: frozenset[str] = frozenset()  # the keys of the paragraphs that follow a blank line

    @property
    def label(self) -> str:
        """The label that findings use for it."""
        if self.element:
            return f"Narrative, element {self.element}"
        return f"Narrative, “{self.heading}”" if self.heading else "Narrative"


@dataclass(frozen=True)
class PlanElement:
    """One of the nine elements, with the title its round uses."""

    number: int
    title: str


@dataclass(frozen=True)
class PlanActivity:
    """Something the members do together. `contract` is the number of the contract it relies on, or empty."""

    key: str
    title: str
    kind: str
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    contract: str


@dataclass(frozen=True)
class PlanCommitment:
    """What one participant contributes to one activity (gives), and how its students benefit (gains)."""

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
        """Whether a contribution is stated, in words or as an amount. Its kind alone is not enough."""
        return bool(self.gives_text) or bool(self.gives_amount)

    @property
    def gains(self) -> bool:
        """Whether a benefit for students is stated, in words or as a number of students."""
        return bool(self.gains_text) or bool(self.students)


@dataclass(frozen=True)
class PlanBudgetLine:
    """One line of the budget. `payer` and `payee` are keys of participants; the names are of other organizations."""

    key: str
    line: str
    amount: int | None
    source: str
    payer: str | None
    payer_name: str
    payee: str | None
    payee_name: str


@dataclass(frozen=True)
class PlanContract:
    """A contract that an activity relies on."""

    number: str
    title: str
    supplier: str
    ends_on: datetime.date | None


@dataclass(frozen=True)
class MatchPledge:
    """A line of match in another application for the same round."""

    payer: str | None
    payer_name: str
    line: str
    amount: int | None


@dataclass(frozen=True)
class OtherApplication:
    """Another application for the same round: the LEAIDs of its participants and its lines of match.

    An applicant isn’t told which one it is while the round is open: reference and consortium are then empty.
    """

    reference: str
    consortium: str
    participants: frozenset[str]
    match: tuple[MatchPledge, ...]

    @property
    def label(self) -> str:
        """Its reference and consortium; empty where it isn’t named."""
        return f"{self.reference}, {self.consortium}" if self.consortium else self.reference


@dataclass(frozen=True)
class PlanSignature:
    """A signature for one participant. `part_digest` identifies what was signed, `account` who was signed in."""

    participant: str
    by: str
    title: str
    signed_on: datetime.date | None
    board_on: datetime.date | None
    part_digest: str
    had_power: bool | None
    account: str = ""
    account_role: str = ""


@dataclass(frozen=True)
class Snapshot:
    """Everything that rules compare."""

    reference: str
    consortium: str
    participants: tuple[PlanParticipant, ...]
    elements: tuple[PlanElement, ...]
    narrative: tuple[PlanSection, ...]
    activities: tuple[PlanActivity, ...]
    commitments: tuple[PlanCommitment, ...]
    budget: tuple[PlanBudgetLine, ...]
    partners: tuple[str, ...]
    contracts: tuple[PlanContract, ...]
    project_starts_on: datetime.date | None
    project_ends_on: datetime.date | None
    ceiling_single: int | None
    ceiling_consortium: int | None
    agencies: AgencyNames
    agencies_with_components: frozenset[str]
    other_applications: tuple[OtherApplication, ...]
    signing_opened: bool
    signatures: tuple[PlanSignature, ...]
    part_digests: Mapping[str, str]

    @cached_property
    def by_key(self) -> dict[str, PlanParticipant]:
        return {p.key: p for p in self.participants}

    @cached_property
    def key_by_leaid(self) -> dict[str, str]:
        return {p.leaid: p.key for p in self.participants if p.leaid}

    @cached_property
    def activity_by_key(self) -> dict[str, PlanActivity]:
        return {a.key: a for a in self.activities}

    @property
    def lead(self) -> PlanParticipant | None:
        return next((p for p in self.participants if p.is_lead), None)

    def commitments_of(self, participant: str) -> list[PlanCommitment]:
        return [c for c in self.commitments if c.participant == participant]


def snapshot_from(packet: JsonObject, facts: JsonObject, *, names: AgencyNames | None = None) -> Snapshot:
    """Read a packet and the facts about it into one snapshot.

    `names` is the index of the state's agencies (`names.agency_names`). Pass it when reading many applications in one
    state; otherwise it is built from `facts["agencies"]` and cached for the next call with the same agencies.
    """
    project, known = mapping_of(packet.get("competition")), mapping_of(facts.get("participants"))
    ceilings = mapping_of(project.get("ceilings"))
    if names is None:
        names = agency_names(
            tuple((text_of(a.get("leaid")), text_of(a.get("name"))) for a in rows_of(facts, "agencies"))
        )
    return Snapshot(
        reference=text_of(packet.get("reference")),
        consortium=text_of(mapping_of(packet.get("consortium")).get("name")) or text_of(packet.get("title")),
        participants=_distinct_participants(_participant(p, known) for p in rows_of(packet, "participants")),
        elements=_elements(packet),
        narrative=tuple(_section(n, place) for place, n in enumerate(rows_of(packet, "narrative"), start=1)),
        activities=tuple(_activity(a) for a in rows_of(packet, "activities")),
        commitments=tuple(_commitment(c) for c in rows_of(packet, "commitments")),
        budget=tuple(_budget_line(b, place) for place, b in enumerate(rows_of(packet, "budget"), start=1)),
        partners=tuple(text_of(p.get("name")) for p in rows_of(packet, "partners")),
        contracts=tuple(_contract(c) for c in rows_of(packet, "contracts")),
        project_starts_on=day_of(project.get("project_starts_on")),
        project_ends_on=day_of(project.get("project_ends_on")),
        ceiling_single=number_of(ceilings.get("single")),
        ceiling_consortium=number_of(ceilings.get("consortium")),
        agencies=names,
        agencies_with_components=frozenset(texts_of(facts.get("agencies_with_components"))),
        other_applications=tuple(_other_application(o) for o in rows_of(facts, "other_applications")),
        signing_opened=bool(facts.get("signing_opened")),
        signatures=tuple(_signature(s) for s in rows_of(facts, "signatures")),
        part_digests={text_of(k): text_of(v) for k, v in mapping_of(facts.get("part_digests")).items()},
    )


def _participant(row: JsonObject, facts: JsonObject) -> PlanParticipant:
    known = mapping_of(facts.get(text_of(row.get("key"))))
    in_registry, registry_name = known.get("in_registry"), text_of(known.get("registry_name"))
    return PlanParticipant(
        key=text_of(row.get("key")),
        leaid=text_of(row.get("leaid")) or None,
        name=text_of(row.get("name")) or registry_name,
        role=text_of(row.get("role")),
        joined_on=day_of(row.get("joined_on")),
        kind=text_of(known.get("kind")) or text_of(row.get("kind")) or None,
        registry_name=registry_name,
        in_registry=None if in_registry is None else bool(in_registry),
        enrollment=number_of(known.get("enrollment")),
        enrollment_year=text_of(known.get("enrollment_year")),
        closed_on=day_of(known.get("closed_on")),
        service_agencies=tuple(texts_of(known.get("service_agencies"))),
    )


def _elements(packet: JsonObject) -> tuple[PlanElement, ...]:
    titles = {number_of(e.get("number")): text_of(e.get("title")) for e in rows_of(packet, "elements")}
    return tuple(PlanElement(number, titles.get(number) or title) for number, title in _DEFAULT_TITLES.items())


def _section(row: JsonObject, place: int) -> PlanSection:
    key, heading, text = text_of(row.get("key")) or f"n{place}", text_of(row.get("heading")), raw_text(row.get("text"))
    paragraphs = tuple(paragraphs_of(key, text))
    number, after_a_blank = 0, set()
    for block in _BLANK_LINE.split(text) if len(paragraphs) > 1 else ():
        after_a_blank.add(number)
        number += len(paragraphs_of("", block))
    return PlanSection(
        key=key,
        element=number_of(row.get("element")),
        heading=heading,
        paragraphs=paragraphs,
        after_a_blank=frozenset(p.key for place, p in enumerate(paragraphs) if place and place in after_a_blank),
    )


def _activity(row: JsonObject) -> PlanActivity:
    return PlanActivity(
        key=text_of(row.get("key")),
        title=text_of(row.get("title")),
        kind=text_of(row.get("kind")),
        starts_on=day_of(row.get("starts_on")),
        ends_on=day_of(row.get("ends_on")),
        contract=text_of(row.get("contract")),
    )


def _commitment(row: JsonObject) -> PlanCommitment:
    gives, gains = mapping_of(row.get("gives")), mapping_of(row.get("gains"))
    return PlanCommitment(
        activity=text_of(row.get("activity")),
        participant=text_of(row.get("participant")),
        gives_kind=text_of(gives.get("kind")),
        gives_text=visible_text(gives.get("text")),
        gives_amount=number_of(gives.get("amount")),
        gains_text=visible_text(gains.get("text")),
        students=number_of(gains.get("students")),
        grades=text_of(gains.get("grades")),
    )


def _budget_line(row: JsonObject, place: int) -> PlanBudgetLine:
    return PlanBudgetLine(
        key=text_of(row.get("key")) or f"b{place}",
        line=text_of(row.get("line")),
        amount=number_of(row.get("amount")),
        source=text_of(row.get("source")),
        payer=text_of(row.get("payer")) or None,
        payer_name=visible_text(row.get("payer_name")),
        payee=text_of(row.get("payee")) or None,
        payee_name=visible_text(row.get("payee_name")),
    )


def _contract(row: JsonObject) -> PlanContract:
    return PlanContract(
        number=text_of(row.get("number")),
        title=text_of(row.get("title")),
        supplier=text_of(row.get("supplier")),
        ends_on=day_of(row.get("ends_on")),
    )


def _other_application(row: JsonObject) -> OtherApplication:
    return OtherApplication(
        reference=text_of(row.get("reference")),
        consortium=text_of(row.get("consortium")),
        participants=frozenset(texts_of(row.get("participants"))),
        match=tuple(
            MatchPledge(
                payer=text_of(m.get("payer")) or None,
                payer_name=visible_text(m.get("payer_name")),
                line=text_of(m.get("line")),
                amount=number_of(m.get("amount")),
            )
            for m in rows_of(row, "match")
        ),
    )


def _signature(row: JsonObject) -> PlanSignature:
    return PlanSignature(
        participant=text_of(row.get("participant")),
        by=text_of(row.get("by")),
        title=text_of(row.get("title")),
        signed_on=day_of(row.get("signed_on")) or day_of(row.get("signed_at")),
        board_on=day_of(row.get("board_on")),
        part_digest=text_of(row.get("part_digest")),
        had_power=None if row.get("had_power") is None else bool(row["had_power"]),
        account=text_of(row.get("account")),
        account_role=text_of(row.get("account_role")),
    )


def _distinct_participants(participants: Iterable[PlanParticipant]) -> tuple[PlanParticipant, ...]:
    first: dict[str, PlanParticipant] = {}
    for participant in participants:
        first.setdefault(participant.key, participant)
    return tuple(first.values())
