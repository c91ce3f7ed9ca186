"""Forms for costs that members share."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict

from portal.components.dates import day_field
from portal.components.numbers import MoneyField
from purchasing.actions.costs import CostPeriod
from purchasing.rules.cost_sharing import REASON_AT_MOST, CostTerms
from purchasing.states import CostFormula


class CostTermsForm(forms.Form):
    """The amount of a cost, the formula that divides it, from when, and why."""

    amount = MoneyField(
        label="Amount",
        max_digits=14,
        decimal_places=2,
        help_text="In dollars, for the whole period.",
        error_messages={
            "required": "Enter the amount",
            "invalid": "Enter the amount in dollars, like 12,000.50",
            "max_decimal_places": "Enter the amount in whole cents, like 12,000.50",
        },
    )
    basis = forms.ChoiceField(label="Formula", choices=CostFormula.choices, widget=forms.RadioSelect)
    enrollment_year = forms.ChoiceField(
        label="Year of the enrollment",
        required=False,
        help_text="Only for “By enrollment.” Every member’s enrollment is from this year.",
    )
    effective_on = day_field(
        "Effective date", "The first date that these shares count.", missing="Enter the effective date"
    )
    reason = forms.CharField(
        label="Reason",
        max_length=REASON_AT_MOST,
        help_text="The source of the amount, and why you chose this formula. Members read it in an email and here.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter the reason"},
    )

    def __init__(
        self, data: QueryDict | None = None, *, years: Sequence[str], initial: dict[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["enrollment_year"].choices = [("", "Choose a year"), *((one, one) for one in years)]  # type: ignore[attr-defined]

    @property
    def terms(self) -> CostTerms:
        """What was entered; a year that the formula doesn't use is left out."""
        data = self.cleaned_data
        year = data["enrollment_year"] if data["basis"] == CostFormula.ENROLLMENT else ""
        return CostTerms(data["amount"], data["basis"], year, data["effective_on"], data["reason"])


class CostDeclareForm(CostTermsForm):
    """A cost to share, with its terms."""

    title = forms.CharField(
        label="Cost to share",
        max_length=200,
        help_text="For example, “Platform fee 2026-27.”",
        error_messages={"required": "Enter the name of the cost"},
    )
    starts_on = day_field("Start date of the period", missing="Enter the start date")
    ends_on = day_field("End date of the period", missing="Enter the end date")
    field_order = ("title", "starts_on", "ends_on")

    @property
    def period(self) -> CostPeriod:
        """The cost and its period."""
        data = self.cleaned_data
        return CostPeriod(data["title"], data["starts_on"], data["ends_on"])
