"""The places and consortia that lists offer to choose from."""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from consortia.models import Consortium
from consortia.states import PUBLIC, ConsortiumStatus
from districts.models import County, District, Region
from districts.states import STANDS_IN
from portal.registry.lists.counts_cache import KEPT

Choices = list[tuple[str, str]]
# What is chosen from a list of consortia; who has ended is asked for by name.
OFFERED = (ConsortiumStatus.REGISTERED, ConsortiumStatus.PROPOSED)


class KnownCounty(NamedTuple):
    """A county as lists name it."""

    pk: int
    fips: str
    name: str
    state: str
    region: str  # its address; empty where the county is in none


class KnownConsortium(NamedTuple):
    """A consortium as lists name it."""

    pk: int
    slug: str
    name: str
    state: str
    is_offered: bool


@dataclass(frozen=True)
class Places:
    """Every state, region, county and consortium that a visitor's lists may name, read once for each revision."""

    states: tuple[str, ...]
    regions: dict[str, tuple[str, str]]  # address: (name, state)
    counties: dict[int, KnownCounty]
    consortia: tuple[KnownConsortium, ...]

    @cached_property
    def county_of(self) -> dict[str, KnownCounty]:
        """Counties by their code."""
        return {county.fips: county for county in self.counties.values()}

    @cached_property
    def consortium_of(self) -> dict[str, KnownConsortium]:
        """Consortia by their address."""
        return {consortium.slug: consortium for consortium in self.consortia}

    def regions_in(self, state: str) -> Choices:
        """The regions of one state, by address and name."""
        return [(slug, name) for slug, (name, where) in self.regions.items() if where == state]

    def counties_in(self, state: str, regions: frozenset[str]) -> Choices:
        """The counties of one state, of these regions where any are chosen, by code and name."""
        return [
            (county.fips, county.name)
            for county in self.counties.values()
            if county.state == state and (not regions or county.region in regions)
        ]

    def consortia_called(self, words: str) -> list[KnownConsortium]:
        """The consortium of that address, or else those with these words in the name."""
        if exact := self.consortium_of.get(words):
            return [exact]
        return [one for one in self.consortia if words.casefold() in one.name.casefold()]


def audience_of(user: Any) -> tuple[int, ...]:
    """Which proposals, beside what is public, this visitor sees: what is counted for one audience is shown to it."""
    if not user.is_authenticated:
        return ()
    return tuple(Consortium.objects.visible_to(user).exclude(status__in=PUBLIC).order_by().values_list("pk", flat=True))


def places_for(user: Any, audience: tuple[int, ...], revision: int | None) -> Places:
    """What lists offer this visitor."""
    return KEPT.answer(("places", audience), revision, lambda: _read(user))


def _read(user: Any) -> Places:
    counties = County.objects.visible_to(user).values_list("pk", "fips", "name", "state", "region__slug")
    consortia = (
        Consortium.objects.visible_to(user).order_by("name").values_list("pk", "slug", "name", "state", "status")
    )
    states = County.objects.order_by().values("state").union(District.objects.order_by().values("state"))
    return Places(
        states=tuple(sorted(row["state"] for row in states)),
        regions={slug: (name, state) for slug, name, state in Region.objects.values_list("slug", "name", "state")},
        counties={row[0]: KnownCounty(*row[:4], region=row[4] or "") for row in counties},
        consortia=tuple(KnownConsortium(*row[:4], is_offered=row[4] in OFFERED) for row in consortia),
    )


def stands_for_county(region: str) -> str:
    """The county that an address of a region names where it stands in for one; else nothing."""
    return region.removeprefix(STANDS_IN) if region.startswith(STANDS_IN) else ""


def day_key(on: datetime.date) -> str:
    """The day as part of a question."""
    return on.isoformat()
