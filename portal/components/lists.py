"""What readers may ask the list of regions for, and how long lists are shown page by page."""

import datetime
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property

from districts.models import County

Choices = list[tuple[str, str]]


class ListPaginator(Paginator):
    """Pages whose rows are joined after they are counted off: page 2,000 costs hardly more than page 1.

    Who knows the number of rows says it, and it is not asked for again.
    """

    def __init__(self, rows: Any, per_page: int, *, count: int | None = None) -> None:
        super().__init__(rows, per_page)
        if count is not None:
            self.count = count

    def page(self, number: int | str) -> "Page[Any]":
        """One page of rows."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows: Any = self.object_list
        # The last field of the order, where it is an id, stands in the order's index: no row is read to be passed over.
        key = rows.model._meta.ordering[-1]
        key = key if rows.model._meta.get_field(key).unique else "pk"
        keys = rows.values(key)[first : first + self.per_page]
        return Page(rows.filter(**{f"{key}__in": keys}), number, self)


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
