"""How many districts, schools, and consortia there are in a place, and how many districts and schools are members."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from accounts.models import Visitor
from accounts.models.statements import kept_statement
from consortia.models import Consortium, Membership
from consortia.models.consortium import Sight
from consortia.models.membership import MembershipQuerySet
from consortia.states import MemberRole
from districts.models import District, School
from districts.models.district import DistrictQuerySet
from districts.models.keys import HasKey
from districts.models.school import SchoolQuerySet


class Tally(NamedTuple):
    """Records that haven't ended, and how many of them belong to a consortium."""

    all: int
    members: int

    @property
    def others(self) -> int:
        """Those in no consortium."""
        return self.all - self.members

    @property
    def share(self) -> float:
        """The share of members, from 0 to 1."""
        return self.members / self.all if self.all else 0.0


@dataclass(frozen=True)
class PlaceCounts:
    """The counts of a set of counties."""

    districts: Tally
    schools: Tally
    consortia: int


class CountyCounts:
    """The counts of each of these counties, read once, so that sums over any of them cost no further query.

    What has ended isn't counted. Districts are counted in the county of their office, schools in their own county or,
    where that is not known, in their district's. A school is a member through its own membership or its district's.
    Three queries.
    """

    def __init__(
        self,
        counties: Iterable[int],
        *,
        districts: DistrictQuerySet,
        schools: SchoolQuerySet,
        memberships: MembershipQuerySet,
    ) -> None:
        self._keys = list(counties)
        self._districts = districts
        self._schools = schools
        self._memberships = memberships

    @cached_property
    def districts(self) -> dict[int, Tally]:
        """Districts by county."""
        there = self._districts.existing_in(self._keys).annotate(where=F("county"))
        return _tallied(there, Q(pk__in=self._memberships.exclude(district=None).values("district")))

    @cached_property
    def schools(self) -> dict[int, Tally]:
        """Schools by county."""
        there = self._existing_schools.annotate(where=Coalesce("county", "district__county"))
        return _tallied(there, self._is_member_school)

    def school_points(self) -> list[tuple[float | None, float | None, bool]]:
        """Latitude, longitude, and whether it is a member, of each of these schools. One query."""
        is_member = Case(When(self._is_member_school, then=True), default=False)
        return list(self._existing_schools.order_by("pk").values_list("latitude", "longitude", is_member))

    @property
    def _existing_schools(self) -> SchoolQuerySet:
        return self._schools.in_counties(self._keys).not_ended()

    @property
    def _is_member_school(self) -> Q:
        itself = Q(pk__in=self._memberships.exclude(school=None).values("school"))
        return itself | Q(district__in=self._memberships.exclude(district=None).values("district"))

    @cached_property
    def consortia(self) -> dict[int, set[int]]:
        """The consortia with a member in each county."""
        found: dict[int, set[int]] = defaultdict(set)
        where = Coalesce("district__county", "school__county", "school__district__county")
        there = self._memberships.within(self._keys).order_by().annotate(where=where)
        for county, consortium in there.values_list("where", "consortium").distinct():
            found[county].add(consortium)
        return found

    def read(self) -> "CountyCounts":
        """Count everything now, so that the result can be cached."""
        _ = self.districts, self.schools, self.consortia
        return self

    def consortia_in(self, counties: Iterable[int]) -> set[int]:
        """The row ids of the consortia with a member in one of these counties."""
        return set().union(*(self.consortia.get(key, set()) for key in counties))

    def of(self, counties: Iterable[int]) -> PlaceCounts:
        """The counts of these counties together; a consortium with members in two of them counts once."""
        keys = list(counties)
        return PlaceCounts(
            districts=_sum(self.districts, keys),
            schools=_sum(self.schools, keys),
            consortia=len(self.consortia_in(keys)),
        )

    def outside(self, state: str) -> tuple[int, int]:
        """How many districts and schools of the state have no known county, so that no county counts them."""
        districts = self._districts.filter(county=None)
        schools = self._schools.filter(county=None, district__county=None)
        found = [
            rows.not_ended()
            .filter(state=state)
            .order_by()
            .values("state")
            .annotate(number=Count("pk"))
            .values_list(Value(name), "number")
            for name, rows in (("districts", districts), ("schools", schools))
        ]
        numbers = dict(found[0].union(found[1], all=True))
        return numbers.get("districts", 0), numbers.get("schools", 0)

    def members_of(self, counties: Iterable[int]) -> tuple[Tally, Tally]:
        """The districts and schools of these counties together."""
        keys = list(counties)
        return _sum(self.districts, keys), _sum(self.schools, keys)


