"""The shape of what people enter about an award."""

import datetime
from collections.abc import Iterable

from django import forms
from django.http import QueryDict

from accounts.dates import day_in_words
from grants.models import Allocation, ChecklistItem
from grants.rules.board import MOST
from portal.components.dates import day_field
from portal.components.numbers import WholeNumberField


def dollars(label: str, help_text: str = "", *, least: int = 0) -> WholeNumberField:
    """A field for whole dollars."""
    return WholeNumberField(
        label=label,
        help_text=help_text,
        min_value=least,
        max_value=MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Enter the amount in whole dollars, such as 25,000"
        ),
    )


class AllocationForm(forms.Form):
    """The amount of each member."""

    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, allocations: Iterable[Allocation], revision: int) -> None:
        super().__init__(data, initial={"revision": revision})
        self.keys = [allocation.pk for allocation in allocations]
        for allocation in allocations:
            hint = f"In the submitted budget: ${allocation.budgeted:,}"
            self.fields[f"amount_{allocation.pk}"] = dollars(allocation.participant.name, hint)
            self.initial[f"amount_{allocation.pk}"] = f"{allocation.amount:,}"

    def amounts(self) -> dict[int, int]:
        """The amounts by the keys of the allocations."""
        return {key: self.cleaned_data[f"amount_{key}"] for key in self.keys}


class AcceptanceForm(forms.Form):
    """The amount that the page showed."""

    amount = forms.IntegerField(min_value=0, max_value=MOST, widget=forms.HiddenInput)


class ChecklistForm(forms.Form):
    """On which day each item was done."""

    def __init__(self, data: QueryDict | None = None, *, items: Iterable[ChecklistItem]) -> None:
        super().__init__(data)
        self.places = [item.position for item in items]
        for item in items:
            due = f" Due {day_in_words(item.due_on)}." if item.due_on else ""
            hint = f"Leave blank if it isn’t done.{due}"
            self.fields[f"done_{item.position}"] = day_field(item.item, hint)
            self.initial[f"done_{item.position}"] = item.done_on

    def done(self) -> dict[int, datetime.date | None]:
        """The days by the places of the items; None for items that aren't done."""
        return {place: self.cleaned_data[f"done_{place}"] for place in self.places}


class GrantAgreementForm(forms.Form):
    """The signed grant agreement."""

    agreement_number = forms.CharField(
        label="Grant agreement number",
        max_length=60,
        error_messages={"required": "Enter the grant agreement number"},
    )
    agreed_on = day_field("Date both parties signed", missing="Enter the date the agreement was signed")
