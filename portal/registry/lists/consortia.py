"""The list of consortia: its facets and how they are read from the database."""

from collections import defaultdict
from functools import cached_property
from typing import Any

from django.db.models import F
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from consortia.models import ConsortiumPurpose, Membership
from consortia.models.membership import MembershipQuerySet
from consortia.reads.rosters import of_consortia
from consortia.states import ENDED_CONSORTIA, ConsortiumStatus, LegalForm, Purpose
from districts.rules.name_search import terms
from portal.registry.lists.columns import ListColumn
from portal.registry.lists.facet_counts import Row
from portal.registry.lists.facets import Facet
from portal.registry.lists.member_facets import CONFIRMED_ON, ConfirmedFacet
from portal.registry.lists.member_regions import MemberRegionFacet, MemberRegionList


class PurposeFacet(Facet):
    """The purposes of a consortium today."""

    def __init__(self) -> None:
        super().__init__(
            _("Purpose"),
            (*Purpose.choices, ("unknown", _("Not known"))),
            hint=_("Consortia with more than one purpose are counted in each."),
            has_many=True,
        )

    def filter(self, rows: Any, values: frozenset[str]) -> Any:
        """The consortia with one of these purposes."""
        return rows.with_a_purpose(values - {"unknown"}, on=self.parent.on, or_none="unknown" in values)


class ConsortiumList(MemberRegionList):
    """The list of consortia. They are few enough to count them all, so the state is a facet."""

    name = "consortia"
    page = "consortium"
    columns = (
        ListColumn("name", _("Consortium"), ()),
        ListColumn("state", _("State"), (F("state"),)),
        ListColumn("lead", _("Lead member")),
        ListColumn("members", _("Members"), (F("members_now"),), is_number=True),
        ListColumn("purposes", _("Purposes")),
    )
    ended = ENDED_CONSORTIA
    ended_label = _("Include dissolved and merged consortia")
    ended_hint = _("A search finds dissolved and merged consortia, too.")

    purpose = PurposeFacet()
    form = Facet(_("Legal form"), tuple(LegalForm.choices), field_name="legal_form")
    state = Facet(_("State"))
    region = MemberRegionFacet()
    status = Facet(_("Status"), tuple(ConsortiumStatus.choices))
    confirmed = ConfirmedFacet()

    @property
    def search_label(self) -> str:
        """The label of the search box; consortia have no ID."""
        return gettext("Name or part of a name")

    @property
    def count_label(self) -> str:
        """The number of consortia that match, in words."""
        return ngettext("%(number)s consortium", "%(number)s consortia", self.total) % {"number": f"{self.total:,}"}

    @cached_property
    def base(self) -> Any:
        """Consortia with these words in the name."""
        rows = self.queryset.sized(self.memberships)
        return rows.named(terms(self.words)) if self.words else rows

    @property
    def rosters(self) -> MembershipQuerySet:
        """The memberships in force on the day in the consortia that match, ended since or not; none of proposals."""
        memberships = Membership.objects.visible_to(self.user).of_register().in_force(self.on)
        if not self.is_filtered:
            return memberships
        rows = self.base
        for facet in self.facets:
            if values := self.chosen(facet.name):
                rows = facet.filter(rows, values)
        return of_consortia(memberships, rows.order_by().values("pk"))

    @property
    def filter_pairs(self) -> list[tuple[str, str]]:
        """The parameters that narrow the list, one pair for each value."""
        return [pair for pair in self.pairs if self.filters[pair[0]] not in self.settings]

    def combinations(self) -> list[Row]:
        """A row for each consortium, of which there are few."""
        rows = self.base.order_by().annotate(fresh=CONFIRMED_ON(self.on))
        consortia = list(rows.values_list("pk", "legal_form", "state", "status", "fresh"))
        purposes: dict[int, list[str]] = defaultdict(list)
        for pk, purpose in ConsortiumPurpose.objects.on(self.on).order_by().values_list("consortium", "purpose"):
            purposes[pk].append(purpose)
        regions = self.regions_by_consortium
        combinations = []
        for pk, form, state, status, confirmed in consortia:
            cells: dict[str, Any] = {
                "purpose": tuple(purposes.get(pk, ("unknown",))),
                "form": form,
                "state": state,
                "region": tuple(regions.get(pk, ())),
                "status": status,
                "confirmed": confirmed,
            }
            combinations.append((*(cells[facet.name] for facet in self.counted), 1))
        return combinations
