"""An appeal of the process behind a released decision."""

from django import forms

from grants.rules.appeals import LONGEST_APPEAL
from grants.states import AppealGround


class AppealForm(forms.Form):
    """The basis, and what went wrong."""

    ground = forms.ChoiceField(
        label="Basis of the appeal",
        choices=AppealGround.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose the basis of the appeal"),
    )
    text = forms.CharField(
        label="What went wrong",
        help_text=f"Name the step or the fact, and the date if you know it. At most {LONGEST_APPEAL:,} characters.",
        max_length=LONGEST_APPEAL,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": "Describe what went wrong",
            "max_length": f"Shorten the appeal to {LONGEST_APPEAL:,} characters",
        },
    )
