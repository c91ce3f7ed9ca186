"""What an officer sends about a proposal of scorers."""

from django import forms
from django.http import QueryDict

from grants.rules.proposed_scorers import MOST_SCORERS


class ProposeForm(forms.Form):
    """How many scorers each application gets."""

    per_application = forms.IntegerField(
        label="Scorers for each application",
        min_value=1,
        max_value=MOST_SCORERS,
        initial=3,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), f"Enter a number from 1 to {MOST_SCORERS}"
        ),
    )

    def __init__(self, data: QueryDict | None = None, *, is_gate: bool) -> None:
        super().__init__(data)
        if is_gate:  # it always has the same number
            del self.fields["per_application"]


class ConfirmForm(forms.Form):
    """Which proposal the officer read, and whether the connections were considered."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    considered = forms.BooleanField(required=False)


class PairForm(forms.Form):
    """A pair of the round: an application by its reference, and a scorer by row ID."""

    application = forms.SlugField(max_length=12)
    scorer = forms.IntegerField(min_value=1, max_value=10**17)
    choice = forms.ChoiceField(choices=[("keep", ""), ("never", ""), ("", "")], required=False)
