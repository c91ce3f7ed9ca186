"""A collaboration plan being invented: members, activities, what each gives and gains, the money."""

import datetime
import random
from dataclasses import dataclass, field

from sample.registry import Agency


@dataclass
class Member:
    """A member of the consortium, as the application counts it."""

    agency: Agency
    role: str
    joined_on: datetime.date

    @property
    def key(self) -> str:
        """How rows point to it."""
        return self.agency.leaid

    @property
    def name(self) -> str:
        """What its neighbors call it."""
        return self.agency.short

    @property
    def has_students(self) -> bool:
        """Service agencies have none of their own."""
        return self.agency.enrollment > 0


@dataclass
class Row:
    """What one member gives to an activity and what its students gain from it."""

    gives_kind: str
    gives: str
    gains: str
    students: int | None = None
    grades: str = ""
    amount: int | None = None


@dataclass
class Answer:
    """The answer to one element."""

    element: int
    heading: str
    text: str


@dataclass
class Line:
    """A line of the budget."""

    line: str
    amount: int
    payee: str
    benefits: list[str] | str
    source: str = "grant"
    payer: str | None = None


@dataclass
class Activity:
    """Something the members do together, with the sentences that the narrative says about it, by element."""

    key: str
    kind: str
    title: str
    starts_on: datetime.date
    ends_on: datetime.date
    owner: str
    place: str
    decided_by: str
    rows: dict[str, Row] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    says: dict[int, str] = field(default_factory=dict)
    contract: str | None = None


@dataclass
class Contract:
    """A shared contract of the consortium."""

    number: str
    title: str
    supplier: str
    starts_on: datetime.date
    ends_on: datetime.date


@dataclass
class Calendar:
    """The days that every application of the round goes by."""

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
    """Everything an invented application says, before it is written out."""

    rng: random.Random
    name: str
    members: list[Member]
    calendar: Calendar
    number: int
    partner_words: list[str]
    activities: list[Activity] = field(default_factory=list)
    partners: list[tuple[str, str]] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)

    @property
    def lead(self) -> Member:
        """The member that leads."""
        return self.members[0]

    @property
    def districts(self) -> list[Member]:
        """Members with students."""
        return [member for member in self.members if member.has_students]

    @property
    def agency(self) -> Member | None:
        """The service agency among the members, if there is one."""
        return next((member for member in self.members if not member.has_students), None)

    @property
    def largest(self) -> Member:
        """The district with most students."""
        return max(self.districts, key=lambda member: (member.agency.enrollment, member.key))

    def keeper(self) -> Member:
        """Who keeps the accounts: the service agency, else the largest district."""
        return self.agency or self.largest

    def pick(self, *choices: str) -> str:
        """One of these sentences."""
        return self.rng.choice(choices)

    def share(self, member: Member, part: float, least: int = 3) -> int:
        """About that part of the member's students, at least a few and never more than it has."""
        wanted = round(member.agency.enrollment * part * self.rng.uniform(0.8, 1.2))
        return max(1, min(member.agency.enrollment, max(least, wanted)))

    def dollars(self, low: int, high: int) -> int:
        """A sum in whole hundreds."""
        return self.rng.randint(low // 100, high // 100) * 100

    def partner(self, pattern: str, kind: str) -> str:
        """A partner's name, added to the partners: `{}` stands for an invented word."""
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


def sentence(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]
