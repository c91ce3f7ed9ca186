"""The list of schools: its facets, and what they are in the database."""

from functools import cached_property
from typing import Any

from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import Coalesce

from districts.models import District, School
from districts.rules.name_search import terms
from districts.states import SchoolKind, SchoolLevel
from portal.registry.lists.facet_counts import BANDS, Row, bands_between, locale_cell, summed
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
from portal.registry.lists.member_lists import named_or_unknown as labelled

GRADES = (
    ("pre-k", "Pre-K"), ("k-5", "Kindergarten to 5"), ("6-8", "6 to 8"), ("9-12", "9 to 12"), ("unknown", "Not known"),
)  # fmt: skip
# A bit for each band that the school's grades reach into.
OVERLAP = {name: Q(first_grade__lte=last, last_grade__gte=first) for name, (first, last) in BANDS.items()}


class SchoolList(MemberList):
    """What somebody asks of the list of schools."""

    name = "schools"
    page = "school"
    words = {"q": "Search", "district": "District"}
    facets = (
        REGION,
        COUNTY,
        CONSORTIUM,
        MEMBER,
        Facet("level", "Level", labelled(SchoolLevel.choices)),
        Facet(
            "grades", "Grades", GRADES, hint="A school counts in every span that its grades reach into.", has_many=True
        ),
        Facet("kind", "Kind", labelled(SchoolKind.choices)),
        Facet("srsa", "Small and rural (SRSA)", ANSWERS, hint="The federal answer for the school’s district."),
        Facet("rlis", "Rural and low-income (RLIS)", ANSWERS, hint="The federal answer for the school’s district."),
        LOCALES,
        STATUSES,
        CONFIRMED,
    )

    @cached_property
    def base(self) -> Any:
        """Schools with these words in the name or these digits in the id, of that district."""
        rows = self.queryset
        if self.q:
            rows = rows.named(terms(self.q), digits=self.q if self.q.isdigit() else "")
        if leaid := self.asked.get("district"):
            rows = rows.filter(district__leaid__in=leaid)
        return rows

    def said(self, name: str, value: str) -> str:
        """A district is called by its name."""
        if name == "district":
            found = District.objects.visible_to(self.user).known_by(value).values_list("name", flat=True).first()
            return found or value
        return super().said(name, value)

    def narrowed(self, rows: Any, name: str, values: frozenset[str]) -> Any:
        """The schools that have one of these values of a facet."""
        if name in ("srsa", "rlis"):
            return rows.filter(**{f"district__{name}__in": values})
        if name in ("level", "kind"):
            return rows.filter(**{f"{name}__in": ["" if value == "unknown" else value for value in values]})
        if name == "grades":
            fits = Q(first_grade=None) | Q(last_grade=None) if "unknown" in values else Q(pk__in=[])
            for band in values & OVERLAP.keys():
                fits |= OVERLAP[band]
            return rows.filter(fits)
        return super().narrowed(rows, name, values)

    def in_counties(self, rows: Any, counties: list[int]) -> Any:
        """Schools there; where no place is known, by their district's county."""
        return rows.in_counties(counties)

    def without_county(self) -> Q:
        """Schools of which neither the own county nor the district's is known."""
        return Q(county=None, district__county=None)

    def of(self, rows: Any, lines: Any) -> Any:
        """Schools with one of these lines, themselves or through their district."""
        return rows.of_members(schools=lines.values("school"), districts=lines.values("district"))

    def belongs(self, rows: Any) -> Any:
        """The universe of an implied state: schools of it, schools in it, and members of its consortia."""
        lines = self.memberships.filter(self.lines_of_scope)
        there = School.objects.order_by().filter(state=self.scope).values("pk")
        inside = School.objects.all().in_counties(
            [pk for pk, one in self.places.counties.items() if one.state == self.scope]
        )
        members = School.objects.all().of_members(schools=lines.values("school"), districts=lines.values("district"))
        return rows.filter(pk__in=there.union(inside.order_by().values("pk"), members.order_by().values("pk")))

    def combinations(self) -> list[Row]:
        """One walk over the schools; those of members by district, so that each consortium counts its own."""
        of_district = self.memberships.filter(district__isnull=False).values("district")
        of_school = self.memberships.filter(school__isnull=False).values("school")
        key = Together(
            F("state") if self.scope else Value(""),
            Coalesce("county_id", "district__county_id") if self.scope else Value(""),
            Case(When(district__in=of_district, then=F("district_id") if self.scope else Value(1))),
            Case(When(pk__in=of_school, then=F("pk") if self.scope else Value(1))),
            "first_grade", "last_grade", "locale", "level", "kind", "district__srsa", "district__rlis", "status",
            CONFIRMED_ON(self.on),
        )  # fmt: skip
        found = self.universe.order_by().annotate(key=key).values_list("key").annotate(number=Count("*"))
        return summed((*self._cells(*apart(text)), count) for text, count in found)

    def _cells(
        self, state: str, where: str, through: str, itself: str, first: str, last: str, locale: str, level: str,
        kind: str, *rest: str,
    ) -> Row:  # fmt: skip
        county = self.places.counties.get(int(where)) if where else None
        districts, schools = self.consortia_by_member if through or itself else ({}, {})
        consortia = {*districts.get(number(through) or 0, ()), *schools.get(number(itself) or 0, ())}
        srsa, rlis, status, fresh = rest
        return (
            state,
            (county.region or "unknown") if county else "unknown",
            county.fips if county else "unknown",
            tuple(sorted(consortia)),
            "yes" if through or itself else "no",
            level or "unknown",
            bands_between(number(first), number(last)),
            kind or "unknown",
            srsa,
            rlis,
            locale_cell(number(locale)),
            status,
            fresh,
        )
