"""The E-rate discounts of a consortium's members, and the facts that the discount matrix asks for."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from consortia.models import Consortium, Membership
from consortia.models.membership import MembershipQuerySet
from districts.models import District, School, SchoolFigures
from districts.states import AgencyStatus
from purchasing.models import ErateRate
from purchasing.rules.erate import SchoolMeals, funding_year_of, is_rural, nslp_percent


class MatrixFacts(NamedTuple):
    """What is on record for a district: the year of its meal counts, the share of eligible students, and its locale."""

    school_year: str
    percent: int | None
    # Schools with a meal count, of all open schools.
    counted: int
    schools: int
    rural: bool | None


@dataclass
class ErateRecord:
    """The members of a consortium on a date, their own discounts, and what the matrix is read with."""

    consortium: Consortium
    on: datetime.date
    members: Sequence[District]
    rates: Sequence[ErateRate]
    locales: Mapping[int, Sequence[int | None]]
    # By district and school year, the latest first.
    meals: Mapping[int, Mapping[str, Sequence[SchoolMeals]]]

    @cached_property
    def years(self) -> list[int]:
        """The funding years with a discount, this year, and the next; the latest first."""
        now = funding_year_of(self.on)
        return sorted({now, now + 1, *(one.funding_year for one in self.rates)}, reverse=True)

    @property
    def default_year(self) -> int:
        """The latest year with a discount, or else this year."""
        return max((one.funding_year for one in self.rates), default=funding_year_of(self.on))

    def rates_in(self, year: int) -> dict[int, ErateRate]:
        """The discounts of that funding year, by district."""
        return {one.district_id: one for one in self.rates if one.funding_year == year}

    def facts_of(self, district: District) -> MatrixFacts:
        """What the matrix asks for, from the latest year with meal counts."""
        locales = self.locales.get(district.pk, ())
        year, meals = next(iter(self.meals.get(district.pk, {}).items()), ("", ()))
        counted = sum(one.eligible is not None and bool(one.students) for one in meals)
        return MatrixFacts(year, nslp_percent(meals), counted, len(locales), is_rural(locales))


def erate_record_of(consortium: Consortium, on: datetime.date) -> ErateRecord:
    """The consortium's discounts. Four queries."""
    memberships = _sharing(consortium, on).exclude(district=None).select_related("district")
    found = {row.district_id: row.district for row in memberships if row.district}
    members = sorted(found.values(), key=lambda one: (one.name, one.leaid))
    keys = [one.pk for one in members]
    locales: dict[int, list[int | None]] = defaultdict(list)
    open_schools = School.objects.order_by().filter(district__in=keys, status=AgencyStatus.OPEN)
    for district, locale in open_schools.values_list("district", "locale"):
        locales[district].append(locale)
    meals: dict[int, dict[str, list[SchoolMeals]]] = defaultdict(lambda: defaultdict(list))
    seen: set[tuple[int, str]] = set()
    for district, school, year, *counts in SchoolFigures.objects.with_meals(keys).values_list(
        "school__district", "school", "school_year", "enrollment", "free_lunch", "reduced_lunch", "directly_certified"
    ):
        if (school, year) not in seen:  # one source for each school and year
            seen.add((school, year))
            meals[district][year].append(SchoolMeals(*counts))
    return ErateRecord(consortium, on, members, list(ErateRate.objects.of_districts(keys)), locales, meals)


def shares_erate(consortium: Consortium, district: District, on: datetime.date) -> bool:
    """Whether the district is a member whose discount counts: one that may use the consortium's contracts."""
    return _sharing(consortium, on).filter(district=district).exists()


def _sharing(consortium: Consortium, on: datetime.date) -> MembershipQuerySet:
    return Membership.objects.of_consortium(consortium.slug).giving_rights().in_force(on)
