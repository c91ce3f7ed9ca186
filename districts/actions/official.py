"""Official files taken into the register: differences only, one transaction, one entry of the log."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit import log
from districts.actions.bulk import (
    CountyRow,
    DistrictRow,
    FiguresRow,
    SchoolRow,
    refresh_statistics,
    stored,
    wait_for_other_imports,
    write_differences,
)
from districts.actions.rural import store_answers
from districts.models import County, District, DistrictFigures, DistrictKind, FigureSource, School
from districts.permissions import Actor, check_can_register
from districts.rules.official import (
    AgencyFact,
    CountyFact,
    EnrollmentFact,
    PlaceFact,
    PointFact,
    PovertyFact,
    SchoolFact,
    kind_of_agency,
)
from districts.rules.places import INVENTED, STATE_OF_FIPS, state_of


@dataclass
class OfficialFacts:
    """Everything that one delivery says."""

    counties: Sequence[CountyFact] = ()
    agencies: Sequence[AgencyFact] = ()
    schools: Sequence[SchoolFact] = ()
    points: Sequence[PointFact] = ()
    enrollments: Sequence[EnrollmentFact] = ()
    poverty: Sequence[PovertyFact] = ()


@dataclass
class Outcome:
    """What became of the rows: counts by file, rows without a record, and what the register holds now."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    unmatched: list[tuple[str, int, str]] = field(default_factory=list)
    made: Counter[str] = field(default_factory=Counter)
    totals: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def record_official_files(
    *,
    facts: OfficialFacts,
    files: Sequence[Mapping[str, Any]],
    state: str | None,
    is_rehearsal: bool,
    by: Actor,
    at: datetime.datetime,
) -> Outcome:
    """Take the facts of a delivery into the register; a rehearsal counts and writes nothing.

    Nothing is deleted: what a delivery does not name stays as it is. `files` (names, digests, counts of
    reading) go into the log with the counts of what was done.
    """
    check_can_register(by, timezone.localdate(at))
    wait_for_other_imports()
    delivery = _Delivery(facts, state)
    delivery.compare()
    if is_rehearsal:
        return delivery.outcome
    delivery.write()
    refresh_statistics()
    answers, reclassified = store_answers(districts=None, on=timezone.localdate(at))
    outcome = delivery.outcome
    said = [dict(file) | dict(outcome.counts[file["name"]]) for file in files]
    log.record(
        "official_files.recorded",
        "register",
        by=by,
        at=at,
        state=state or "all",
        files=said,
        made=dict(outcome.made),
        small_and_rural={"changed": reclassified, "answers": answers},
        registry=outcome.totals,
    )
    return outcome


