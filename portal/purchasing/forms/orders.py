"""Forms for a district's orders and commitments."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from portal.components.dates import day_field
from portal.components.numbers import MoneyField, WholeNumberField
from portal.purchasing.pages.amounts import unit_price_in_words
from purchasing.models import ContractItem, Purchase
from purchasing.reads.ledger import PricedItem
from purchasing.rules.orders import LARGEST_QUANTITY, REASON_AT_MOST, REFERENCE_AT_MOST, OrderEntry
from purchasing.rules.prices import rounded

QUANTITY_PROBLEMS = {
    "required": "Enter the quantity",
    "invalid": "Enter the quantity as a whole number, like 250",
    "min_value": "Enter a quantity of 1 or more",
    "max_value": "This quantity is too large. Check it",
}


def item_choices(prices: Sequence[PricedItem]) -> list[tuple[str, str]]:
    """Each item with its unit and what a unit costs today."""
    choices = []
    for one in prices:
        unit = f", {one.item.unit}" if one.item.unit else ""
        price = unit_price_in_words(one.price.unit_price)
        choices.append((str(one.item.pk), f"{one.item.name}{unit}" + (f" ({price} today)" if price else "")))
    return choices if len(choices) == 1 else [("", "Choose an item"), *choices]


class OrderForm(forms.Form):
    """An order, by itself or as the correction of another one."""

    item = forms.ChoiceField(label="Item", error_messages={"required": "Choose the item"})
    ordered_on = day_field("Order date", "The date on the purchase order.", missing="Enter the order date")
    quantity = WholeNumberField(
        label="Quantity",
        min_value=1,
        max_value=LARGEST_QUANTITY,
        error_messages=QUANTITY_PROBLEMS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    unit_price = MoneyField(
        label="Price paid for one unit",
        max_digits=13,
        decimal_places=4,
        help_text="In dollars, without tax and shipping.",
        error_messages={
            "required": "Enter the price of one unit",
            "invalid": "Enter the price in dollars, like 295.50",
            "max_decimal_places": "Enter the price with no more than four decimals",
            "max_digits": "This price is too large. Check it",
            "max_whole_digits": "This price is too large. Check it",
        },
    )
    reference = forms.CharField(
        label="Order or invoice number",
        max_length=REFERENCE_AT_MOST,
        help_text="Auditors use it to find the document.",
        error_messages={"required": "Enter the order or invoice number"},
    )
    because = forms.CharField(
        label="Why it was placed anyway",
        max_length=REASON_AT_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The consortium and auditors read this. The order is recorded as not allowed.",
    )
    reason = forms.CharField(
        label="Reason for the correction",
        max_length=REASON_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The first version stays on record with this reason.",
        error_messages={"required": "Enter the reason"},
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        prices: Sequence[PricedItem],
        initial: dict[str, object],
        explains: bool = False,
        corrects: bool = False,
    ) -> None:
        super().__init__(data, initial=initial)
        self.items = {str(one.item.pk): one.item for one in prices}
        self.fields["item"].choices = item_choices(prices)  # type: ignore[attr-defined]
        if not explains and not (data or initial).get("because"):
            del self.fields["because"]
        if not corrects:
            del self.fields["reason"]

    @property
    def chosen(self) -> ContractItem:
        """The item that was chosen."""
        return self.items[self.cleaned_data["item"]]

    @property
    def entry(self) -> OrderEntry:
        """What was entered."""
        names = ("ordered_on", "quantity", "unit_price", "reference")
        values = {name: self.cleaned_data[name] for name in names}
        return OrderEntry(**values, because=self.cleaned_data.get("because", ""))


def as_recorded(order: Purchase) -> dict[str, Any]:
    """The values of an order, to start a correction with."""
    price = order.unit_price_paid
    cents = rounded(price)
    return {
        "item": str(order.item_id),
        "ordered_on": order.ordered_on,
        "quantity": order.quantity,
        "unit_price": str(cents if cents == price else price),
        "reference": order.reference,
        "because": order.exception_because,
    }


class CancelForm(forms.Form):
    """Why an order or a commitment no longer counts."""

    reason = forms.CharField(
        label="Reason",
        max_length=REASON_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter the reason"},
    )


class QuantityForm(forms.Form):
    """A quantity of an item, and between which dates the district will order it."""

    item = forms.ChoiceField(label="Item", error_messages={"required": "Choose the item"})
    quantity = WholeNumberField(
        label="Quantity",
        min_value=1,
        max_value=LARGEST_QUANTITY,
        error_messages=QUANTITY_PROBLEMS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    starts_on = day_field("Start date", missing="Enter the start date")
    ends_on = day_field("End date", missing="Enter the end date")

    def __init__(
        self, data: QueryDict | None = None, *, prices: Sequence[PricedItem], initial: dict[str, object]
    ) -> None:
        super().__init__(data, initial=initial)
        self.items = {str(one.item.pk): one.item for one in prices}
        self.fields["item"].choices = item_choices(prices)  # type: ignore[attr-defined]
