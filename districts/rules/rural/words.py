"""The facts in words, for readers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from districts.rules.rural.facts import Facts, locale_name
from districts.rules.rural.logic import RuralAnswer


@dataclass(frozen=True)
class Step:
    """One test: the fact, its threshold, and the answer; None where the test does not apply."""

    label: str
    fact: str
    threshold: str
    answer: RuralAnswer | None

    @property
    def sentence(self) -> str:
        """The whole test in one line."""
        text = f"{self.fact}; {self.threshold}" if self.threshold else self.fact
        return f"{text}: {self.answer}" if self.answer else text


def students_in_words(facts: Facts) -> str:
    """The number of students, with its year and source; enrollment is marked as used instead of attendance."""
    enrollment = facts.enrollment
    if enrollment is None:
        return "No enrollment is on record"
    number = f"{enrollment.students:,} {_year(enrollment.year)} ({enrollment.source})"
    if enrollment.is_attendance:
        return f"Average daily attendance {number}"
    return f"Enrollment {number}, used instead of average daily attendance"


def people_in_words(facts: Facts) -> str:
    """The counties of the schools with their density, the densest first, because it decides."""
    known = [school for school in facts.schools if school.county is not None]
    if not known:
        return _nothing_known(facts, "county")
    counties = {(school.county or "", school.people_per_sq_mile) for school in known}
    ordered = sorted(counties, key=lambda county: (county[1] is None, -(county[1] or 0), county[0]))
    text = f"{_schools(len(known))} in {_listed(f'{name} ({_people(here)})' for name, here in ordered)}"
    return text + _left_out(facts, "county")


def locales_in_words(facts: Facts, wanted: frozenset[int]) -> str:
    """The number of schools with each locale code, those outside the threshold first, because they decide."""
    counts = Counter(school.locale for school in facts.schools if school.locale is not None)
    if not counts:
        return _nothing_known(facts, "locale")
    schools = _schools(counts.total())
    ordered = sorted(counts.items(), key=lambda pair: (pair[0] in wanted, pair[0]))
    text = _listed(f"{number:,} of {schools} with locale {code} ({locale_name(code)})" for code, number in ordered)
    return text + _left_out(facts, "locale")


def codes_in_words(locales: frozenset[int]) -> str:
    """The threshold for locale codes."""
    *first, last = (str(code) for code in sorted(locales))
    return f"every known locale code is {', '.join(first)}, or {last}"


def decision_in_words(facts: Facts) -> str:
    """The state's designation with its date, officer, and reason."""
    state = facts.designation
    if state is None:
        return "No state designation is on record"
    label = "Rural" if state.is_rural else "Not rural"
    return f"{label}, decided on {state.decided_on}, recorded by {state.officer}: {state.reason}"


def poverty_in_words(facts: Facts) -> str:
    """The number of children in poverty, with its year and source."""
    poverty = facts.poverty
    if poverty is None:
        return "No poverty estimate is on record"
    children = f"{poverty.in_poverty:,} of {poverty.children:,} children aged 5 to 17 in poverty"
    text = f"{children} {_year(poverty.year)} ({poverty.source})"
    return text if poverty.children else f"{text}; a percentage can’t be computed"


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
    return f"; not counted: {_schools(unknown)} without a {what} on record" if unknown else ""
