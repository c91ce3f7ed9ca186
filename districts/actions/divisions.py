"""A state's own files taken into the register: regions, component districts."""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from audit import log
from districts.actions.bulk import wait_for_other_imports
from districts.models import Component, County, District, DistrictKind, Region
from districts.permissions import Actor, check_can_register
from districts.rules.divisions import ComponentFact, RegionFact


@dataclass
class Outcome:
    """What became of the rows: counts, and (line, outcome, reason) of those not taken."""

    counts: Counter[str] = field(default_factory=Counter)
    remarks: list[tuple[int, str, str]] = field(default_factory=list)

    def leave(self, line: int, outcome: str, reason: str) -> None:
        """Keep a row that was not taken."""
        self.remarks.append((line, outcome, reason))


@transaction.atomic
def record_regions(
    *, facts: Sequence[RegionFact], file: Mapping[str, Any], is_rehearsal: bool, by: Actor, at: datetime.datetime
) -> Outcome:
    """Counties put into the regions of their state. Counties that the file does not name stay where they are."""
    check_can_register(by, timezone.localdate(at))
    wait_for_other_imports()
    outcome, moved = Outcome(), []
    counties = {
        county.fips: county
        for county in County.objects.select_related("region").filter(fips__in=[fact.county_fips for fact in facts])
    }
    regions = {(region.state, region.name): region for region in Region.objects.all()}
    slugs = set(Region.objects.values_list("slug", flat=True))
    for fact in facts:
        county = counties.get(fact.county_fips)
        if county is None:
            outcome.leave(fact.line, "unmatched", f"no county {fact.county_fips}")
            continue
        key = (county.state, fact.region)
        if key not in regions:
            regions[key] = region = Region(name=fact.region, state=county.state, slug=_free_slug(*key, slugs))
            if not is_rehearsal:
                region.save()
        before = county.region
        outcome.counts["created" if before is None else "unchanged" if before == regions[key] else "changed"] += 1
        if before is None or before != regions[key]:
            county.region = regions[key]
            moved.append(county)
    if is_rehearsal:
        return outcome
    County.objects.bulk_update(moved, ["region"], batch_size=500)
    log.record("regions.recorded", "register", by=by, at=at, file=dict(file), counts=dict(outcome.counts))
    return outcome


@transaction.atomic
def record_components(
    *, facts: Sequence[ComponentFact], file: Mapping[str, Any], is_rehearsal: bool, by: Actor, at: datetime.datetime
) -> Outcome:
    """Component districts of service agencies, with their days.

    A line that is open is closed or dated by a row that says so, and otherwise found again. An agency of
    unknown kind that the file calls a service agency becomes one.
    """
    check_can_register(by, timezone.localdate(at))
    wait_for_other_imports()
    outcome = Outcome()
    leaids = {leaid for fact in facts for leaid in (fact.agency, fact.district)}
    districts = {district.leaid: district for district in District.objects.filter(leaid__in=leaids)}
    lines: dict[tuple[str, str], list[Component]] = {}
    for component in Component.objects.select_related("agency", "district").filter(agency__leaid__in=leaids):
        lines.setdefault((component.agency.leaid, component.district.leaid), []).append(component)
    changed: list[Component] = []
    created: list[Component] = []
    service_agencies: dict[str, District] = {}
    for fact in facts:
        if missing := [leaid for leaid in (fact.agency, fact.district) if leaid not in districts]:
            outcome.leave(fact.line, "unmatched", f"no agency {' and no agency '.join(missing)}")
            continue
        agency, district = districts[fact.agency], districts[fact.district]
        if agency.kind not in (DistrictKind.SERVICE_AGENCY, DistrictKind.UNKNOWN):
            kind = agency.get_kind_display().lower()
            outcome.leave(fact.line, "rejected", f"{agency} ({agency.leaid}) is recorded as {kind}")
            continue
        known = lines.setdefault((fact.agency, fact.district), [])
        said = (fact.starts_on, fact.ends_on)
        if any((line.starts_on, line.ends_on) == said for line in known):
            outcome.counts["unchanged"] += 1
            continue
        still_open = next((line for line in known if line.ends_on is None), None)
        if still_open and (still_open.starts_on is None or fact.starts_on in (None, still_open.starts_on)):
            if fact.starts_on is None and fact.ends_on is None:
                outcome.counts["unchanged"] += 1
                continue
            still_open.starts_on, still_open.ends_on = fact.starts_on or still_open.starts_on, fact.ends_on
            changed.append(still_open)
            outcome.counts["changed"] += 1
            continue
        if still_open and fact.ends_on is None:
            reason = f"{district} is recorded with {agency} since {still_open.starts_on} already"
            outcome.leave(fact.line, "rejected", reason)
            continue
        component = Component(agency=agency, district=district, starts_on=fact.starts_on, ends_on=fact.ends_on)
        known.append(component)
        created.append(component)
        outcome.counts["created"] += 1
        if agency.kind == DistrictKind.UNKNOWN:
            service_agencies[agency.leaid] = agency
    if is_rehearsal:
        return outcome
    Component.objects.bulk_create(created, batch_size=500)
    Component.objects.bulk_update([line for line in changed if line.pk], ["starts_on", "ends_on"], batch_size=500)
    for agency in service_agencies.values():
        agency.kind = DistrictKind.SERVICE_AGENCY
    District.objects.bulk_update(service_agencies.values(), ["kind"], batch_size=500)
    log.record("components.recorded", "register", by=by, at=at, file=dict(file), counts=dict(outcome.counts))
    return outcome


def _free_slug(state: str, name: str, taken: set[str]) -> str:
    wanted = slugify(name)[:80].strip("-") or "region"
    in_state = f"{wanted}-{state.lower()}"
    numbered = (f"{in_state}-{number}" for number in range(2, len(taken) + 3))
    slug = next(slug for slug in (wanted, in_state, *numbered) if slug not in taken)
    taken.add(slug)
    return slug
