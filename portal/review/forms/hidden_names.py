"""From whom a round hides names."""

from django import forms

from grants.rules.texts import LONGEST_NOTE


class HiddenNamesForm(forms.Form):
    """Two switches, and the reason for a change after people scored or voted."""

    scorers = forms.BooleanField(label="Hide names from scorers", required=False)
    board = forms.BooleanField(label="Hide names from board members", required=False)
    reason = forms.CharField(
        label="Reason for the change",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Required once someone has scored or voted in this round. The audit log keeps it.",
        error_messages={"max_length": f"Shorten the reason to {LONGEST_NOTE:,} characters."},
    )
