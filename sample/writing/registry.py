"""Writing an invented registry in bulk: regions, counties, agencies, schools, figures, people, and appointments."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password

from accounts.models import StateRole, User
from districts.models import (
    Appointment,
    County,
    District,
    DistrictFigures,
    Region,
    School,
    SchoolFigures,
    ServiceAgencyMembership,
)
from districts.states import GRADE_NUMBERS, FigureSource
from sample.people import PersonRow
from sample.registry import Agency, InventedSchool, Registry

SOURCE = "Invented for the sample state"
BATCH = 2_000


@dataclass
class StoredRegistry:
    """Rows of the registry, found by public ID or by what a person does."""

    districts: dict[str, District] = field(default_factory=dict)
    superintendents: dict[str, User] = field(default_factory=dict)
    by_sample_kind: dict[str, User] = field(default_factory=dict)
    officers: list[User] = field(default_factory=list)
    scorers: list[User] = field(default_factory=list)  # the sample's scorer first
    board: list[User] = field(default_factory=list)


def write_registry(registry: Registry, *, all_years: bool = True) -> dict[str, District]:
    """Write the registry; returns districts by LEAID. Without `all_years`, schools have the latest year's figures only."""
    counties = _write_places(registry)
    made = District.objects.bulk_create((_district(agency, counties) for agency in registry.agencies), batch_size=BATCH)
    districts = {district.leaid: district for district in made}
    merged = [agency for agency in registry.agencies if agency.successor]
    for agency in merged:
        districts[agency.leaid].successor = districts[agency.successor or ""]
    District.objects.bulk_update([districts[agency.leaid] for agency in merged], ["successor"])
    schools = School.objects.bulk_create(
        (
            School(
                ncessch=row.ncessch,
                name=row.name,
                district=districts[row.agency.leaid],
                status="open" if row.agency.status == "open" else "closed",
                level=row.level.lower(),
                kind="regular" if row.agency.kind != "vocational" else "vocational",
                is_charter=row.agency.kind == "charter",
                street=row.agency.street,
                city=row.agency.city,
                state=row.agency.state,
                county=counties[row.agency.county.fips],
                longitude=row.point[0],
                latitude=row.point[1],
                locale=row.locale,
                place_year=row.enrollments[-1][0],
                lowest_grade=row.lowest,
                highest_grade=row.highest,
                first_grade=GRADE_NUMBERS.get(row.lowest),
                last_grade=GRADE_NUMBERS.get(row.highest),
                is_sample=True,
                source=SOURCE,
            )
            for row in registry.schools
        ),
        batch_size=BATCH,
    )
    DistrictFigures.objects.bulk_create(_figures(registry, districts), batch_size=BATCH)
    SchoolFigures.objects.bulk_create(
        (
            SchoolFigures(
                school=school,
                school_year=year,
                source=FigureSource.SAMPLE,
                enrollment=enrollment,
                locale=row.locale,
                **_meals(row, enrollment),
            )
            for school, row in zip(schools, registry.schools, strict=True)
            for year, enrollment in (row.enrollments if all_years else row.enrollments[-1:])
        ),
        batch_size=BATCH,
    )
    ServiceAgencyMembership.objects.bulk_create(
        (
            ServiceAgencyMembership(
                agency=districts[agency.service_agency],
                district=districts[agency.leaid],
                starts_on=agency.component_since,
                ends_on=agency.closed_on if agency.status == "merged" else None,
            )
            for agency in registry.agencies
            if agency.service_agency
        ),
        batch_size=BATCH,
    )
    return districts


def write_people(
    rows: Iterable[PersonRow], districts: Mapping[str, District], *, at: datetime.datetime
) -> StoredRegistry:
    """Write people with roles and appointments; none of them has a password."""
    rows = list(rows)
    users = User.objects.bulk_create(
        (
            User(
                email=row.email,
                name=row.name,
                sample_kind=row.sample_kind,
                joined_at=at,
                password=make_password(None),
            )
            for row in rows
        ),
        batch_size=BATCH,
    )
    pairs = list(zip(rows, users, strict=True))
    StateRole.objects.bulk_create(
        StateRole(user=user, role=row.role, starts_on=row.starts_on) for row, user in pairs if row.role
    )
    schools = {school.ncessch: school for school in School.objects.filter(ncessch__in=[row.ncessch for row in rows])}
    Appointment.objects.bulk_create(
        (
            Appointment(
                user=user,
                district=districts.get(row.leaid),
                school=schools.get(row.ncessch),
                kind=row.appointment,
                starts_on=row.starts_on,
                **{f"can_{permission}": True for permission in row.permissions},
            )
            for row, user in pairs
            if row.appointment
        ),
        batch_size=BATCH,
    )
    return StoredRegistry(
        districts=dict(districts),
        superintendents={row.leaid: user for row, user in pairs if row.appointment == "superintendent"},
        by_sample_kind={row.sample_kind: user for row, user in pairs if row.sample_kind},
        officers=[user for row, user in pairs if row.role == "grants_officer"],
        scorers=[user for row, user in pairs if row.role == "scorer"],
        board=[user for row, user in pairs if row.role == "board_member"],
    )


def _write_places(registry: Registry) -> dict[str, County]:
    """All counties by code, existing ones included; new ones are assigned to regions."""
    known = {region.slug: region for region in Region.objects.filter(state=registry.state)}
    wanted = [row for row in registry.regions if row.slug not in known]
    made = Region.objects.bulk_create(Region(slug=row.slug, name=row.name, state=row.state) for row in wanted)
    regions = known | {region.slug: region for region in made}
    region_of = {fips: regions[row.slug] for row in registry.regions for fips in row.counties}
    codes = [county.fips for county in registry.counties]
    counties = {county.fips: county for county in County.objects.filter(fips__in=codes)}
    new = County.objects.bulk_create(
        County(fips=county.fips, name=county.name, state=county.state, region=region_of.get(county.fips))
        for county in registry.counties
        if county.fips not in counties
    )
    return counties | {county.fips: county for county in new}


def _district(agency: Agency, counties: Mapping[str, County]) -> District:
    return District(
        leaid=agency.leaid,
        name=agency.name,
        kind=agency.kind,
        status=agency.status,
        state=agency.state,
        street=agency.street,
        city=agency.city,
        zip_code=agency.zip_code,
        county=counties[agency.county.fips],
        longitude=agency.point[0],
        latitude=agency.point[1],
        locale=agency.locale,
        place_year=agency.years[-1].school_year if agency.years else "",
        closed_on=agency.closed_on,
        is_sample=True,
        source=SOURCE,
    )


def _meals(school: InventedSchool, enrollment: int) -> dict[str, int]:
    """Students with free and with reduced-price lunch: more where more children of the district live in poverty."""
    year = school.agency.years[-1]
    eligible = round(enrollment * min(0.95, 2 * year.children_in_poverty / max(1, year.children)))
    return {"free_lunch": eligible - eligible // 6, "reduced_lunch": eligible // 6}


def _figures(registry: Registry, districts: Mapping[str, District]) -> Iterable[DistrictFigures]:
    for agency in registry.agencies:
        for year in agency.years if agency.status == "open" else agency.years[:0]:
            yield DistrictFigures(
                district=districts[agency.leaid],
                school_year=year.school_year,
                source=FigureSource.SAMPLE,
                enrollment=year.enrollment,
                locale=agency.locale,
                children_5_17=year.children or None,
                children_5_17_in_poverty=year.children_in_poverty if year.children else None,
                students_per_teacher=year.students_per_teacher,
            )
