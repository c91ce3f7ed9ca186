"""A registrar creates, renames, and retires regions, and moves counties between them; previewed first.

Regions have no dates: a change applies to every list, count, and map at once, and the regions' history keeps it. The
same code runs twice, as a preview that writes nothing and for real.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit import log
from changes.actions.change_set import ChangeSet, Section, stop_at_problems
from districts.actions.divisions import free_slug
from districts.actions.history import county_text, touch_registry
from districts.models import County, Region, RegionChange
from districts.permissions import check_can_register
from districts.rules.places import STATE_NAMES
from districts.rules.regions import problems_with_moves, problems_with_region_name, problems_with_retirement
from districts.states import RegionChangeKind

REGION, COUNTIES = Section(10, "Region"), Section(20, "Counties")


class RegionEdit(NamedTuple):
    """What a registrar wants of a region: its name, and the FIPS codes of the counties that join and leave it."""

    name: str
    joining: frozenset[str] = frozenset()
    leaving: frozenset[str] = frozenset()


@dataclass
class RegionChangeSet(ChangeSet):
    """A change set with the counties that move, and each region's history."""

    moved: list[County] = field(default_factory=list)
    history: list[RegionChange] = field(default_factory=list)

    def note(self, region: Region, kind: RegionChangeKind, old: str = "", new: str = "") -> None:
        """Add an entry to the history of the region."""
        by = self.by if isinstance(self.by, User) else None
        self.history.append(RegionChange(region=region, kind=kind, old=old, new=new, recorded_at=self.at, by=by))

    def move(self, counties: Iterable[County], into: Region | None) -> None:
        """Move the counties, and note it in both regions."""
        for county in counties:
            before, text = county.region, county_text(county.name, county.fips)
            if into and before:
                words = f"Moves from {before} to {into}."
            else:
                words = (
                    f"Joins {into}. It wasn’t in a region." if into else f"Leaves {before} and won’t be in a region."
                )
            self.describe(COUNTIES, county, words)
            if into:
                self.note(into, RegionChangeKind.JOINED, text, str(before or ""))
            if before:
                self.note(before, RegionChangeKind.LEFT, text, str(into or ""))
            self.change(county, region=into)
            self.moved.append(county)


@transaction.atomic
def preview_region(*, region: Region, edit: RegionEdit, by: User, at: datetime.datetime) -> RegionChangeSet:
    """What saving would change, in words, and the problems with it; nothing is written."""
    return _edit(_copy(region), edit, RegionChangeSet(by=by, at=at, dry_run=True))


@transaction.atomic
def save_region(*, region: Region, edit: RegionEdit, preview_digest: str, by: User, at: datetime.datetime) -> Region:
    """Save a new or an existing region with its counties, as previewed. Raises Refused or Unready.

    A new region has no primary key yet. A retired one that gets counties is restored.
    """
    touch_registry()  # locks: two who take one name, or move one county, come in turn
    check_can_register(by, timezone.localdate(at))
    region = _copy(region)
    changes = _edit(region, edit, RegionChangeSet(by=by, at=at))
    stop_at_problems(changes, preview_digest)
    _record("region.saved", region, changes)
    return region


@transaction.atomic
def preview_retirement(*, region: Region, into: Region | None, by: User, at: datetime.datetime) -> RegionChangeSet:
    """What retiring the region would change, in words, and the problems with it; nothing is written."""
    return _retire(_copy(region), into, RegionChangeSet(by=by, at=at, dry_run=True))


@transaction.atomic
def retire_region(
    *, region: Region, into: Region | None, preview_digest: str, by: User, at: datetime.datetime
) -> Region:
    """Retire the region, as previewed; its counties go to `into`, or to no region. Raises Refused or Unready."""
    touch_registry()  # locks
    check_can_register(by, timezone.localdate(at))
    region = _copy(region)
    changes = _retire(region, into, RegionChangeSet(by=by, at=at))
    stop_at_problems(changes, preview_digest)
    _record("region.retired", region, changes)
    return region


def _edit(region: Region, edit: RegionEdit, changes: RegionChangeSet) -> RegionChangeSet:
    name = " ".join(edit.name.split())
    counties = list(County.objects.in_state(region.state).for_list().order_by("name", "fips"))
    inside = [county for county in counties if region.pk and county.region_id == region.pk]
    joining = [county for county in counties if county.fips in edit.joining and county not in inside]
    leaving = [county for county in inside if county.fips in edit.leaving]
    others = Region.objects.in_state(region.state).exclude(pk=region.pk)
    changes.problems += problems_with_region_name(
        name,
        others={other.name.casefold(): (other.name, other.retired_on) for other in others},
        state=STATE_NAMES.get(region.state, region.state),
    ) + problems_with_moves(
        name=name, stays=len(inside) + len(joining) - len(leaving), emptied=_emptied(counties, joining)
    )
    if changes.problems:
        return changes
    if region.pk is None:
        region.name = name
        region.slug = free_slug(region.state, name, set(Region.objects.values_list("slug", flat=True)))
        changes.describe(REGION, name, "Is created. It appears in lists and on the map right away.")
        changes.create(region)
        changes.note(region, RegionChangeKind.CREATED)
    elif name != region.name:
        words = (
            f"Is renamed to {name}. Its web address stays the same. Use the new name in files you import from now on."
        )
        changes.describe(REGION, region.name, words)
        changes.note(region, RegionChangeKind.RENAMED, region.name, name)
        changes.change(region, name=name)
        region.name = name
    if region.retired_on:
        changes.describe(REGION, region.name, "Is restored.")
        changes.note(region, RegionChangeKind.RESTORED)
        changes.change(region, retired_on=None)
    changes.move(joining, region)
    changes.move(leaving, None)
    return changes


def _retire(region: Region, into: Region | None, changes: RegionChangeSet) -> RegionChangeSet:
    changes.problems += problems_with_retirement(
        name=region.name,
        retired_on=region.retired_on,
        into=into.name if into else "",
        is_possible=into is None
        or (into.pk != region.pk and into.state == region.state and _copy(into).retired_on is None),
    )
    if changes.problems:
        return changes
    words = "Is retired. It no longer appears in lists or on the map. Its page stays and says so."
    changes.describe(REGION, region, words)
    changes.note(region, RegionChangeKind.RETIRED)
    counties = County.objects.filter(region=region).for_list().order_by("name", "fips")
    changes.move(list(counties), into)
    changes.change(region, retired_on=timezone.localdate(changes.at))
    return changes


def _emptied(counties: Sequence[County], joining: Sequence[County]) -> list[tuple[str, list[str]]]:
    """The other regions that these counties leave without any: (name, their counties)."""
    left: dict[Region, list[County]] = defaultdict(list)
    for county in counties:
        if county.region:
            left[county.region].append(county)
    return [
        (region.name, [county.name for county in inside])
        for region, inside in left.items()
        if all(county in joining for county in inside)
    ]


def _record(event: str, region: Region, changes: RegionChangeSet) -> None:
    RegionChange.objects.bulk_create(changes.history)
    if changes.history:
        moved = {county.fips: county.region.slug if county.region else "" for county in changes.moved}
        kinds = sorted({str(change.kind) for change in changes.history if change.region == region})
        log.record(event, region, by=changes.by, at=changes.at, name=region.name, changed=kinds, counties=moved)


def _copy(region: Region) -> Region:
    """The region as it is now, for changing; a new one is copied."""
    return Region.objects.get(pk=region.pk) if region.pk else Region(state=region.state)
