"""A registrar enters, ends, corrects, and removes the membership of a component district in a service agency."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from changes.rules import problems_with_reason
from districts.actions.followers import ChangedRecords, tell_followers
from districts.actions.history import touch_registry
from districts.models import District, ServiceAgencyMembership
from districts.permissions import check_can_register
from districts.rules.disputing import what_changed
from districts.rules.periods import Period
from districts.rules.registering import Entity, problems_with_component, problems_with_component_dates


@transaction.atomic
def enter_component(
    *,
    agency: District,
    district: District,
    starts_on: datetime.date | None,
    ends_on: datetime.date | None,
    by: User,
    at: datetime.datetime,
) -> ServiceAgencyMembership:
    """Enter the district as a component district of the agency between two dates. Raises Refused or Unready."""
    agency = District.objects.select_for_update().get(pk=agency.pk)
    check_can_register(by, timezone.localdate(at))
    component = ServiceAgencyMembership(agency=agency, district=district, starts_on=starts_on, ends_on=ends_on)
    if problems := _problems(component, timezone.localdate(at)):
        raise Unready(*problems)
    component.save()
    _record("component.entered", component, by, at)
    return component


@transaction.atomic
def change_component(
    *,
    component: ServiceAgencyMembership,
    starts_on: datetime.date | None,
    ends_on: datetime.date | None,
    seen: Mapping[str, str],
    by: User,
    at: datetime.datetime,
) -> ServiceAgencyMembership:
    """Change the dates. `seen` holds them, as text, when the form was shown. Raises Refused or Unready."""
    component = _locked(component)
    check_can_register(by, timezone.localdate(at))
    now = {field: str(getattr(component, field) or "") for field in ("starts_on", "ends_on")}
    labels = {"starts_on": "The start date", "ends_on": "The end date"}
    if problems := what_changed(
        {labels[field]: seen.get(field, "") for field in now}, {labels[field]: now[field] for field in now}
    ):
        raise Unready(*problems, "If your dates are right, save again.")
    if (component.starts_on, component.ends_on) == (starts_on, ends_on):
        return component
    component.starts_on, component.ends_on = starts_on, ends_on
    if problems := _problems(component, timezone.localdate(at)):
        raise Unready(*problems)
    component.save(update_fields=["starts_on", "ends_on"])
    _record("component.changed", component, by, at, before=now)
    return component


@transaction.atomic
def remove_component(*, component: ServiceAgencyMembership, reason: str, by: User, at: datetime.datetime) -> None:
    """Remove a membership that never was; the log keeps it with the reason. Raises Refused or Unready."""
    component = _locked(component)
    check_can_register(by, timezone.localdate(at))
    if problems := problems_with_reason(reason):
        raise Unready(*problems)
    _record("component.removed", component, by, at, reason=reason.strip())
    component.delete()


def _problems(component: ServiceAgencyMembership, on: datetime.date) -> list[str]:
    agency, district = component.agency, component.district
    others = ServiceAgencyMembership.objects.filter(agency=agency, district=district).exclude(pk=component.pk)
    return problems_with_component(
        agency=agency.name,
        district=district.name,
        is_service_agency=agency.is_service_agency,
        is_itself=agency.pk == district.pk,
    ) + problems_with_component_dates(
        agency=Entity(agency.name, agency.closed_on),
        district=Entity(district.name, district.closed_on),
        wanted=Period(component.starts_on, component.ends_on),
        others=[Period(other.starts_on, other.ends_on) for other in others],
        on=on,
    )


def _locked(component: ServiceAgencyMembership) -> ServiceAgencyMembership:
    """The row as it is now; its agency is locked, so that two registrars come in turn."""
    District.objects.select_for_update().get(pk=component.agency_id)
    found = ServiceAgencyMembership.objects.select_related("agency", "district").filter(pk=component.pk).first()
    if found is None:
        raise Unready("Someone else has removed this membership.")
    return found


def _record(event: str, component: ServiceAgencyMembership, by: User, at: datetime.datetime, **detail: object) -> None:
    touch_registry()
    tell_followers(ChangedRecords(at=at, districts=[component.agency_id, component.district_id]))
    log.record(
        event,
        component,
        by=by,
        at=at,
        agency=component.agency.leaid,
        district=component.district.leaid,
        starts_on=component.starts_on,
        ends_on=component.ends_on,
        **detail,
    )
