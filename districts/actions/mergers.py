"""The district's part of a merger or closure: the record, schools, service-agency memberships, appointments.

These functions write to the change set of the closure; the closure itself writes the one entry in the audit log.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils import timezone

from accounts.addresses import page
from accounts.dates import short_day
from changes.actions.change_set import ChangeSet, Section
from districts.actions.history import record_changes
from districts.models import (
    Appointment,
    Confirmation,
    District,
    FactDispute,
    RuralDesignation,
    School,
    ServiceAgencyMembership,
)
from districts.states import ENDED_AGENCIES, AgencyStatus

DAY = datetime.timedelta(days=1)
# The headings of a preview; apps above add theirs between them.
RECORD, SCHOOLS, AGENCIES, APPOINTMENTS, OTHER = (
    Section(10, "Record"),
    Section(50, "Schools"),
    Section(60, "Service agencies"),
    Section(70, "Roles"),
    Section(90, "Other records"),
)


def end_district(
    *,
    change_set: ChangeSet,
    district: District,
    successor: District | None,
    on: datetime.date,
    goes_to: Mapping[int, District | None] | None = None,
) -> list[int]:
    """Close the district and transfer or end its schools, service-agency memberships, and appointments.

    It closes the day before `on`. Without a single successor, `goes_to` maps each school (by primary key) to its new
    district; other schools close with the district. Returns the primary keys of the schools that close.
    """
    last = on - DAY
    status = AgencyStatus.MERGED if successor else AgencyStatus.CLOSED
    into = f" and becomes part of {successor} on {short_day(on)}" if successor else ""
    words = f"Closes on {short_day(last)}{into}. The record stays in the registry with its figures and history."
    change_set.describe(RECORD, district, words, district.get_absolute_url())
    change_record(change_set, district, holds_from=on, status=status, closed_on=last, successor=successor)
    closing = _transfer_schools(change_set, district, successor, on, goes_to or {})
    _transfer_service_agency_memberships(change_set, district, successor, on)
    _end_appointments(
        change_set, Appointment.objects.filter(models.Q(district=district) | models.Q(school__in=closing)), on
    )
    _describe_what_stays(change_set, district)
    return closing


def change_record(
    change_set: ChangeSet, record: District | School, *, holds_from: datetime.date | None = None, **values: Any
) -> None:
    """Store these values, and a history entry for each fact that changed."""
    before = {name: getattr(record, name) for name in values}
    change_set.change(record, **values)
    if not change_set.dry_run:
        record_changes(
            record, before, source=change_set.source, holds_from=holds_from, by=change_set.by, at=change_set.at
        )


def _transfer_schools(
    change_set: ChangeSet,
    district: District,
    successor: District | None,
    on: datetime.date,
    goes_to: Mapping[int, District | None],
) -> list[int]:
    closing = []
    for school in (
        School.objects.select_related("district").filter(district=district).exclude(status__in=ENDED_AGENCIES)
    ):
        to = successor or goes_to.get(school.pk)
        if to is not None:
            words = f"Belongs to {to} from {short_day(on)}. Its ID, {school.ncessch}, does not change."
            change_set.describe(SCHOOLS, school, words, school.get_absolute_url())
            change_record(change_set, school, holds_from=on, district=to)
            continue
        change_set.describe(
            SCHOOLS, school, f"Closes on {short_day(on - DAY)} with its district.", school.get_absolute_url()
        )
        change_record(change_set, school, holds_from=on, status=AgencyStatus.CLOSED, closed_on=on - DAY)
        closing.append(school.pk)
    return closing


def _transfer_service_agency_memberships(
    change_set: ChangeSet, district: District, successor: District | None, on: datetime.date
) -> None:
    last = on - DAY
    lines = ServiceAgencyMembership.objects.of_district(district).filter(
        models.Q(ends_on=None) | models.Q(ends_on__gte=on)
    )
    for line in lines.order_by("pk"):
        is_agency = line.agency_id == district.pk
        name = line.district if is_agency else line.agency
        if line.starts_on and line.starts_on >= on:
            change_set.problems.append(
                f"{line} starts on {short_day(line.starts_on)}, after the effective date. "
                "Correct this membership first."
            )
            continue
        ends_on = line.ends_on
        words = f"{line.district}’s membership in {line.agency} ends on {short_day(last)}."
        follows = successor and _successor_may_follow(line, successor, on, is_agency=is_agency)
        if follows and successor:
            words += f" {successor} replaces {district} from {short_day(on)}."
        elif successor:
            words += (
                f" {successor} does not replace {district}, because {_why_not(line, successor, is_agency=is_agency)}."
            )
        change_set.describe(AGENCIES, name, words, name.get_absolute_url())
        change_set.change(line, ends_on=last)
        if follows and successor:
            agency, member = (successor, line.district) if is_agency else (line.agency, successor)
            change_set.create(ServiceAgencyMembership(agency=agency, district=member, starts_on=on, ends_on=ends_on))


def _successor_may_follow(
    line: ServiceAgencyMembership, successor: District, on: datetime.date, *, is_agency: bool
) -> bool:
    if is_agency and (not successor.is_service_agency or line.district_id == successor.pk):
        return False
    if not is_agency and line.agency_id == successor.pk:
        return False
    pair = (
        {"agency": successor, "district": line.district}
        if is_agency
        else {"agency": line.agency, "district": successor}
    )
    still = models.Q(ends_on=None) | models.Q(ends_on__gte=on)
    return not ServiceAgencyMembership.objects.filter(still, **pair).exists()


def _why_not(line: ServiceAgencyMembership, successor: District, *, is_agency: bool) -> str:
    if is_agency and not successor.is_service_agency:
        return "it is not a service agency"
    if successor.pk in (line.agency_id, line.district_id):
        return "a district can’t be its own component district"
    return "it already has this membership"


def _end_appointments(change_set: ChangeSet, appointments: models.QuerySet[Appointment], on: datetime.date) -> None:
    not_over = appointments.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=on), withdrawn_at=None)
    for appointment in not_over.select_related("user").order_by("pk"):
        if appointment.starts_on > timezone.localdate(change_set.at):
            words = (
                f"{appointment.get_kind_display()} from {short_day(appointment.starts_on)}: canceled before it starts."
            )
            change_set.describe(APPOINTMENTS, appointment.user, words)
            change_set.change(appointment, withdrawn_at=change_set.at)
            continue
        ends_on = max(on - DAY, appointment.starts_on)
        words = f"{appointment.get_kind_display()}: the role and its permissions end on {short_day(ends_on)}."
        change_set.describe(APPOINTMENTS, appointment.user, words)
        change_set.change(appointment, ends_on=ends_on)


def _describe_what_stays(change_set: ChangeSet, district: District) -> None:
    for dispute in FactDispute.objects.open().filter(district=district):
        words = f"The error report about “{dispute.field}” stays open until the registrar responds."
        change_set.describe(OTHER, district, words, page("disputes"))
    for decision in RuralDesignation.objects.filter(district=district, ends_on=None):
        change_set.describe(OTHER, district, f"The state’s decision “{decision}” stays with the old record.")
    if number := district.figures.count():
        change_set.describe(
            OTHER, district, f"{number} yearly figures stay with the old record. Figures are not combined."
        )
    if Confirmation.objects.filter(district=district).exists():
        change_set.describe(OTHER, district, "The district’s yearly confirmations stay with the old record.")
