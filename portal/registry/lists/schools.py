"""The list of schools: its facets and how they are read from the database."""

from functools import cached_property
from typing import Any

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from districts.models import District, School
from districts.rules.name_search import terms
from districts.states import ENDED_AGENCIES, SchoolKind, SchoolLevel
from portal.registry.lists.columns import ListColumn
from portal.registry.lists.facet_counts import BANDS, bands_between
from portal.registry.lists.facets import Facet, OptionalFacet, Parameter
from portal.registry.lists.member_facets import (
    ANSWERS,
    ConfirmedFacet,
    ConsortiumFacet,
    CountyFacet,
    LocaleFacet,
    MemberFacet,
    RegionFacet,
    StatusFacet,
    number_from,
)
from portal.registry.lists.member_lists import MemberList

GRADES = (
    ("pre-k", _("Pre-K")), ("k-5", _("Kindergarten to 5")), ("6-8", _("6 to 8")), ("9-12", _("9 to 12")),
    ("unknown", _("Not known")),
)  # fmt: skip
# The schools whose grades overlap a band.
OVERLAP = {name: Q(first_grade__lte=last, last_grade__gte=first) for name, (first, last) in BANDS.items()}


class GradesFacet(Facet):
    """The grade bands that the grades of a school overlap."""

    counted_by = ("first_grade", "last_grade")

    def __init__(self) -> None:
        super().__init__(
            _("Grades"), GRADES, hint=_("A school is counted in every range its grades overlap."), has_many=True
        )

    def cell(self, *values: str) -> tuple[str, ...]:
        """The bands, or “unknown”."""
        first, last = values
        return bands_between(number_from(first), number_from(last))

    def filter(self, rows: Any, values: frozenset[str]) -> Any:
        """The schools with grades in one of these bands."""
        matches = Q(first_grade=None) | Q(last_grade=None) if "unknown" in values else Q(pk__in=[])
        for band in values & OVERLAP.keys():
            matches |= OVERLAP[band]
        return rows.filter(matches)


class SchoolList(MemberList):
    """The list of schools."""

    name = "schools"
    page = "school"
    member_keys = ("district_member", "school_member")
    columns = (
        ListColumn("name", _("School"), ()),
        ListColumn("district", _("District"), (F("district__name"),)),
        ListColumn("location", _("Location")),
        ListColumn("grades", _("Level and grades"), (F("first_grade"), F("last_grade"))),
        ListColumn("consortia", _("Consortia")),
    )
    ended = ENDED_AGENCIES
    ended_label = _("Include closed schools")
    ended_hint = _("A search finds closed schools, too.")

    district = Parameter(_("District"))
    region = RegionFacet()
    county = CountyFacet()
    consortium = ConsortiumFacet()
    member = MemberFacet()
    level = OptionalFacet(_("Level"), SchoolLevel.choices)
    grades = GradesFacet()
    kind = OptionalFacet(_("Kind"), SchoolKind.choices)
    srsa = Facet(
        "SRSA",
        ANSWERS,
        field_name="district__srsa",
        hint=_("Small, Rural School Achievement: whether the school’s district meets the rules."),
    )
    rlis = Facet(
        "RLIS",
        ANSWERS,
        field_name="district__rlis",
        hint=_("Rural and Low-Income School: whether the school’s district meets the rules."),
    )
    locale = LocaleFacet()
    status = StatusFacet()
    confirmed = ConfirmedFacet()

    @property
    def count_label(self) -> str:
        """The number of schools that match, in words."""
        return ngettext("%(number)s school", "%(number)s schools", self.total) % {"number": f"{self.total:,}"}

    @cached_property
    def base(self) -> Any:
        """Schools with these words in the name or these digits in the ID, in the chosen district."""
        rows = self.queryset
        if self.words:
            rows = rows.named(terms(self.words), digits=self.words if self.words.isdigit() else "")
        if leaid := self.parameters.get("district"):
            rows = rows.filter(district__leaid__in=leaid)
        return rows

    def label_of_parameter(self, name: str, value: str) -> str:
        """Display label for a non-facet parameter's value; a district's is its name."""
        if name == "district":
            districts = District.objects.visible_to(self.user).known_by(value)
            return districts.values_list("name", flat=True).first() or value
        return super().label_of_parameter(name, value)

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

    def expressions(self) -> dict[str, Any]:
        """The county, and the members: schools of a member district are grouped by it, so that each consortium counts.

        A school whose county is not known is in its district's.
        """
        of_district = self.memberships.filter(district__isnull=False).values("district")
        of_school = self.memberships.filter(school__isnull=False).values("school")
        return super().expressions() | {
            "place": Coalesce("county_id", "district__county_id") if self.scope else Value(""),
            "district_member": Case(When(district__in=of_district, then=F("district_id") if self.scope else Value(1))),
            "school_member": Case(When(pk__in=of_school, then=F("pk") if self.scope else Value(1))),
        }
