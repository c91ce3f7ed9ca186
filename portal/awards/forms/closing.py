"""The shape of closing an award, and of opening it again."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict

from grants.rules.texts import LONGEST_NOTE

TOO_LONG = {"max_length": f"Shorten the text to {LONGEST_NOTE:,} characters"}


class AwardClosingForm(forms.Form):
    """Why an officer closes an award, and whether without reports that are missing."""

    without_reports = forms.BooleanField(label="Close the award without the missing reports", required=False)
    reason = forms.CharField(
        label="Reason for closing the award",
        max_length=LONGEST_NOTE,
        help_text="Members can read it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter the reason for closing the award", **TOO_LONG},
    )

    def __init__(self, data: QueryDict | None = None, *, missing: Sequence[str]) -> None:
        super().__init__(data, initial={"reason": "The project is complete."})
        if not missing:
            self.fields["without_reports"].widget = forms.HiddenInput()


class ReopeningForm(forms.Form):
    """Why an administrator opens a closed award again."""

    reason = forms.CharField(
        label="Reason for reopening the award",
        max_length=LONGEST_NOTE,
        help_text="It is kept in the audit log.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter the reason for reopening the award", **TOO_LONG},
    )