def _tallied(rows: QuerySet[Any], is_member: Q) -> dict[int, Tally]:
    found = (
        rows.order_by()
        .annotate(member=Case(When(is_member, then=1), default=0))
        .values_list("where", "member")
        .annotate(number=Count("pk"))
    )
    members: dict[int, int] = defaultdict(int)
    totals: dict[int, int] = defaultdict(int)
    for where, is_member_row, number in found:
        totals[where] += number
        members[where] += number if is_member_row else 0
    return {where: Tally(number, members[where]) for where, number in totals.items()}


def _sum(tallies: Mapping[int, Tally], keys: Iterable[int]) -> Tally:
    there = [tallies[key] for key in keys if key in tallies]
    return Tally(sum(tally.all for tally in there), sum(tally.members for tally in there))


class ConsortiumInPlace(NamedTuple):
    """A consortium with its memberships in a place, and the membership of its lead, wherever that is."""

    consortium: Consortium
    memberships: list[Membership]
    lead: Membership | None

    @property
    def member_count(self) -> int:
        """The number of its members there."""
        return len(self.memberships)

    @property
    def has_schools(self) -> bool:
        """Whether its members have any school there."""
        return any(membership.school_id or membership.schools_here for membership in self.memberships)


# What a page shows of a member: hundreds of memberships with all columns of their districts take twice as long to read.
SHOWN_OF_MEMBERS = (
    *("consortium_id", "role", "status", "disputed_on"),
    *(f"district__{field}" for field in ("leaid", "name", "county_id", "phone", "office_email", "website")),
    *(f"school__{field}" for field in ("ncessch", "name", "county_id", "phone", "website")),
    *("school__district__name", "school__district__county_id"),
)


def schools_by_district(counties: list[int], schools: SchoolQuerySet) -> dict[int, int]:
    """The number of schools that haven't ended in these counties, by the primary key of their district. One query."""
    there = schools.in_counties(counties).not_ended().order_by()
    return dict(there.values_list("district").annotate(number=Count("pk")))


def consortia_in_place(
    counties: list[int],
    consortia: Iterable[Consortium],
    *,
    by: Visitor,
    on: datetime.date,
    schools_of: Mapping[int, int],
) -> list[ConsortiumInPlace]:
    """These consortia with their memberships in these counties that day, as this visitor sees them. One query.

    Each membership gets `schools_here`: the number of schools its district has there, as `schools_of` says.
    """
    consortia = list(consortia)
    by_consortium: dict[int, list[Membership]] = defaultdict(list)
    leads: dict[int, Membership] = {}
    sight, keys = Sight.of(by), [consortium.pk for consortium in consortia]
    for membership in _memberships_in(sight.kind, **sight.values, in_counties=counties, of_consortia=keys, on=on):
        if membership.role == MemberRole.LEAD:
            leads.setdefault(membership.consortium_id, membership)
        if _county_of(membership.member) in counties:
            membership.schools_here = schools_of.get(membership.district_id or 0, 0)
            by_consortium[membership.consortium_id].append(membership)
    return [
        ConsortiumInPlace(consortium, by_consortium[consortium.pk], leads.get(consortium.pk))
        for consortium in consortia
    ]


@kept_statement
def _memberships_in(
    kind: Any, *, in_counties: list[int], of_consortia: list[int], on: datetime.date, **values: Any
) -> "QuerySet[Membership]":
    seen = Membership.objects.seen(Sight(kind, values)).of_register().in_force(on)
    there = seen.filter(HasKey("consortium", of_consortia)).within(in_counties, or_leading=True)
    return there.with_members().only(*SHOWN_OF_MEMBERS)


def _county_of(member: District | School) -> int | None:
    return member.county_id or (member.district.county_id if isinstance(member, School) else None)
