"""Forms for savings claims, and for the earlier prices that savings are measured against."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict

from districts.models import District
from portal.components.dates import day_field
from portal.components.numbers import MoneyField
from purchasing.actions.savings import ClaimWords
from purchasing.models import ContractItem


class SavingsClaimForm(forms.Form):
    """What someone said that the contract saved, as the source states it."""

    claimed_by = forms.CharField(
        label="Who made the claim",
        max_length=200,
        help_text="The name of the organization.",
        error_messages={"required": "Enter who made the claim"},
    )
    claimed_on = day_field("Date of the claim", missing="Enter the date of the claim")
    lowest = MoneyField(
        label="Amount of the claim",
        max_digits=14,
        decimal_places=2,
        help_text="In dollars. If the claim is a range, enter the lowest amount.",
        error_messages={"required": "Enter the amount", "invalid": "Enter the amount in dollars, like 89,000,000"},
    )
    highest = MoneyField(
        label="Highest amount",
        max_digits=14,
        decimal_places=2,
        required=False,
        help_text="Only if the claim is a range.",
        error_messages={"invalid": "Enter the amount in dollars, like 89,000,000"},
    )
    starts_on = day_field("Start date of the period", "Leave blank if the claim doesn’t say.")
    ends_on = day_field("End date of the period", "Leave blank if the claim doesn’t say.")
    source = forms.CharField(
        label="Source",
        max_length=500,
        help_text="Where anyone can read the claim: a document with its date, or a web address.",
        error_messages={"required": "Enter the source"},
    )
    method = forms.CharField(
        label="How it was computed, according to the source",
        max_length=300,
        required=False,
        help_text="Leave blank if the source doesn’t say.",
    )
    is_independent = forms.BooleanField(
        label="This is an independent estimate",
        required=False,
        help_text="Made by people who neither hold the contract nor buy under it.",
    )

    @property
    def words(self) -> ClaimWords:
        """The claim; one amount is its own highest."""
        data = dict(self.cleaned_data)
        data["highest"] = data["lowest"] if data["highest"] is None else data["highest"]
        return ClaimWords(**data)


class BaselineForm(forms.Form):
    """A price that savings are measured against."""

    item = forms.TypedChoiceField(label="Item", coerce=int, error_messages={"required": "Choose an item"})
    leaid = forms.ChoiceField(
        label="Whose price",
        required=False,
        help_text="A district’s own earlier price is compared only with its own orders.",
    )
    unit_price = MoneyField(
        label="Unit price",
        max_digits=14,
        decimal_places=4,
        help_text="In dollars, for one unit of the item.",
        error_messages={"required": "Enter the unit price", "invalid": "Enter the price in dollars, like 26.17"},
    )
    priced_on = day_field("Date of the price", missing="Enter the date of the price")
    source = forms.CharField(
        label="Source",
        max_length=300,
        help_text="The invoice, contract, price list, or quotes that show the price.",
        error_messages={"required": "Enter the source"},
    )
    method = forms.CharField(
        label="Method",
        max_length=200,
        help_text="For example, “own last contract,” “posted price,” or “lowest of three quotes.”",
        error_messages={"required": "Enter the method"},
    )

    def __init__(
        self, data: QueryDict | None = None, *, items: Iterable[ContractItem], districts: Iterable[District]
    ) -> None:
        super().__init__(data)
        whose = [("", "Any district"), *((one.leaid, one.name) for one in districts)]
        self.fields["item"].choices = [(one.pk, one.name) for one in items]  # type: ignore[attr-defined]
        self.fields["leaid"].choices = whose  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Why an entry is withdrawn."""

    reason = forms.CharField(
        label="Reason",
        max_length=300,
        help_text="Everyone can see it with the withdrawn entry.",
        error_messages={"required": "Enter the reason"},
    )
