"""How many districts, schools and consortia a place has, and how many of them belong to each other."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from districts.models import District, School
from districts.states import AgencyStatus


class Tally(NamedTuple):
    """So many open ones, and so many of them that belong to a consortium."""

    all: int
    members: int

    @property
    def others(self) -> int:
        """Those that belong to none."""
        return self.all - self.members

    @property
    def share(self) -> float:
        """The share of members, from 0 to 1."""
        return self.members / self.all if self.all else 0.0


@dataclass(frozen=True)
class PlaceCounts:
    """What there is in some counties."""

    districts: Tally
    schools: Tally
    consortia: int


class CountyCounts:
    """What there is in each of these counties, read once: sums over any of them cost nothing more.

    Open districts by the county of their office, open schools by their own county or, where that is not known, their
    district's. A school belongs to a consortium by a line of its own or by its district's. One query for each.
    """

    def __init__(
        self,
        counties: Iterable[int],
        *,
        districts: QuerySet[District],
        schools: QuerySet[School],
        lines: QuerySet[Any],
    ) -> None:
        self._keys = list(counties)
        self._districts: Any = districts
        self._schools: Any = schools
        self._lines: Any = lines

    @cached_property
    def districts(self) -> dict[int, Tally]:
        """Open districts by county."""
        there = self._districts.filter(county__in=self._keys, status=AgencyStatus.OPEN).annotate(where=F("county"))
        return _tallied(there, Q(pk__in=self._lines.exclude(district=None).values("district")))

    @cached_property
    def schools(self) -> dict[int, Tally]:
        """Open schools by county."""
        there = self._schools.in_counties(self._keys).filter(status=AgencyStatus.OPEN)
        itself = Q(pk__in=self._lines.exclude(school=None).values("school"))
        through = Q(district__in=self._lines.exclude(district=None).values("district"))
        return _tallied(there.annotate(where=Coalesce("county", "district__county")), itself | through)

    @cached_property
    def consortia(self) -> dict[int, set[int]]:
        """The consortia with a member in each county."""
        found: dict[int, set[int]] = defaultdict(set)
        where = Coalesce("district__county", "school__county", "school__district__county")
        there = self._lines.within(self._keys).order_by().annotate(where=where)
        for county, consortium in there.values_list("where", "consortium").distinct():
            found[county].add(consortium)
        return found

    def read(self) -> "CountyCounts":
        """Itself, with everything counted."""
        _ = self.districts, self.schools, self.consortia
        return self

    def at_work_in(self, counties: Iterable[int]) -> set[int]:
        """The consortia, by row id, with a member in one of these counties."""
        return set().union(*(self.consortia.get(key, set()) for key in counties))

    def of(self, counties: Iterable[int]) -> PlaceCounts:
        """What there is in all of these together; a consortium of two of them counts once."""
        keys = list(counties)
        return PlaceCounts(
            districts=_sum(self.districts, keys),
            schools=_sum(self.schools, keys),
            consortia=len(self.at_work_in(keys)),
        )

    def outside(self, state: str) -> tuple[int, int]:
        """How many open districts and schools of the state have no known county, and are counted in none."""
        districts = self._districts.filter(county=None)
        schools = self._schools.filter(county=None, district__county=None)
        found = [
            rows.filter(state=state, status=AgencyStatus.OPEN)
            .order_by()
            .values("state")
            .annotate(number=Count("pk"))
            .values_list(Value(name), "number")
            for name, rows in (("districts", districts), ("schools", schools))
        ]
        numbers = dict(found[0].union(found[1], all=True))
        return numbers.get("districts", 0), numbers.get("schools", 0)

    def members_of(self, counties: Iterable[int]) -> tuple[Tally, Tally]:
        """The districts and the schools of all of these together."""
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
    everybody: dict[int, int] = defaultdict(int)
    for where, is_one, number in found:
        everybody[where] += number
        members[where] += number if is_one else 0
    return {where: Tally(number, members[where]) for where, number in everybody.items()}


def _sum(tallies: Mapping[int, Tally], keys: Iterable[int]) -> Tally:
    there = [tallies[key] for key in keys if key in tallies]
    return Tally(sum(tally.all for tally in there), sum(tally.members for tally in there))


class AtWork(NamedTuple):
    """A consortium in a place, with its lines of districts and schools there."""

    consortium: Any
    lines: list[Any]

    @property
    def here(self) -> int:
        """How many of its members are there."""
        return len(self.lines)

    @property
    def has_schools(self) -> bool:
        """Whether any open school of its members is there."""
        return any(line.school_id or line.schools_here for line in self.lines)


def at_work_in(
    counties: list[int], consortia: Iterable[Any], *, lines: QuerySet[Any], schools: QuerySet[School]
) -> list[AtWork]:
    """These consortia with their members in these counties; each district knows its open schools there. Two queries."""
    consortia = list(consortia)
    by_place: Any = lines
    there: dict[int, list[Any]] = defaultdict(list)
    found = by_place.within(counties).filter(consortium__in=[one.pk for one in consortia]).for_roster()
    for line in found:
        there[line.consortium_id].append(line)
    in_place: Any = schools
    districts = {line.district_id for line in found if line.district_id}
    open_here = in_place.in_counties(counties).filter(district__in=districts, status=AgencyStatus.OPEN).order_by()
    numbers = dict(open_here.values_list("district").annotate(number=Count("pk")))
    for line in found:
        line.schools_here = numbers.get(line.district_id, 0)
    return [AtWork(consortium, there[consortium.pk]) for consortium in consortia]
