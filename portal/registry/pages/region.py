"""The page of one region, or of a county used as one."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Page
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext

from consortia.models import Consortium, Membership
from consortia.reads.place_counts import ConsortiumInPlace, Tally
from consortia.rules.status_labels import short_status
from consortia.states import MemberRole, MembershipStatus
from districts.models import County, District, Region, RegionChange
from districts.states import STANDS_IN, AgencyStatus
from portal.components.facts import Event
from portal.components.maps import PlaceMap
from portal.registry.pages.region_history import region_events

FIRST_DISTRICTS = 40  # the list has the others


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


class WholeList(NamedTuple):
    """All districts or schools of a region: the list, and the same as files."""

    label: str
    address: str
    files: list[tuple[str, str]]


class Contact(NamedTuple):
    """Whom to call: the office of a consortium or, where none is on record, of its lead."""

    label: str
    phone: str
    email: str
    website: str


class DistrictInPlace(NamedTuple):
    """A district of a region, with the list of its schools there."""

    name: str
    address: str
    # Its status, unless it is open.
    status: str
    schools: str
    schools_address: str


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
    purposes: str
    contact: Contact | None
    share: str
    schools_address: str
    members: list[MemberInPlace]
    dispute_note: str


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
    first_districts: Sequence[DistrictInPlace]
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
    def number(self) -> int:
        """How many consortia have members here, on all pages of the list."""
        return self.rows.paginator.count

    @property
    def has_density(self) -> bool:
        """Whether the population density of any of its counties is known."""
        return any(county.people_per_sq_mile is not None for county in self.counties)

    @property
    def county_lines(self) -> list[str]:
        """Each county with what is known of it."""
        return [_county_in_words(county) for county in self.counties]

    @property
    def whole_lists(self) -> list[WholeList]:
        """All schools and districts here."""
        schools, districts = self.schools.all, self.districts.all
        labels = {
            "school": ngettext("All %(number)s school", "All %(number)s schools", schools),
            "district": ngettext("All %(number)s district", "All %(number)s districts", districts),
        }
        numbers = {"school": schools, "district": districts}
        return [
            WholeList(
                label % {"number": f"{numbers[kind]:,}"},
                self._list(kind),
                [(name, self._file(kind, name)) for name in ("csv", "xlsx")],
            )
            for kind, label in labels.items()
            if numbers[kind]
        ]

    @property
    def has_more_districts(self) -> bool:
        """Whether there are districts beside the first ones."""
        return self.districts.all > len(self.first_districts)

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
            purposes=", ".join(str(purpose) for purpose in consortium.purposes_now),
            contact=contact_of(found),
            share=words % {"here": found.member_count, "total": total},
            schools_address=self._list("school", consortium=consortium.slug) if found.has_schools else "",
            members=[
                MemberInPlace(str(membership.member), membership.member.get_absolute_url(), about_member(membership))
                for membership in found.memberships
            ],
            dispute_note=gettext(
                "Disputed: the member or the consortium says this membership is wrong. It counts until the registrar "
                "decides."
            )
            if any(membership.status == MembershipStatus.DISPUTED for membership in found.memberships)
            else "",
        )

    @property
    def downloads(self) -> Downloads | None:
        """The member schools as files; None where there are none."""
        number = self.schools.members
        if not number:
            return None
        label = ngettext("Download the member school (.csv)", "Download these %(number)s member schools (.csv)", number)
        csv, *others = ((kind, self._file("school", kind, member="yes")) for kind in ("csv", "xlsx", "json", "geojson"))
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
                self.districts.others, gettext("districts not in a consortium"), self._list("district", member="no"),
                self.schools.others, gettext("schools not in a consortium"), self._list("school", member="no"),
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
        return reverse(f"registry:{kind}_list") + self._question(more)

    def _file(self, kind: str, file: str, **more: str) -> str:
        return reverse(f"registry:{kind}_download", args=[file]) + self._question(more)

    def _question(self, more: dict[str, str]) -> str:
        return "?" + urlencode({"region": self.slug, **more})

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
        status = short_status(membership)
        parts.append(status[:1].lower() + status[1:])
    return ", ".join(parts)


def districts_in_place(
    slug: str, districts: Iterable[District], schools_of: Mapping[int, int]
) -> list[DistrictInPlace]:
    """These districts with the lists of their schools in the region; `schools_of`: the number of them, by district."""
    return [_district(slug, district, schools_of.get(district.pk, 0)) for district in districts]


def _district(slug: str, district: District, number: int) -> DistrictInPlace:
    words = ngettext("%(number)s school", "%(number)s schools", number) % {"number": number}
    question = {"region": slug, "district": district.leaid}
    address = reverse("registry:school_list", query=question) if number else ""
    status = "" if district.status == AgencyStatus.OPEN else district.get_status_display()
    return DistrictInPlace(district.name, district.get_absolute_url(), status, words, address)


def contact_of(found: ConsortiumInPlace) -> Contact | None:
    """The consortium's office or, if it gave no way to reach it, its lead; None where the lead has none either."""
    consortium = found.consortium
    if consortium.phone or consortium.office_email or consortium.website:
        return Contact(gettext("Contact"), consortium.phone, consortium.office_email, consortium.website)
    if found.lead is None:
        return None
    lead = found.lead.member
    email = lead.office_email if isinstance(lead, District) else ""
    website = lead.website if lead.website.startswith(("http://", "https://")) else ""
    if not (lead.phone or email or website):
        return None
    return Contact(gettext("Contact its lead, %(name)s") % {"name": lead.name}, lead.phone, email, website)


def _county_in_words(county: County) -> str:
    """“Athens County, 128 people per square mile”."""
    if county.people_per_sq_mile is None:
        return county.name
    words = gettext("%(name)s, %(density)s people per square mile")
    return words % {"name": county.name, "density": f"{county.people_per_sq_mile:,.0f}"}
