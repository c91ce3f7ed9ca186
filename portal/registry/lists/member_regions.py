"""Lists of consortia, or of what they hold: by the regions in which a consortium has members."""

from abc import ABC
from collections import defaultdict
from functools import cached_property
from typing import Any

from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from districts.states import STANDS_IN
from portal.registry.lists.faceted import FacetedList
from portal.registry.lists.facets import Facet, FacetPanel


class MemberRegionFacet(Facet):
    """The regions, or the counties used as regions, where a consortium has members."""

    def __init__(self) -> None:
        super().__init__(
            _("Has members in"),
            hint=_("Consortia with members in more than one region are counted in each."),
            has_many=True,
        )

    def filter(self, rows: Any, values: frozenset[str]) -> Any:
        """The consortia with a member there."""
        return rows.with_member_in(self.counties(values), lines=self.parent.memberships)

    def counties(self, values: frozenset[str]) -> list[int]:
        """The row ids of the counties in these regions."""
        return [
            county.pk
            for county in self.parent.places.counties.values()
            if county.region in values - {""} or f"{STANDS_IN}{county.fips}" in values
        ]


class MemberRegionList(FacetedList, ABC):
    """A list of few enough rows to count them all, so the state is a facet."""

    @cached_property
    def scope(self) -> str:
        """The state whose regions are offered: the chosen one, the only one, or that of the chosen region."""
        chosen = self.parameters.get("state", ())
        if len(chosen) == 1:
            return chosen[0]
        if len(self.places.states) == 1:
            return self.places.states[0]
        return self.implied_state

    @cached_property
    def implied_state(self) -> str:
        """The state of the chosen region or county."""
        counties = self.places.county_of
        for value in self.parameters.get("region", ()):
            if value in self.places.regions:
                return self.places.regions[value][1]
            if value.removeprefix(STANDS_IN) in counties:
                return counties[value.removeprefix(STANDS_IN)].state
        return ""

    @cached_property
    def regions_by_consortium(self) -> dict[int, set[str]]:
        """The regions, and the counties that may be used as regions, where each consortium has a member."""
        regions: dict[int, set[str]] = defaultdict(set)
        if self.scope:
            county = Coalesce("district__county", "school__county", "school__district__county")
            for pk, county_key in self.memberships.order_by().values_list("consortium", county).distinct():
                if known := self.places.counties.get(county_key):
                    regions[pk] |= {known.region, f"{STANDS_IN}{known.fips}"} - {""}
        return regions

    def _panel(self, facet: Facet) -> FacetPanel | None:
        if facet.name == "state":
            if len(self.places.states) < 2:
                return None
            return FacetPanel(facet, self._options(facet, [(state, state) for state in self.places.states]))
        return super()._panel(facet)

    def _regions(self, facet: Facet) -> FacetPanel | None:
        regions = self.places.regions_in(self.scope) if self.scope else []
        if self.scope and not regions:
            regions = [(f"{STANDS_IN}{fips}", name) for fips, name in self.places.counties_in(self.scope, frozenset())]
        return FacetPanel(facet, self._options(facet, regions)) if regions or self.chosen("region") else None
