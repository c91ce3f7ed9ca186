"""What the files of districts and schools share: columns, and the facts read for a batch of records."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from consortia.models import Membership
from districts.models import County, DistrictFigures, SchoolFigures
from districts.states import FigureSource
from portal.components.columns import (
    ANSWER,
    DAY,
    EDGE,
    LATITUDE,
    LONGITUDE,
    NCES,
    NEVER,
    OWN,
    SCHOOL_YEAR,
    STATE,
    Attached,
    Column,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class PlaceCells(NamedTuple):
    """A county as the files name it; empty where it is not known."""

    county: str = ""
    fips: str = ""
    region: str = ""


class EnrollmentCells(NamedTuple):
    """The latest enrollment of a record; None and empty where there is none."""

    students: int | None = None
    school_year: str = ""
    source: str = ""


NO_PLACE, NO_ENROLLMENT = PlaceCells(), EnrollmentCells()


@dataclass(frozen=True)
class RecordFacts:
    """What a batch of districts or schools has in other tables, by primary key."""

    places: dict[int | None, PlaceCells]
    enrollments: dict[int, EnrollmentCells]
    # The names of the consortia today, in order: of districts, and of schools that are members themselves.
    of_districts: dict[int, list[str]]
    of_schools: dict[int, list[str]]


def places_by_county() -> dict[int | None, PlaceCells]:
    """The name, FIPS code, and region of each county, by primary key."""
    counties = County.objects.order_by().values_list("pk", "name", "fips", "region__name")
    return {pk: PlaceCells(name, fips, region or "") for pk, name, fips, region in counties}


def consortia_by(member: str, memberships: QuerySet[Membership]) -> dict[int, list[str]]:
    """The names of the consortia of each member that is a district or a school, by primary key."""
    names: dict[int, list[str]] = defaultdict(list)
    pairs = memberships.filter(**{f"{member}__isnull": False}).values_list(member, "consortium__name")
    for key, name in pairs.order_by("consortium__name"):
        names[key].append(name)
    return dict(names)


def latest_enrollments(
    figures: QuerySet[DistrictFigures] | QuerySet[SchoolFigures], record: str, keys: Iterable[int]
) -> dict[int, EnrollmentCells]:
    """The latest enrollment of each of these records."""
    sources = dict(FigureSource.choices)
    rows = figures.filter(**{f"{record}__in": keys}).exclude(enrollment=None)
    latest: dict[int, EnrollmentCells] = {}
    for pk, number, year, source in rows.order_by("-school_year", "source").values_list(
        f"{record}_id", "enrollment", "school_year", "source"
    ):
        if pk not in latest:
            latest[pk] = EnrollmentCells(number, year, sources.get(source, source))
    return latest


# --- cells


def _county(facts: RecordFacts, county: int | None, fallback: int | None = None) -> str:
    return facts.places.get(county or fallback, NO_PLACE).county


def _county_fips(facts: RecordFacts, county: int | None, fallback: int | None = None) -> str:
    return facts.places.get(county or fallback, NO_PLACE).fips


def _region(facts: RecordFacts, county: int | None, fallback: int | None = None) -> str:
    return facts.places.get(county or fallback, NO_PLACE).region


def _students(facts: RecordFacts, key: int) -> int | None:
    return facts.enrollments.get(key, NO_ENROLLMENT).students


def _enrollment_year(facts: RecordFacts, key: int) -> str:
    return facts.enrollments.get(key, NO_ENROLLMENT).school_year


def _enrollment_source(facts: RecordFacts, key: int) -> str:
    return facts.enrollments.get(key, NO_ENROLLMENT).source


# --- columns


def contact() -> tuple[Column, ...]:
    """The columns of an address, from the fields of the same names."""
    return (
        Column("street", _("Street address."), NCES),
        Column("city", _("City."), NCES),
        Column("zip", _("ZIP code, with leading zeros."), NCES, source="zip_code"),
        Column("phone", _("Phone number."), OWN),
        Column("website", _("Website."), OWN),
    )


def location(county: "str | _StrPromise", *counties: str) -> tuple[Column, ...]:
    """The columns of a place and its grades; the county is the first known of these fields."""
    unknown = _("The county is not known.")
    return (
        Column("county", county, EDGE, empty=unknown, source=Attached(_county, *counties)),
        Column(
            "county_fips",
            _("FIPS code of the county: five digits, with leading zeros."),
            EDGE,
            empty=unknown,
            source=Attached(_county_fips, *counties),
        ),
        Column(
            "region",
            _("The state’s region that includes the county."),
            STATE,
            empty=_("Not in a region."),
            source=Attached(_region, *counties),
        ),
        Column(
            "locale",
            _("NCES locale code: 11–13 city, 21–23 suburb, 31–33 town, 41–43 rural."),
            EDGE,
            _("NCES locale code"),
        ),
        LATITUDE,
        LONGITUDE,
        Column("place_year", _("School year of the county, locale, latitude, and longitude."), EDGE, SCHOOL_YEAR),
        Column("lowest_grade", _("Lowest grade: PK, KG, 1 to 13, UG (ungraded), AE (adult)."), NCES, _("grade")),
        Column("highest_grade", _("Highest grade."), NCES, _("grade")),
    )


def eligibility(srsa: "str | _StrPromise", rlis: "str | _StrPromise", *, district: str = "") -> tuple[Column, ...]:
    """The answers of the federal rules; `district` is the path to the district that has them."""
    rules = _("Computed from the federal rules")
    return (
        Column("srsa", srsa, rules, ANSWER, NEVER, f"{district}srsa"),
        Column("rlis", rlis, rules, ANSWER, NEVER, f"{district}rlis"),
        Column(
            "srsa_rlis_year",
            _("School year of srsa and rlis."),
            rules,
            SCHOOL_YEAR,
            _("Not computed yet."),
            f"{district}rural_year",
        ),
    )


def enrollment() -> tuple[Column, ...]:
    """The columns of the latest enrollment."""
    none = _("No enrollment is on record.")
    see = _("See enrollment_source")
    return (
        Column(
            "enrollment",
            _("Students in the latest school year on record."),
            see,
            _("students"),
            none,
            Attached(_students, "pk"),
        ),
        Column(
            "enrollment_year",
            _("School year of the enrollment."),
            see,
            SCHOOL_YEAR,
            none,
            Attached(_enrollment_year, "pk"),
        ),
        Column(
            "enrollment_source",
            _("Source of the enrollment."),
            STATE,
            empty=none,
            source=Attached(_enrollment_source, "pk"),
        ),
    )


def registration(
    consortia: "str | _StrPromise", confirmed: "str | _StrPromise", key: str, of_member: Attached
) -> tuple[Column, ...]:
    """The columns of what is registered; `key` is the name of the ID, and `of_member` the source of its consortia."""
    return (
        Column("consortia", consortia, STATE, empty=_("Not in a consortium."), source=of_member),
        Column("confirmed_on", confirmed, STATE, DAY, _("Never verified.")),
        Column("opened_on", _("Date it opened."), STATE, DAY),
        Column("closed_on", _("Date it closed."), STATE, DAY, _("Open, or the date is not known: see status.")),
        Column(
            "successor",
            _("ID of the record that replaced it when it closed or merged."),
            STATE,
            key,
            _("None."),
            f"successor__{key.lower()}",
        ),
    )
