"""The part of a merger, a dissolution or a double entry that districts know: the record, schools, lines, posts.

These are parts of a guided step: they write into its ledger, and the step itself writes the one line of the log.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils import timezone

from accounts.addresses import page
from accounts.dates import short_day
from districts.actions.change_set import ChangeSet, Written, undo_changes
from districts.actions.history import record_changes, touch_registry
from districts.models import (
    Appointment,
    Confirmation,
    District,
    FactDispute,
    RuralDesignation,
    School,
    ServiceAgencyMembership,
)
from districts.states import AgencyStatus

DAY = datetime.timedelta(days=1)
RECORD, SCHOOLS, AGENCIES, APPOINTMENTS, OTHER = (
    "The record", "Schools", "Service agencies", "People with a post", "What else is on record",
)  # fmt: skip


def end_district(
    *,
    change_set: ChangeSet,
    district: District,
    successor: District | None,
    on: datetime.date,
    goes_to: Mapping[int, District | None] | None = None,
) -> list[int]:
    """The district closed, with its schools, lines of service agencies and posts handed over or ended.

    Its last day is the one before `on`. `goes_to` says which school (by its key in the database) goes to which
    district where there is no single successor; a school that it does not name closes with the district: the keys of
    those.
    """
    last = on - DAY
    status = AgencyStatus.MERGED if successor else AgencyStatus.CLOSED
    into = f"; from {short_day(on)} it is part of {successor}" if successor else ""
    words = f"Last day: {short_day(last)}{into}. The record stays, with its figures and its history."
    change_set.tell(RECORD, district, words, district.get_absolute_url())
    change_record(change_set, district, holds_from=on, status=status, closed_on=last, successor=successor)
    closing = _hand_over_schools(change_set, district, successor, on, goes_to or {})
    _hand_over_lines(change_set, district, successor, on)
    _end_appointments(
        change_set, Appointment.objects.filter(models.Q(district=district) | models.Q(school__in=closing)), on
    )
    _tell_what_stays(change_set, district)
    return closing


def change_record(
    change_set: ChangeSet, record: District | School, *, holds_from: datetime.date | None = None, **values: Any
) -> None:
    """The record with these values, and a row of its history for each fact that changed."""
    before = {name: getattr(record, name) for name in values}
    change_set.change(record, **values)
    if not change_set.dry_run:
        record_changes(
            record, before, source=change_set.source, holds_from=holds_from, by=change_set.by, at=change_set.at
        )


def undo_record_changes(written: list[Written], *, by: Any, at: datetime.datetime) -> None:
    """Districts, schools, lines and posts as they were before the step."""
    source = "The registrar took a recorded step back"

    def undo_new(row: models.Model) -> None:
        row.delete()
        touch_registry()

    def after_restoring(row: models.Model, before: dict[str, Any]) -> None:
        touch_registry()
        if isinstance(row, District | School):
            record_changes(type(row).objects.get(pk=row.pk), _by_name(row, before), source=source, by=by, at=at)

    undo_changes(written, undo_new=undo_new, after_restoring=after_restoring)


def _by_name(row: models.Model, values: dict[str, Any]) -> dict[str, Any]:
    """Values under the names of their fields, rows instead of their keys: what history keeps."""
    named: dict[str, Any] = {}
    for column in row._meta.concrete_fields:
        if column.attname in values:
            value, related = values[column.attname], column.related_model
            is_row = isinstance(related, type) and value is not None
            named[column.name] = related._base_manager.get(pk=value) if is_row else value  # type: ignore[union-attr]
    return named


def _hand_over_schools(
    change_set: ChangeSet,
    district: District,
    successor: District | None,
    on: datetime.date,
    goes_to: Mapping[int, District | None],
) -> list[int]:
    closing = []
    ended = (AgencyStatus.CLOSED, AgencyStatus.MERGED, AgencyStatus.DUPLICATE)
    for school in School.objects.select_related("district").filter(district=district).exclude(status__in=ended):
        to = successor or goes_to.get(school.pk)
        if to is not None:
            words = f"Belongs to {to} from {short_day(on)}. Its id {school.ncessch} stays: ids are never changed."
            change_set.tell(SCHOOLS, school, words, school.get_absolute_url())
            change_record(change_set, school, holds_from=on, district=to)
            continue
        change_set.tell(
            SCHOOLS, school, f"Closes on {short_day(on - DAY)}, with its district.", school.get_absolute_url()
        )
        change_record(change_set, school, holds_from=on, status=AgencyStatus.CLOSED, closed_on=on - DAY)
        closing.append(school.pk)
    return closing


def _hand_over_lines(change_set: ChangeSet, district: District, successor: District | None, on: datetime.date) -> None:
    last = on - DAY
    lines = ServiceAgencyMembership.objects.of_district(district).filter(
        models.Q(ends_on=None) | models.Q(ends_on__gte=on)
    )
    for line in lines.order_by("pk"):
        is_agency = line.agency_id == district.pk
        name = line.district if is_agency else line.agency
        what = f"{name} as component district" if is_agency else f"Component district of {name}"
        if line.starts_on and line.starts_on >= on:
            change_set.problems.append(
                f"{line} is recorded from {short_day(line.starts_on)} on, after that day. Correct that line first."
            )
            continue
        ends_on, words = line.ends_on, f"{what}: ends on {short_day(last)}."
        follows = successor and _successor_may_follow(line, successor, on, is_agency=is_agency)
        if follows and successor:
            words += f" {successor} takes its place from {short_day(on)}."
        elif successor:
            words += f" {successor} gets no line of its own: {_why_not(line, successor, is_agency=is_agency)}."
        change_set.tell(AGENCIES, name, words, name.get_absolute_url())
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
        return "it would be with itself"
    return "it has one already"


def _end_appointments(change_set: ChangeSet, appointments: models.QuerySet[Appointment], on: datetime.date) -> None:
    not_over = appointments.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=on), withdrawn_at=None)
    for appointment in not_over.select_related("user").order_by("pk"):
        if appointment.starts_on > timezone.localdate(change_set.at):
            words = f"{appointment.get_kind_display()} from {short_day(appointment.starts_on)}: the post never begins."
            change_set.tell(APPOINTMENTS, appointment.user, words)
            change_set.change(appointment, withdrawn_at=change_set.at)
            continue
        ends_on = max(on - DAY, appointment.starts_on)
        words = f"{appointment.get_kind_display()}: the post ends on {short_day(ends_on)}, and its powers with it."
        change_set.tell(APPOINTMENTS, appointment.user, words)
        change_set.change(appointment, ends_on=ends_on)


def _tell_what_stays(change_set: ChangeSet, district: District) -> None:
    for dispute in FactDispute.objects.open().filter(district=district):
        words = f"The dispute about “{dispute.field}” stays open and waits for the registrar."
        change_set.tell(OTHER, district, words, page("disputes"))
    for decision in RuralDesignation.objects.filter(district=district, ends_on=None):
        change_set.tell(OTHER, district, f"The State's decision “{decision}” stays with the old record.")
    if number := district.figures.count():
        change_set.tell(OTHER, district, f"{number} yearly figures stay with the old record; none is added up.")
    if Confirmation.objects.filter(district=district).exists():
        change_set.tell(OTHER, district, "What the district confirmed stays with the old record.")
