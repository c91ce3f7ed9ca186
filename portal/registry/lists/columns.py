"""The columns of a list, and the orders that their heads offer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Subquery
from django.utils.translation import gettext


@dataclass(frozen=True)
class ListColumn:
    """A column of a list. `name` is its value of the parameter `sort`; without `order` it can't be sorted by."""

    name: str
    label: Any
    # What rows are sorted by before the order of their model; empty for the first column, which has that order.
    order: tuple[F | Subquery, ...] | None = None
    is_number: bool = False

    @property
    def can_sort(self) -> bool:
        """Whether the list can be sorted by it."""
        return self.order is not None


@dataclass(frozen=True)
class ListHead:
    """The head of a column: its label, the address that sorts by it (or empty), and its order now."""

    column: ListColumn
    address: str
    # For aria-sort: "ascending", "descending", or empty.
    direction: str

    @property
    def direction_label(self) -> str:
        """Its order now in words; empty where the list is sorted by another column."""
        return {"ascending": gettext("ascending"), "descending": gettext("descending")}.get(self.direction, "")


@dataclass(frozen=True)
class ListOrder:
    """The order of a list, as its address says it: a column, with a minus where the largest or last comes first."""

    columns: tuple[ListColumn, ...]
    chosen: str = ""
    # The fields of the usual order; empty for the order of the model.
    usual: tuple[str, ...] = ()

    @property
    def column(self) -> ListColumn:
        """The column that the list is sorted by."""
        name = self.chosen.removeprefix("-")
        return next((column for column in self.columns if column.name == name), self.columns[0])

    @property
    def is_descending(self) -> bool:
        """Whether the largest or last comes first."""
        return self.chosen.startswith("-")

    @property
    def choices(self) -> tuple[str, ...]:
        """The values of the parameter `sort`; the order of a list without it has none."""
        names = [column.name for column in self.columns if column.can_sort]
        return (*names[1:], *(f"-{name}" for name in names))

    def heads(self, address_with: Callable[[str], str]) -> list[ListHead]:
        """The heads of the columns. `address_with` gives the list's address with a value of `sort`, or with none."""
        return [self._head(column, address_with) for column in self.columns]

    def _head(self, column: ListColumn, address_with: Callable[[str], str]) -> ListHead:
        if not column.can_sort:
            return ListHead(column, "", "")
        is_now = column is self.column
        # Numbers begin with the largest, words with the first.
        is_down_next = not self.is_descending if is_now else column.is_number
        name = "" if column is self.columns[0] else column.name
        direction = ("descending" if self.is_descending else "ascending") if is_now else ""
        return ListHead(column, address_with(f"-{column.name}" if is_down_next else name), direction)

    def sort(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows in this order, equal ones in the order of their model: no page shows a row of another page."""
        usual = self.usual or rows.model._meta.ordering
        last = () if rows.model._meta.get_field(usual[-1]).unique else ("pk",)
        if self.column is self.columns[0]:
            return rows.order_by(*(f"-{name}" if self.is_descending else name for name in (*usual, *last)))
        keys = []
        for place, key in enumerate(self.column.order or ()):
            # A subquery is resolved as an annotation: an order shares it with other queries, and they would change it.
            rows = rows.annotate(**{f"sort_{place}": key})
            by = F(f"sort_{place}")
            keys.append(by.desc(nulls_last=True) if self.is_descending else by.asc(nulls_last=True))
        return rows.order_by(*keys, *usual, *last)
