"""The form for a shared contract."""

from collections.abc import Mapping

from django import forms
from django.http import QueryDict

from portal.components.dates import day_field
from portal.components.seen_facts import SeenFactsForm
from purchasing.rules.contracts import NUMBER_AT_MOST, SUPPLIER_AT_MOST, TITLE_AT_MOST


class ContractForm(SeenFactsForm):
    """A contract's number, title, suppliers, and term, and the values when the form was shown."""

    number = forms.CharField(
        label="Contract number",
        max_length=NUMBER_AT_MOST,
        help_text="The number the consortium uses, for example, 24-01.",
        error_messages={"required": "Enter the contract number"},
    )
    title = forms.CharField(
        label="Title",
        max_length=TITLE_AT_MOST,
        help_text="What members can buy, for example, “Classroom furniture.”",
        error_messages={"required": "Enter the title"},
    )
    supplier = forms.CharField(
        label="Suppliers",
        max_length=SUPPLIER_AT_MOST,
        help_text="Separate several suppliers with semicolons.",
        error_messages={"required": "Enter the supplier"},
    )
    starts_on = day_field("Start date", "Leave blank if it is not known.")
    ends_on = day_field("End date", "Members can buy through this date. Leave blank if there is no end date.")

    def __init__(self, data: QueryDict | None = None, *, known: Mapping[str, str]) -> None:
        super().__init__(data)
        self.remember(known)
