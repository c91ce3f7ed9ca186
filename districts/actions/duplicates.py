"""Merging duplicate records of one district: everything that refers to one then refers to the other."""

from collections.abc import Callable
from typing import Any

from django.db import models

from changes.actions.change_set import ChangeSet
from districts.actions.mergers import AGENCIES, APPOINTMENTS, OTHER, RECORD, SCHOOLS, change_record
from districts.models import (
    Appointment,
    Confirmation,
    District,
    DistrictFigures,
    FactDispute,
    RuralDesignation,
    School,
    ServiceAgencyMembership,
)
from districts.states import AgencyStatus


def set_record_aside(*, change_set: ChangeSet, district: District, kept: District) -> None:
    """Mark the record as a duplicate and move its schools, memberships, appointments, and figures to the kept one."""
    words = f"Set aside as a duplicate of {kept}, {kept.leaid}. Its web address leads there, and its history stays."
    change_set.describe(RECORD, f"{district}, {district.leaid}", words, district.get_absolute_url())
    change_record(change_set, district, status=AgencyStatus.DUPLICATE, successor=kept)
    for school in School.objects.filter(district=district).select_related("district"):
        change_set.describe(
            SCHOOLS, school, f"Belongs to {kept}. Its ID, {school.ncessch}, does not change.", school.get_absolute_url()
        )
        change_record(change_set, school, district=kept)
    _move_service_agency_memberships(change_set, district, kept)
    appointments = Appointment.objects.filter(district=district).select_related("user")
    for appointment in appointments:
        change_set.describe(
            APPOINTMENTS, appointment.user, f"{appointment.get_kind_display()}: moves to the record that is kept."
        )
        change_set.change(appointment, district=kept)
    own = {"district": district}
    move(
        change_set,
        DistrictFigures.objects.filter(**own),
        "yearly figures",
        {"district": kept},
        has_duplicate=_has_figures(kept),
    )
    move(change_set, Confirmation.objects.filter(**own), "yearly confirmations", {"district": kept})
    move(
        change_set,
        FactDispute.objects.filter(**own),
        "error reports",
        {"district": kept},
        has_duplicate=lambda one: FactDispute.objects.open().filter(district=kept, field=one.field).exists(),
    )
    move(
        change_set,
        RuralDesignation.objects.filter(**own),
        "state decisions on rural eligibility",
        {"district": kept},
        has_duplicate=lambda one: RuralDesignation.objects.filter(district=kept, ends_on=None).exists(),
    )


def move(
    change_set: ChangeSet,
    rows: models.QuerySet[Any],
    what: str,
    to: dict[str, Any],
    *,
    has_duplicate: Callable[[Any], bool] = lambda _: False,
) -> None:
    """Move rows to the kept record, except those it already has; the change set counts both."""
    moved = stays = 0
    for row in rows:
        if has_duplicate(row):
            stays += 1
            continue
        change_set.change(row, **to)
        moved += 1
    if moved:
        change_set.describe(OTHER, what.capitalize(), f"{moved} moved to the record that is kept.")
    if stays:
        change_set.describe(
            OTHER, what.capitalize(), f"{stays} not moved, because the record that is kept already has the same."
        )


def _has_figures(kept: District) -> Callable[[DistrictFigures], bool]:
    known = set(kept.figures.values_list("school_year", "source"))
    return lambda row: (row.school_year, row.source) in known


def _move_service_agency_memberships(change_set: ChangeSet, district: District, kept: District) -> None:
    for line in ServiceAgencyMembership.objects.of_district(district):
        agency = kept if line.agency_id == district.pk else line.agency
        member = kept if line.district_id == district.pk else line.district
        name = line.district if line.agency_id == district.pk else line.agency
        duplicates = ServiceAgencyMembership.objects.filter(agency=agency, district=member).exclude(pk=line.pk)
        if agency == member or duplicates.filter(overlapping(line, "starts_on", "ends_on")).exists():
            change_set.describe(
                AGENCIES,
                name,
                "The record that is kept already has this membership. This one stays with the duplicate.",
            )
            continue
        change_set.describe(AGENCIES, name, f"The membership is now {member}’s in {agency}.", name.get_absolute_url())
        change_set.change(line, agency=agency, district=member)


def overlapping(line: Any, begins: str, ends: str) -> models.Q:
    """Rows whose period overlaps this one; an unknown date is open-ended."""
    found = models.Q()
    if (last := getattr(line, ends)) is not None:
        found &= models.Q(**{begins: None}) | models.Q(**{f"{begins}__lte": last})
    if (first := getattr(line, begins)) is not None:
        found &= models.Q(**{ends: None}) | models.Q(**{f"{ends}__gte": first})
    return found
