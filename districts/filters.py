"""What readers may ask the lists of districts and schools for."""

import datetime
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property

from districts.models import County, DistrictKind, Region
from districts.models.district import ANSWERS

Choices = list[tuple[str, str]]
ANSWER_CHOICES: Choices = [(answer, answer) for answer in ANSWERS]


class ListPaginator(Paginator):
    """Pages whose rows are joined after they are counted off: page 2,000 costs hardly more than page 1."""

    def page(self, number: int | str) -> "Page[Any]":
        """One page of rows."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows: Any = self.object_list
        keys = rows.values("pk")[first : first + self.per_page]
        return Page(rows.filter(pk__in=keys), number, self)


class ListFilter(django_filters.FilterSet):
    """A list's filters on a day, drawn as one form. Whatever is wrongly written finds nothing and is said."""

    def __init__(self, *args: Any, on: datetime.date, **kwargs: Any) -> None:
        self.on = on
        super().__init__(*args, **kwargs)

    @property
    def qs(self) -> Any:
        """The rows asked for; none where the form is wrong."""
        if self.is_bound and not self.form.is_valid():
            return self.queryset.none()
        return super().qs

    @cached_property
    def states(self) -> list[str]:
        """The states of which the register knows counties."""
        return County.objects.states()

    @cached_property
    def state(self) -> str:
        """The state whose counties, regions and consortia are offered: the chosen one, else the portal's own."""
        if self.data.get("state") in self.states:
            return str(self.data.get("state"))
        return settings.STATE_CODE if settings.STATE_CODE in self.states or not self.states else self.states[0]

    def offer(self, name: str, label: str, choices: Choices) -> None:
        """Offer these answers in the select of that name; one that was asked for beyond them stays shown."""
        asked = str(self.data.get(name) or "")
        if asked and asked not in dict(choices):
            choices = [*choices, (asked, asked)]
        self.form.fields[name].widget = forms.Select(choices=[("", label), *choices])


def words(value: str) -> str:
    """What is searched for: one space between words."""
    return " ".join(value.split())


class PlaceFilter(ListFilter):
    """What districts and schools have in common: name or id, state, county, region."""

    q = django_filters.CharFilter(method="found_by", label="Name or id", max_length=100)
    state = django_filters.CharFilter(field_name="state", label="State", max_length=2)
    region = django_filters.CharFilter(method="in_region", label="Region", max_length=100)
    county = django_filters.CharFilter(method="in_county", label="County", max_length=5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.fields["q"].widget.input_type = "search"
        self.offer("state", "Any state", [(state, state) for state in self.states])
        counties = County.objects.in_state(self.state).values_list("fips", "name")
        self.offer("county", "Any county", list(counties))
        if self.regions:
            self.offer("region", "Any region", self.regions)
        else:
            # Without regions, counties stand in: there is nothing to choose.
            self.form.fields["region"].widget = forms.HiddenInput()

    @cached_property
    def regions(self) -> Choices:
        """The regions of the state, by address and name."""
        return list(Region.objects.in_state(self.state).values_list("slug", "name"))

    def found_by(self, queryset: Any, name: str, value: str) -> Any:
        """Rows with these words in the name, or these digits in the id."""
        return queryset.found_by(words(value))

    def in_region(self, queryset: Any, name: str, value: str) -> Any:
        """Rows in that region."""
        return queryset.in_region(value)

    def in_county(self, queryset: Any, name: str, value: str) -> Any:
        """Rows in that county."""
        return queryset.in_county(value)


class RegionFilter(ListFilter):
    """Regions of one state: the portal's own where none is chosen."""

    state = django_filters.CharFilter(method="in_state", label="State", max_length=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        data = args[0].copy()
        data["state"] = self.state
        self.data = data
        self.form.fields["state"].widget = forms.Select(choices=[(state, state) for state in self.states])

    def in_state(self, queryset: Any, name: str, value: str) -> Any:
        """Regions of that state."""
        return queryset.in_state(value)

    @property
    def qs(self) -> Any:
        """The regions of the state chosen, or of the portal's own."""
        return super().qs.in_state(self.state)


class DistrictFilter(PlaceFilter):
    """What districts may be asked for besides: the kind, and the federal answers for small and rural."""

    kind = django_filters.ChoiceFilter(choices=DistrictKind.choices, label="Kind", empty_label="Any kind")
    srsa = django_filters.ChoiceFilter(choices=ANSWER_CHOICES, label="Small, rural (SRSA)", empty_label="Any answer")
    rlis = django_filters.ChoiceFilter(
        choices=ANSWER_CHOICES, label="Rural, low-income (RLIS)", empty_label="Any answer"
    )


class SchoolFilter(PlaceFilter):
    """What schools may be asked for besides: the district, by its LEAID."""

    district = django_filters.CharFilter(field_name="district__leaid", max_length=7, widget=forms.HiddenInput)
