"""Forms for a joinder: its terms, the signature, the request to members, and its end."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict

from districts.models import District
from portal.components.dates import day_field
from purchasing.models import ContractItem
from purchasing.states import LeadAction


class TermsForm(forms.Form):
    """The years, the items, and what the lead may do."""

    starts_on = day_field("Start date", "Your first date to order.", missing="Enter the start date")
    ends_on = day_field("End date", "Your last date to order.")
    items = forms.MultipleChoiceField(
        label="Limit to these items",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave all unselected to join for everything the contract covers.",
    )
    lead_actions = forms.MultipleChoiceField(
        label="What the consortium may do for you",
        choices=LeadAction.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave all unselected if your district does everything itself.",
    )
    scope = forms.CharField(
        label="Other limits",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In your own words. Leave blank if there are none.",
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        items: Sequence[ContractItem],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["items"].choices = [(item.name, item.name) for item in items]  # type: ignore[attr-defined]
        if not items:
            del self.fields["items"]

    @property
    def values(self) -> dict[str, object]:
        """The terms, without items where the contract has none."""
        return {"items": [], **self.cleaned_data}


class SignForm(forms.Form):
    """The signer, and the date the board approved."""

    name = forms.CharField(label="Your name", max_length=200, error_messages={"required": "Enter your name"})
    title = forms.CharField(label="Your title", max_length=200, error_messages={"required": "Enter your title"})
    board_on = day_field(
        "Board approval date",
        "If your board hasn’t voted, leave this blank. Auditors will see that no date was given.",
    )


class AskForm(forms.Form):
    """The members that are asked to join, and a message."""

    districts = forms.MultipleChoiceField(
        label="Members to ask",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one member"},
    )
    message = forms.CharField(
        label="Message", required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: QueryDict | None = None, *, districts: Sequence[District]) -> None:
        super().__init__(data)
        choices = [(one.leaid, one.name) for one in districts]
        self.fields["districts"].choices = choices  # type: ignore[attr-defined]
        self.fields["districts"].initial = [leaid for leaid, _ in choices]


class EndForm(forms.Form):
    """The last date of a joinder, and why it ends."""

    ends_on = day_field("Last date", "The district’s last date to order.", missing="Enter the last date")
    reason = forms.CharField(
        label="Reason",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter the reason"},
    )
