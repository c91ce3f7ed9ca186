"""What a finding rule declares, and what it produces."""

import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from enum import Enum

from grants.rules.collaboration.findings.phrasing import short_text
from grants.rules.collaboration.parsed_plan import ParsedPlan
from grants.rules.collaboration.tokens import printable_line, truncate

# A finding is stored: these are the lengths that its columns hold, and `_QUOTE` what a page shows of a place.
_NAME, _KEY, _QUOTE = 40, 200, 400
_NAME_FORM = re.compile(r"[a-z]+(-[a-z]+)*")


class RuleGroup(Enum):
    """What a rule looks at. Findings are listed in the order of the groups."""

    MISSING = "Missing information"
    NARRATIVE = "The narrative and the member list"
    FIGURES_AND_DATES = "Student numbers and dates"
    BUDGET = "The budget"
    MEMBERS = "Members and the registry"
    CONTRACTS = "Contracts"
    SIGNATURES = "Signatures"

    @property
    def cannot_see(self) -> str:
        """What the rules of the group can’t know, unless a rule has a more exact sentence."""
        return _CANNOT_SEE[self]


_CANNOT_SEE = {
    RuleGroup.MISSING: "It can tell whether something is there, not whether it is good, true, or enough.",
    RuleGroup.NARRATIVE: "It recognizes names and common ways of saying a number or “all.” It doesn’t understand what "
    "a sentence means, so it misses facts that are worded differently.",
    RuleGroup.FIGURES_AND_DATES: "It compares figures and dates as they are recorded. If the registry’s figure is old "
    "or missing, the check can be wrong or find nothing.",
    RuleGroup.BUDGET: "It compares lines, names, and amounts as they are entered. It can’t tell whether a cost is "
    "reasonable or whether two names mean the same company.",
    RuleGroup.MEMBERS: "It knows only what the registry records. It can’t see a change that no one has recorded yet.",
    RuleGroup.CONTRACTS: "It knows only the contracts on record and their dates, not what is in them.",
    RuleGroup.SIGNATURES: "It knows the signatures and roles recorded here, not what a board discussed or decided.",
}


class FindingKind(Enum):
    """What sort of fact a finding is. None of them is an error, and none prevents submission."""

    MISSING = "something is missing"
    CONTRADICTION = "two places disagree"
    NOTICE = "worth knowing"


class FindingSubject(Enum):
    """What a rule makes at most one finding for."""

    ELEMENT = "each element"
    MEMBER = "each member"
    AGENCY = "each agency"
    NUMBER = "each number"
    ACTIVITY = "each activity"
    BUDGET_LINE = "each budget line"
    BUDGET = "the budget"


@dataclass(frozen=True)
class Place:
    """One of the two places that a finding compares: its label, what it says, and where a page can link to."""

    label: str
    quote: str
    anchor: str


@dataclass(frozen=True)
class Observation:
    """What a rule noticed about one subject, before it is made a finding.

    If fair readers would agree less than nine times out of ten, it is only possible, and its sentence is a question.
    """

    subject_key: str
    subject: str
    sentence: str
    places: tuple[Place, Place]
    is_possible: bool = False
    question: str = ""  # the same as a question, for a round in which the rule asks questions instead


@dataclass(frozen=True)
class Finding:
    """A fact for people to judge. A rule makes at most one for each subject.

    A possible one asks a question. It isn't in totals, in the order of the queue, or in its filters.
    """

    rule: str
    rule_version: int
    subject_key: str
    subject: str
    sentence: str
    places: tuple[Place, Place]
    is_possible: bool = False
    question: str = ""  # the same as a question; "" if the rule has none

    def as_json(self) -> dict[str, object]:
        """The finding as plain lists and dictionaries."""
        return {**asdict(self), "places": [asdict(place) for place in self.places]}

    def as_possible(self) -> "Finding":
        """The same fact as a question."""
        return replace(self, is_possible=True, sentence=self.question or f"{self.sentence} Is this correct?")


@dataclass(frozen=True, kw_only=True)
class FindingRule:
    """One check, with everything that pages and documents say about it. Raises ValueError if any of that is missing.

    Stored findings and applicants' explanations refer to `name`, so it never changes. A new wording or a new check
    under the same name takes the next `version`.
    """

    name: str
    version: int
    group: RuleGroup
    kind: FindingKind
    subject: FindingSubject
    title: str  # the heading above its findings
    reason: str  # the sentence under that heading
    found_when: str  # for docs/findings.md
    compares: tuple[str, str]  # the two places, for docs/findings.md
    cannot_see: str = ""  # what it can't know, if that isn't the same as for its group
    question_when: str = ""  # when it is less certain and asks a question instead, for docs/findings.md
    row_word: str = ""  # the words on a member's row; exactly the rules about members have them
    signature_word: str = ""  # the word in the signature column; exactly the rules about signatures have one
    compares_applications: bool = False  # it compares only the members and the budget, with those of other applications
    find: Callable[[ParsedPlan], Iterable[Observation]]

    def __post_init__(self) -> None:
        if not _NAME_FORM.fullmatch(self.name) or len(self.name) > _NAME:
            raise ValueError(f"{self.name!r} is not a rule name: use lowercase words joined by hyphens, at most 40.")
        if self.version < 1:
            raise ValueError(f"{self.name} needs a version from 1 up.")
        if not self.title or self.title.endswith("."):
            raise ValueError(f"{self.name} needs a title without a period.")
        if not all(self.compares):
            raise ValueError(f"{self.name} needs the two places that it compares.")
        for sentence in (self.reason, self.found_when, *filter(None, [self.question_when, self.cannot_see])):
            if not sentence.endswith("."):
                raise ValueError(f"{self.name} needs a reason and a description that are sentences.")
        if bool(self.row_word) != (self.subject is FindingSubject.MEMBER):
            raise ValueError(f"{self.name} needs a row word if it is about members, and none otherwise.")
        if bool(self.signature_word) != (self.group is RuleGroup.SIGNATURES):
            raise ValueError(f"{self.name} needs a signature word if it is about signatures, and none otherwise.")

    @property
    def blind_spots(self) -> str:
        """What it can't know, as a sentence."""
        return self.cannot_see or self.group.cannot_see

    @property
    def concerns_signature(self) -> bool:
        """Whether its findings are about a member's signature."""
        return bool(self.signature_word)

    def findings(self, plan: ParsedPlan) -> list[Finding]:
        """The findings of this rule: the first observation about each subject, trimmed to what can be stored."""
        findings: dict[str, Finding] = {}
        for observation in self.find(plan):
            key = truncate(printable_line(observation.subject_key), _KEY)
            findings.setdefault(
                key,
                Finding(
                    rule=self.name,
                    rule_version=self.version,
                    subject_key=key,
                    subject=short_text(observation.subject),
                    sentence=printable_line(observation.sentence),
                    places=_trim_places(observation.places),
                    is_possible=observation.is_possible,
                    question=printable_line(observation.question),
                ),
            )
        return list(findings.values())


def _trim_places(places: tuple[Place, Place]) -> tuple[Place, Place]:
    first, second = (
        Place(short_text(p.label), truncate(printable_line(p.quote), _QUOTE), printable_line(p.anchor)) for p in places
    )
    return first, second


def line_of_rules(names: Iterable[str]) -> str:
    """The names of rules in one line to keep with an application: " gives-nothing no-dates "; "" for none."""
    line = " ".join(sorted(set(names)))
    return line and f" {line} "


def rules_of_line(line: str) -> list[str]:
    """The names of rules in such a line."""
    return line.split()
