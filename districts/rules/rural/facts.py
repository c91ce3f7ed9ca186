"""The facts about one district that the rules of SRSA and RLIS need."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

KnownRows = Mapping[str, Any]  # columns of the database, by kind of row (see `facts_from`)

LOCALE_NAMES = {
    11: "City, large", 12: "City, midsize", 13: "City, small",
    21: "Suburb, large", 22: "Suburb, midsize", 23: "Suburb, small",
    31: "Town, fringe", 32: "Town, distant", 33: "Town, remote",
    41: "Rural, fringe", 42: "Rural, distant", 43: "Rural, remote",
}  # fmt: skip


def locale_name(code: int) -> str:
    """The name of a locale code."""
    return LOCALE_NAMES.get(code, "not an NCES code")


class SchoolPlace(NamedTuple):
    """Where an open school is, as recorded for a school year; None means not known."""

    ncessch: str
    name: str
    locale: int | None
    county: str | None
    people_per_sq_mile: Decimal | None
    year: str = ""

    @property
    def locale_name(self) -> str:
        """The name of the locale with its code; empty where it is not known."""
        return "" if self.locale is None else f"{locale_name(self.locale)} ({self.locale})"


@dataclass(frozen=True)
class Enrollment:
    """Students in a school year, or their average daily attendance if it is on record, with the source."""

    students: int | Decimal
    year: str
    source: str
    is_attendance: bool = False


@dataclass(frozen=True)
class Poverty:
    """Children aged 5 to 17 in a year, the number of them in poverty, and the source."""

    children: int
    in_poverty: int
    year: str
    source: str


@dataclass(frozen=True)
class Designation:
    """The state's designation of the district as rural or not rural."""

    is_rural: bool
    decided_on: str
    officer: str
    reason: str


@dataclass(frozen=True)
class Facts:
    """The facts about one district in a school year. None means not known; closed schools are left out."""

    school_year: str
    enrollment: Enrollment | None = None
    poverty: Poverty | None = None
    schools: Sequence[SchoolPlace] = ()
    designation: Designation | None = None


def facts_from(known: KnownRows, *, school_year: str) -> Facts:
    """The facts for a school year from rows of the database: the latest figures of that year or an earlier one.

    `known` has `figures` (year, source, students, attendance, children, children in poverty), the latest first,
    `schools` (the columns of SchoolPlace) and `designation` (the columns of Designation, or None).
    """
    enrollment = attendance = poverty = None
    # Figures whose file does not state the year come last: a dated figure is preferred.
    for figures in sorted(known["figures"], key=_is_undated):
        year, source, students, attending, children, in_poverty = figures
        # The year of a calendar-year estimate is "2020", which sorts before "2020-21".
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


def _is_undated(figures: Sequence[str]) -> bool:
    return not figures[0][:1].isdigit()


def schools_in_order(known: KnownRows) -> list[SchoolPlace]:
    """The open schools by locale, cities first and unknown locales last, then by name."""
    places = [SchoolPlace(*place) for place in known["schools"]]
    return sorted(places, key=lambda place: (place.locale or 100, place.name, place.ncessch))


def problems_with_decision(
    *, reason: str, decided_on: datetime.date, today: datetime.date, last: datetime.date | None
) -> list[str]:
    """The problems with recording a state designation; `last` is the date of the one in effect."""
    problems = []
    if not reason:
        problems.append("Enter the reason.")
    if len(reason) > 1_000:
        problems.append(f"Shorten the reason to 1,000 characters. It has {len(reason):,}.")
    if decided_on > today:
        problems.append(f"Choose a decision date that is not in the future: {decided_on} is.")
    if last and decided_on < last:
        problems.append(f"Choose {last} or later: the designation on record is from that date.")
    return problems
