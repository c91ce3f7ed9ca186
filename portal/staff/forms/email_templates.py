"""The forms that change the text of an email."""

from django import forms

from accounts.rules.email_templates import LONGEST_BODY, LONGEST_REASON, LONGEST_SUBJECT
from portal.staff.forms.rounds import SHORT


class RestoreTextForm(forms.Form):
    """Why the standard text is used again."""

    reason = forms.CharField(
        label="Reason",
        max_length=LONGEST_REASON,
        widget=SHORT,
        help_text="It appears in this email’s history.",
        error_messages={"required": "Enter the reason"},
    )
    # The number of the newest version when the page was opened.
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)


class EmailTextForm(RestoreTextForm):
    """The subject and the text of an email, with variables in braces."""

    subject = forms.CharField(
        label="Subject", max_length=LONGEST_SUBJECT, error_messages={"required": "Enter the subject"}
    )
    body = forms.CharField(
        label="Text",
        max_length=LONGEST_BODY,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 20}),
        help_text="Leave an empty line between paragraphs. The HTML version is made from this text.",
        error_messages={"required": "Enter the text"},
    )
    field_order = ("subject", "body", "reason", "seen")
