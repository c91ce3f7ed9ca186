"""“Find your region”: the regions that a town, a ZIP code, or a county is in, with the districts there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from consortia.models import Consortium
from consortia.reads.consortia_of import ConsortiaOf
from districts.models import County, District, Region
from districts.reads.places import CountyFound, PlaceFound
from districts.rules.places import STATE_NAMES
from districts.states import DistrictKind
from portal.components.trails import Trail

FIRST_DISTRICTS = 8  # the others are in a block that opens
MOST_AREAS = 12


class DistrictThere(NamedTuple):
    """A district of a place: its page, the phone of its office, and its consortia."""

    name: str
    address: str
    phone: str
    consortia: list[Consortium]


@dataclass
class AreaFound:
    """A region, or a county used as one, that the place is in: why, and the districts there."""

    place: Region | County
    name: str
    reasons: list[str] = field(default_factory=list)
    districts: dict[int, District] = field(default_factory=dict)
    rows: list[DistrictThere] = field(default_factory=list)

    @property
    def first_rows(self) -> list[DistrictThere]:
        """The districts that are always shown."""
        return self.rows[:FIRST_DISTRICTS]

    @property
    def more_rows(self) -> list[DistrictThere]:
        """The districts in the block that opens."""
        return self.rows[FIRST_DISTRICTS:]

    @property
    def more_label(self) -> str:
        """“5 more districts”."""
        number = len(self.more_rows)
        return ngettext("%(number)s more district", "%(number)s more districts", number) % {"number": number}


@dataclass(frozen=True)
class FindRegionPage:
    """The answer to a town, a ZIP code, or a county."""

    words: str
    state: str  # the portal's own; its areas come first
    found: PlaceFound
    consortia: ConsortiaOf
    similar: list[str]

    @property
    def title(self) -> str:
        """The title of the page."""
        title = gettext("Find your region")
        return f"{title}: {self.words}" if self.words else title

    @cached_property
    def all_areas(self) -> list[AreaFound]:
        """The regions, those of the portal's own state first; a county without a region is an area of its own."""
        areas: dict[Region | County, AreaFound] = {}
        for found in self.found.counties:
            place = found.county.region or found.county
            area = areas.setdefault(place, AreaFound(place, self._name(place)))
            area.reasons.append(_reason(found))
            area.districts |= found.districts
        return sorted(areas.values(), key=lambda area: (area.place.state != self.state, area.name))

    @cached_property
    def areas(self) -> list[AreaFound]:
        """The first of them, with the districts there."""
        shown = self.all_areas[:MOST_AREAS]
        for area in shown:
            area.rows = self._rows(area.districts.values())
        return shown

    def _name(self, place: Region | County) -> str:
        return place.name if place.state == self.state else f"{place.name}, {STATE_NAMES.get(place.state, place.state)}"

    def _rows(self, districts: Iterable[District]) -> list[DistrictThere]:
        ordered = sorted(districts, key=lambda district: (district.kind != DistrictKind.LOCAL, district.name))
        return [
            DistrictThere(row.name, row.get_absolute_url(), row.phone, self.consortia.districts.get(row.pk, []))
            for row in ordered
        ]

    @property
    def without_county(self) -> list[DistrictThere]:
        """The districts of the place whose county, and so whose region, is not on record."""
        return self._rows(self.found.without_county)

    @property
    def result(self) -> str:
        """How many regions were found."""
        number = len(self.all_areas)
        if not number:
            return gettext("We didn’t find “%(words)s” in any region.") % {"words": self.words}
        if all(isinstance(area.place, County) for area in self.all_areas):
            words = ngettext(
                "We found “%(words)s” in one county.", "We found “%(words)s” in %(number)s counties.", number
            )
        else:
            words = ngettext(
                "We found “%(words)s” in one region.", "We found “%(words)s” in %(number)s regions.", number
            )
        return words % {"words": self.words, "number": number}

    @property
    def rest(self) -> str:
        """What to do where not all regions are shown; empty where all are."""
        if len(self.all_areas) <= MOST_AREAS:
            return ""
        return gettext("The first %(number)s are below. To find yours, enter a ZIP code.") % {"number": MOST_AREAS}

    @property
    def suggestions(self) -> list[tuple[str, str]]:
        """Similar names of towns and counties: (name, address of the answer)."""
        return [(name, reverse("registry:region_find", query={"place": name})) for name in self.similar]

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [(gettext("Regions"), reverse("registry:region_list")), (gettext("Find your region"), None)]


def _reason(found: CountyFound) -> str:
    """“Athens County is here”, or which records have this address in the county."""
    if found.is_named:
        return gettext("%(county)s is in this region.") % {"county": found.county.name} if found.county.region else ""
    districts, schools = len(found.districts), found.schools
    numbers = {
        "county": found.county.name,
        "districts": ngettext("%(number)s district", "%(number)s districts", districts) % {"number": districts},
        "schools": ngettext("%(number)s school", "%(number)s schools", schools) % {"number": schools},
    }
    if not schools:
        return gettext("%(county)s: %(districts)s with this address.") % numbers
    if not districts:
        return gettext("%(county)s: %(schools)s with this address.") % numbers
    return gettext("%(county)s: %(districts)s and %(schools)s with this address.") % numbers
