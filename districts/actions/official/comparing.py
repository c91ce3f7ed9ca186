"""Official files compared with the registry."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q

from changes.actions.rows import RowChange
from districts.actions.bulk import CountyRow, DistrictRow, FiguresRow, SchoolFiguresRow, SchoolRow, stored
from districts.actions.official.merging import (
    agency_of_school_row,
    agency_row,
    school_row,
    school_with_location,
)
from districts.actions.outcome import Difference, Outcome, row_changes
from districts.models import County, District, DistrictFigures, FactDispute, School, SchoolFigures
from districts.rules.mergers import keeps_recorded_end, why_kept
from districts.rules.official import (
    AgencyFact,
    CountyFact,
    EnrollmentFact,
    Fact,
    FiguresFact,
    PointFact,
    PovertyFact,
    SchoolFact,
)
from districts.rules.places import INVENTED, STATE_OF_FIPS, state_of
from districts.states import ENDED_AGENCIES, DisputeStatus, DistrictKind, FigureSource

OF_DISTRICTS = (FigureSource.CCD_MEMBERSHIP, FigureSource.SAIPE, FigureSource.NCES_SEARCH)


class End(NamedTuple):
    """The recorded end of a district or school."""

    name: str
    status: str
    successor: str | None
    closed_on: datetime.date | None


@dataclass
class OfficialFacts:
    """All facts in one set of files."""

    counties: Sequence[CountyFact] = ()
    agencies: Sequence[AgencyFact] = ()
    schools: Sequence[SchoolFact] = ()
    points: Sequence[PointFact] = ()
    enrollments: Sequence[EnrollmentFact] = ()
    poverty: Sequence[PovertyFact] = ()

    @classmethod
    def of(cls, facts: Sequence[Fact]) -> "OfficialFacts":
        """Facts grouped by kind, in their order."""
        by_kind: dict[type, list[Any]] = defaultdict(list)
        for fact in facts:
            by_kind[type(fact)].append(fact)
        kinds = (CountyFact, AgencyFact, SchoolFact, PointFact, EnrollmentFact, PovertyFact)
        return cls(*(by_kind[kind] for kind in kinds))


class Comparison:
    """The rows of the registry before the import (`known_…`) and the rows to write, by table and key."""

    def __init__(self, facts: OfficialFacts, state: str | None, *, keeps_rows: bool = False) -> None:
        self.facts, self.state, self.outcome = facts, state, Outcome(rows=[] if keeps_rows else None)
        self.known_counties: dict[str, CountyRow] = stored(County.objects.all(), ["fips"], CountyRow)
        self.known_districts: dict[str, DistrictRow] = stored(
            District.objects.filter(of_state(state, "leaid")), ["leaid"], DistrictRow
        )
        self.known_schools: dict[str, SchoolRow] = stored(
            School.objects.filter(of_state(state, "ncessch")), ["ncessch"], SchoolRow
        )
        self.known_figures: dict[tuple[str, str, str], FiguresRow] = stored(
            DistrictFigures.objects.filter(of_state(state, "district__leaid"), source__in=OF_DISTRICTS),
            ["district__leaid", "school_year", "source"],
            FiguresRow,
        )
        searched = any(school.figures for school in facts.schools)
        self.known_school_figures: dict[tuple[str, str, str], SchoolFiguresRow] = stored(
            SchoolFigures.objects.filter(of_state(state, "school__ncessch"), source=FigureSource.NCES_SEARCH)
            if searched
            else SchoolFigures.objects.none(),
            ["school__ncessch", "school_year", "source"],
            SchoolFiguresRow,
        )
        self.counties: dict[str, CountyRow] = {}
        self.districts: dict[str, DistrictRow] = {}
        self.schools: dict[str, SchoolRow] = {}
        self.figures: dict[tuple[str, str, str], FiguresRow] = {}
        self.school_figures: dict[tuple[str, str, str], SchoolFiguresRow] = {}
        self.refused = _refused()
        self.ends = _ends(state)
        self.geographic = self._geographic()
        self.county_codes: dict[tuple[str, str], str] = {}

    def compare(self) -> None:
        """Find the rows to write and the outcome of every row of the files."""
        for county in self.facts.counties:
            self.county_codes[state_of(county.fips) or "", county.name.casefold()] = county.fips
        for fips, row in self.known_counties.items():
            self.county_codes[row.state, row.name.casefold()] = fips
        for agency in self.facts.agencies:
            self._compare_agency(agency)
        for school in self.facts.schools:
            self._compare_school(school)
        for point in self.facts.points:
            self._compare_point(point)
        for enrollment in self.facts.enrollments:
            self._compare_enrollment(enrollment)
        for poverty in self.facts.poverty:
            self._compare_poverty(poverty)
        self._compare_counties()
        districts, schools = self.known_districts | self.districts, self.known_schools | self.schools
        self.outcome.totals = {
            "Agencies in the registry": len(districts),
            "Agencies known only from the school directory": sum(
                row.is_from_school_directory for row in districts.values()
            ),
            "Service agencies": sum(row.kind == DistrictKind.SERVICE_AGENCY for row in districts.values()),
            "Schools in the registry": len(schools),
        }

    def changes(self) -> Iterator[RowChange]:
        """Every row to write, referenced tables first. New counties have a primary key only once they are written."""
        counties = dict(County.objects.values_list("fips", "pk"))
        yield from row_changes(County, self.known_counties, self.counties, counties)
        yield from row_changes(District, self.known_districts, self.districts, counties)
        yield from row_changes(School, self.known_schools, self.schools, counties)
        yield from row_changes(DistrictFigures, self.known_figures, self.figures, counties)
        yield from row_changes(SchoolFigures, self.known_school_figures, self.school_figures, counties)

    def created(self) -> Iterator[object]:
        """The new rows."""
        pairs = (
            (self.known_counties, self.counties),
            (self.known_districts, self.districts),
            (self.known_schools, self.schools),
            (self.known_figures, self.figures),
            (self.known_school_figures, self.school_figures),
        )
        for known, wanted in pairs:
            yield from ((key, row) for key, row in wanted.items() if key not in known)

    def _geographic(self) -> set[str]:
        """Agencies listed in a file of geographic districts; the search page and the membership list all agencies."""
        found = {
            leaid
            for (leaid, _, source), row in self.known_figures.items()
            if source == FigureSource.SAIPE
            or (source == FigureSource.CCD_MEMBERSHIP and (row.students_per_teacher or row.spending_per_student))
        }
        found.update(fact.leaid for fact in self.facts.enrollments if not fact.is_enrollment_only)
        found.update(fact.leaid for fact in self.facts.poverty)
        return found

    def _compare_agency(self, fact: AgencyFact) -> None:
        if why := self._why_kept(fact.leaid, fact.stated.status):
            # The figures are of a year before it ended.
            if fact.figures:
                self._compare_agency_figures(fact.leaid, fact.figures)
            self.outcome.add_unchanged_end(fact.file, fact.line, fact.leaid, fact.name, why)
            return
        before = self.districts.get(fact.leaid) or self.known_districts.get(fact.leaid)
        row = agency_row(
            before,
            fact,
            county=self._county_called(fact.leaid, fact.county_name),
            is_geographic=fact.leaid in self.geographic,
            refused=self.refused.get(fact.leaid),
        )
        self.districts[fact.leaid] = row
        differences = self._differences(before, row)
        if fact.figures:
            differences += self._compare_agency_figures(fact.leaid, fact.figures)
        self._count(fact, before is None, differences, fact.name)

    def _compare_agency_figures(self, leaid: str, figures: FiguresFact) -> list[Difference]:
        key = (leaid, figures.school_year, FigureSource.NCES_SEARCH.value)
        known, row = self._figures(key)
        after = row._replace(
            enrollment=figures.enrollment,
            teachers=figures.teachers,
            students_per_teacher=figures.students_per_teacher,
            locale=figures.locale,
        )
        if known or after != FiguresRow():
            self.figures[key] = after
        return self._differences(row, after, year=figures.school_year)

    def _compare_school(self, fact: SchoolFact) -> None:
        self._add_agency_of_school(fact)
        if why := self._why_kept(fact.ncessch, fact.stated.status):
            self._compare_school_figures(fact)
            self.outcome.add_unchanged_end(fact.file, fact.line, fact.ncessch, fact.name, why)
            return
        before = self.schools.get(fact.ncessch) or self.known_schools.get(fact.ncessch)
        row = school_row(
            before,
            fact,
            county=self._county_called(fact.ncessch, fact.county_name),
            refused=self.refused.get(fact.ncessch),
        )
        self.schools[fact.ncessch] = row
        differences = self._differences(before, row) + self._compare_school_figures(fact)
        self._count(fact, before is None, differences, fact.name)

    def _compare_school_figures(self, fact: SchoolFact) -> list[Difference]:
        if not fact.figures:
            return []
        key = (fact.ncessch, fact.figures.school_year, FigureSource.NCES_SEARCH.value)
        known = self.known_school_figures.get(key)
        after = SchoolFiguresRow(**{name: getattr(fact.figures, name) for name in SchoolFiguresRow._fields})
        if known or after != SchoolFiguresRow():
            self.school_figures[key] = after
        return self._differences(known or SchoolFiguresRow(), after, year=fact.figures.school_year)

    def _why_kept(self, federal_id: str, in_file: str) -> str:
        """Why an ended record is not changed; empty if the row is imported."""
        end = self.ends.get(federal_id)
        if end is None or not keeps_recorded_end(
            recorded=end.status,
            has_successor=end.successor is not None,
            in_file=in_file,
            has_last_day=end.closed_on is not None,
        ):
            return ""
        return why_kept(leaid=federal_id, name=end.name, successor=end.successor, closed_on=end.closed_on)

    def _add_agency_of_school(self, fact: SchoolFact) -> None:
        if fact.leaid in self.districts or self._why_kept(fact.leaid, ""):
            return
        known = self.known_districts.get(fact.leaid)
        if known and not known.is_from_school_directory:
            return
        self.districts[fact.leaid] = agency_of_school_row(known, fact, is_geographic=fact.leaid in self.geographic)
        if not known:
            self.outcome.made["Agencies added from the school directory"] += 1

    def _compare_point(self, fact: PointFact) -> None:
        before = self.schools.get(fact.ncessch) or self.known_schools.get(fact.ncessch)
        if before is None:
            self._unmatched(fact, fact.ncessch, f"no school {fact.ncessch}")
            return
        row = school_with_location(before, fact.place, refused=self.refused.get(fact.ncessch))
        self.schools[fact.ncessch] = row
        self._count(fact, not before.place_year, self._differences(before, row), row.name)

    def _compare_enrollment(self, fact: EnrollmentFact) -> None:
        district = self._district(fact.leaid)
        if district is None:
            self._unmatched(fact, fact.leaid, f"no agency {fact.leaid}")
            return
        key = (fact.leaid, fact.school_year, FigureSource.CCD_MEMBERSHIP.value)
        known, row = self._figures(key)
        after = row._replace(enrollment=fact.enrollment)
        if not fact.is_enrollment_only:
            after = after._replace(students_per_teacher=fact.students_per_teacher)
        self.figures[key] = after
        differences = self._differences(row, after, year=fact.school_year)
        if fact.spending_year:
            spending_key = (fact.leaid, fact.spending_year, FigureSource.CCD_MEMBERSHIP.value)
            known_spending, spending = self._figures(spending_key)
            new_spending = spending._replace(spending_per_student=fact.spending_per_student)
            if known_spending or new_spending != FiguresRow():
                self.figures[spending_key] = new_spending
            differences += self._differences(spending, new_spending, year=fact.spending_year)
        self._count(fact, known is None, differences, district.name)

    def _compare_poverty(self, fact: PovertyFact) -> None:
        district = self._district(fact.leaid)
        if district is None:
            self._unmatched(fact, fact.leaid, f"no agency {fact.leaid}")
            return
        key = (fact.leaid, fact.school_year, FigureSource.SAIPE.value)
        known, row = self._figures(key)
        self.figures[key] = after = row._replace(
            population=fact.population,
            children_5_17=fact.children_5_17,
            children_5_17_in_poverty=fact.children_5_17_in_poverty,
        )
        self._count(fact, known is None, self._differences(row, after, year=fact.school_year), district.name)

    def _compare_counties(self) -> None:
        """Add the state's counties and those named in rows; a county missing in the county file is made from a row."""
        named = {
            fact.place.county_fips: fact.county_name for fact in reversed(self.facts.agencies) if fact.place.county_fips
        }
        for point in self.facts.points:
            if point.place.county_fips and point.ncessch in self.schools:
                named.setdefault(point.place.county_fips, point.county_name)
        for fact in self.facts.counties:
            state = state_of(fact.fips) or ""
            if self.state and state != self.state and fact.fips not in named:
                self.outcome.count(fact.file, "elsewhere", state)
                continue
            before = self.known_counties.get(fact.fips)
            self.counties[fact.fips] = row = CountyRow(fact.name, state, fact.population, fact.people_per_sq_mile)
            self._count(fact, before is None, self._differences(before, row), fact.name)
        for fips, name in named.items():
            if fips not in self.counties and fips not in self.known_counties:
                state = state_of(fips) or self.state or ""
                self.counties[fips] = CountyRow(name or f"County {fips}", state, None, None)
                self.outcome.made["Counties added without density"] += 1

    def _county_called(self, federal_id: str, name: str) -> str | None:
        """The county with that name in the state of the ID; None if the registry has none."""
        return self.county_codes.get((state_of(federal_id) or "", name.casefold())) if name else None

    def _district(self, leaid: str) -> DistrictRow | None:
        return self.districts.get(leaid) or self.known_districts.get(leaid)

    def _figures(self, key: tuple[str, str, str]) -> tuple[FiguresRow | None, FiguresRow]:
        known = self.known_figures.get(key)
        return known, self.figures.get(key) or known or FiguresRow()

    def _differences(self, before: Any, after: Any, *, year: str = "") -> list[Difference]:
        """The facts that differ; the name of a figure is followed by its year."""
        if before is None or before == after:
            return []
        pairs = zip(before._fields, before, after, strict=True)
        return [(f"{name} {year}".strip(), old, new) for name, old, new in pairs if old != new]

    def _count(self, fact: Fact, is_new: bool, differences: Sequence[Difference], name: str) -> None:
        outcome = "created" if is_new else "changed" if differences else "unchanged"
        self.outcome.add_row(fact.file, fact.line, outcome, fact.key[0], name, differences)

    def _unmatched(self, fact: Fact, key: str, reason: str) -> None:
        self.outcome.add_skipped(fact.file, fact.line, "unmatched", key, reason)