class _Delivery:
    """One delivery beside what the register holds: `known` rows, `wanted` rows, and the difference."""

    def __init__(self, facts: OfficialFacts, state: str | None) -> None:
        self.facts, self.state, self.outcome = facts, state, Outcome()
        self.known_counties: dict[str, CountyRow] = stored(County.objects.all(), ["fips"], CountyRow)
        self.known_districts: dict[str, DistrictRow] = stored(
            District.objects.filter(_of_state(state, "leaid")), ["leaid"], DistrictRow
        )
        self.known_schools: dict[str, SchoolRow] = stored(
            School.objects.filter(_of_state(state, "ncessch")), ["ncessch"], SchoolRow
        )
        self.known_figures: dict[tuple[str, str, str], FiguresRow] = stored(
            DistrictFigures.objects.filter(
                _of_state(state, "district__leaid"), source__in=[FigureSource.CCD_MEMBERSHIP, FigureSource.SAIPE]
            ),
            ["district__leaid", "school_year", "source"],
            FiguresRow,
        )
        self.counties: dict[str, CountyRow] = {}
        self.districts: dict[str, DistrictRow] = {}
        self.schools: dict[str, SchoolRow] = {}
        self.figures: dict[tuple[str, str, str], FiguresRow] = {}

    def compare(self) -> None:
        """What the register should hold after this delivery."""
        geographic = {leaid for leaid, _, _ in self.known_figures}
        geographic.update(fact.leaid for fact in self.facts.enrollments)
        geographic.update(fact.leaid for fact in self.facts.poverty)
        for agency in self.facts.agencies:
            self._take_agency(agency, geographic)
        for school in self.facts.schools:
            self._take_school(school, geographic)
        for point in self.facts.points:
            self._take_point(point)
        for enrollment in self.facts.enrollments:
            self._take_enrollment(enrollment)
        for poverty in self.facts.poverty:
            self._take_poverty(poverty)
        self._take_counties()
        districts, schools = self.known_districts | self.districts, self.known_schools | self.schools
        self.outcome.totals = {
            "Agencies in the register": len(districts),
            "of them known from the school directory only": sum(
                row.is_from_school_directory for row in districts.values()
            ),
            "of them service agencies": sum(row.kind == DistrictKind.SERVICE_AGENCY for row in districts.values()),
            "Schools in the register": len(schools),
        }

    def _take_agency(self, fact: AgencyFact, geographic: set[str]) -> None:
        known = self.known_districts.get(fact.leaid)
        kind = kind_of_agency(
            fact.leaid, fact.name, has_no_students=fact.has_no_students, is_geographic=fact.leaid in geographic
        )
        if known and kind == DistrictKind.UNKNOWN:
            kind = known.kind
        self.districts[fact.leaid] = row = DistrictRow(
            name=fact.name,
            state=state_of(fact.leaid) or "",
            kind=kind,
            is_from_school_directory=False,
            source=fact.source,
            city=fact.city,
            street=fact.place.street,
            zip_code=fact.place.zip_code,
            county=fact.place.county_fips,
            latitude=fact.place.latitude,
            longitude=fact.place.longitude,
            locale=fact.place.locale,
            place_year=fact.place.place_year,
        )
        self._count(fact.file, known, row)

    def _take_school(self, fact: SchoolFact, geographic: set[str]) -> None:
        self._bring_agency_along(fact, geographic)
        known = self.known_schools.get(fact.ncessch)
        state = state_of(fact.leaid) or ""
        source = known.source if known and known.source.startswith(fact.source) else fact.source
        place = known[6:] if known else ()
        said = SchoolRow(fact.name, state, fact.city, fact.lowest_grade, fact.highest_grade, source, *place)
        self.schools[fact.ncessch] = said
        self._count(fact.file, known, said)

    def _bring_agency_along(self, fact: SchoolFact, geographic: set[str]) -> None:
        known = self.known_districts.get(fact.leaid)
        if fact.leaid in self.districts or (known and not known.is_from_school_directory):
            return
        kind = kind_of_agency(
            fact.leaid, fact.agency_name, has_no_students=False, is_geographic=fact.leaid in geographic
        )
        if known and kind == DistrictKind.UNKNOWN:
            kind = known.kind
        source = known.source if known and known.source.startswith(fact.source) else fact.source
        self.districts[fact.leaid] = DistrictRow(
            name=fact.agency_name,
            state=state_of(fact.leaid) or "",
            kind=kind,
            is_from_school_directory=True,
            source=source,
        )
        if not known:
            self.outcome.made["Agencies brought along by their schools"] += 1

    def _take_point(self, fact: PointFact) -> None:
        school = self.schools.get(fact.ncessch) or self.known_schools.get(fact.ncessch)
        if school is None:
            self._unmatched(fact, f"no school {fact.ncessch}")
            return
        before = PlaceFact(*school[6:])
        self.schools[fact.ncessch] = SchoolRow(*school[:6], *fact.place)  # type: ignore[arg-type]  # its columns
        self._count(fact.file, before if before.place_year else None, fact.place)

    def _take_enrollment(self, fact: EnrollmentFact) -> None:
        if not self._has_district(fact.leaid):
            self._unmatched(fact, f"no agency {fact.leaid}")
            return
        key = (fact.leaid, fact.school_year, str(FigureSource.CCD_MEMBERSHIP))
        known, row = self._figures(key)
        row = row._replace(enrollment=fact.enrollment, students_per_teacher=fact.students_per_teacher)
        self.figures[key] = row
        spending_key = (fact.leaid, fact.spending_year, str(FigureSource.CCD_MEMBERSHIP))
        known_spending, spending = self._figures(spending_key)
        new_spending = spending._replace(spending_per_student=fact.spending_per_student)
        if known_spending or new_spending != FiguresRow():
            self.figures[spending_key] = new_spending
        is_same_spending = new_spending == (known_spending or FiguresRow())
        self._count(fact.file, known, row if is_same_spending or not known else None)

    def _take_poverty(self, fact: PovertyFact) -> None:
        if not self._has_district(fact.leaid):
            self._unmatched(fact, f"no agency {fact.leaid}")
            return
        key = (fact.leaid, fact.school_year, str(FigureSource.SAIPE))
        known, row = self._figures(key)
        self.figures[key] = row = row._replace(
            population=fact.population,
            children_5_17=fact.children_5_17,
            children_5_17_in_poverty=fact.children_5_17_in_poverty,
        )
        self._count(fact.file, known, row)

    def _take_counties(self) -> None:
        """Counties of the state and those that rows name; what the county file lacks is made from the rows."""
        named = {
            fact.place.county_fips: fact.county_name for fact in reversed(self.facts.agencies) if fact.place.county_fips
        }
        for point in self.facts.points:
            if point.place.county_fips and point.ncessch in self.schools:
                named.setdefault(point.place.county_fips, point.county_name)
        for fact in self.facts.counties:
            state = state_of(fact.fips) or ""
            if self.state and state != self.state and fact.fips not in named:
                self.outcome.counts[fact.file]["elsewhere"] += 1
                continue
            self.counties[fact.fips] = row = CountyRow(fact.name, state, fact.population, fact.people_per_sq_mile)
            self._count(fact.file, self.known_counties.get(fact.fips), row)
        for fips, name in named.items():
            if fips not in self.counties and fips not in self.known_counties:
                state = state_of(fips) or self.state or ""
                self.counties[fips] = CountyRow(name or f"County {fips}", state, None, None)
                self.outcome.made["Counties made from rows, density unknown"] += 1

    def write(self) -> None:
        """Store the differences, what is pointed to first."""
        write_differences(
            County, ["fips"], self.known_counties, self.counties, lambda fips, row: {"fips": fips} | row._asdict()
        )
        counties = dict(County.objects.values_list("fips", "pk"))
        write_differences(
            District,
            ["leaid"],
            self.known_districts,
            self.districts,
            lambda leaid, row: {"leaid": leaid} | _with_county(row, counties),
        )
        ids = dict(District.objects.filter(_of_state(self.state, "leaid")).values_list("leaid", "pk"))
        write_differences(
            School,
            ["ncessch"],
            self.known_schools,
            self.schools,
            lambda ncessch, row: {"ncessch": ncessch, "district_id": ids[ncessch[:7]]} | _with_county(row, counties),
        )
        write_differences(
            DistrictFigures,
            ["district", "school_year", "source"],
            self.known_figures,
            self.figures,
            lambda key, row: {"district_id": ids[key[0]], "school_year": key[1], "source": key[2]} | row._asdict(),
        )

    def _has_district(self, leaid: str) -> bool:
        return leaid in self.districts or leaid in self.known_districts

    def _figures(self, key: tuple[str, str, str]) -> tuple[FiguresRow | None, FiguresRow]:
        known = self.known_figures.get(key)
        return known, self.figures.get(key) or known or FiguresRow()

    def _count(self, file: str, known: object, wanted: object) -> None:
        outcome = "created" if known is None else "unchanged" if known == wanted else "changed"
        self.outcome.counts[file][outcome] += 1

    def _unmatched(self, fact: PointFact | EnrollmentFact | PovertyFact, reason: str) -> None:
        self.outcome.counts[fact.file]["unmatched"] += 1
        self.outcome.unmatched.append((fact.file, fact.line, reason))


def _with_county(row: DistrictRow | SchoolRow, counties: Mapping[str, int]) -> dict[str, Any]:
    values = row._asdict()
    fips = values.pop("county")
    return values | {"county_id": counties[fips] if fips else None}


def _of_state(state: str | None, lookup: str) -> Q:
    """Official ids of one state, or all of them; never invented ones."""
    if state is None:
        return ~Q(**{f"{lookup}__startswith": INVENTED})
    wanted = Q(pk__in=[])
    for code in (code for code, name in STATE_OF_FIPS.items() if name == state):
        wanted |= Q(**{f"{lookup}__startswith": code})
    return wanted
