"""Small and rural: the federal rules of SRSA and RLIS, with every fact and threshold in words.

An answer is yes, no or unknown. A missing fact is unknown, never no.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar


class Answer(StrEnum):
    """Three-valued: what is not known is neither yes nor no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
LOCALE_NAMES = {
    11: "City, large", 12: "City, midsize", 13: "City, small",
    21: "Suburb, large", 22: "Suburb, midsize", 23: "Suburb, small",
    31: "Town, fringe", 32: "Town, distant", 33: "Town, remote",
    41: "Rural, fringe", 42: "Rural, distant", 43: "Rural, remote",
}  # fmt: skip


def and_(*answers: Answer) -> Answer:
    """No where any is no, else unknown where any is unknown, else yes."""
    return NO if NO in answers else UNKNOWN if UNKNOWN in answers else YES


def or_(*answers: Answer) -> Answer:
    """Yes where any is yes, else unknown where any is unknown, else no."""
    return YES if YES in answers else UNKNOWN if UNKNOWN in answers else NO


def is_true(fact: bool) -> Answer:
    """A known fact as an answer."""
    return YES if fact else NO


# --- the rules, as they stood from a school year on

PROGRAM_NAMES = {"SRSA": "Small, Rural School Achievement", "RLIS": "Rural and Low-Income School"}


@dataclass(frozen=True)
class SrsaRule:
    """ESEA 5211(b): small, and rural by the locale of every school or by the State."""

    version: int
    valid_from: str
    citation: str
    students_below: int
    people_per_sq_mile_below: int
    locales: frozenset[int]
    program: str = "SRSA"


@dataclass(frozen=True)
class RlisRule:
    """ESEA 5221(b): at least one child in so many is poor, and the locale of every school."""

    version: int
    valid_from: str
    citation: str
    one_child_in: int
    locales: frozenset[int]
    program: str = "RLIS"


AnyRule = TypeVar("AnyRule", SrsaRule, RlisRule)

# A rule is never edited: a change in the law is a new row, so that an old answer can still be explained.
# Locale codes 11 to 43 are those that NCES has used since 2006. The Every Student Succeeds Act put them into both
# sections; it holds for formula grants from school year 2017-18 on.
SRSA_RULES = (
    SrsaRule(
        version=1,
        valid_from="2017-18",
        citation="ESEA section 5211(b)(1), 20 U.S.C. 7345",
        students_below=600,
        people_per_sq_mile_below=10,
        locales=frozenset({41, 42, 43}),
    ),
)
RLIS_RULES = (
    RlisRule(
        version=1,
        valid_from="2017-18",
        citation="ESEA section 5221(b)(1), 20 U.S.C. 7351",
        one_child_in=5,
        locales=frozenset({32, 33, 41, 42, 43}),
    ),
)


def rule_in(rules: Sequence[AnyRule], school_year: str) -> AnyRule:
    """The rule that holds in that school year; LookupError before the first."""
    held = [rule for rule in rules if rule.valid_from <= school_year]
    if not held:
        raise LookupError(f"No rule is on record for school year {school_year}.")
    return max(held, key=lambda rule: rule.valid_from)


# --- the facts


class SchoolPlace(NamedTuple):
    """Where an open school stands, as recorded for a school year; None means unknown."""

    ncessch: str
    name: str
    locale: int | None
    county: str | None
    people_per_sq_mile: Decimal | None
    year: str = ""

    @property
    def locale_name(self) -> str:
        """The locale in words, with its code; empty where unknown."""
        return "" if self.locale is None else f"{_locale(self.locale)} ({self.locale})"

    @property
    def address(self) -> str:
        """Of the school's page."""
        return f"/schools/{self.ncessch}/"


@dataclass(frozen=True)
class Enrollment:
    """Students in a school year and who says so; their average daily attendance where that is on record."""

    students: int | Decimal
    year: str
    source: str
    is_attendance: bool = False


@dataclass(frozen=True)
class Poverty:
    """Children aged 5 to 17 in a year, those of them in poverty, and who says so."""

    children: int
    in_poverty: int
    year: str
    source: str


@dataclass(frozen=True)
class Designation:
    """The State's own decision on whether the district is rural."""

    is_rural: bool
    decided_on: str
    officer: str
    reason: str


@dataclass(frozen=True)
class Facts:
    """What the register knows of one district in a school year. None means unknown; closed schools are left out."""

    school_year: str
    enrollment: Enrollment | None = None
    poverty: Poverty | None = None
    schools: Sequence[SchoolPlace] = ()
    designation: Designation | None = None


