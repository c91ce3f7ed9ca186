"""The list of districts: its facets and how they are read from the database."""

from functools import cached_property
from typing import Any

from django.db.models import Case, Count, F, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from districts.models import District
from districts.rules.name_search import terms
from districts.states import DistrictKind
from portal.registry.lists.facet_counts import Row, locale_cell, merge_rows
from portal.registry.lists.facets import Facet
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
    JoinedValues,
    MemberList,
    number_from,
    split_values,
)


class DistrictList(MemberList):
    """The list of districts."""

    name = "districts"
    page = "district"
    facets = (
        REGION,
        COUNTY,
        CONSORTIUM,
        MEMBER,
        Facet("kind", _("Kind"), tuple(DistrictKind.choices)),
        Facet("srsa", "SRSA", ANSWERS, hint=_("Small, Rural School Achievement, a federal grant program.")),
        Facet("rlis", "RLIS", ANSWERS, hint=_("Rural and Low-Income School, a federal grant program.")),
        LOCALES,
        STATUSES,
        CONFIRMED,
    )

    @property
    def count_label(self) -> str:
        """The number of districts that match, in words."""
        return ngettext("%(number)s district", "%(number)s districts", self.total) % {"number": f"{self.total:,}"}

    @cached_property
    def base(self) -> Any:
        """Districts with these words in the name or these digits in the ID."""
        if not self.q:
            return self.queryset
        return self.queryset.named(terms(self.q), digits=self.q if self.q.isdigit() else "")

    def in_counties(self, rows: Any, counties: list[int]) -> Any:
        """Districts with their office in these counties."""
        return rows.filter(county__in=counties)

    def without_county(self) -> Q:
        """Districts whose county is not known."""
        return Q(county=None)

    def with_membership(self, rows: Any, memberships: Any) -> Any:
        """Districts with one of these memberships."""
        return rows.filter(pk__in=memberships.filter(district__isnull=False).values("district"))

    def related_to_scope(self, rows: Any) -> Any:
        """Districts of the state by ID, districts with an office in it, and members of its consortia."""
        counties = [county.pk for county in self.places.counties.values() if county.state == self.scope]
        members = self.memberships.filter(self.memberships_of_scope, district__isnull=False).values("district")
        districts = District.objects.order_by()
        keys = districts.filter(state=self.scope).values("pk")
        return rows.filter(
            pk__in=keys.union(
                districts.filter(county__in=counties).values("pk"), districts.filter(pk__in=members).values("pk")
            )
        )

    def combinations(self) -> list[Row]:
        """One pass over the districts; members are read one by one, so that each consortium counts its own."""
        members = self.memberships.filter(district__isnull=False).values("district")
        key = JoinedValues(
            F("state") if self.scope else Value(""),
            F("county_id") if self.scope else Value(""),
            Case(When(pk__in=members, then=F("pk") if self.scope else Value(1))),
            "locale", "kind", "srsa", "rlis", "status", CONFIRMED_ON(self.on),
        )  # fmt: skip
        groups = self.universe.order_by().annotate(key=key).values_list("key").annotate(number=Count("*"))
        return merge_rows((*self._cells(*split_values(text)), count) for text, count in groups)

    def _cells(self, state: str, county_key: str, member_key: str, locale: str, *rest: str) -> Row:
        county = self.places.counties.get(int(county_key)) if county_key else None
        consortia = self.consortia_by_member[0].get(int(member_key), ()) if member_key else ()
        kind, srsa, rlis, status, verified = rest
        return (
            state,
            (county.region or "unknown") if county else "unknown",
            county.fips if county else "unknown",
            tuple(sorted(consortia)),
            "yes" if member_key else "no",
            kind,
            srsa,
            rlis,
            locale_cell(number_from(locale)),
            status,
            verified,
        )
