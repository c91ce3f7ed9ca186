"""An invented collaboration plan: members, activities, contributions, benefits, and the budget."""

import datetime
import random
from dataclasses import dataclass, field

from grants.states import CostCategory
from sample.registry import Agency


@dataclass
class PlannedMember:
    """A member of the consortium, as the application counts it."""

    agency: Agency
    role: str
    joined_on: datetime.date

    @property
    def key(self) -> str:
        """Its LEAID, by which rows refer to it."""
        return self.agency.leaid

    @property
    def name(self) -> str:
        """Its short name."""
        return self.agency.short

    @property
    def has_students(self) -> bool:
        """False for service agencies."""
        return self.agency.enrollment > 0


@dataclass
class PlannedCommitment:
    """What a member contributes to an activity and how its students benefit."""

    gives_kind: str
    gives: str
    gains: str
    students: int | None = None
    grades: str = ""
    amount: int | None = None


@dataclass
class PlannedAnswer:
    """The answer to one element."""

    element: int
    heading: str
    text: str


_CATEGORIES = {
    CostCategory.PERSONNEL: ("Analyst", "Coaches", "Driver", "Instructor", "Salary", "Share", "Substitutes", "Teacher"),
    CostCategory.TRAVEL: ("Bus", "Visit"),
    CostCategory.EQUIPMENT: ("Technology", "Video"),
    CostCategory.SUPPLIES: ("Materials",),
    CostCategory.CONTRACTUAL: ("Platform", "Setting", "College"),
    CostCategory.CONSTRUCTION: ("Buildings",),
}


@dataclass
class PlannedBudgetLine:
    """A line of the budget."""

    line: str
    amount: int
    payee: str
    benefits: list[str] | str
    source: str = "grant"
    payer: str | None = None

    @property
    def category(self) -> str:
        """The cost category that its first word tells."""
        first = self.line.split(" ")[0].rstrip(",")
        return next((category for category, words in _CATEGORIES.items() if first in words), CostCategory.OTHER)

    @property
    def year(self) -> int | None:
        """Purchases at the start are for the first year; other lines are for the whole project."""
        return 1 if self.category in (CostCategory.EQUIPMENT, CostCategory.CONSTRUCTION) else None


@dataclass
class PlannedActivity:
    """Something members do together, with sentences about it for the narrative, by element."""

    key: str
    kind: str
    title: str
    starts_on: datetime.date
    ends_on: datetime.date
    owner: str
    place: str
    decided_by: str
    rows: dict[str, PlannedCommitment] = field(default_factory=dict)
    lines: list[PlannedBudgetLine] = field(default_factory=list)
    sentences: dict[int, str] = field(default_factory=dict)
    contract: str | None = None


@dataclass
class PlannedContract:
    """A shared contract of the consortium."""

    number: str
    title: str
    supplier: str
    starts_on: datetime.date
    ends_on: datetime.date


@dataclass
class Calendar:
    """The dates that apply to every application of the round."""

    opens_at: datetime.datetime
    closes_at: datetime.datetime
    project_starts_on: datetime.date
    project_ends_on: datetime.date

    @property
    def first_day(self) -> datetime.date:
        """The first school day of the project."""
        return self.project_starts_on + datetime.timedelta(days=17)

    @property
    def last_day(self) -> datetime.date:
        """The last school day of the project."""
        return self.project_ends_on - datetime.timedelta(days=28)


@dataclass
class Plan:
    """Everything in an invented application except its narrative."""

    rng: random.Random
    name: str
    members: list[PlannedMember]
    calendar: Calendar
    number: int
    partner_words: list[str]
    activities: list[PlannedActivity] = field(default_factory=list)
    partners: list[tuple[str, str]] = field(default_factory=list)
    contracts: list[PlannedContract] = field(default_factory=list)

    @property
    def lead(self) -> PlannedMember:
        """The lead member."""
        return self.members[0]

    @property
    def districts(self) -> list[PlannedMember]:
        """Members with students."""
        return [member for member in self.members if member.has_students]

    @property
    def agency(self) -> PlannedMember | None:
        """The service agency among the members, if there is one."""
        return next((member for member in self.members if not member.has_students), None)

    @property
    def largest(self) -> PlannedMember:
        """The district with the most students."""
        return max(self.districts, key=lambda member: (member.agency.enrollment, member.key))

    def fiscal_agent(self) -> PlannedMember:
        """The member that keeps the accounts: the service agency, or else the largest district."""
        return self.agency or self.largest

    def pick(self, *choices: str) -> str:
        """One of these sentences."""
        return self.rng.choice(choices)

    def share(self, member: PlannedMember, part: float, least: int = 3) -> int:
        """About this part of the member's students, at least a few and never more than it has."""
        wanted = round(member.agency.enrollment * part * self.rng.uniform(0.8, 1.2))
        return max(1, min(member.agency.enrollment, max(least, wanted)))

    def dollars(self, low: int, high: int) -> int:
        """A random amount in whole hundreds of dollars."""
        return self.rng.randint(low // 100, high // 100) * 100

    def partner(self, pattern: str, kind: str) -> str:
        """A partner's name, added to the partners: `{}` is replaced by an invented word."""
        name = pattern.format(self.partner_words[len(self.partners) + len(self.contracts)])
        self.partners.append((name, kind))
        return name


NUMBERS = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()


def in_words(number: int) -> str:
    """Small numbers as words, larger ones as figures."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else f"{number:,}"


def listed(names: list[str]) -> str:
    """`A, B and C`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
