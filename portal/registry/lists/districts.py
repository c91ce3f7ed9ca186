"""The list of districts: its facets, and what they are in the database."""

from functools import cached_property
from typing import Any

from django.db.models import Case, Count, F, Q, Value, When

from districts.models import District
from districts.rules.name_search import terms
from districts.states import DistrictKind
from portal.registry.lists.facet_counts import Row, locale_cell, summed
from portal.registry.lists.faceted import Facet
from portal.registry.lists.member_lists import (
    ANSWERS,
    CONFIRMED,
    CONFIRMED_ON,
    CONSORTIUM,
    COUNTY,
    LOCALES,
    MEMBER,
    REGION,
    STATUSES,
    MemberList,
    Together,
    apart,
    number,
)


class DistrictList(MemberList):
    """What somebody asks of the list of districts."""

    name = "districts"
    page = "district"
    facets = (
        REGION,
        COUNTY,
        CONSORTIUM,
        MEMBER,
        Facet("kind", "Kind", tuple(DistrictKind.choices)),
        Facet("srsa", "Small and rural (SRSA)", ANSWERS, hint="Small, Rural School Achievement, a federal program."),
        Facet("rlis", "Rural and low-income (RLIS)", ANSWERS, hint="Rural and Low-Income School, a federal program."),
        LOCALES,
        STATUSES,
        CONFIRMED,
    )

    @cached_property
    def base(self) -> Any:
        """Districts with these words in the name or these digits in the id."""
        if not self.q:
            return self.queryset
        return self.queryset.named(terms(self.q), digits=self.q if self.q.isdigit() else "")

    def in_counties(self, rows: Any, counties: list[int]) -> Any:
        """Districts with their office there."""
        return rows.filter(county__in=counties)

    def without_county(self) -> Q:
        """Districts of which no county is known."""
        return Q(county=None)

    def of(self, rows: Any, lines: Any) -> Any:
        """Districts with one of these lines."""
        return rows.filter(pk__in=lines.filter(district__isnull=False).values("district"))

    def belongs(self, rows: Any) -> Any:
        """Districts of the state, in it, and members of its consortia."""
        inside = [pk for pk, one in self.places.counties.items() if one.state == self.scope]
        lines = self.memberships.filter(self.lines_of_scope, district__isnull=False).values("district")
        found = District.objects.order_by()
        there = found.filter(state=self.scope).values("pk")
        return rows.filter(
            pk__in=there.union(found.filter(county__in=inside).values("pk"), found.filter(pk__in=lines).values("pk"))
        )

    def combinations(self) -> list[Row]:
        """One walk over the districts; members one by one, so that each consortium counts its own."""
        members = self.memberships.filter(district__isnull=False).values("district")
        key = Together(
            F("state") if self.scope else Value(""),
            F("county_id") if self.scope else Value(""),
            Case(When(pk__in=members, then=F("pk") if self.scope else Value(1))),
            "locale", "kind", "srsa", "rlis", "status", CONFIRMED_ON(self.on),
        )  # fmt: skip
        found = self.universe.order_by().annotate(key=key).values_list("key").annotate(number=Count("*"))
        return summed((*self._cells(*apart(text)), count) for text, count in found)

    def _cells(self, state: str, where: str, itself: str, locale: str, *rest: str) -> Row:
        county = self.places.counties.get(int(where)) if where else None
        consortia = self.consortia_by_member[0].get(int(itself), ()) if itself else ()
        kind, srsa, rlis, status, fresh = rest
        return (
            state,
            (county.region or "unknown") if county else "unknown",
            county.fips if county else "unknown",
            tuple(sorted(consortia)),
            "yes" if itself else "no",
            kind,
            srsa,
            rlis,
            locale_cell(number(locale)),
            status,
            fresh,
        )
