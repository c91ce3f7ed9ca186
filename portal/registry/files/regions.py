"""The file of regions: a row for each county, or a feature for each region."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from districts.models import County, CountyShape
from districts.states import STANDS_IN
from portal.components.columns import AS_OF, CENSUS, NEVER, STATE, Cells, Column, File
from portal.components.downloads import geojson_response, multipolygon
from portal.registry.files.downloads import file_response

BOUNDARIES = "Boundaries: U.S. Census Bureau, simplified (us-atlas). Regions: the state’s own."


class RegionFeature(NamedTuple):
    """A region, or a county in no region, with some of its counties."""

    slug: str
    name: str
    state: str
    counties: tuple[County, ...]


def _names(area: RegionFeature) -> str:
    return "; ".join(county.name for county in area.counties)


def _fips_codes(area: RegionFeature) -> str:
    return "; ".join(county.fips for county in area.counties)


REGIONS = File(
    "regions",
    _("Regions"),
    _("Each row is a county with its region."),
    (
        Column(
            "slug",
            _("Last part of the region’s address, /regions/…/. A county without a region is listed as its own."),
            STATE,
            empty=NEVER,
        ),
        Column("name", _("Name of the region, or of the county listed as one."), STATE, empty=NEVER),
        Column("state", _("State, as a two-letter code."), STATE, empty=NEVER),
        Column("county", _("Name of the county."), CENSUS, empty=NEVER, source=_names),
        Column(
            "county_fips",
            _("FIPS code of the county: five digits, with leading zeros."),
            CENSUS,
            empty=NEVER,
            source=_fips_codes,
        ),
        AS_OF,
    ),
)
REGION_BORDERS = REGIONS.renamed(county="counties")


def region_file(counties: Any, kind: str, *, on: datetime.date) -> HttpResponseBase:
    """The regions as .csv or .json, a row for each county; as .geojson, a feature for each region with its border.

    A county in no region counts as a region.
    """
    if kind == "geojson":
        features = list(_features(counties, on))
        return geojson_response(
            REGIONS.name, REGION_BORDERS.header, features, on=on, count=len(features), source=BOUNDARIES
        )
    return file_response(REGIONS, REGIONS.rows(map(_area, counties), as_of=on), kind, counties, on=on)


def _area(county: County) -> RegionFeature:
    if county.region:
        return RegionFeature(county.region.slug, county.region.name, county.state, (county,))
    return RegionFeature(f"{STANDS_IN}{county.fips}", county.name, county.state, (county,))


def _areas(counties: Iterable[County]) -> list[RegionFeature]:
    together: dict[tuple[str, str, str], list[County]] = defaultdict(list)
    for county in counties:
        area = _area(county)
        together[area.slug, area.name, area.state].append(county)
    return [RegionFeature(*place, counties=tuple(inside)) for place, inside in together.items()]


def _features(counties: Any, on: datetime.date) -> Iterator[tuple[dict[str, Any] | None, Cells]]:
    shapes = CountyShape.objects.polygons(counties)
    areas = _areas(counties)
    for area, row in zip(areas, REGION_BORDERS.rows(areas, as_of=on), strict=True):
        known = [shapes[county.pk] for county in area.counties if county.pk in shapes]
        # A border that left out a county would be wrong.
        yield multipolygon(known) if len(known) == len(area.counties) else None, row
