"""A form with one field: why something is done."""

from django import forms
from django.http import QueryDict

from grants.rules.texts import LONGEST_NOTE


class StepReasonForm(forms.Form):
    """The reason for an action. Who reads it is said below the field."""

    reason = forms.CharField(
        label="Reason",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Enter the reason",
            "max_length": f"Shorten the reason to {LONGEST_NOTE:,} characters.",
        },
    )

    def __init__(self, data: QueryDict | None = None, *, is_required: bool = True, help_text: str = "") -> None:
        super().__init__(data)
        field = self.fields["reason"]
        field.required, field.help_text = is_required, help_text
        if not is_required:
            field.label = "Reason (optional)"
