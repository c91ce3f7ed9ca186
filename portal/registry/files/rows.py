"""The rows of the district and school files, read as plain values because a national file has 100,000 of them."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from consortia.models import Membership
from districts.models import County, District, DistrictFigures, School, SchoolFigures
from districts.states import FigureSource

BATCH = 2_000
Values = tuple[Any, ...]
NO_PLACE: tuple[str, str, str] = ("", "", "")
NO_FIGURES: tuple[None, str, str] = (None, "", "")


def district_rows(
    districts: QuerySet[District], memberships: QuerySet[Membership], on: datetime.date
) -> Iterator[Values]:
    """The districts in the order of the columns, with the latest enrollment and the consortia of each."""
    places, day = _places(), on.isoformat()
    names = _names(memberships.filter(district__isnull=False).values_list("district", "consortium__name"))
    values = districts.values_list(
        "pk", "county_id", "leaid", "state_id", "name", "kind", "status", "state", "street", "city", "zip_code",
        "phone", "website", "office_email", "locale", "latitude", "longitude", "place_year", "lowest_grade",
        "highest_grade", "srsa", "rlis", "rural_year", "confirmed_on", "opened_on", "closed_on",
        "successor__leaid", "source",
    )  # fmt: skip
    for batch in _batches(values):
        figures = _latest(DistrictFigures.objects, "district", batch)
        for row in batch:
            pk = row[0]
            yield (
                *row[2:14], *places.get(row[1], NO_PLACE), *row[14:20], *figures.get(pk, NO_FIGURES), *row[20:23],
                names.get(pk, ""), *row[23:27], row[27], day,
            )  # fmt: skip


def school_rows(schools: QuerySet[School], memberships: QuerySet[Membership], on: datetime.date) -> Iterator[Values]:
    """The schools in the order of the columns, with the latest enrollment and all their consortia."""
    places, day = _places(), on.isoformat()
    of_school = _names(memberships.filter(school__isnull=False).values_list("school", "consortium__name"))
    of_district = _names(memberships.filter(district__isnull=False).values_list("district", "consortium__name"))
    values = schools.values_list(
        "pk", "district_id", "county_id", "district__county_id", "ncessch", "state_id", "name", "level", "kind",
        "is_charter", "status", "district__leaid", "district__name", "state", "street", "city", "zip_code", "phone",
        "website", "locale", "latitude", "longitude", "place_year", "lowest_grade", "highest_grade", "district__srsa",
        "district__rlis", "district__rural_year", "confirmed_on", "opened_on", "closed_on", "successor__ncessch",
        "source",
    )  # fmt: skip
    charter = {True: "yes", False: "no", None: ""}
    for batch in _batches(values):
        figures = _latest(SchoolFigures.objects, "school", batch)
        for row in batch:
            pk, district = row[0], row[1]
            consortia = of_school.get(pk, "") or of_district.get(district, "")
            if pk in of_school and district in of_district:
                consortia = "; ".join(sorted({*of_school[pk].split("; "), *of_district[district].split("; ")}))
            yield (
                *row[4:9], charter[row[9]], *row[10:19], *places.get(row[2] or row[3], NO_PLACE), *row[19:25],
                *figures.get(pk, NO_FIGURES), *row[25:28], consortia, *row[28:32], row[32], day,
            )  # fmt: skip


def _places() -> dict[int | None, tuple[str, str, str]]:
    """The name, FIPS code, and region of each county, by row id."""
    counties = County.objects.order_by().values_list("pk", "name", "fips", "region__name")
    return {pk: (name, fips, region or "") for pk, name, fips, region in counties}


def _names(pairs: Any) -> dict[int, str]:
    by_key: dict[int, list[str]] = defaultdict(list)
    for key, name in pairs.order_by("consortium__name"):
        by_key[key].append(name)
    return {key: "; ".join(names) for key, names in by_key.items()}


def _latest(figures: Any, record: str, batch: Iterable[Values]) -> dict[int, tuple[Any, str, str]]:
    """The latest enrollment of each record: (students, school year, source)."""
    sources = dict(FigureSource.choices)
    rows = figures.filter(**{f"{record}__in": [row[0] for row in batch]}).exclude(enrollment=None)
    latest: dict[int, tuple[Any, str, str]] = {}
    for pk, number, year, source in rows.order_by("-school_year", "source").values_list(
        f"{record}_id", "enrollment", "school_year", "source"
    ):
        latest.setdefault(pk, (number, year, sources.get(source, source)))
    return latest


def _batches(rows: Any) -> Iterator[list[Values]]:
    values = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(values, BATCH)):
        yield batch
