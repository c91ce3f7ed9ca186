"""What the address of a list says beside its facets: the order of the rows, and whether those that ended are shown."""

from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.components.lists import ListFilter
from portal.registry.lists.columns import ListColumn, ListHead, ListOrder
from portal.registry.lists.facets import Setting, ValuesField


class AddressedList(ListFilter):
    """A list whose address has its filters, its order, and whether it shows records that have ended."""

    # The prefix of its URL names: "district" has district_list and district_download.
    page: ClassVar[str]
    # The columns, the first of which has the usual order.
    columns: ClassVar[tuple[ListColumn, ...]]
    # The fields of the usual order; empty for the order of the model.
    usual_order: ClassVar[tuple[str, ...]] = ()
    # The statuses of records that have ended: shown where asked for, and found by a search or under their status.
    ended: ClassVar[tuple[str, ...]]
    # The label of the box that shows them, and what is in its place beside the words of a search.
    ended_label: ClassVar[Any]
    ended_hint: ClassVar[Any]

    sort = Setting(_("Sort by"))
    closed = Setting(_("Closed"))

    @cached_property
    def values(self) -> dict[str, Any]:
        """The parameters in use with their values; without a form, whose fields would be copied for each request."""
        field, given = ValuesField(), self.data
        found = {name: field.clean(given.getlist(name)) for name in self.filters if name in given}
        return {name: values for name, values in found.items() if values}

    @cached_property
    def settings(self) -> tuple[Setting, ...]:
        """The parameters that narrow nothing."""
        return tuple(parameter for parameter in self.filters.values() if isinstance(parameter, Setting))

    @cached_property
    def parameters(self) -> dict[str, tuple[str, ...]]:
        """The parameters in use with their values, in the order of the facets; a setting that makes no sense is not."""
        choices = {"sort": ListOrder(self.columns).choices, "closed": ("yes",)}
        values = {
            name: tuple(value for value in given if value in choices[name])[:1] if name in choices else given
            for name, given in self.values.items()
        }
        return {name: given for name, given in values.items() if given}

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is in use."""
        return bool(self.parameters.keys() - {setting.name for setting in self.settings})

    # --- records that have ended

    @cached_property
    def hides_ended(self) -> bool:
        """Whether records that have ended are left out: not where they are asked for, and not in a search."""
        return not self.parameters.keys() & {"closed", "status", "q"}

    @property
    def statuses(self) -> frozenset[str]:
        """The statuses that the list shows; empty for all."""
        if not self.hides_ended:
            return frozenset(self.parameters.get("status", ()))
        return frozenset(str(value) for value, _label in self.filters["status"].choices) - set(self.ended)

    @property
    def offers_ended(self) -> bool:
        """Whether the box that shows records that have ended makes a difference."""
        return not self.parameters.keys() & {"status", "q"}

    @property
    def shows_ended(self) -> bool:
        """Whether the box is checked."""
        return "closed" in self.parameters

    @property
    def address_with_ended(self) -> str:
        """The address of this list with the records that have ended."""
        return self.address([*self.pairs, ("closed", "yes")])

    @cached_property
    def order(self) -> ListOrder:
        """The order of the rows."""
        return ListOrder(self.columns, self.parameters.get("sort", ("",))[0], self.usual_order)

    @property
    def heads(self) -> list[ListHead]:
        """The heads of the columns, with the address that sorts by each."""
        others = [pair for pair in self.pairs if pair[0] != "sort"]
        return self.order.heads(lambda name: self.address([*others, ("sort", name)] if name else others))

    def address(self, pairs: list[tuple[str, str]]) -> str:
        """The address of this list with these parameters."""
        return self.address_without_filters + (f"?{urlencode(pairs)}" if pairs else "")

    @property
    def address_without_filters(self) -> str:
        """The address of the whole list."""
        return reverse(f"registry:{self.page}_list")

    def address_of_file(self, kind: str) -> str:
        """The address of this list as a file (csv, json, geojson), with the same filters."""
        query = f"?{self.querystring}" if self.querystring else ""
        return reverse(f"registry:{self.page}_download", args=[kind]) + query

    @property
    def querystring(self) -> str:
        """The filters as a query string, without the page number."""
        return urlencode(self.pairs)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters in use, one pair for each value."""
        return [(name, value) for name, values in self.parameters.items() for value in values]
