"""The places and consortia that lists offer as filters."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import CharField, F, Value
from django.urls import reverse
from django.utils.translation import gettext

from consortia.models import Consortium
from consortia.states import LIVING_CONSORTIA
from districts.models import County, District, Region
from districts.reads.counts_cache import COUNTS_CACHE
from districts.states import STANDS_IN

Choices = list[tuple[str, str]]
# The consortia offered as filters; ended ones can be asked for by name.


class KnownCounty(NamedTuple):
    """A county as a filter."""

    pk: int
    fips: str
    name: str
    state: str
    region: str  # its slug; empty where the county is in no region


class KnownConsortium(NamedTuple):
    """A consortium as a filter."""

    pk: int
    slug: str
    name: str
    state: str
    is_offered: bool


@dataclass(frozen=True)
class Places:
    """Every state, region, county, and consortium a visitor may filter by, read once for each revision."""

    states: tuple[str, ...]
    regions: dict[str, tuple[str, str]]  # slug: (name, state)
    counties: dict[int, KnownCounty]
    consortia: tuple[KnownConsortium, ...]

    @cached_property
    def county_of(self) -> dict[str, KnownCounty]:
        """Counties by FIPS code."""
        return {county.fips: county for county in self.counties.values()}

    @cached_property
    def consortium_of(self) -> dict[str, KnownConsortium]:
        """Consortia by slug."""
        return {consortium.slug: consortium for consortium in self.consortia}

    def regions_in(self, state: str) -> Choices:
        """The regions of one state: (slug, name)."""
        return [(slug, name) for slug, (name, where) in self.regions.items() if where == state]

    def counties_in(self, state: str, regions: frozenset[str]) -> Choices:
        """The counties of one state, in these regions if any are given: (FIPS code, name)."""
        return [
            (county.fips, county.name)
            for county in self.counties.values()
            if county.state == state and (not regions or county.region in regions)
        ]

    def consortia_called(self, words: str) -> list[KnownConsortium]:
        """The consortium with that slug, or else those with these words in the name."""
        if exact := self.consortium_of.get(words):
            return [exact]
        return [consortium for consortium in self.consortia if words.casefold() in consortium.name.casefold()]


def places_for(user: Any, audience: tuple[int, ...], revision: int | None) -> Places:
    """The places and consortia this visitor may filter by."""
    return COUNTS_CACHE.get(("places", audience), revision, lambda: _read(user))


def _read(user: Any) -> Places:
    counties = County.objects.visible_to(user).values_list("pk", "fips", "name", "state", "region__slug")
    consortia = (
        Consortium.objects.visible_to(user).order_by("name").values_list("pk", "slug", "name", "state", "status")
    )
    # The states of districts, without name and slug, and the regions.
    columns, nothing = ("state", "label", "key"), Value("", CharField())
    states = District.objects.order_by().annotate(label=nothing, key=nothing).values_list(*columns)
    named = Region.objects.order_by().annotate(label=F("name"), key=F("slug")).values_list(*columns)
    regions = list(states.union(named).order_by("state", "label"))
    known = {row[0]: KnownCounty(*row[:4], region=row[4] or "") for row in counties}
    return Places(
        states=tuple(sorted({state for state, _, slug in regions if not slug} | {row.state for row in known.values()})),
        regions={slug: (name, state) for state, name, slug in regions if slug},
        counties=known,
        consortia=tuple(KnownConsortium(*row[:4], is_offered=row[4] in LIVING_CONSORTIA) for row in consortia),
    )


def county_of_region(region: str) -> str:
    """The FIPS code of a county used as a region (county-39009); empty for a region."""
    return region.removeprefix(STANDS_IN) if region.startswith(STANDS_IN) else ""


def links_to_same_place(page: str, regions: Sequence[str], places: Places) -> list[tuple[str, str]]:
    """The other lists with the same regions or counties chosen, and the page of a single one: (label, address)."""
    names = [
        places.regions[slug][0] if slug in places.regions else places.county_of[county_of_region(slug)].name
        for slug in regions
        if slug in places.regions or county_of_region(slug) in places.county_of
    ]
    if not names:
        return []
    place = {"place": ", ".join(names)}
    query = "?" + urlencode([("region", slug) for slug in regions])
    labels = {
        "district": gettext("Districts in %(place)s"),
        "school": gettext("Schools in %(place)s"),
        "consortium": gettext("Consortia with members in %(place)s"),
    }
    links = [
        (label % place, reverse(f"registry:{other}_list") + query) for other, label in labels.items() if other != page
    ]
    if len(regions) == 1:
        links.append((gettext("About %(place)s") % place, reverse("registry:region_detail", args=[regions[0]])))
    return links


def day_key(on: datetime.date) -> str:
    """The date as part of a cache key."""
    return on.isoformat()