def facts_from(known: Mapping[str, Any], *, school_year: str) -> Facts:
    """The facts of a school year from the register's rows: the latest figures of that year or an earlier one.

    `known` has `figures` (year, source, students, attendance, children, children in poverty), the latest first,
    `schools` (the columns of SchoolPlace) and `designation` (the columns of Designation, or None).
    """
    enrollment = attendance = poverty = None
    for year, source, students, attending, children, in_poverty in known["figures"]:
        # Estimates of a calendar year stand as "2020", which comes before "2020-21".
        if year > school_year:
            continue
        if enrollment is None and students is not None:
            enrollment = Enrollment(students, year, source)
        if attendance is None and attending is not None:
            attendance = Enrollment(attending, year, source, is_attendance=True)
        if poverty is None and children is not None and in_poverty is not None:
            poverty = Poverty(children, in_poverty, year, source)
    if attendance and (enrollment is None or enrollment.year <= attendance.year):
        enrollment = attendance
    return Facts(
        school_year=school_year,
        enrollment=enrollment,
        poverty=poverty,
        schools=[SchoolPlace(*place) for place in known["schools"]],
        designation=Designation(*known["designation"]) if known["designation"] else None,
    )


def problems_with_decision(
    *, reason: str, decided_on: datetime.date, today: datetime.date, last: datetime.date | None
) -> list[str]:
    """What stands in the way of recording a decision of the State; `last` is the day of the decision that holds."""
    problems = []
    if not reason:
        problems.append("Say why the State decided so.")
    if len(reason) > 1_000:
        problems.append(f"The reason has {len(reason):,} characters; at most 1,000 are kept.")
    if decided_on > today:
        problems.append(f"The day of the decision, {decided_on}, is yet to come.")
    if last and decided_on < last:
        problems.append(f"The decision on record is of {last}; a new one cannot be earlier.")
    return problems


# --- the answers


@dataclass(frozen=True)
class Step:
    """One question on the way: the fact, the threshold beside it, the answer; None where it has no bearing."""

    label: str
    fact: str
    threshold: str
    answer: Answer | None

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        said = f"{self.fact}; {self.threshold}" if self.threshold else self.fact
        return f"{said}: {self.answer}" if self.answer else said


@dataclass(frozen=True)
class Verdict:
    """The answer of one rule for one school year, and how it came about."""

    rule: SrsaRule | RlisRule
    school_year: str
    answer: Answer
    steps: Sequence[Step]

    @property
    def name(self) -> str:
        """The program's name."""
        return PROGRAM_NAMES[self.rule.program]


def srsa(facts: Facts, rules: Sequence[SrsaRule] = SRSA_RULES) -> Verdict:
    """Whether the district is small and rural: Small, Rural School Achievement."""
    rule = rule_in(rules, facts.school_year)
    students, people = _students(facts, rule), _people_around(facts, rule)
    small = or_(students[1], people[1])
    locales, state = _locales(facts, rule.locales), _decision_of_the_state(facts)
    rural = locales[1] if state[1] is None else state[1]
    answer = and_(small, rural)
    by = "By the locale of its schools" if state[1] is None else "By decision of the State, before any locale"
    steps = (
        Step("Students", students[0], f"below {rule.students_below:,}", students[1]),
        Step(
            "People around",
            people[0],
            f"all known counties below {rule.people_per_sq_mile_below} people per square mile",
            people[1],
        ),
        Step("Small", "By its students or by the people around", "", small),
        Step("Locales", locales[0], f"all known locales {_codes(rule.locales)}", locales[1]),
        Step("Decision of the State", state[0], "", state[1]),
        Step("Rural", by, "", rural),
        Step(rule.program, "Small and rural", "", answer),
    )
    return Verdict(rule, facts.school_year, answer, steps)


def rlis(facts: Facts, rules: Sequence[RlisRule] = RLIS_RULES) -> Verdict:
    """Whether the district is rural and its children are poor: Rural and Low-Income School."""
    rule = rule_in(rules, facts.school_year)
    poverty, locales = _poverty(facts, rule), _locales(facts, rule.locales)
    answer = and_(poverty[1], locales[1])
    share = f"at least {100 / rule.one_child_in:g}% of children aged 5 to 17, not rounded"
    steps = (
        Step("Poverty", poverty[0], share, poverty[1]),
        Step("Locales", locales[0], f"all known locales {_codes(rule.locales)}", locales[1]),
        Step(rule.program, "Poor and rural", "", answer),
    )
    return Verdict(rule, facts.school_year, answer, steps)


def verdicts(known: Mapping[str, Any], *, school_year: str) -> tuple[Verdict, Verdict]:
    """SRSA and RLIS of a school year, from the register's rows."""
    facts = facts_from(known, school_year=school_year)
    return srsa(facts), rlis(facts)


