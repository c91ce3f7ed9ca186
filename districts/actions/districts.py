"""Registering districts named in application files, and component districts."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.refusals import Unready
from audit import log
from districts.actions.history import touch_registry
from districts.models import County, District, DistrictFigures, ServiceAgencyMembership
from districts.permissions import Actor, check_can_register
from districts.rules.places import INVENTED, school_year_of, state_of
from districts.rules.registering import (
    contradictions,
    problems_with_component,
    problems_with_period,
    problems_with_shape,
)
from districts.states import DistrictKind, FigureSource

APPLICATION_FILE = "An application file"


@transaction.atomic
def register_district(
    *,
    leaid: str,
    name: str | None = None,
    state: str,
    kind: str | None = None,
    county_fips: str | None = None,
    enrollment: int | None = None,
    school_year: str | None = None,
    closed_on: datetime.date | None = None,
    by: Actor,
    at: datetime.datetime,
) -> District:
    """Register the district described in an application file; None means that the file does not state a value.

    A new district is stored with the source "An application file". For one from an earlier application file, unknown
    values are filled in; one from official files is only compared. Raises Unready if the registry contradicts the file.
    The enrollment is stored as a yearly figure, for the school year of `at` unless `school_year` is given.
    """
    check_can_register(by, timezone.localdate(at))
    name = (name or "").strip()
    if problems := problems_with_shape(leaid=leaid, name=name, county_fips=county_fips, enrollment=enrollment):
        raise Unready(*problems)
    district = District.objects.select_for_update(of=("self",)).select_related("county").filter(leaid=leaid).first()
    if district is None:
        district, changed = _new_district(leaid, name or leaid, state, kind, county_fips, closed_on), ["new"]
    else:
        facts = {
            "The name": name,
            "The state": state,
            "The kind": kind if kind != DistrictKind.UNKNOWN else None,
            "The county": county_fips,
            "The enrollment": enrollment,
            "The closing date": closed_on,
        }
        if problems := contradictions(leaid, _known_of(district), facts):
            raise Unready(*problems)
        changed = _fill_in(district, name, kind, county_fips, closed_on)
    if enrollment is not None and _enrollment_of(district) is None:
        DistrictFigures.objects.create(
            district=district,
            school_year=school_year or school_year_of(timezone.localdate(at)),
            source=FigureSource.APPLICATION_FILE,
            enrollment=enrollment,
        )
        changed.append("enrollment")
    if changed:
        touch_registry()
        log.record("district.registered", district, by=by, at=at, leaid=leaid, changed=changed, enrollment=enrollment)
    return district


@transaction.atomic
def register_component(
    *,
    agency: District,
    district: District,
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
    by: Actor,
    at: datetime.datetime,
) -> ServiceAgencyMembership:
    """Record the district as a component district of the agency; an existing membership is returned."""
    check_can_register(by, timezone.localdate(at))
    agency = District.objects.select_for_update().get(pk=agency.pk)
    problems = problems_with_period(starts_on=starts_on, ends_on=ends_on) + problems_with_component(
        agency=agency.name,
        district=district.name,
        is_service_agency=agency.is_service_agency,
        is_itself=agency.pk == district.pk,
    )
    if problems:
        raise Unready(*problems)
    lines = ServiceAgencyMembership.objects.filter(agency=agency, district=district)
    if ends_on is None and (line := lines.filter(ends_on=None).first()):
        if starts_on is None or line.starts_on == starts_on:
            return line
        if line.starts_on is not None:
            raise Unready(f"{district} is recorded with {agency} since {line.starts_on}, not since {starts_on}.")
        line.starts_on = starts_on
        line.save(update_fields=["starts_on"])
    elif line := lines.filter(starts_on=starts_on, ends_on=ends_on).first():
        return line
    else:
        line = ServiceAgencyMembership.objects.create(
            agency=agency, district=district, starts_on=starts_on, ends_on=ends_on
        )
    touch_registry()
    log.record(
        "component.registered",
        line,
        by=by,
        at=at,
        agency=agency.leaid,
        district=district.leaid,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    return line


def county_with_code(fips: str, *, state: str, name: str = "") -> County:
    """The county with that code; created without density if it is not in the registry."""
    county, _ = County.objects.get_or_create(
        fips=fips, defaults={"name": name or f"County {fips}", "state": state_of(fips) or state}
    )
    return county


def _new_district(
    leaid: str, name: str, state: str, kind: str | None, county_fips: str | None, closed_on: datetime.date | None
) -> District:
    return District.objects.create(
        leaid=leaid,
        name=name,
        state=state,
        kind=kind or DistrictKind.UNKNOWN,
        county=county_with_code(county_fips, state=state) if county_fips else None,
        closed_on=closed_on,
        is_sample=leaid.startswith(INVENTED),
        source=APPLICATION_FILE,
    )


def _known_of(district: District) -> dict[str, Any]:
    is_nameless = district.name == district.leaid
    return {
        "The name": "" if is_nameless else district.name,
        "The state": district.state,
        "The kind": district.kind if district.kind != DistrictKind.UNKNOWN else None,
        "The county": district.county.fips if district.county else None,
        "The enrollment": _enrollment_of(district),
        "The closing date": district.closed_on,
    }


def _enrollment_of(district: District) -> int | None:
    figures = district.figures.exclude(enrollment=None).order_by("-school_year", "source").first()
    return figures.enrollment if figures else None


def _fill_in(
    district: District, name: str, kind: str | None, county_fips: str | None, closed_on: datetime.date | None
) -> list[str]:
    if district.source != APPLICATION_FILE:
        return []
    changed = []
    if name and district.name != name:
        district.name = name
        changed.append("name")
    if kind and kind != DistrictKind.UNKNOWN and district.kind != kind:
        district.kind = kind
        changed.append("kind")
    if county_fips and district.county is None:
        district.county = county_with_code(county_fips, state=district.state)
        changed.append("county")
    if closed_on and district.closed_on is None:
        district.closed_on = closed_on
        changed.append("closed_on")
    if changed:
        district.save(update_fields=changed)
    return changed
