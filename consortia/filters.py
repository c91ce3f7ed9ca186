"""What readers may ask lists for that know consortia."""

from typing import Any

import django_filters
from django.utils.functional import cached_property

from consortia.models import Consortium, Membership, Purpose
from districts.filters import DistrictFilter, ListFilter, SchoolFilter, words
from districts.models import County, Region
from districts.models.place import STANDS_IN

# Longer than this nobody reads a select, and every reader pays for it: the name, or a part of it, is written instead.
MOST_OFFERED = 100


class _OfMemberships:
    """Knows the lines of today."""

    @cached_property
    def memberships(self) -> Any:
        """The lines that hold on the day of the request."""
        user = self.request.user  # type: ignore[attr-defined]
        return Membership.objects.visible_to(user).on(self.on)  # type: ignore[attr-defined]


class _OfConsortium(_OfMemberships):
    """Offers the consortia of the state; where they are too many for a select, a field for the name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        consortia = Consortium.objects.visible_to(self.request.user).in_state(self.state)  # type: ignore[attr-defined]
        offered = list(consortia.values_list("slug", "name")[: MOST_OFFERED + 1])
        if len(offered) <= MOST_OFFERED:
            self.offer("consortium", "Any consortium", offered)  # type: ignore[attr-defined]


class MemberDistrictFilter(_OfConsortium, DistrictFilter):
    """Districts, also by the consortium they are members of today."""

    consortium = django_filters.CharFilter(method="in_consortium", label="Consortium", max_length=120)

    def in_consortium(self, queryset: Any, name: str, value: str) -> Any:
        """Districts that are members of it today."""
        return queryset.filter(pk__in=self.memberships.of_consortium_called(value).values("district"))


class MemberSchoolFilter(_OfConsortium, SchoolFilter):
    """Schools, also by the consortium that they or their districts are members of today."""

    consortium = django_filters.CharFilter(method="in_consortium", label="Consortium", max_length=120)

    def in_consortium(self, queryset: Any, name: str, value: str) -> Any:
        """Schools that are members of it today, and those of member districts."""
        lines = self.memberships.of_consortium_called(value)
        return queryset.of_members(schools=lines.values("school"), districts=lines.values("district"))


class ConsortiumFilter(_OfMemberships, ListFilter):
    """Consortia by name, state, purpose and region of a member."""

    q = django_filters.CharFilter(method="called", label="Name", max_length=100)
    state = django_filters.CharFilter(field_name="state", label="State", max_length=2)
    purpose = django_filters.ChoiceFilter(
        choices=Purpose.choices, method="for_purpose", label="Purpose", empty_label="Any purpose"
    )
    region = django_filters.CharFilter(method="in_region", label="With a member in", max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.fields["q"].widget.input_type = "search"
        self.offer("state", "Any state", [(state, state) for state in self.states])
        regions = list(Region.objects.in_state(self.state).values_list("slug", "name"))
        found = County.objects.in_state(self.state).values_list("fips", "name")
        counties = [(f"{STANDS_IN}{fips}", name) for fips, name in found]
        self.offer("region", "Any region" if regions else "Any county", regions or counties)

    def called(self, queryset: Any, name: str, value: str) -> Any:
        """Consortia with these words in the name."""
        return queryset.called(words(value))

    def for_purpose(self, queryset: Any, name: str, value: str) -> Any:
        """Consortia with that purpose today."""
        return queryset.for_purpose(value, on=self.on)

    def in_region(self, queryset: Any, name: str, value: str) -> Any:
        """Consortia with a member there today; counties stand in for regions."""
        counties = County.objects.in_region(value)
        return queryset.with_member_in(counties, lines=self.memberships)
