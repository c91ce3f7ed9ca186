"""The areas by which a state is browsed: its regions, and counties that stand in for one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from consortia.reads.place_counts import CountyCounts, PlaceCounts
from districts.models import County, Region
from districts.states import STANDS_IN
from portal.components.maps import Asked

# The shades of a map: the share of member schools from which each begins, and what is said of it.
SHADES = (
    (0.0, "no member school"),
    (0.0, "up to a quarter of the schools"),
    (0.25, "up to half"),
    (0.5, "more than half"),
)


@dataclass(frozen=True)
class Area:
    """One row of the list, and one area of the map."""

    number: int
    name: str
    address: str
    slug: str
    counties: tuple[County, ...]
    counts: PlaceCounts

    @property
    def query(self) -> str:
        """What the lists of districts and schools are asked for, to show what is counted here."""
        return urlencode({"region": self.slug, "status": "open"})

    @property
    def county_names(self) -> str:
        """Its counties, without saying “County” of each."""
        return ", ".join(county.name.removesuffix(" County").removesuffix(" Parish") for county in self.counties)

    def on_map(self) -> Asked:
        """The same on the map."""
        return Asked(
            number=self.number,
            name=self.name,
            address=self.address,
            words=f"{self.number}. {self.name}: {in_words(self.counts)}",
            shade=shade_of(self.counts.schools.share),
            counties=frozenset(county.fips for county in self.counties),
        )


def areas_of(regions: Iterable[Region], counties: Sequence[County], counts: CountyCounts) -> list[Area]:
    """The regions of a state by name, then its counties that are in none."""
    inside: dict[int | None, list[County]] = {}
    for county in counties:
        inside.setdefault(county.region_id, []).append(county)
    found: list[tuple[Region | County, str, list[County]]] = [
        (region, region.slug, inside.get(region.pk, [])) for region in regions
    ]
    found += [(county, f"{STANDS_IN}{county.fips}", [county]) for county in inside.get(None, [])]
    return [
        Area(
            number=number,
            name=place.name,
            address=place.get_absolute_url(),
            slug=slug,
            counties=tuple(there),
            counts=counts.of(county.pk for county in there),
        )
        for number, (place, slug, there) in enumerate(found, 1)
    ]


def shade_of(share: float) -> int:
    """The shade of a map for that share of member schools."""
    return 0 if share == 0 else max(shade for shade in (1, 2, 3) if share > SHADES[shade][0])


def in_words(counts: PlaceCounts) -> str:
    """What there is, as a map reads it out."""
    said = [
        _number(counts.districts.all, "district", "districts"),
        _number(counts.schools.all, "school", "schools"),
        _number(counts.schools.members, "member school", "member schools"),
        _number(counts.consortia, "consortium", "consortia"),
    ]
    return ", ".join(said)


def _number(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
