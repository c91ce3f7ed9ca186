"""The facts in words, for readers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from districts.rules.rural.facts import Facts, locale_name
from districts.rules.rural.logic import Answer


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


def students_in_words(facts: Facts) -> str:
    """How many students, in which year, by which source; enrollment says that it stands in for attendance."""
    one = facts.enrollment
    if one is None:
        return "No enrollment is on record"
    if one.is_attendance:
        return f"Average daily attendance {one.students:,} {_year(one.year)} ({one.source})"
    return f"Enrollment {one.students:,} {_year(one.year)} ({one.source}), standing in for average daily attendance"


def people_in_words(facts: Facts) -> str:
    """The counties in which the schools stand, the most crowded first: it decides."""
    known = [school for school in facts.schools if school.county is not None]
    if not known:
        return _nothing_known(facts, "county")
    counties = {(school.county or "", school.people_per_sq_mile) for school in known}
    ordered = sorted(counties, key=lambda one: (one[1] is None, -(one[1] or 0), one[0]))
    said = f"{_schools(len(known))} in {_listed(f'{name} ({_people(here)})' for name, here in ordered)}"
    return said + _left_out(facts, "county")


def locales_in_words(facts: Facts, wanted: frozenset[int]) -> str:
    """How many schools of each locale, those that are not wanted first: they decide."""
    found = Counter(school.locale for school in facts.schools if school.locale is not None)
    if not found:
        return _nothing_known(facts, "locale")
    schools = _schools(found.total())
    ordered = sorted(found.items(), key=lambda one: (one[0] in wanted, one[0]))
    said = _listed(f"{number:,} of {schools} with locale {code} ({locale_name(code)})" for code, number in ordered)
    return said + _left_out(facts, "locale")


def codes_in_words(locales: frozenset[int]) -> str:
    """The threshold of locales."""
    *first, last = (str(code) for code in sorted(locales))
    return f"all known locales {', '.join(first)} or {last}"


def decision_in_words(facts: Facts) -> str:
    """The State's own decision with its day, its officer and its reason."""
    one = facts.designation
    if one is None:
        return "No decision of the State is on record"
    what = "Rural" if one.is_rural else "Not rural"
    return f"{what}, decided on {one.decided_on}, recorded by {one.officer}: {one.reason}"


def poverty_in_words(facts: Facts) -> str:
    """How many of the children are poor, in which year, by which source."""
    one = facts.poverty
    if one is None:
        return "No poverty estimate is on record"
    said = f"{one.in_poverty:,} of {one.children:,} children aged 5 to 17 in poverty {_year(one.year)} ({one.source})"
    return said if one.children else f"{said}, of which no share can be told"


def _year(year: str) -> str:
    return f"in {year}" if year[:1].isdigit() else "in a year not stated"


def _schools(number: int) -> str:
    return "1 school" if number == 1 else f"{number:,} schools"


def _people(density: Decimal | None) -> str:
    return "density not on record" if density is None else f"{density.normalize():,f} people per square mile"


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
