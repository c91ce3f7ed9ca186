"""The list of districts: its facets and how they are read from the database."""

from functools import cached_property
from typing import Any

from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from districts.models import District, DistrictFigures
from districts.rules.name_search import terms
from districts.states import ENDED_AGENCIES, DistrictKind
from portal.registry.lists.columns import ListColumn
from portal.registry.lists.facets import Facet
from portal.registry.lists.member_facets import (
    ANSWERS,
    ConfirmedFacet,
    ConsortiumFacet,
    CountyFacet,
    LocaleFacet,
    MemberFacet,
    RegionFacet,
    StatusFacet,
)
from portal.registry.lists.member_lists import MemberList


class DistrictList(MemberList):
    """The list of districts."""

    name = "districts"
    page = "district"
    member_keys = ("district_member",)
    columns = (
        ListColumn("name", _("District"), ()),
        ListColumn("location", _("Location"), (F("county__name"),)),
        ListColumn("enrollment", _("Enrollment"), (DistrictFigures.objects.latest_enrollment(),), is_number=True),
        ListColumn("srsa", "SRSA"),
        ListColumn("rlis", "RLIS"),
        ListColumn("consortia", _("Consortia")),
    )
    ended = ENDED_AGENCIES
    ended_label = _("Include closed districts")
    ended_hint = _("A search finds closed districts, too.")

    region = RegionFacet()
    county = CountyFacet()
    consortium = ConsortiumFacet()
    member = MemberFacet()
    kind = Facet(_("Kind"), tuple(DistrictKind.choices))
    srsa = Facet("SRSA", ANSWERS, hint=_("Small, Rural School Achievement, a federal grant program."))
    rlis = Facet("RLIS", ANSWERS, hint=_("Rural and Low-Income School, a federal grant program."))
    locale = LocaleFacet()
    status = StatusFacet()
    confirmed = ConfirmedFacet()

    @property
    def count_label(self) -> str:
        """The number of districts that match, in words."""
        return ngettext("%(number)s district", "%(number)s districts", self.total) % {"number": f"{self.total:,}"}

    @cached_property
    def base(self) -> Any:
        """Districts with these words in the name or these digits in the ID."""
        if not self.words:
            return self.queryset
        return self.queryset.named(terms(self.words), digits=self.words if self.words.isdigit() else "")

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

    def expressions(self) -> dict[str, Any]:
        """The county, and the district itself where it is a member, so that each consortium counts its own."""
        members = self.memberships.filter(district__isnull=False).values("district")
        return super().expressions() | {
            "place": F("county_id") if self.scope else Value(""),
            "district_member": Case(When(pk__in=members, then=F("pk") if self.scope else Value(1))),
        }
