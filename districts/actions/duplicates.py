"""A district that is in the register twice: what points to one entry points to the other. Parts of a guided step."""

from collections.abc import Callable
from typing import Any

from django.db import models

from districts.actions.ledger import Ledger
from districts.actions.mergers import AGENCIES, OTHER, POSTS, RECORD, SCHOOLS, change_record
from districts.models import (
    Component,
    Confirmation,
    District,
    DistrictFigures,
    FactDispute,
    Post,
    RuralDesignation,
    School,
)
from districts.states import AgencyStatus


def set_record_aside(*, ledger: Ledger, district: District, kept: District) -> None:
    """The entry marked as one that was there twice, and its schools, lines, posts and figures with the kept one."""
    words = f"Set aside: the entry that is kept is {kept}, {kept.leaid}. Its address leads there, its history stays."
    ledger.tell(RECORD, f"{district}, {district.leaid}", words, district.get_absolute_url())
    change_record(ledger, district, status=AgencyStatus.DUPLICATE, successor=kept)
    for school in School.objects.filter(district=district).select_related("district"):
        ledger.tell(SCHOOLS, school, f"Belongs to {kept}. Its id {school.ncessch} stays.", school.get_absolute_url())
        change_record(ledger, school, district=kept)
    _move_lines(ledger, district, kept)
    posts = Post.objects.filter(district=district).select_related("user")
    for post in posts:
        ledger.tell(POSTS, post.user, f"{post.get_kind_display()}: the post moves to the kept entry.")
        ledger.change(post, district=kept)
    own = {"district": district}
    move(
        ledger,
        DistrictFigures.objects.filter(**own),
        "yearly figures",
        {"district": kept},
        has_double=_has_figures(kept),
    )
    move(ledger, Confirmation.objects.filter(**own), "yearly confirmations", {"district": kept})
    move(
        ledger,
        FactDispute.objects.filter(**own),
        "disputes about facts",
        {"district": kept},
        has_double=lambda one: FactDispute.objects.open().filter(district=kept, field=one.field).exists(),
    )
    move(
        ledger,
        RuralDesignation.objects.filter(**own),
        "decisions of the State on small and rural",
        {"district": kept},
        has_double=lambda one: RuralDesignation.objects.filter(district=kept, ends_on=None).exists(),
    )


def move(
    ledger: Ledger,
    rows: models.QuerySet[Any],
    what: str,
    to: dict[str, Any],
    *,
    has_double: Callable[[Any], bool] = lambda _: False,
) -> None:
    """Rows that point to the kept entry now; those of which it has the same already stay, and that is said."""
    moved = stays = 0
    for row in rows:
        if has_double(row):
            stays += 1
            continue
        ledger.change(row, **to)
        moved += 1
    if moved:
        ledger.tell(OTHER, what.capitalize(), f"{moved} moved to the kept entry.")
    if stays:
        ledger.tell(OTHER, what.capitalize(), f"{stays} not moved: the kept entry has the same already.")


def _has_figures(kept: District) -> Callable[[DistrictFigures], bool]:
    known = set(kept.figures.values_list("school_year", "source"))
    return lambda row: (row.school_year, row.source) in known


def _move_lines(ledger: Ledger, district: District, kept: District) -> None:
    for line in Component.objects.of_district(district):
        agency = kept if line.agency_id == district.pk else line.agency
        member = kept if line.district_id == district.pk else line.district
        name = line.district if line.agency_id == district.pk else line.agency
        doubles = Component.objects.filter(agency=agency, district=member).exclude(pk=line.pk)
        if agency == member or doubles.filter(overlapping(line, "starts_on", "ends_on")).exists():
            ledger.tell(
                AGENCIES, name, "The kept entry belongs to it already: this one stays with the entry set aside."
            )
            continue
        ledger.tell(AGENCIES, name, f"The line is between {agency} and {member}.", name.get_absolute_url())
        ledger.change(line, agency=agency, district=member)


def overlapping(line: Any, begins: str, ends: str) -> models.Q:
    """Lines of which some day is a day of this one; an unknown day is open."""
    found = models.Q()
    if (last := getattr(line, ends)) is not None:
        found &= models.Q(**{begins: None}) | models.Q(**{f"{begins}__lte": last})
    if (first := getattr(line, begins)) is not None:
        found &= models.Q(**{ends: None}) | models.Q(**{f"{ends}__gte": first})
    return found
