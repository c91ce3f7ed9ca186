"""Uploading files to import: the form."""

from typing import Any

from django import forms

from districts.rules.places import STATE_NAMES
from districts.states import ImportKind


class ManyFilesInput(forms.ClearableFileInput):
    """A field that takes several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; an empty one is said to be so."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=ManyFilesInput(attrs={"accept": ".csv,.txt,.zip"}), max_length=400, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Every file, cleaned as one is."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(file, initial) for file in files or [None]]


class ImportForm(forms.Form):
    """Files to look at, what they are, and what they do not say themselves."""

    kind = forms.ChoiceField(
        label="What the files are",
        choices=ImportKind.choices,
        initial=ImportKind.NCES,
        widget=forms.RadioSelect,
    )
    uploads = ManyFilesField(
        label="Files",
        help_text=(
            "One or several .csv or .txt files as they were downloaded, or a .zip of them; 64 MB together at most. "
            "They are known by their header, whatever their name."
        ),
    )
    state = forms.ChoiceField(
        label="Only this state's rows",
        required=False,
        choices=[("", "All rows"), *STATE_NAMES.items()],
        help_text="By the first two digits of the id. For regions and component districts it makes no difference.",
    )
    school_year = forms.RegexField(
        label="School year of files that state none",
        required=False,
        regex=r"^20[0-9]{2}-[0-9]{2}$",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Exports of the NCES search page do not say their year. Write it as 2022-23; it is never guessed.",
        error_messages={"invalid": "Write the school year as 2022-23."},
    )