def _refused() -> Mapping[str, Mapping[str, list[str]]]:
    """By ID and field, the values that the registrar found wrong: an import does not bring them back."""
    refused: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    accepted = FactDispute.objects.filter(status=DisputeStatus.ACCEPTED)
    for leaid, ncessch, name, recorded in accepted.values_list(
        "district__leaid", "school__ncessch", "field", "recorded"
    ):
        refused[leaid or ncessch][name].append(recorded)
    return refused


def _ends(state: str | None) -> dict[str, End]:
    """The districts and schools that have ended, by ID."""
    found: dict[str, End] = {}
    columns = ("name", "status", "successor__name", "closed_on")
    for model, key in ((District, "leaid"), (School, "ncessch")):
        rows = model._default_manager.filter(of_state(state, key), status__in=ENDED_AGENCIES)
        found.update((one, End(*values)) for one, *values in rows.order_by().values_list(key, *columns))
    return found


def of_state(state: str | None, lookup: str) -> Q:
    """A filter for official IDs in one state, or in all states; fictional IDs are never included."""
    if state is None:
        return ~Q(**{f"{lookup}__startswith": INVENTED})
    wanted = Q(pk__in=[])
    for code in (code for code, name in STATE_OF_FIPS.items() if name == state):
        wanted |= Q(**{f"{lookup}__startswith": code})
    return wanted
