"""Who belonged on a day, as the register knew it at a moment, and what changed between two days."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from accounts.dates import day_in_words
from consortia.reads.rosters import NameChange, RosterLine
from consortia.states import NEVER, MemberRole, MembershipClass, MembershipStatus
from districts.rules.places import school_year_of

Member = tuple[int | None, int | None]
Names = Mapping[Member, Sequence[NameChange]]


def end_of(day: datetime.date) -> datetime.datetime:
    """The last moment of that day in the state's own time zone."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.max))


def by_member(changes: Iterable[NameChange]) -> Names:
    """The changes of each member's name, in the order in which they were recorded."""
    found: dict[Member, list[NameChange]] = defaultdict(list)
    for change in changes:
        found[change.district_pk, change.school_pk].append(change)
    return found


def name_on(
    name: str, changes: Sequence[NameChange], *, on: datetime.date, known_at: datetime.datetime | None = None
) -> str:
    """What the member was called that day, as the register knew it at that moment; `name` is what it says today.

    A change without a day of its own holds from the day on which it was recorded.
    """
    known = [change for change in changes if known_at is None or change.recorded_at <= known_at]
    later = [(_since(change), number) for number, change in enumerate(known) if _since(change) > on]
    if later:
        return known[min(later)[1]].old
    if len(known) < len(changes):
        return changes[len(known)].old
    return name


def _since(change: NameChange) -> datetime.date:
    return change.holds_from or timezone.localdate(change.recorded_at)


def roster_on(
    lines: Iterable[RosterLine], names: Names, *, on: datetime.date, known_at: datetime.datetime | None = None
) -> list[RosterLine]:
    """The lines that hold that day with the members' names of then: the lead first, then by name."""
    holding = (line for line in lines if line.status not in NEVER and line.holds_on(on))
    named = (line.called(name_on(line.name, names.get(line.member, ()), on=on, known_at=known_at)) for line in holding)
    return sorted(named, key=lambda line: (_RANK.get(line.role, 2), line.name.lower(), line.id, line.line))


_RANK: dict[str, int] = {MemberRole.LEAD: 0, MemberRole.FISCAL_AGENT: 1}


def role_in_words(line: RosterLine) -> str:
    """Lead, member, observer."""
    return MemberRole(line.role).label


def class_in_words(line: RosterLine) -> str:
    """Component, participating, observer."""
    return MembershipClass(line.membership_class).label


def status_in_words(line: RosterLine) -> str:
    """What both sides have said."""
    return MembershipStatus(line.status).label


@dataclass(frozen=True)
class Shown:
    """A line of a roster for the reader."""

    line: RosterLine
    enrollment: int | None = None
    enrollment_year: str = ""
    schools: int | None = None
    # What the register says of it today, where that is something else; sentences.
    differences: list[str] = field(default_factory=list)
    name_today: str = ""
    # Whether its yearly confirmation is of interest: the line holds today, and today's knowledge is shown.
    is_freshness_shown: bool = False

    @property
    def role(self) -> str:
        """In words."""
        return role_in_words(self.line)

    @property
    def membership_class(self) -> str:
        """In words."""
        return class_in_words(self.line)

    @property
    def status(self) -> str:
        """In words."""
        return status_in_words(self.line)

    @property
    def is_confirmed(self) -> bool:
        """Whether both sides have said so."""
        return self.line.status == MembershipStatus.CONFIRMED


@dataclass(frozen=True)
class Totals:
    """How many belong. None means that nothing is known of it."""

    members: int
    districts: int
    schools_as_members: int
    schools: int
    students: int | None
    students_known_for: int
    states: int


def totals_of(rows: Sequence[Shown]) -> Totals:
    """Members counted once each, their schools, and their students as far as they are known."""
    once = {row.line.member: row for row in rows}
    districts = [row for row in once.values() if not row.line.is_school]
    known = [row.enrollment for row in districts if row.enrollment is not None]
    return Totals(
        members=len(once),
        districts=len(districts),
        schools_as_members=len(once) - len(districts),
        schools=sum(row.schools or 0 for row in districts),
        students=sum(known) if known else None,
        students_known_for=len(known),
        states=len({row.line.state for row in once.values()}),
    )


@dataclass(frozen=True)
class Numbers:
    """What is known of the members besides: students with their year, schools, today's names, and on which day the
    yearly confirmation is looked at (None: not at all).
    """

    enrollments: Mapping[int, tuple[int, str]]
    schools: Mapping[int, int]
    names_today: Mapping[Member, str]
    fresh_on: datetime.date | None


def shown(
    roster: Sequence[RosterLine], numbers: Numbers, *, differences: Mapping[int, list[str]] | None = None
) -> list[Shown]:
    """The lines with their numbers, today's name where it is another, and what is known otherwise today."""
    rows = []
    for line in roster:
        enrollment, year = numbers.enrollments.get(line.district_pk or 0, (None, ""))
        name = numbers.names_today.get(line.member, line.name)
        rows.append(
            Shown(
                line,
                enrollment,
                year,
                numbers.schools.get(line.district_pk, 0) if line.district_pk else None,
                (differences or {}).get(line.line, []),
                name if name != line.name else "",
                numbers.fresh_on is not None and line.holds_on(numbers.fresh_on),
            )
        )
    return rows