def schools_in_order(known: Mapping[str, Any]) -> list[SchoolPlace]:
    """The open schools, cities first and the country last, those of unknown locale at the end; then by name."""
    places = [SchoolPlace(*place) for place in known["schools"]]
    return sorted(places, key=lambda place: (place.locale or 100, place.name, place.ncessch))


def years_with_rules(until: str) -> list[str]:
    """The school years for which an answer can be given, the latest first."""
    first, last = (int(year[:4]) for year in (max(SRSA_RULES[0].valid_from, RLIS_RULES[0].valid_from), until))
    return [f"{year}-{(year + 1) % 100:02d}" for year in range(last, first - 1, -1)]


# --- each fact in words, with its answer


def _students(facts: Facts, rule: SrsaRule) -> tuple[str, Answer]:
    one = facts.enrollment
    if one is None:
        return "No enrollment is on record", UNKNOWN
    answer = is_true(one.students < rule.students_below)
    if one.is_attendance:
        return f"Average daily attendance {one.students:,} in {one.year} ({one.source})", answer
    said = f"Enrollment {one.students:,} in {one.year} ({one.source}), standing in for average daily attendance"
    return said, answer


def _people_around(facts: Facts, rule: SrsaRule) -> tuple[str, Answer]:
    known = [school for school in facts.schools if school.county is not None]
    if not known:
        return _nothing_known(facts, "county"), UNKNOWN
    densities = [school.people_per_sq_mile for school in known]
    answer = and_(*(UNKNOWN if here is None else is_true(here < rule.people_per_sq_mile_below) for here in densities))
    counties = {(school.county, school.people_per_sq_mile) for school in known}
    # The most crowded first: it decides. Those of unknown density last.
    ordered = sorted(counties, key=lambda one: (one[1] is None, -(one[1] or 0), one[0]))
    said = f"{_schools(len(known))} in {_listed(f'{name} ({_people(here)})' for name, here in ordered)}"
    return said + _left_out(facts, "county"), answer


def _locales(facts: Facts, wanted: frozenset[int]) -> tuple[str, Answer]:
    found = Counter(school.locale for school in facts.schools if school.locale is not None)
    if not found:
        return _nothing_known(facts, "locale"), UNKNOWN
    all_of_them = found.total()
    # Those outside first: they decide.
    ordered = sorted(found.items(), key=lambda one: (one[0] in wanted, one[0]))
    said = _listed(
        f"{number:,} of {_schools(all_of_them)} with locale {code} ({_locale(code)})" for code, number in ordered
    )
    return said + _left_out(facts, "locale"), is_true(wanted.issuperset(found))


def _decision_of_the_state(facts: Facts) -> tuple[str, Answer | None]:
    one = facts.designation
    if one is None:
        return "No decision of the State is on record", None
    what = "Rural" if one.is_rural else "Not rural"
    said = f"{what}, decided on {one.decided_on}, recorded by {one.officer}: {one.reason}"
    return said, is_true(one.is_rural)


def _poverty(facts: Facts, rule: RlisRule) -> tuple[str, Answer]:
    one = facts.poverty
    if one is None:
        return "No poverty estimate is on record", UNKNOWN
    said = f"{one.in_poverty:,} of {one.children:,} children aged 5 to 17 in poverty in {one.year} ({one.source})"
    if one.children == 0:
        return f"{said}, of which no share can be told", UNKNOWN
    # Whole numbers only: 19.96% is not rounded to 20%.
    return said, is_true(one.in_poverty * rule.one_child_in >= one.children)


# --- words


def _schools(number: int) -> str:
    return "1 school" if number == 1 else f"{number:,} schools"


def _locale(code: int) -> str:
    return LOCALE_NAMES.get(code, "not a code of NCES")


def _people(density: Decimal | None) -> str:
    return "density not on record" if density is None else f"{density.normalize():,f} people per square mile"


def _codes(locales: Iterable[int]) -> str:
    *first, last = (str(code) for code in sorted(locales))
    return f"{', '.join(first)} or {last}"


def _listed(parts: Iterable[str], most: int = 6) -> str:
    parts = list(parts)
    return ", ".join(parts[:most]) + (f" and {len(parts) - most:,} more" if len(parts) > most else "")


def _nothing_known(facts: Facts, what: str) -> str:
    if not facts.schools:
        return "No open school is on record"
    which = "its only open school" if len(facts.schools) == 1 else f"any of its {len(facts.schools):,} open schools"
    return f"No {what} is on record for {which}"


def _left_out(facts: Facts, what: str) -> str:
    unknown = sum(getattr(school, what) is None for school in facts.schools)
    return f"; {_schools(unknown)} without a {what} on record, left out" if unknown else ""
