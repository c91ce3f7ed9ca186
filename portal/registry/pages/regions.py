"""The regions of a state, or its counties where it has no regions: the map and the list."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.forms import Form
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext

from accounts.dates import short_day
from consortia.reads.place_counts import CountyCounts, PlaceCounts
from districts.models import County, Region
from districts.states import STANDS_IN
from portal.components.maps import AreaMap, AreaToDraw

# The shades of the map: the share of member schools above which each begins, and its label in the legend.
SHADES = (
    (0.0, "no member schools"),
    (0.0, "up to a quarter of schools"),
    (0.25, "up to half"),
    (0.5, "more than half"),
)


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

    def on_map(self) -> AreaToDraw:
        """The area for the map."""
        return AreaToDraw(
            number=self.number,
            name=self.name,
            address=self.address,
            words=f"{self.number}. {self.name}: {in_words(self.counts)}",
            shade=shade_of(self.counts.schools.share),
            counties=frozenset(county.fips for county in self.counties),
        )


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


def shade_of(share: float) -> int:
    """The number of the shade for this share of member schools."""
    return 0 if share == 0 else max(shade for shade in (1, 2, 3) if share > SHADES[shade][0])


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
    # Open districts and schools whose county is not known.
    outside: tuple[int, int]
    map: AreaMap | None
    has_regions: bool
    form: Form
    files: list[tuple[str, str]]

    @property
    def shades(self) -> list[tuple[int, str]]:
        """The legend of the map."""
        return [(shade, label) for shade, (_, label) in enumerate(SHADES)]

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
                "Only open districts and schools are counted. A school is a member if it or its district belongs to a "
                "consortium. A consortium with members in two regions is counted in both, and once in the total."
            )
        return gettext(
            "Only open districts and schools are counted. A school is a member if it or its district belongs to a "
            "consortium. A consortium with members in two counties is counted in both, and once in the total."
        )

    @property
    def not_counted(self) -> str:
        """The districts and schools without a known county, with links to them; empty where there are none."""
        districts, schools = self.outside
        if not districts and not schools:
            return ""
        question = "?" + urlencode({"state": self.state, "county": "unknown", "status": "open"})
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


def _link(address: str, label: str) -> str:
    return format_html('<a class="usa-link" href="{}">{}</a>', address, label)
