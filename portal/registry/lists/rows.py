"""The rows of a page of districts or schools, read as plain values: fifty rows of models cost more than their text."""

import datetime
from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.safestring import SafeString

from accounts.models import Visitor
from accounts.models.statements import kept_statement
from consortia.models import Membership
from consortia.models.consortium import Sight
from consortia.reads.rosters import first_of_each_member
from districts.models import District, DistrictFigures, School
from districts.models.keys import HasKey
from portal.registry.pages.list_rows import (
    MOST_CONSORTIA,
    DistrictRows,
    DistrictValues,
    MembershipCells,
    MembershipValues,
    SchoolRows,
    SchoolValues,
)

Values = TypeVar("Values", DistrictValues, SchoolValues)


def district_rows(leaids: Iterable[str], by: Visitor, *, on: datetime.date) -> list[SafeString]:
    """The districts with these LEAIDs, in this order, with their latest enrollment and their consortia. Two queries."""
    rows = _in_order(leaids, [DistrictValues(*values) for values in _districts(leaids=leaids)])
    cells = MembershipCells(_memberships(by, on, districts=[row.pk for row in rows]), on=on)
    row_of = DistrictRows(cells)
    return [row_of(row) for row in rows]


@kept_statement
def _districts(*, leaids: Iterable[str]) -> QuerySet[District, Any]:
    figures = DistrictFigures.objects
    found = District.objects.visible_to(AnonymousUser()).order_by().filter(HasKey("leaid", leaids, of="text"))
    return found.values_list(
        "leaid", "pk", "name", "kind", "status", "state", "county__name", "srsa", "rlis",
        figures.latest_enrollment(), figures.latest_enrollment("school_year"),
    )  # fmt: skip


def school_rows(ncesschs: Iterable[str], by: Visitor, *, on: datetime.date) -> list[SafeString]:
    """The schools with these NCESSCHs, in this order, with their district and the consortia of both. Two queries."""
    rows = _in_order(ncesschs, [SchoolValues(*values) for values in _schools(ncesschs=ncesschs)])
    found = _memberships(by, on, districts={row.district for row in rows}, schools=[row.pk for row in rows])
    of_schools = MembershipCells([row for row in found if row.school], on=on)
    of_districts = MembershipCells([row for row in found if row.district], on=on)
    row_of = SchoolRows(of_schools, of_districts)
    return [row_of(row) for row in rows]


@kept_statement
def _schools(*, ncesschs: Iterable[str]) -> QuerySet[School, Any]:
    found = School.objects.visible_to(AnonymousUser()).order_by().filter(HasKey("ncessch", ncesschs, of="text"))
    return found.values_list(
        "ncessch", "pk", "name", "status", "state", Coalesce("county__name", "district__county__name"), "level",
        "lowest_grade", "highest_grade", "district_id", "district__leaid", "district__name",
    )  # fmt: skip


def _in_order(ids: Iterable[str], rows: Iterable[Values]) -> list[Values]:
    """These rows in the order of their IDs, the first column."""
    found = {row[0]: row for row in rows}
    return [found[one] for one in ids if one in found]


def _memberships(
    by: Visitor, on: datetime.date, *, districts: Iterable[int], schools: Iterable[int] = ()
) -> list[MembershipValues]:
    sight = Sight.of(by)
    found = _memberships_of(sight.kind, **sight.values, on=on, of_districts=districts, of_schools=schools)
    return [MembershipValues(*values) for values in found]


@kept_statement
def _memberships_of(
    kind: Any, *, on: datetime.date, of_districts: Iterable[int], of_schools: Iterable[int], **values: Any
) -> QuerySet[Membership, Any]:
    seen = Membership.objects.seen(Sight(kind, values)).in_force(on)
    found = seen.of_members(districts=of_districts, schools=of_schools)
    return first_of_each_member(found, MOST_CONSORTIA).values_list(
        "district", "school", "consortium__slug", "consortium__name", "status", "confirmed_on", "joins_on",
        "claimed_at", "of_member",
    )  # fmt: skip
