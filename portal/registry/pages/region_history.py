"""The history of a region, and the page of a retired one."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.dates import short_day
from districts.models import Region, RegionChange
from districts.rules.places import STATE_NAMES
from districts.states import RegionChangeKind
from portal.components.facts import Event
from portal.components.trails import Trail


def region_events(changes: Iterable[RegionChange]) -> list[Event]:
    """The changes as events, in the order given."""
    return [
        Event(timezone.localdate(change.recorded_at), _in_words(change), gettext("the registrar")) for change in changes
    ]


def _in_words(change: RegionChange) -> str:
    words = {
        RegionChangeKind.CREATED: gettext("Region created"),
        RegionChangeKind.RENAMED: gettext("Name: %(old)s → %(new)s"),
        RegionChangeKind.JOINED: gettext("%(old)s joined"),
        RegionChangeKind.LEFT: gettext("%(old)s left; it isn’t in a region now"),
        RegionChangeKind.RETIRED: gettext("Region retired"),
        RegionChangeKind.RESTORED: gettext("Region restored"),
    }[RegionChangeKind(change.kind)]
    if change.kind == RegionChangeKind.JOINED and change.new:
        words = gettext("%(old)s joined; it was in %(new)s before")
    elif change.kind == RegionChangeKind.LEFT and change.new:
        words = gettext("%(old)s left; it is now in %(new)s")
    return words % {"old": change.old, "new": change.new}


@dataclass(frozen=True)
class RetiredRegionPage:
    """A region that is no longer used."""

    region: Region
    changes: Iterable[RegionChange]
    is_registrar: bool

    @property
    def heading(self) -> str:
        """The heading and title of the page."""
        return f"{self.region.name}, {STATE_NAMES.get(self.region.state, self.region.state)}"

    @property
    def note(self) -> str:
        """Since when it is no longer used."""
        day = short_day(self.region.retired_on) if self.region.retired_on else ""
        return gettext("This region was retired on %(date)s. It has no counties.") % {"date": day}

    @cached_property
    def events(self) -> list[Event]:
        """What registrars changed about it, newest first: also where its counties went."""
        return region_events(self.changes)

    @property
    def registrar_links(self) -> list[tuple[str, str]]:
        """Where a registrar uses the region again: (label, address)."""
        return [(gettext("Restore region"), reverse("registrar:region_edit", args=[self.region.slug]))]

    @property
    def list_address(self) -> str:
        """The regions of its state."""
        return f"{reverse('registry:region_list')}?state={self.region.state}"

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [(gettext("Regions"), self.list_address), (self.region.name, None)]