def differences_from_today(
    then: Sequence[RosterLine], now: Sequence[RosterLine], every_line_now: Iterable[RosterLine]
) -> tuple[dict[int, list[str]], list[RosterLine]]:
    """For each line of `then` what today's register says otherwise, and the lines of today that were not known."""
    today = {line.line: line for line in every_line_now}
    holds_today = {line.line for line in now}
    members_then = {(line.consortium, line.member) for line in then}
    members_now = {(line.consortium, line.member) for line in now}
    said: dict[int, list[str]] = {}
    for line in then:
        current = today.get(line.line)
        if sentences := _otherwise(
            line, current, line.line in holds_today, (line.consortium, line.member) in members_now
        ):
            said[line.line] = sentences
    return said, [line for line in now if (line.consortium, line.member) not in members_then]


def _otherwise(line: RosterLine, current: RosterLine | None, holds: bool, belongs: bool) -> list[str]:
    if current is None:
        return ["Today this line counts for no day: it was withdrawn or declined, or it is another consortium's."]
    found = []
    if not holds and not belongs:
        found.append("Today the register says that it did not belong on this day.")
    if current.role != line.role:
        found.append(f"Today its role is recorded as {role_in_words(current).lower()}.")
    if current.membership_class != line.membership_class:
        found.append(f"Today its class is recorded as {class_in_words(current).lower()}.")
    if current.joins_on != line.joins_on:
        found.append(f"Today its joining day is recorded as {_day(current.joins_on)}.")
    if current.leaves_on != line.leaves_on:
        found.append(f"Today its last day is recorded as {_day(current.leaves_on, 'open')}.")
    if current.status != line.status:
        found.append(f"Today its status is: {status_in_words(current).lower()}.")
    return found


def _day(day: datetime.date | None, unknown: str = "not known") -> str:
    return day_in_words(day) if day else unknown


def both_times(on: datetime.date, known: datetime.date | None, today: datetime.date) -> str:
    """The day of the roster and the day of the knowledge, in plain words."""
    belongs = "will belong" if on > today else "belongs" if on == today else "belonged"
    planned = ", as planned" if on > today and known is None else ""
    if known is None:
        return f"Who {belongs} on {day_in_words(on)}{planned}, as the register knows it today."
    if on > known:
        return f"Who was to belong on {day_in_words(on)}, as the register planned it on {day_in_words(known)}."
    return f"Who belonged on {day_in_words(on)}, as the register knew it on {day_in_words(known)}."


def why_nobody(lines: Sequence[RosterLine], *, on: datetime.date, formed_on: datetime.date | None) -> str:
    """Why a roster has no line that day."""
    counted = [line for line in lines if line.status not in NEVER]
    days = [line.joins_on for line in counted if line.joins_on]
    if not counted:
        return "The register has no member of this consortium."
    if formed_on and on < formed_on:
        return f"Nobody yet: the consortium was formed on {day_in_words(formed_on)}."
    if days and on < min(days):
        return f"Nobody yet: the first members joined on {day_in_words(min(days))}."
    ends = [line.leaves_on for line in counted if line.leaves_on]
    if ends and on > max(ends):
        return f"Nobody any more: the last members left on {day_in_words(max(ends))}."
    return "Nobody belonged on this day."


def quick_days(today: datetime.date) -> list[tuple[str, datetime.date]]:
    """Days that readers ask for: today, the beginning of this school year, the 1st of July of two years ago."""
    year = int(school_year_of(today)[:4])
    start = datetime.date(year, 7, 1)
    return [
        ("Today", today),
        (f"Beginning of this school year, {day_in_words(start)}", start),
        (f"Two years ago on {day_in_words(datetime.date(today.year - 2, 7, 1))}", datetime.date(today.year - 2, 7, 1)),
    ]


def versions_in_words(known: datetime.date | None, since: datetime.datetime | None) -> str:
    """Since when this roster's versions are kept, where somebody asks for a time before that."""
    if known is None or (since is not None and timezone.localdate(since) <= known):
        return ""
    kept = f"Versions of this roster are kept since {day_in_words(timezone.localdate(since))}. " if since else ""
    return (
        f"{kept}What the register held before it kept versions has no day of recording: those lines stand here as "
        "they were when the keeping began, and corrections before that are not known."
    )


def days_asked(
    given: Mapping[str, datetime.date | None], today: datetime.date
) -> tuple[datetime.date, datetime.date | None]:
    """The day of the roster, and the day as of which the register is asked: None for what is known today, which is
    also what will be known at the end of today.
    """
    known = given.get("known")
    return given.get("on") or today, known if known and known < today else None


def in_order_of_consortia(lines: Iterable[RosterLine]) -> list[RosterLine]:
    """The lines of one member in the order of the consortia's names, its own before those of its schools."""
    return sorted(lines, key=lambda line: (line.consortium_name.lower(), line.is_school, line.name.lower(), line.line))
