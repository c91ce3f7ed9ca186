"""Filters and pages of lists."""

from functools import cached_property
from typing import Any

import django_filters
from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.http import HttpRequest


class ListFilter(django_filters.FilterSet):
    """The filters of a list: its form is where the parameters of the list are read and cleaned."""

    @cached_property
    def values(self) -> dict[str, Any]:
        """The filters in use with their values; a value that makes no sense is left out."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}


class ListPaginator(Paginator):
    """The pages of a list.

    A caller that knows the number of rows passes it, so that they are not counted again.
    """

    def __init__(self, rows: Any, per_page: int, *, count: int | None = None) -> None:
        super().__init__(rows, per_page)
        if count is not None:
            self.count = count

    def get_page(self, number: Any) -> "Page[Any]":
        """The page of this number, or the nearest one that exists; the first for what is no number."""
        try:
            return self.page(number)
        except PageNotAnInteger:
            return self.page(1)
        except EmptyPage:
            return self.page(1 if int(number) < 1 else self.num_pages)


class LongListPaginator(ListPaginator):
    """Pages whose rows are joined after the page is cut out: page 2,000 costs hardly more than page 1."""

    def page(self, number: int | str) -> "Page[Any]":
        """One page of rows."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows: Any = self.object_list
        # The last field of the model's ordering, if it is an ID, is in its index: skipped rows are not read.
        key = rows.model._meta.ordering[-1]
        key = key if rows.model._meta.get_field(key).unique else "pk"
        keys = rows.values(key)[first : first + self.per_page]
        return Page(rows.filter(**{f"{key}__in": keys}), number, self)


def page_of(
    rows: Any, per_page: int, request: HttpRequest, *, count: int | None = None, is_long: bool = False
) -> "Page[Any]":
    """The page of the list that the address asks for; the nearest one where there is no such page.

    `is_long`: the rows are a queryset with many pages and with joins.
    """
    pages = (LongListPaginator if is_long else ListPaginator)(rows, per_page, count=count)
    return pages.get_page(request.GET.get("page"))
