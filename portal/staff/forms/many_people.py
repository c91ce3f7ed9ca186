"""The form that invites many people at once: an email address, a name, and a statewide role in each line."""

import csv
import io
from typing import Any

from django import forms

from accounts.models import Role
from accounts.rules import PersonToInvite

HEADER = ["email", "name", "role"]
MOST_ROWS = 100
LARGEST_FILE = 200_000
ROLES = {word.casefold(): value for value, label in Role.choices for word in (value, label)}


class InviteManyForm(forms.Form):
    """A list to paste or a file to upload, and not both."""

    rows = forms.CharField(
        label="Paste the list",
        required=False,
        max_length=LARGEST_FILE,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text="One person in each line: email, name, role. You can also copy three columns of a spreadsheet. "
        f"Roles: {', '.join(Role.labels)}.",
    )
    file = forms.FileField(
        label="Or upload a file (.csv)",
        required=False,
        max_length=400,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt"}),
    )

    def clean(self) -> dict[str, Any]:
        """Adds `people` (each a PersonToInvite) and `text`, the list as it was read."""
        cleaned = super().clean() or {}
        upload, text = cleaned.get("file"), cleaned.get("rows", "")
        if upload and text.strip():
            raise forms.ValidationError("Paste the list or upload a file, not both.")
        if upload:
            text = _text_of(upload)
        people = _people_in(text)
        if not people:
            raise forms.ValidationError("Enter at least one person.")
        if len(people) > MOST_ROWS:
            raise forms.ValidationError(f"Invite at most {MOST_ROWS} people at a time. This list has {len(people)}.")
        return {**cleaned, "people": people, "text": text}


def _text_of(upload: Any) -> str:
    if upload.size > LARGEST_FILE:
        raise forms.ValidationError(f"Upload a file of at most {LARGEST_FILE // 1000} KB.")
    try:
        return str(upload.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise forms.ValidationError("Save the file as CSV with UTF-8 encoding, then upload it again.") from None


def _people_in(text: str) -> list[PersonToInvite]:
    if "\x00" in text:
        raise forms.ValidationError("The list contains a character that isn’t text. Save the file as CSV.")
    first = text.lstrip().partition("\n")[0]
    delimiter = "\t" if "\t" in first else ";" if ";" in first and "," not in first else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    people = []
    try:
        for cells in reader:
            values = [cell.strip() for cell in cells]
            if any(values) and [value.casefold() for value in values[:3]] != HEADER:
                email, name, role = [*values, "", "", ""][:3]
                code = ROLES.get(role.casefold(), "")
                people.append(PersonToInvite(reader.line_num, email, name, role, code, has_more=any(values[3:])))
    except csv.Error as no:
        raise forms.ValidationError(f"Line {reader.line_num} can’t be read. Check its quotation marks.") from no
    return people
