"""What the home page shows: the map of the regions and the funding rounds."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext

from accounts.dates import moment_in_words
from districts.models import Region
from grants.models import Competition
from portal.components.maps import FEW, AreaMap, AreaToDraw, CountyDrawing, area_map


class RoundLine(NamedTuple):
    """A funding round with its next date: its name, its page, and the date with the time zone."""

    name: str
    address: str
    when: str


def open_rounds(rounds: Iterable[Competition]) -> list[RoundLine]:
    """These open rounds, each with its deadline."""
    return [_line(one, gettext("apply by %(moment)s"), one.closes_at) for one in rounds]


def coming_rounds(rounds: Iterable[Competition]) -> list[RoundLine]:
    """These rounds that are not open yet, each with its opening."""
    return [_line(one, gettext("opens %(moment)s"), one.opens_at) for one in rounds]


def _line(one: Competition, words: str, moment: datetime.datetime | None) -> RoundLine:
    return RoundLine(one.name, one.get_absolute_url(), words % {"moment": moment_in_words(moment)} if moment else "")


def map_of_regions(shapes: Iterable[CountyDrawing], regions: Iterable[Region]) -> AreaMap | None:
    """The map of these regions with their names.

    None where there are none, where they are more than a small map has room for, or where most counties are in none.
    """
    shapes, regions = list(shapes), list(regions)
    counties = sum(len(region.counties.all()) for region in regions)
    if len(regions) > FEW or counties * 2 <= len(shapes):
        return None
    return area_map(
        shapes,
        [
            AreaToDraw(
                number=number,
                name=region.name.removesuffix(" Region"),
                address=region.get_absolute_url(),
                words=region.name,
                shade=0,
                counties=frozenset(county.fips for county in region.counties.all()),
            )
            for number, region in enumerate(regions, 1)
        ],
    )
