"""Importing a state's own files: regions and component districts."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.dates import short_day
from audit import log
from changes.actions.rows import RowChange, encoded
from districts.actions.bulk import wait_for_other_imports
from districts.actions.history import touch_registry
from districts.actions.outcome import Outcome
from districts.models import Change, County, District, ImportBatch, Region, ServiceAgencyMembership
from districts.permissions import Actor, check_can_register
from districts.rules.divisions import ComponentDistrictFact, RegionFact
from districts.states import RESERVED_REGION_SLUGS, DistrictKind


class Author(NamedTuple):
    """Who makes the changes, when, and in which import."""

    by_id: int | None
    at: datetime.datetime
    batch: ImportBatch | None = None


class RegionComparison:
    """Counties assigned to the regions of their state. Counties that the file does not name keep their region."""

    def __init__(self, facts: Sequence[RegionFact], *, keeps_rows: bool = False) -> None:
        self.facts, self.outcome = facts, Outcome(rows=[] if keeps_rows else None)
        self.moved: list[tuple[County, Region | None]] = []
        self.new: list[Region] = []

    def compare(self) -> None:
        """Find the new region of every county in the file."""
        fips = [fact.county_fips for fact in self.facts]
        counties = {county.fips: county for county in County.objects.select_related("region").filter(fips__in=fips)}
        regions = {(region.state, region.name): region for region in Region.objects.all()}
        slugs = {region.slug for region in regions.values()}
        for fact in self.facts:
            county = counties.get(fact.county_fips)
            if county is None:
                reason = f"no county {fact.county_fips}"
                self.outcome.add_skipped(fact.file, fact.line, "unmatched", fact.county_fips, reason)
                continue
            key = (county.state, fact.region)
            if key not in regions:
                regions[key] = Region(name=fact.region, state=county.state, slug=free_slug(*key, slugs))
                self.new.append(regions[key])
            before, after = county.region, regions[key]
            if after.retired_on:
                reason = f"{after} was retired on {short_day(after.retired_on)}; restore it first"
                self.outcome.add_skipped(fact.file, fact.line, "rejected", fact.county_fips, reason)
                continue
            outcome = "created" if before is None else "unchanged" if before is after or before == after else "changed"
            old = before.name if before else ""
            self.outcome.add_row(
                fact.file, fact.line, outcome, fact.county_fips, county.name, [("region", old, after.name)]
            )
            if outcome != "unchanged":
                self.moved.append((county, before))
                county.region = after

    def changes(self) -> Iterator[RowChange]:
        """New regions, and counties that move to another region. New regions have a primary key once written."""
        for region in self.new:
            yield RowChange(Region._meta.label_lower, f"{region.state}/{region.name}", None, {})
        for county, before in self.moved:
            regions = ({"region_id": region.pk if region else None} for region in (before, county.region))
            yield RowChange(County._meta.label_lower, county.fips, *regions)

    def created(self) -> Iterator[object]:
        """The regions of counties by name."""
        return ((county.fips, str(county.region)) for county, _before in self.moved)

    def write(self, _: Author) -> None:
        """Store the new regions and the regions of counties."""
        for region in self.new:
            region.save()
        for county, _before in self.moved:
            county.region = county.region  # assign again: the new region has a primary key now
        County.objects.bulk_update([county for county, _before in self.moved], ["region"], batch_size=500)


class ComponentComparison:
    """Memberships of component districts in service agencies, with their dates.

    A row may add dates to an open membership or end it. An agency of unknown kind that the file lists as a service
    agency becomes one.
    """

    def __init__(self, facts: Sequence[ComponentDistrictFact], *, keeps_rows: bool = False) -> None:
        self.facts, self.outcome = facts, Outcome(rows=[] if keeps_rows else None)
        leaids = {leaid for fact in facts for leaid in (fact.agency, fact.district)}
        self.districts = {district.leaid: district for district in District.objects.filter(leaid__in=leaids)}
        self.lines: dict[tuple[str, str], list[ServiceAgencyMembership]] = {}
        known = ServiceAgencyMembership.objects.select_related("agency", "district").filter(agency__leaid__in=leaids)
        for component in known:
            self.lines.setdefault((component.agency.leaid, component.district.leaid), []).append(component)
        self.before = {line.pk: (line.starts_on, line.ends_on) for line in known}
        self.changed: list[ServiceAgencyMembership] = []
        self.new: list[ServiceAgencyMembership] = []
        self.service_agencies: dict[str, District] = {}

    def compare(self) -> None:
        """Find the outcome of every row."""
        for fact in self.facts:
            self._compare(fact)

    def _compare(self, fact: ComponentDistrictFact) -> None:
        def skip(outcome: str, reason: str) -> None:
            self.outcome.add_skipped(fact.file, fact.line, outcome, fact.district, reason)

        if missing := [leaid for leaid in (fact.agency, fact.district) if leaid not in self.districts]:
            return skip("unmatched", f"no agency {' and no agency '.join(missing)}")
        agency, district = self.districts[fact.agency], self.districts[fact.district]

        def count(outcome: str, differences: Sequence[tuple[str, object, object]] = ()) -> None:
            self.outcome.add_row(fact.file, fact.line, outcome, fact.district, f"{district} of {agency}", differences)

        if agency.kind not in (DistrictKind.SERVICE_AGENCY, DistrictKind.UNKNOWN):
            kind = agency.get_kind_display().lower()
            return skip("rejected", f"{agency} ({agency.leaid}) is recorded as {kind}")
        known = self.lines.setdefault((fact.agency, fact.district), [])
        stated = (fact.starts_on, fact.ends_on)
        if any((line.starts_on, line.ends_on) == stated for line in known):
            return count("unchanged")
        still_open = next((line for line in known if line.ends_on is None), None)
        if still_open and (still_open.starts_on is None or fact.starts_on in (None, still_open.starts_on)):
            if fact.starts_on is None and fact.ends_on is None:
                return count("unchanged")
            old = (still_open.starts_on, still_open.ends_on)
            still_open.starts_on, still_open.ends_on = fact.starts_on or still_open.starts_on, fact.ends_on
            if still_open not in self.changed and still_open not in self.new:
                self.changed.append(still_open)
            pairs = zip(("starts_on", "ends_on"), old, (still_open.starts_on, still_open.ends_on), strict=True)
            return count("changed", [pair for pair in pairs if pair[1] != pair[2]])
        if still_open and fact.ends_on is None:
            return skip("rejected", f"{district} is recorded with {agency} since {still_open.starts_on} already")
        component = ServiceAgencyMembership(
            agency=agency, district=district, starts_on=fact.starts_on, ends_on=fact.ends_on
        )
        known.append(component)
        self.new.append(component)
        if agency.kind == DistrictKind.UNKNOWN:
            self.service_agencies[agency.leaid] = agency
        return count("created")

    def changes(self) -> Iterator[RowChange]:
        """Agencies that become service agencies, and changed and new memberships."""
        for leaid in self.service_agencies:
            kinds = ({"kind": DistrictKind.UNKNOWN.value}, {"kind": DistrictKind.SERVICE_AGENCY.value})
            yield RowChange(District._meta.label_lower, leaid, *kinds)
        label = ServiceAgencyMembership._meta.label_lower
        for line in [*self.changed, *self.new]:
            before = None if line in self.new else _dates(*self.before[line.pk])
            after = _dates(line.starts_on, line.ends_on)
            yield RowChange(
                label, str(line.pk), before, after | {"agency_id": line.agency_id, "district_id": line.district_id}
            )

    def created(self) -> Iterator[object]:
        """Nothing beyond the changes."""
        return iter(())

    def write(self, author: Author) -> None:
        """Store the memberships, and the history of agencies that become service agencies."""
        ServiceAgencyMembership.objects.bulk_create(self.new, batch_size=500)
        ServiceAgencyMembership.objects.bulk_update(self.changed, ["starts_on", "ends_on"], batch_size=500)
        for agency in self.service_agencies.values():
            agency.kind = DistrictKind.SERVICE_AGENCY
        District.objects.bulk_update(self.service_agencies.values(), ["kind"], batch_size=500)
        Change.objects.bulk_create(
            Change(
                district=agency,
                field="kind",
                old=DistrictKind.UNKNOWN,
                new=DistrictKind.SERVICE_AGENCY,
                recorded_at=author.at,
                source="The State's file of component districts",
                by_id=author.by_id,
                batch=author.batch,
            )
            for agency in self.service_agencies.values()
        )


@transaction.atomic
def record_regions(
    *, facts: Sequence[RegionFact], file: Mapping[str, Any], dry_run: bool, by: Actor, at: datetime.datetime
) -> Outcome:
    """Assign counties to the regions of their state; a dry run counts without writing."""
    return _record(RegionComparison(facts), "regions.recorded", file, dry_run, by, at)


@transaction.atomic
def record_components(
    *, facts: Sequence[ComponentDistrictFact], file: Mapping[str, Any], dry_run: bool, by: Actor, at: datetime.datetime
) -> Outcome:
    """Record component districts of service agencies with their dates; a dry run counts without writing."""
    check_can_register(by, timezone.localdate(at))
    wait_for_other_imports()
    return _record(ComponentComparison(facts), "components.recorded", file, dry_run, by, at)


def _record(
    compared: RegionComparison | ComponentComparison,
    event: str,
    file: Mapping[str, Any],
    dry_run: bool,
    by: Actor,
    at: datetime.datetime,
) -> Outcome:
    check_can_register(by, timezone.localdate(at))
    wait_for_other_imports()
    compared.compare()
    if dry_run:
        return compared.outcome
    compared.write(Author(None, at))
    touch_registry()
    counts = dict(compared.outcome.counts.get(str(file.get("name")), {}))
    log.record(event, "register", by=by, at=at, file=dict(file), counts=counts)
    return compared.outcome


def _dates(starts_on: datetime.date | None, ends_on: datetime.date | None) -> dict[str, object]:
    return {"starts_on": encoded(starts_on), "ends_on": encoded(ends_on)}


def free_slug(state: str, name: str, taken: set[str]) -> str:
    """The last part of the address of a new region; it is added to those that are taken."""
    wanted = slugify(name)[:80].strip("-") or "region"
    in_state = f"{wanted}-{state.lower()}"
    numbered = (f"{in_state}-{number}" for number in range(2, len(taken) + 3))
    slug = next(slug for slug in (wanted, in_state, *numbered) if slug not in taken | RESERVED_REGION_SLUGS)
    taken.add(slug)
    return slug
