"""The rows of a page of districts or schools, read as plain values: fifty rows of models cost more than their text."""

import datetime
from typing import Any

from django.db.models.functions import Coalesce

from consortia.models.membership import MembershipQuerySet
from districts.models import DistrictFigures
from districts.models.district import DistrictQuerySet
from districts.models.keys import HasKey
from districts.models.school import SchoolQuerySet
from portal.registry.pages.list_rows import (
    DistrictValues,
    ListedDistrict,
    ListedSchool,
    MembershipCells,
    MembershipValues,
    SchoolValues,
    district_row,
    school_row,
)


def district_rows(
    districts: DistrictQuerySet, memberships: MembershipQuerySet, *, on: datetime.date
) -> list[ListedDistrict]:
    """These districts with their latest enrollment and their consortia. Two queries."""
    figures = DistrictFigures.objects
    found = districts.values_list(
        "pk", "leaid", "name", "kind", "status", "state", "county__name", "srsa", "rlis",
        figures.latest_enrollment(), figures.latest_enrollment("school_year"),
    )  # fmt: skip
    rows = [DistrictValues(*values) for values in found]
    cells = _cells(memberships, "district", [row.pk for row in rows], on)
    return [district_row(row, cells) for row in rows]


def school_rows(schools: SchoolQuerySet, memberships: MembershipQuerySet, *, on: datetime.date) -> list[ListedSchool]:
    """These schools with their district and the consortia of both. Three queries."""
    found = schools.values_list(
        "pk", "ncessch", "name", "status", "state", Coalesce("county__name", "district__county__name"), "level",
        "lowest_grade", "highest_grade", "district_id", "district__leaid", "district__name",
    )  # fmt: skip
    rows = [SchoolValues(*values) for values in found]
    of_schools = _cells(memberships, "school", [row.pk for row in rows], on)
    of_districts = _cells(memberships, "district", list({row.district for row in rows}), on)
    return [school_row(row, of_schools, of_districts) for row in rows]


def _cells(memberships: MembershipQuerySet, member: str, keys: list[int], on: datetime.date) -> MembershipCells:
    found: Any = memberships.filter(HasKey(member, keys)).values_list(
        member, "consortium__slug", "consortium__name", "status", "confirmed_on", "joins_on", "claimed_at"
    )
    return MembershipCells([MembershipValues(*values) for values in found], on=on)
