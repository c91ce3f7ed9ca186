"""One application and the facts it is compared with, as typed rows for the rules.

Nothing in a packet is required: a value that is missing, null or of the wrong type counts as unknown.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from grants.rules.collaboration.names import AgencyNames, is_same_agency
from grants.rules.collaboration.packet_values import (
    is_non_answer,
)
from reviews.rules import Paragraph

SERVICE_AGENCY = "service_agency"
SCHOOL = "school"
CHARTER_SCHOOL = "charter"
CAREER_CENTER = "vocational"


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
    leaves_on: datetime.date | None  # the last day of its membership
    service_agencies: tuple[str, ...]
    added_at: datetime.datetime | None = None  # to a draft that was already started

    @property
    def is_service_agency(self) -> bool:
        """Decided by its kind; if no kind is recorded, by its name."""
        ending = self.name.casefold().rstrip()
        return self.kind == SERVICE_AGENCY or (
            self.kind is None and ending.endswith((" esc", "educational service center"))
        )

    @property
    def is_school(self) -> bool:
        """A school, or a charter school that is a separate agency."""
        return self.kind in (SCHOOL, CHARTER_SCHOOL)

    @property
    def is_career_center(self) -> bool:
        return self.kind == CAREER_CENTER

    @property
    def is_lead(self) -> bool:
        return self.role == "lead"

    def is_called(self, name: str) -> bool:
        """Whether that is a written form of its name, in the application or in the registry."""
        return any(is_same_agency(name, own) for own in (self.name, self.registry_name) if own)


@dataclass(frozen=True)
class PlanSection:
    """One answer of the narrative."""

    key: str
    element: int | None
    heading: str
    paragraphs: tuple[Paragraph, ...]
    after_a_blank: frozenset[str] = frozenset()  # the keys of the paragraphs that follow a blank line

    @property
    def text(self) -> str:
        """Its paragraphs on one line."""
        return " ".join(p.text for p in self.paragraphs)

    @property
    def answers(self) -> bool:
        """Whether its text says anything: “TBD” is no answer."""
        return bool(self.paragraphs) and not is_non_answer(self.text)

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
        return not is_non_answer(self.gives_text) or bool(self.gives_amount)

    @property
    def gains(self) -> bool:
        """Whether a benefit for students is stated, in words or as a number of students."""
        return not is_non_answer(self.gains_text) or bool(self.students)


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
    benefits: str | tuple[str, ...] | None = None  # "all", the keys of participants, or unknown
    year: int | None = None  # of the project


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
    year: int | None = None


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
    signed_at: datetime.datetime | None = None
    # Signed by an emailed link, without signing in: `account` is then the person it was emailed to.
    by_link: bool = False


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
    closes_at: datetime.datetime | None
    # The last moment at which a submission counts: the deadline, or the end of the grace period after it.
    ends_at: datetime.datetime | None
    ceiling_single: int | None
    ceiling_consortium: int | None
    largest_share: int  # percent of the grant money paid to participants
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
