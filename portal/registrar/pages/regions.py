"""The pages on which a registrar enters regions and moves counties between them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from accounts.dates import short_day
from consortia.reads.place_counts import PlaceCounts
from districts.models import County, Region

TITLE = "Regions and counties"
Trail = list[tuple[str, str | None]]


class ManagedRegion(NamedTuple):
    """A region as the registrar's list shows it."""

    name: str
    address: str
    counties: str
    edit_address: str
    retire_address: str


class RetiredRegion(NamedTuple):
    """A retired region, and where it can be restored."""

    name: str
    day: str
    edit_address: str


@dataclass(frozen=True)
class ManageRegionsPage:
    """The regions of a state with their counties; counties in no region come first."""

    state: str
    state_name: str
    states: Sequence[tuple[str, str]]
    counties: Sequence[County]
    all_regions: Sequence[Region]

    @property
    def title(self) -> str:
        """The heading."""
        return f"{TITLE} of {self.state_name}"

    @property
    def alone(self) -> list[County]:
        """The counties in no region."""
        return [county for county in self.counties if county.region_id is None]

    @property
    def alone_sentence(self) -> str:
        """“12 counties aren’t in a region”."""
        number = len(self.alone)
        return "1 county isn’t in a region" if number == 1 else f"{number} counties aren’t in a region"

    @property
    def regions(self) -> list[ManagedRegion]:
        """The regions in use."""
        return [
            ManagedRegion(
                region.name,
                region.get_absolute_url(),
                ", ".join(county.name for county in self.counties if county.region_id == region.pk) or "no counties",
                reverse("registrar:region_edit", args=[region.slug]),
                reverse("registrar:region_retire", args=[region.slug]),
            )
            for region in self.all_regions
            if region.retired_on is None
        ]

    @property
    def retired(self) -> list[RetiredRegion]:
        """The retired regions."""
        return [
            RetiredRegion(
                region.name, short_day(region.retired_on), reverse("registrar:region_edit", args=[region.slug])
            )
            for region in self.all_regions
            if region.retired_on
        ]

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [("Regions", f"{reverse('registry:region_list')}?state={self.state}"), (TITLE, None)]

    @property
    def new_address(self) -> str:
        """Where a new region of this state is entered."""
        return f"{reverse('registrar:region_new')}?state={self.state}"


@dataclass(frozen=True)
class RegionFormPage:
    """The words of a form about a region, and the sums of its preview."""

    title: str
    here: str
    button: str
    intro: str
    region: Region

    @property
    def cancel_address(self) -> str:
        """Where Cancel leads."""
        return manage_address(self.region.state)

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [
            ("Regions", f"{reverse('registry:region_list')}?state={self.region.state}"),
            (TITLE, self.cancel_address),
            (self.here, None),
        ]


def page_for_new(region: Region, state_name: str) -> RegionFormPage:
    """The form for a new region."""
    return RegionFormPage(
        f"Create a region of {state_name}",
        "Create a region",
        "Create region",
        "Enter its name and select its counties, then preview the changes.",
        region,
    )


def page_for_edit(region: Region) -> RegionFormPage:
    """The form for an existing region, or a retired one that is to be restored."""
    if region.retired_on:
        intro = f"{region} was retired on {short_day(region.retired_on)}. Select its counties to restore it."
        return RegionFormPage(f"Restore {region}", "Restore", "Restore region", intro, region)
    intro = "Change its name or its counties, then preview the changes."
    return RegionFormPage(f"Edit {region}", "Edit", "Save region", intro, region)


def page_for_retirement(region: Region) -> RegionFormPage:
    """The form that retires a region."""
    intro = "The region keeps its web address and history, and you can restore it later. Choose where its counties go."
    return RegionFormPage(f"Retire {region}", "Retire", "Retire region", intro, region)


def manage_address(state: str) -> str:
    """The list of the regions of that state."""
    return f"{reverse('registrar:region_manage')}?state={state}"


def moves_in_words(moved: Iterable[County], counts: PlaceCounts) -> str:
    """“2 counties move, with 3 districts, 12 schools, and members of 4 consortia.” Empty if none moves."""
    number = len(list(moved))
    if not number:
        return ""
    return (
        f"{_number(number, 'county moves', 'counties move')}, with "
        f"{_number(counts.districts.all, 'district', 'districts')}, "
        f"{_number(counts.schools.all, 'school', 'schools')}, and members of "
        f"{_number(counts.consortia, 'consortium', 'consortia')}."
    )


def _number(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
