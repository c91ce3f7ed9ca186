"""The regions of a state, or its counties where it has no regions: the map, the list, and one region's page."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Page
from django.forms import Form
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext, pgettext

from accounts.dates import short_day
from consortia.models import Consortium, Membership
from consortia.reads.place_counts import ConsortiumInPlace, CountyCounts, PlaceCounts, Tally
from consortia.states import MemberRole, MembershipStatus
from districts.models import County, Region, RegionChange
from districts.states import STANDS_IN
from portal.components.facts import Event
from portal.components.maps import AreaMap, AreaToDraw, PlaceMap
from portal.registry.pages.region_history import region_events

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
    is_registrar: bool

    @property
    def registrar_links(self) -> list[tuple[str, str]]:
        """Where a registrar edits the regions of this state: (label, address)."""
        return [(gettext("Edit regions and counties"), f"{reverse('registrar:region_manage')}?state={self.state}")]

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


class CountRow(NamedTuple):
    """Districts and schools of a region with the lists that show them."""

    label: str
    districts: int
    district_label: str
    district_address: str
    schools: int
    school_label: str
    school_address: str


class Downloads(NamedTuple):
    """The member schools of a region as files."""

    label: str
    csv: str
    others: list[tuple[str, str]]


class MemberInPlace(NamedTuple):
    """A member of a consortium in a region: its name, page, and role and schools in words."""

    name: str
    address: str
    about: str


class RegionConsortium(NamedTuple):
    """A consortium with its members in a region."""

    key: int
    name: str
    address: str
    share: str
    schools_address: str
    members: list[MemberInPlace]


@dataclass(frozen=True)
class RegionPage:
    """One region, or a county used as one."""

    place: Region | County
    slug: str
    state_name: str
    on: datetime.date
    counties: list[County]
    districts: Tally
    schools: Tally
    map: PlaceMap | None
    rows: Page[Consortium]
    in_place: list[ConsortiumInPlace]
    changes: Iterable[RegionChange]
    is_registrar: bool

    @cached_property
    def events(self) -> list[Event]:
        """What registrars changed about the region, newest first."""
        return [] if self.is_county else region_events(self.changes)

    @property
    def registrar_links(self) -> list[tuple[str, str]]:
        """Where a registrar changes the region: (label, address)."""
        if not isinstance(self.place, Region):
            return [
                (gettext("Edit regions and counties"), f"{reverse('registrar:region_manage')}?state={self.place.state}")
            ]
        return [
            (gettext("Edit region"), reverse("registrar:region_edit", args=[self.slug])),
            (gettext("Retire region"), reverse("registrar:region_retire", args=[self.slug])),
        ]

    @property
    def is_county(self) -> bool:
        """Whether this is a county used as a region."""
        return self.slug.startswith(STANDS_IN)

    @property
    def has_density(self) -> bool:
        """Whether the population density of any of its counties is known."""
        return any(county.people_per_sq_mile is not None for county in self.counties)

    @cached_property
    def consortia(self) -> list[RegionConsortium]:
        """The consortia of this page of the list, each with its members here."""
        return [self._consortium(consortium) for consortium in self.in_place]

    def _consortium(self, found: ConsortiumInPlace) -> RegionConsortium:
        consortium, total = found.consortium, found.consortium.members_now
        words = ngettext(
            "%(here)s of %(total)s members is in this region",
            "%(here)s of %(total)s members are in this region",
            found.member_count,
        )
        if total == 1:
            words = gettext("Its only member is in this region")
        return RegionConsortium(
            key=consortium.pk,
            name=consortium.name,
            address=consortium.get_absolute_url(),
            share=words % {"here": found.member_count, "total": total},
            schools_address=self._list("school", consortium=consortium.slug) if found.has_schools else "",
            members=[
                MemberInPlace(str(membership.member), membership.member.get_absolute_url(), about_member(membership))
                for membership in found.memberships
            ],
        )

    @property
    def downloads(self) -> Downloads | None:
        """The member schools as files; None where there are none."""
        number = self.schools.members
        if not number:
            return None
        label = ngettext("Download the member school (.csv)", "Download these %(number)s member schools (.csv)", number)
        question = "?" + urlencode({"region": self.slug, "status": "open", "member": "yes"})
        csv, *others = (
            (kind, reverse("registry:school_download", args=[kind]) + question)
            for kind in ("csv", "xlsx", "json", "geojson")
        )
        return Downloads(label % {"number": f"{number:,}"}, csv[1], others)

    @property
    def count_rows(self) -> list[CountRow]:
        """Members and others, each with the lists that show them."""
        return [
            CountRow(
                gettext("In a consortium"),
                self.districts.members, gettext("member districts"), self._list("district", member="yes"),
                self.schools.members, gettext("member schools"), self._list("school", member="yes"),
            ),
            CountRow(
                gettext("Not in a consortium"),
                self.districts.others, gettext("districts in no consortium"), self._list("district", member="no"),
                self.schools.others, gettext("schools in no consortium"), self._list("school", member="no"),
            ),
        ]  # fmt: skip

    @property
    def total_row(self) -> CountRow:
        """All districts and schools."""
        return CountRow(
            pgettext("districts and schools", "All"),
            self.districts.all, gettext("districts"), self._list("district"),
            self.schools.all, gettext("schools"), self._list("school"),
        )  # fmt: skip

    def _list(self, kind: str, **more: str) -> str:
        question = urlencode({"region": self.slug, "status": "open", **more})
        return reverse(f"registry:{kind}_list") + f"?{question}"

    @property
    def trail(self) -> list[tuple[str, str | None]]:
        """The breadcrumbs."""
        regions = reverse("registry:region_list") + f"?state={self.place.state}"
        return [(gettext("Regions"), regions), (self.place.name, None)]


def about_member(membership: Membership) -> str:
    """“lead, 2 schools”, or “school of Alder Local”; a dispute is named."""
    parts = []
    if membership.district_id:
        if membership.role != MemberRole.MEMBER:
            parts.append(membership.get_role_display().lower())
        number = membership.schools_here
        schools = ngettext("%(number)s school", "%(number)s schools", number) % {"number": number}
        parts.append(schools if number else gettext("no schools in this region"))
    elif membership.school:
        parts.append(gettext("school of %(district)s") % {"district": membership.school.district})
    if membership.status == MembershipStatus.DISPUTED:
        parts.append(membership.get_status_display().lower())
    return ", ".join(parts)
