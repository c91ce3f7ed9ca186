"""The regions of a state, or its counties where it has no regions: the map and the list."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.forms import Form
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext

from accounts.dates import short_day
from consortia.reads.place_counts import CountyCounts, PlaceCounts
from districts.models import County, Region
from districts.states import STANDS_IN
from portal.components.dot_maps import Points
from portal.components.maps import AreaMap, AreaToDraw, CountyDrawing, area_map
from portal.registry.pages.share_classes import ShareClass, percent_of, share_classes


class Numbers(NamedTuple):
    """The counts of a row, written with commas."""

    districts: str
    schools: str
    members: str
    consortia: str


def numbers_of(counts: PlaceCounts) -> Numbers:
    """These counts for a row of the list."""
    numbers = (counts.districts.all, counts.schools.all, counts.schools.members, counts.consortia)
    return Numbers(*(f"{number:,}" for number in numbers))


@dataclass(frozen=True)
class Area:
    """A region, or a county used as one: a row of the list and an area of the map."""

    number: int
    name: str
    address: str
    slug: str
    counties: tuple[County, ...]
    counts: PlaceCounts

    @property
    def county_names(self) -> str:
        """The names of its counties, without “County” after each."""
        return ", ".join(county.name.removesuffix(" County").removesuffix(" Parish") for county in self.counties)

    @property
    def numbers(self) -> Numbers:
        """Its counts for the list."""
        return numbers_of(self.counts)

    @property
    def percent(self) -> int:
        """The share of its schools in a consortium, in percent."""
        return percent_of(self.counts.schools.members, self.counts.schools.all)

    @property
    def is_region(self) -> bool:
        """Whether it is a region, not a county used as one."""
        return not self.slug.startswith(STANDS_IN)

    def on_map(self, shades: Mapping[int, int]) -> AreaToDraw:
        """The area for the map; `shades`: the shade of each share."""
        words = f"{self.number}. {self.name}: {in_words(self.counts)}"
        return AreaToDraw(
            number=self.number,
            name=self.name.removesuffix(" Region").removesuffix(" County"),
            address=self.address,
            words=words,
            shade=shades[self.percent],
            counties=frozenset(county.fips for county in self.counties),
            figure=f"{self.percent}%",
            details=(words, self.county_names) if self.is_region else (),
        )


def map_of(shapes: Iterable[CountyDrawing], areas: Sequence[Area]) -> AreaMap | None:
    """The map of these areas, each in the color of its share of member schools."""
    shades = {
        percent: shade.shade
        for shade in share_classes([area.percent for area in areas])
        for percent in range(shade.lowest, shade.highest + 1)
    }
    return area_map(shapes, [area.on_map(shades) for area in areas])


def areas_of(regions: Iterable[Region], counties: Sequence[County], counts: CountyCounts) -> list[Area]:
    """The regions of a state by name, then its counties that are in no region."""
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


def in_words(counts: PlaceCounts) -> str:
    """“3 districts, 5 schools, 4 member schools, 2 consortia”, as the map reads it out."""
    return ", ".join(
        [
            _number(counts.districts.all, ngettext("district", "districts", counts.districts.all)),
            _number(counts.schools.all, ngettext("school", "schools", counts.schools.all)),
            _number(counts.schools.members, ngettext("member school", "member schools", counts.schools.members)),
            _number(counts.consortia, ngettext("consortium", "consortia", counts.consortia)),
        ]
    )


def _number(number: int, label: str) -> str:
    return f"{number:,} {label}"


@dataclass(frozen=True)
class RegionListPage:
    """The regions of a state, or its counties, as a map and a list."""

    state: str
    state_name: str
    on: datetime.date
    areas: list[Area]
    total: PlaceCounts
    # Districts and schools whose county is not known.
    outside: tuple[int, int]
    map: AreaMap | None
    points: Points | None  # the schools, if they were asked for
    has_regions: bool
    form: Form
    files: list[tuple[str, str]]
    is_registrar: bool

    @property
    def registrar_links(self) -> list[tuple[str, str]]:
        """Where a registrar edits the regions of this state: (label, address)."""
        return [(gettext("Edit regions and counties"), f"{reverse('registrar:region_manage')}?state={self.state}")]

    @property
    def shades(self) -> list[tuple[int, str]]:
        """The legend of the map: each color that it has, with the shares it stands for."""
        return [(found.shade, _share_in_words(found)) for found in share_classes([area.percent for area in self.areas])]

    @property
    def prompt(self) -> str:
        """What the space for the figures of an area says before one is chosen."""
        if self.has_regions:
            return gettext("Point to a region, or tab to it, to see its counties.")
        return gettext("Point to a county, or tab to it, to see its name.")

    @property
    def points_link(self) -> tuple[str, str]:
        """The link that shows the schools on the map, or hides them: (words, address)."""
        question = {"state": self.state} if self.points else {"state": self.state, "schools": "points"}
        words = gettext("Hide the schools") if self.points else gettext("Show each school on the map")
        return words, reverse("registry:region_list", query=question) + "#map"

    @property
    def point_counts(self) -> list[tuple[str, str]]:
        """The legend of the points: (class in css/map.css, words)."""
        if self.points is None:
            return []
        members, others = self.points.member_count, self.points.other_count
        return [
            (
                "map-points--member",
                ngettext("%(number)s school in a consortium", "%(number)s schools in a consortium", members)
                % {"number": f"{members:,}"},
            ),
            (
                "map-points--other",
                ngettext("%(number)s other school", "%(number)s other schools", others) % {"number": f"{others:,}"},
            ),
        ]

    @property
    def without_point(self) -> str:
        """How many schools have no position on record; empty where each has one."""
        number = self.points.without if self.points else 0
        words = ngettext(
            "%(number)s school isn’t shown because its location is not on record.",
            "%(number)s schools aren’t shown because their locations are not on record.",
            number,
        )
        return words % {"number": f"{number:,}"} if number else ""

    @property
    def total_numbers(self) -> Numbers:
        """The counts of the whole state."""
        return numbers_of(self.total)

    @property
    def heading(self) -> str:
        """The heading and title of the page."""
        words = gettext("Regions of %(state)s") if self.has_regions else gettext("Counties of %(state)s")
        return words % {"state": self.state_name}

    @property
    def intro(self) -> str:
        """What a reader finds here."""
        if self.has_regions:
            return gettext(
                "Choose a region to see the consortia that serve it, with their member districts and schools."
            )
        return gettext("Choose a county to see the consortia that serve it, with their member districts and schools.")

    @property
    def caption(self) -> str:
        """The caption of the list."""
        words = gettext("Regions, as of %(date)s") if self.has_regions else gettext("Counties, as of %(date)s")
        return words % {"date": short_day(self.on)}

    @property
    def area_label(self) -> str:
        """What a row of the list is."""
        return gettext("Region") if self.has_regions else gettext("County")

    @property
    def how_counted(self) -> str:
        """How the numbers are counted."""
        if self.has_regions:
            return gettext(
                "Closed districts and schools aren’t counted. A school is a member if it or its district belongs to a "
                "consortium. A consortium with members in two regions is counted in both, and once in the total."
            )
        return gettext(
            "Closed districts and schools aren’t counted. A school is a member if it or its district belongs to a "
            "consortium. A consortium with members in two counties is counted in both, and once in the total."
        )

    @property
    def not_counted(self) -> str:
        """The districts and schools without a known county, with links to them; empty where there are none."""
        districts, schools = self.outside
        if not districts and not schools:
            return ""
        question = "?" + urlencode({"state": self.state, "county": "unknown"})
        return format_html(
            gettext("Not counted because their county is not known: {districts} and {schools}."),
            districts=_link(
                reverse("registry:district_list") + question,
                _number(districts, ngettext("district", "districts", districts)),
            ),
            schools=_link(
                reverse("registry:school_list") + question, _number(schools, ngettext("school", "schools", schools))
            ),
        )

    @property
    def trail(self) -> list[tuple[str, str | None]]:
        """The breadcrumbs."""
        return [(gettext("Regions"), None)]


def _share_in_words(found: ShareClass) -> str:
    """“12% to 20% of schools (3 areas)”."""
    if not found.highest:
        words = ngettext("no member schools (%(number)s area)", "no member schools (%(number)s areas)", found.areas)
    elif found.lowest == found.highest:
        words = ngettext(
            "%(lowest)s%% of schools (%(number)s area)", "%(lowest)s%% of schools (%(number)s areas)", found.areas
        )
    else:
        words = ngettext(
            "%(lowest)s%% to %(highest)s%% of schools (%(number)s area)",
            "%(lowest)s%% to %(highest)s%% of schools (%(number)s areas)",
            found.areas,
        )
    return words % {"lowest": found.lowest, "highest": found.highest, "number": found.areas}


def _link(address: str, label: str) -> str:
    return format_html('<a class="usa-link" href="{}">{}</a>', address, label)
