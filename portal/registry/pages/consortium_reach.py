"""Whom a consortium reaches: the counties, students, and schools of its members."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext, ngettext

from consortia.models import Membership
from consortia.states import MemberRole
from districts.models import County, District, School
from portal.components.maps import CountyDrawing, PlaceMap, place_map
from portal.registry.pages.record_card import CardLink


@dataclass(frozen=True)
class ConsortiumReach:
    """The counties, students, and schools of the members of a consortium today, and a map of the counties."""

    memberships: Sequence[Any]  # rows of `with_sizes`
    map: PlaceMap | None

    @cached_property
    def counties(self) -> list[CardLink]:
        """The counties of its members by name."""
        counties = counties_of(self.memberships)
        has_states = len({county.state for county in counties}) > 1
        return [
            CardLink(f"{county.name}, {county.state}" if has_states else county.name, county.get_absolute_url())
            for county in sorted(counties, key=lambda county: (county.name, county.state))
        ]

    @property
    def students(self) -> str:
        """The latest enrollments of the member districts together; empty where none is known."""
        latest = [member.enrollment for member in self._districts if member.enrollment is not None]
        if not latest:
            return ""
        number = intcomma(sum(latest))
        if len(latest) == len(self._districts):
            return number
        return gettext("%(number)s in %(known)s of %(all)s member districts; not known for the others") % {
            "number": number, "known": len(latest), "all": len(self._districts),
        }  # fmt: skip

    @property
    def schools(self) -> str:
        """The open schools of the member districts, and the schools that are members; empty where there are none."""
        districts = sum(member.open_schools or 0 for member in self._districts)
        keys = {member.district_id for member in self._districts}
        own = len({school.pk for school in self._schools if school.district_id not in keys})
        parts = []
        if self._districts:
            parts.append(gettext("%(number)s in member districts") % {"number": intcomma(districts)})
        if own:
            parts.append(
                ngettext("%(number)s as a member itself", "%(number)s as members themselves", own)
                % {"number": intcomma(own)}
            )
        return "; ".join(parts)

    @property
    def leads(self) -> list[District | School]:
        """The lead members."""
        return [membership.member for membership in self.memberships if membership.role == MemberRole.LEAD]

    @cached_property
    def _districts(self) -> list[Any]:
        """The memberships of districts, one for each district."""
        return list({one.district_id: one for one in self.memberships if one.district_id is not None}.values())

    @cached_property
    def _schools(self) -> list[School]:
        return [membership.school for membership in self.memberships if membership.school is not None]


def reach_of(memberships: Sequence[Any], shapes: Sequence[CountyDrawing]) -> ConsortiumReach:
    """The reach of these members, with their counties on the map of the state with these shapes."""
    drawn = place_map(shapes, counties=[county.fips for county in counties_of(memberships)])
    words = gettext("Counties with members")
    return ConsortiumReach(memberships, replace(drawn, words=words) if drawn else None)


def counties_of(memberships: Sequence[Membership]) -> set[County]:
    """The counties of these members; a school without one has its district's."""
    places = (membership.school.place if membership.school else membership.member.county for membership in memberships)
    return {county for county in places if county is not None}
