"""Changing a part of a decision letter."""

from django import forms

from grants.rules.letters import LONGEST_PART
from grants.rules.texts import LONGEST_NOTE


class LetterEditForm(forms.Form):
    """The new text of a part, and the reason. `seen` is the text that the page showed."""

    seen = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label="Text",
        help_text="Members read this text. Each line is a paragraph.",
        max_length=LONGEST_PART,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={
            "required": "Enter the text of this part",
            "max_length": f"Shorten the text to {LONGEST_PART:,} characters",
        },
    )
    reason = forms.CharField(
        label="Reason for the change",
        help_text="Officials read it. Members don’t see it.",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Enter the reason for the change",
            "max_length": f"Shorten the reason to {LONGEST_NOTE:,} characters",
        },
    )
