"""The form that sets how a check works in a round."""

from django import forms

from portal.staff.forms.rounds import SHORT


class RuleStrengthForm(forms.Form):
    """Why the check asks questions in the round from now on, or reports findings again."""

    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=SHORT,
        help_text="Other administrators see the reason.",
        error_messages={"required": "Enter the reason"},
    )
