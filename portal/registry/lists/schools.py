"""The list of schools: its facets and how they are read from the database."""

from functools import cached_property
from typing import Any

from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from districts.models import District, School
from districts.rules.name_search import terms
from districts.states import SchoolKind, SchoolLevel
from portal.registry.lists.facet_counts import BANDS, Row, bands_between, locale_cell, merge_rows
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
    named_or_unknown,
    number_from,
    split_values,
)

GRADES = (
    ("pre-k", _("Pre-K")), ("k-5", _("Kindergarten to 5")), ("6-8", _("6 to 8")), ("9-12", _("9 to 12")),
    ("unknown", _("Not known")),
)  # fmt: skip
# The schools whose grades overlap a band.
OVERLAP = {name: Q(first_grade__lte=last, last_grade__gte=first) for name, (first, last) in BANDS.items()}


class SchoolList(MemberList):
    """The list of schools."""

    name = "schools"
    page = "school"
    text_parameters = {"q": _("Search"), "district": _("District")}
    facets = (
        REGION,
        COUNTY,
        CONSORTIUM,
        MEMBER,
        Facet("level", _("Level"), named_or_unknown(SchoolLevel.choices)),
        Facet(
            "grades",
            _("Grades"),
            GRADES,
            hint=_("A school is counted in every range its grades overlap."),
            has_many=True,
        ),
        Facet("kind", _("Kind"), named_or_unknown(SchoolKind.choices)),
        Facet(
            "srsa",
            "SRSA",
            ANSWERS,
            hint=_("Small, Rural School Achievement: whether the school’s district meets the rules."),
        ),
        Facet(
            "rlis",
            "RLIS",
            ANSWERS,
            hint=_("Rural and Low-Income School: whether the school’s district meets the rules."),
        ),
        LOCALES,
        STATUSES,
        CONFIRMED,
    )

    @property
    def count_label(self) -> str:
        """The number of schools that match, in words."""
        return ngettext("%(number)s school", "%(number)s schools", self.total) % {"number": f"{self.total:,}"}

    @cached_property
    def base(self) -> Any:
        """Schools with these words in the name or these digits in the ID, in the chosen district."""
        rows = self.queryset
        if self.q:
            rows = rows.named(terms(self.q), digits=self.q if self.q.isdigit() else "")
        if leaid := self.parameters.get("district"):
            rows = rows.filter(district__leaid__in=leaid)
        return rows

    def label_of_parameter(self, name: str, value: str) -> str:
        """Display label for a non-facet parameter's value; a district's is its name."""
        if name == "district":
            districts = District.objects.visible_to(self.user).known_by(value)
            return districts.values_list("name", flat=True).first() or value
        return super().label_of_parameter(name, value)

    def narrowed(self, rows: Any, name: str, values: frozenset[str]) -> Any:
        """The schools that have one of these values of a facet."""
        if name in ("srsa", "rlis"):
            return rows.filter(**{f"district__{name}__in": values})
        if name in ("level", "kind"):
            return rows.filter(**{f"{name}__in": ["" if value == "unknown" else value for value in values]})
        if name == "grades":
            matches = Q(first_grade=None) | Q(last_grade=None) if "unknown" in values else Q(pk__in=[])
            for band in values & OVERLAP.keys():
                matches |= OVERLAP[band]
            return rows.filter(matches)
        return super().narrowed(rows, name, values)

    def in_counties(self, rows: Any, counties: list[int]) -> Any:
        """Schools in these counties; a school whose county is not known is in its district's."""
        return rows.in_counties(counties)

    def without_county(self) -> Q:
        """Schools whose own and district's county are both not known."""
        return Q(county=None, district__county=None)

    def with_membership(self, rows: Any, memberships: Any) -> Any:
        """Schools with one of these memberships, their own or their district's."""
        return rows.of_members(schools=memberships.values("school"), districts=memberships.values("district"))

    def related_to_scope(self, rows: Any) -> Any:
        """Schools of the state by ID, schools in it, and members of its consortia."""
        memberships = self.memberships.filter(self.memberships_of_scope)
        keys = School.objects.order_by().filter(state=self.scope).values("pk")
        counties = [county.pk for county in self.places.counties.values() if county.state == self.scope]
        inside = School.objects.all().in_counties(counties)
        members = self.with_membership(School.objects.all(), memberships)
        return rows.filter(pk__in=keys.union(inside.order_by().values("pk"), members.order_by().values("pk")))

    def combinations(self) -> list[Row]:
        """One pass over the schools; members' schools are grouped by district, so that each consortium is counted."""
        of_district = self.memberships.filter(district__isnull=False).values("district")
        of_school = self.memberships.filter(school__isnull=False).values("school")
        key = JoinedValues(
            F("state") if self.scope else Value(""),
            Coalesce("county_id", "district__county_id") if self.scope else Value(""),
            Case(When(district__in=of_district, then=F("district_id") if self.scope else Value(1))),
            Case(When(pk__in=of_school, then=F("pk") if self.scope else Value(1))),
            "first_grade", "last_grade", "locale", "level", "kind", "district__srsa", "district__rlis", "status",
            CONFIRMED_ON(self.on),
        )  # fmt: skip
        groups = self.universe.order_by().annotate(key=key).values_list("key").annotate(number=Count("*"))
        return merge_rows((*self._cells(*split_values(text)), count) for text, count in groups)

    def _cells(
        self, state: str, county_key: str, district_key: str, school_key: str, first: str, last: str, locale: str,
        level: str, kind: str, *rest: str,
    ) -> Row:  # fmt: skip
        county = self.places.counties.get(int(county_key)) if county_key else None
        districts, schools = self.consortia_by_member if district_key or school_key else ({}, {})
        consortia = {*districts.get(number_from(district_key) or 0, ()), *schools.get(number_from(school_key) or 0, ())}
        srsa, rlis, status, verified = rest
        return (
            state,
            (county.region or "unknown") if county else "unknown",
            county.fips if county else "unknown",
            tuple(sorted(consortia)),
            "yes" if district_key or school_key else "no",
            level or "unknown",
            bands_between(number_from(first), number_from(last)),
            kind or "unknown",
            srsa,
            rlis,
            locale_cell(number_from(locale)),
            status,
            verified,
        )
