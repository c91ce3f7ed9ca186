"""The lists of the registry as files: the rows of a list with its filters, each with its source and the date."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse

from consortia.models import Consortium, Membership
from districts.models import County, CountyShape, District, School
from districts.states import STANDS_IN
from portal.components.columns import CONSORTIA, DISTRICTS, REGIONS, SCHOOLS
from portal.components.downloads import csv_response, geojson_response, json_response, multipolygon, point, with_points
from portal.registry.files.rows import district_rows, school_rows

BATCH = 1_000
REGION_FEATURE_HEADER = ("slug", "name", "state", "counties", "county_fips", "as_of")
STATE_REGISTRY = "The state’s registry of consortia. Points: the offices of member districts, and member schools."
BOUNDARIES = "Boundaries: U.S. Census Bureau, simplified (us-atlas). Regions: the state’s own."


def district_file(
    districts: QuerySet[District], memberships: QuerySet[Membership], kind: str, *, on: datetime.date
) -> StreamingHttpResponse:
    """The districts as .csv, .json, or .geojson, with the latest enrollment and the consortia of each."""
    return _file("districts", DISTRICTS.header, district_rows(districts, memberships, on), kind, districts, on)


def school_file(
    schools: QuerySet[School], memberships: QuerySet[Membership], kind: str, *, on: datetime.date
) -> StreamingHttpResponse:
    """The schools as .csv, .json, or .geojson, with the consortia of each and of its district."""
    return _file("schools", SCHOOLS.header, school_rows(schools, memberships, on), kind, schools, on)


def consortium_file(
    consortia: QuerySet[Consortium], memberships: Any, kind: str, *, on: datetime.date
) -> StreamingHttpResponse:
    """The consortia as .csv, .json, or .geojson: a feature for each with the locations of its members today."""
    if kind == "geojson":
        features = _consortium_features(consortia, memberships, on)
        return geojson_response(
            "consortia", CONSORTIA.header, features, on=on, count=consortia.count(), source=STATE_REGISTRY
        )
    return _file("consortia", CONSORTIA.header, _consortium_rows(consortia, on), kind, consortia, on)


def region_file(counties: Any, kind: str, *, on: datetime.date) -> StreamingHttpResponse:
    """The regions as .csv or .json, a row for each county; as .geojson, a feature for each region with its border.

    A county in no region counts as a region.
    """
    if kind == "geojson":
        features = list(_region_features(counties, on))
        return geojson_response(
            "regions", REGION_FEATURE_HEADER, features, on=on, count=len(features), source=BOUNDARIES
        )
    rows = ((*_area(county), county.name, county.fips, on) for county in counties)
    return _file("regions", REGIONS.header, rows, kind, counties, on)


def _area(county: County) -> tuple[str, str, str]:
    if county.region:
        return county.region.slug, county.region.name, county.state
    return f"{STANDS_IN}{county.fips}", county.name, county.state


def _region_features(counties: Any, on: datetime.date) -> Iterator[tuple[dict[str, Any] | None, tuple[object, ...]]]:
    shapes = CountyShape.objects.polygons(counties)
    areas: dict[tuple[str, str, str], list[County]] = defaultdict(list)
    for county in counties:
        areas[_area(county)].append(county)
    for area, inside in areas.items():
        known = [shapes[county.pk] for county in inside if county.pk in shapes]
        # A border that left out a county would be wrong.
        border = multipolygon(known) if len(known) == len(inside) else None
        row = (*area, "; ".join(county.name for county in inside), "; ".join(county.fips for county in inside), on)
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
            places = points[consortium.pk]
            yield {"type": "MultiPoint", "coordinates": places} if places else None, _consortium_row(consortium, on)


def _consortium_row(consortium: Any, on: datetime.date) -> tuple[object, ...]:
    return (
        consortium.slug, consortium.name, consortium.state, consortium.legal_form, consortium.status,
        "; ".join(purpose.get_purpose_display() for purpose in consortium.purposes_now),
        consortium.fiscal_agent.name if consortium.fiscal_agent else "",
        "; ".join(str(membership.member) for membership in consortium.leads_now),
        consortium.members_now, consortium.formed_on, consortium.ended_on, consortium.website,
        consortium.confirmed_on, on,
    )  # fmt: skip


def _batches(queryset: QuerySet[Any]) -> Iterator[list[Any]]:
    rows = queryset.iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        yield batch
