"""Filters and pagination of long lists."""

import datetime
from typing import Any

import django_filters
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property

from districts.models import County

Choices = list[tuple[str, str]]


class ListPaginator(Paginator):
    """Pages whose rows are joined after the page is cut out: page 2,000 costs hardly more than page 1.

    A caller that knows the number of rows passes it, so that they are not counted again.
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
        # The last ordering field, if it is an ID, is in the index of the ordering: skipped rows are not read.
        key = rows.model._meta.ordering[-1]
        key = key if rows.model._meta.get_field(key).unique else "pk"
        keys = rows.values(key)[first : first + self.per_page]
        return Page(rows.filter(**{f"{key}__in": keys}), number, self)


class ListFilter(django_filters.FilterSet):
    """The filters of a list on a day, as one form. Invalid values find nothing and are shown as errors."""

    def __init__(self, *args: Any, on: datetime.date, **kwargs: Any) -> None:
        self.on = on
        super().__init__(*args, **kwargs)

    @property
    def qs(self) -> Any:
        """The matching rows; none if the form is invalid."""
        if self.is_bound and not self.form.is_valid():
            return self.queryset.none()
        return super().qs

    @cached_property
    def states(self) -> list[str]:
        """The states with counties on record."""
        return County.objects.states()

    @cached_property
    def state(self) -> str:
        """The state whose counties, regions, and consortia are offered: the chosen one, or the portal's own."""
        if self.data.get("state") in self.states:
            return str(self.data.get("state"))
        return settings.STATE_CODE if settings.STATE_CODE in self.states or not self.states else self.states[0]
