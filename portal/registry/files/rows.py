"""The rows of the files of districts and of schools: read as plain values, for a nation of them is many."""

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
    found = districts.values_list(
        "pk", "county_id", "leaid", "state_id", "name", "kind", "status", "state", "street", "city", "zip_code",
        "phone", "website", "office_email", "locale", "latitude", "longitude", "place_year", "lowest_grade",
        "highest_grade", "srsa", "rlis", "rural_year", "confirmed_on", "opened_on", "closed_on",
        "successor__leaid", "source",
    )  # fmt: skip
    for batch in _batches(found):
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
    own = _names(memberships.filter(school__isnull=False).values_list("school", "consortium__name"))
    theirs = _names(memberships.filter(district__isnull=False).values_list("district", "consortium__name"))
    found = schools.values_list(
        "pk", "district_id", "county_id", "district__county_id", "ncessch", "state_id", "name", "level", "kind",
        "is_charter", "status", "district__leaid", "district__name", "state", "street", "city", "zip_code", "phone",
        "website", "locale", "latitude", "longitude", "place_year", "lowest_grade", "highest_grade", "district__srsa",
        "district__rlis", "district__rural_year", "confirmed_on", "opened_on", "closed_on", "successor__ncessch",
        "source",
    )  # fmt: skip
    charter = {True: "yes", False: "no", None: ""}
    for batch in _batches(found):
        figures = _latest(SchoolFigures.objects, "school", batch)
        for row in batch:
            pk, district = row[0], row[1]
            consortia = own.get(pk, "") or theirs.get(district, "")
            if pk in own and district in theirs:
                consortia = "; ".join(sorted({*own[pk].split("; "), *theirs[district].split("; ")}))
            yield (
                *row[4:9], charter[row[9]], *row[10:19], *places.get(row[2] or row[3], NO_PLACE), *row[19:25],
                *figures.get(pk, NO_FIGURES), *row[25:28], consortia, *row[28:32], row[32], day,
            )  # fmt: skip


def _places() -> dict[int | None, tuple[str, str, str]]:
    """Each county's name, code and region."""
    found = County.objects.order_by().values_list("pk", "name", "fips", "region__name")
    return {pk: (name, fips, region or "") for pk, name, fips, region in found}


def _names(pairs: Any) -> dict[int, str]:
    found: dict[int, list[str]] = defaultdict(list)
    for key, name in pairs.order_by("consortium__name"):
        found[key].append(name)
    return {key: "; ".join(names) for key, names in found.items()}


def _latest(figures: Any, whose: str, batch: Iterable[Values]) -> dict[int, tuple[Any, str, str]]:
    """The latest enrollment of each with its year and source."""
    sources = dict(FigureSource.choices)
    rows = figures.filter(**{f"{whose}__in": [row[0] for row in batch]}).exclude(enrollment=None)
    found: dict[int, tuple[Any, str, str]] = {}
    for pk, number, year, source in rows.order_by("-school_year", "source").values_list(
        f"{whose}_id", "enrollment", "school_year", "source"
    ):
        found.setdefault(pk, (number, year, sources.get(source, source)))
    return found


def _batches(rows: Any) -> Iterator[list[Values]]:
    values = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(values, BATCH)):
        yield batch
