"""The lists of the register as files: exactly the rows asked for, each with its source and the day."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse

from consortia.models import Consortium, Membership
from districts.exports import csv_response, geojson_response, json_response, multipolygon, point, with_points
from districts.models import County, CountyShape, District, DistrictFigures, School
from districts.models.place import STANDS_IN

BATCH = 1_000
DISTRICT_HEADER = (
    "leaid", "name", "kind", "status", "state", "street", "city", "zip", "county", "county_fips", "region", "locale",
    "latitude", "longitude", "place_year", "enrollment", "enrollment_year", "enrollment_source", "srsa", "rlis",
    "srsa_rlis_year", "consortia", "source", "as_of",
)  # fmt: skip
SCHOOL_HEADER = (
    "ncessch", "name", "status", "leaid", "district", "state", "street", "city", "zip", "county", "county_fips",
    "region", "locale", "latitude", "longitude", "place_year", "lowest_grade", "highest_grade", "consortia", "source",
    "as_of",
)  # fmt: skip
CONSORTIUM_HEADER = (
    "slug", "name", "state", "legal_form", "purposes", "fiscal_agent", "lead", "members", "formed_on",
    "ended_on", "as_of",
)  # fmt: skip
REGION_HEADER = ("slug", "name", "state", "county", "county_fips", "as_of")
REGION_FEATURE_HEADER = ("slug", "name", "state", "counties", "county_fips", "as_of")
STATE_REGISTER = "The State’s register of consortia. Points: the offices of member districts, and member schools."
BOUNDARIES = "Boundaries: U.S. Census Bureau, simplified (us-atlas). Regions: the State’s own division."


def district_file(
    districts: QuerySet[District], memberships: QuerySet[Membership], kind: str, *, on: datetime.date
) -> StreamingHttpResponse:
    """The districts as .csv, .json or .geojson, with the latest enrollment and the consortia of each."""
    return _file("districts", DISTRICT_HEADER, _district_rows(districts, memberships, on), kind, districts, on)


def school_file(
    schools: QuerySet[School], memberships: QuerySet[Membership], kind: str, *, on: datetime.date
) -> StreamingHttpResponse:
    """The schools as .csv, .json or .geojson, with the consortia of each and of its district."""
    return _file("schools", SCHOOL_HEADER, _school_rows(schools, memberships, on), kind, schools, on)


def consortium_file(
    consortia: QuerySet[Consortium], memberships: Any, kind: str, *, on: datetime.date
) -> StreamingHttpResponse:
    """The consortia as .csv or .json. As .geojson: a feature for each, with the points of its members today."""
    if kind == "geojson":
        features = _consortium_features(consortia, memberships, on)
        return geojson_response(
            "consortia", CONSORTIUM_HEADER, features, on=on, count=consortia.count(), source=STATE_REGISTER
        )
    return _file("consortia", CONSORTIUM_HEADER, _consortium_rows(consortia, on), kind, consortia, on)


def region_file(counties: Any, kind: str, *, on: datetime.date) -> StreamingHttpResponse:
    """The regions as .csv or .json: a row for each county. As .geojson: a feature for each region, with its border.

    A county that is in no region stands in for one.
    """
    if kind == "geojson":
        features = list(_region_features(counties, on))
        return geojson_response(
            "regions", REGION_FEATURE_HEADER, features, on=on, count=len(features), source=BOUNDARIES
        )
    rows = ((*_area(county), county.name, county.fips, on) for county in counties)
    return _file("regions", REGION_HEADER, rows, kind, counties, on)


def _area(county: County) -> tuple[str, str, str]:
    if county.region:
        return county.region.slug, county.region.name, county.state
    return f"{STANDS_IN}{county.fips}", county.name, county.state


def _region_features(counties: Any, on: datetime.date) -> Iterator[tuple[dict[str, Any] | None, tuple[object, ...]]]:
    shapes = CountyShape.objects.polygons(counties)
    areas: dict[tuple[str, str, str], list[County]] = defaultdict(list)
    for county in counties:
        areas[_area(county)].append(county)
    for area, there in areas.items():
        known = [shapes[county.pk] for county in there if county.pk in shapes]
        # A border that leaves counties out would be a wrong one.
        border = multipolygon(known) if len(known) == len(there) else None
        row = (*area, "; ".join(county.name for county in there), "; ".join(county.fips for county in there), on)
        yield border, row


def _file(
    name: str, header: tuple[str, ...], rows: Iterator[Any], kind: str, queryset: QuerySet[Any], on: datetime.date
) -> StreamingHttpResponse:
    if kind == "csv":
        return csv_response(name, header, rows, on=on)
    if kind == "geojson":
        source = "; ".join(filter(None, queryset.order_by("source").values_list("source", flat=True).distinct()))
        places = with_points(header, rows)
        return geojson_response(name, header, places, on=on, count=queryset.count(), source=source)
    return json_response(name, header, rows, on=on, count=queryset.count())


def _district_rows(
    districts: QuerySet[District], memberships: QuerySet[Membership], on: datetime.date
) -> Iterator[tuple[object, ...]]:
    for batch in _batches(districts):
        ids = [district.pk for district in batch]
        names = _names(memberships.filter(district__in=ids).values_list("district", "consortium__name"))
        latest: dict[int, DistrictFigures] = {}
        for figures in DistrictFigures.objects.with_enrollment().filter(district__in=ids):
            latest.setdefault(figures.district_id, figures)
        for district in batch:
            county, figures_or_none = district.county, latest.get(district.pk)
            yield (
                district.leaid, district.name, district.kind, district.status, district.state,
                district.street, district.city, district.zip_code,
                county.name if county else "", county.fips if county else "",
                county.region.name if county and county.region else "",
                district.locale, district.latitude, district.longitude, district.place_year,
                figures_or_none.enrollment if figures_or_none else None,
                figures_or_none.school_year if figures_or_none else "",
                figures_or_none.get_source_display() if figures_or_none else "",
                district.srsa, district.rlis, district.rural_year,
                "; ".join(names[district.pk]), district.source, on,
            )  # fmt: skip


def _school_rows(
    schools: QuerySet[School], memberships: QuerySet[Membership], on: datetime.date
) -> Iterator[tuple[object, ...]]:
    for batch in _batches(schools):
        ids, districts = [school.pk for school in batch], {school.district_id for school in batch}
        own = _names(memberships.filter(school__in=ids).values_list("school", "consortium__name"))
        theirs = _names(memberships.filter(district__in=districts).values_list("district", "consortium__name"))
        for school in batch:
            county = school.place
            yield (
                school.ncessch, school.name, school.status, school.district.leaid, school.district.name, school.state,
                school.street, school.city, school.zip_code,
                county.name if county else "", county.fips if county else "",
                county.region.name if county and county.region else "",
                school.locale, school.latitude, school.longitude, school.place_year,
                school.lowest_grade, school.highest_grade,
                "; ".join(sorted({*own[school.pk], *theirs[school.district_id]})), school.source, on,
            )  # fmt: skip


def _consortium_rows(consortia: QuerySet[Consortium], on: datetime.date) -> Iterator[tuple[object, ...]]:
    for batch in _batches(consortia):
        for consortium in batch:
            yield _consortium_row(consortium, on)


def _consortium_features(
    consortia: QuerySet[Consortium], memberships: Any, on: datetime.date
) -> Iterator[tuple[dict[str, Any] | None, tuple[object, ...]]]:
    for batch in _batches(consortia):
        points: dict[int, list[list[float]]] = defaultdict(list)
        for consortium, latitude, longitude in memberships.points([consortium.pk for consortium in batch]):
            if place := point(latitude, longitude):
                points[consortium].append(place["coordinates"])
        for consortium in batch:
            there = points[consortium.pk]
            yield {"type": "MultiPoint", "coordinates": there} if there else None, _consortium_row(consortium, on)


def _consortium_row(consortium: Any, on: datetime.date) -> tuple[object, ...]:
    return (
        consortium.slug, consortium.name, consortium.state, consortium.legal_form,
        "; ".join(purpose.get_purpose_display() for purpose in consortium.purposes_now),
        consortium.fiscal_agent.name if consortium.fiscal_agent else "",
        "; ".join(str(line.district or line.school) for line in consortium.leads_now),
        consortium.members_now, consortium.formed_on, consortium.ended_on, on,
    )  # fmt: skip


def _names(pairs: Any) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for key, name in pairs.order_by("consortium__name"):
        found[key].append(name)
    return found


def _batches(queryset: QuerySet[Any]) -> Iterator[list[Any]]:
    rows = queryset.iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        yield batch
