"""A district that is in the register twice: what points to one entry points to the other. Parts of a guided step."""

from collections.abc import Callable
from typing import Any

from django.db import models

from districts.actions.change_set import ChangeSet
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
    """The entry marked as one that was there twice, and its schools, lines, posts and figures with the kept one."""
    words = f"Set aside: the entry that is kept is {kept}, {kept.leaid}. Its address leads there, its history stays."
    change_set.tell(RECORD, f"{district}, {district.leaid}", words, district.get_absolute_url())
    change_record(change_set, district, status=AgencyStatus.DUPLICATE, successor=kept)
    for school in School.objects.filter(district=district).select_related("district"):
        change_set.tell(
            SCHOOLS, school, f"Belongs to {kept}. Its id {school.ncessch} stays.", school.get_absolute_url()
        )
        change_record(change_set, school, district=kept)
    _move_lines(change_set, district, kept)
    appointments = Appointment.objects.filter(district=district).select_related("user")
    for appointment in appointments:
        change_set.tell(
            APPOINTMENTS, appointment.user, f"{appointment.get_kind_display()}: the post moves to the kept entry."
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
        "disputes about facts",
        {"district": kept},
        has_duplicate=lambda one: FactDispute.objects.open().filter(district=kept, field=one.field).exists(),
    )
    move(
        change_set,
        RuralDesignation.objects.filter(**own),
        "decisions of the State on small and rural",
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
    """Rows that point to the kept entry now; those of which it has the same already stay, and that is said."""
    moved = stays = 0
    for row in rows:
        if has_duplicate(row):
            stays += 1
            continue
        change_set.change(row, **to)
        moved += 1
    if moved:
        change_set.tell(OTHER, what.capitalize(), f"{moved} moved to the kept entry.")
    if stays:
        change_set.tell(OTHER, what.capitalize(), f"{stays} not moved: the kept entry has the same already.")


def _has_figures(kept: District) -> Callable[[DistrictFigures], bool]:
    known = set(kept.figures.values_list("school_year", "source"))
    return lambda row: (row.school_year, row.source) in known


def _move_lines(change_set: ChangeSet, district: District, kept: District) -> None:
    for line in ServiceAgencyMembership.objects.of_district(district):
        agency = kept if line.agency_id == district.pk else line.agency
        member = kept if line.district_id == district.pk else line.district
        name = line.district if line.agency_id == district.pk else line.agency
        duplicates = ServiceAgencyMembership.objects.filter(agency=agency, district=member).exclude(pk=line.pk)
        if agency == member or duplicates.filter(overlapping(line, "starts_on", "ends_on")).exists():
            change_set.tell(
                AGENCIES, name, "The kept entry belongs to it already: this one stays with the entry set aside."
            )
            continue
        change_set.tell(AGENCIES, name, f"The line is between {agency} and {member}.", name.get_absolute_url())
        change_set.change(line, agency=agency, district=member)


def overlapping(line: Any, begins: str, ends: str) -> models.Q:
    """Lines of which some day is a day of this one; an unknown day is open."""
    found = models.Q()
    if (last := getattr(line, ends)) is not None:
        found &= models.Q(**{begins: None}) | models.Q(**{f"{begins}__lte": last})
    if (first := getattr(line, begins)) is not None:
        found &= models.Q(**{ends: None}) | models.Q(**{f"{ends}__gte": first})
    return found
