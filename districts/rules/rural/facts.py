"""What the register knows of one district, for the rules of SRSA and RLIS."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

LOCALE_NAMES = {
    11: "City, large", 12: "City, midsize", 13: "City, small",
    21: "Suburb, large", 22: "Suburb, midsize", 23: "Suburb, small",
    31: "Town, fringe", 32: "Town, distant", 33: "Town, remote",
    41: "Rural, fringe", 42: "Rural, distant", 43: "Rural, remote",
}  # fmt: skip


def locale_name(code: int) -> str:
    """The locale in words."""
    return LOCALE_NAMES.get(code, "not a code of NCES")


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
        return "" if self.locale is None else f"{locale_name(self.locale)} ({self.locale})"


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
    # Those whose file does not name its year come last: a dated figure goes before them.
    for figures in sorted(known["figures"], key=_is_undated):
        year, source, students, attending, children, in_poverty = figures
        # Estimates of a calendar year stand as "2020", which comes before "2020-21".
        if year > school_year and not _is_undated(figures):
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


def _is_undated(figures: Sequence[Any]) -> bool:
    return not figures[0][:1].isdigit()


def schools_in_order(known: Mapping[str, Any]) -> list[SchoolPlace]:
    """The open schools, cities first and the country last, those of unknown locale at the end; then by name."""
    places = [SchoolPlace(*place) for place in known["schools"]]
    return sorted(places, key=lambda place: (place.locale or 100, place.name, place.ncessch))


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
