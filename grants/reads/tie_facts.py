"""What the tie rule and the funding line compare of applications: money, members, students, region."""

from collections.abc import Collection
from typing import Any

from django.db.models import Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from districts.models import Region
from grants.models import Application, Participant, Version
from grants.rules.tie_rule import TieFacts


def read_tie_facts(applications: Collection[int]) -> dict[str, tuple[TieFacts, str]]:
    """Of each of these applications, by reference: the facts, and the region of its lead ("" if not known).

    Members are small or rural if the registry today says so of them, or of a school's district. Students are those that
    the latest submitted version names, each member's in the activity with the most. Two queries.
    """
    students = dict(_students_in(applications))
    rows: QuerySet[Any, Any] = Application.objects.filter(pk__in=applications)
    lead = FilteredRelation("participants", condition=Q(participants__role="lead"))
    regions = Region.objects.order_by().values("name")
    of_district = regions.filter(counties__districts=OuterRef("lead__district"))
    of_school = regions.filter(counties__districts__schools=OuterRef("lead__school"))
    rows = rows.annotate(lead=lead).annotate(
        region=Coalesce(Subquery(of_district[:1]), Subquery(of_school[:1])),
        members=Subquery(_count(Participant.objects.all())),
        small=Subquery(_count(Participant.objects.filter(_SMALL_OR_RURAL))),
    )
    columns = ("pk", "reference", "requested", "region", "members", "small")
    return {
        reference: (TieFacts(requested, members or 0, small or 0, students.get(pk)), region or "")
        for pk, reference, requested, region, members, small in rows.values_list(*columns)
    }


_SMALL_OR_RURAL = (
    Q(district__srsa="yes")
    | Q(district__rlis="yes")
    | Q(school__district__srsa="yes")
    | Q(school__district__rlis="yes")
)


def _count(members: Any) -> Any:
    of_one = members.filter(takes_part=True, application=OuterRef("pk")).order_by()
    return of_one.values("application").annotate(number=Count("pk")).values("number")


def _students_in(applications: Collection[int]) -> list[tuple[int, int | None]]:
    """The students of each application; None if its latest version names no number."""
    newest = Version.objects.newest(1).filter(application__in=applications).order_by()
    rows = newest.annotate(rows=F("reading__coverage__rows")).values_list("application", "rows")
    return [(pk, _sum(members)) for pk, members in rows]


def _sum(members: Any) -> int | None:
    known = [row["students"] for row in members or [] if row.get("students") is not None]
    return sum(known) if known else None
