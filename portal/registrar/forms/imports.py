"""The form for uploading files to import."""

from typing import Any

from django import forms
from django.conf import settings

from districts.rules.places import STATE_NAMES


class ManyFilesInput(forms.ClearableFileInput):
    """A file input that accepts several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; an empty file is an error that says so."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=ManyFilesInput(attrs={"accept": ".csv,.txt,.zip"}), max_length=400, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Every file, each cleaned like a single one."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(file, initial) for file in files or [None]]


class ImportForm(forms.Form):
    """The files to preview, and what the files themselves do not state."""

    uploads = ManyFilesField(
        label="Files",
        help_text=(
            "Official files as you downloaded them, several at once or as a .zip file, up to 64 MB in total; or one of "
            "your state’s own files. The header row, not the file name, tells us what a file is."
        ),
        error_messages={"required": "Choose the files to upload"},
    )
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "All states in the files"), *STATE_NAMES.items()],
        # A callable, so that the form is this state's wherever it is shown.
        initial=lambda: settings.STATE_CODE,
        help_text="Import only the rows for one state, by the first two digits of the ID. A new consortium is in this "
        "state, unless the file names another. This has no effect on your state’s other files.",
    )
    school_year = forms.RegexField(
        label="School year (if not in the file)",
        required=False,
        regex=r"^20[0-9]{2}-[0-9]{2}$",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Files exported from the NCES search page don’t include their year. For example, 2022-23.",
        error_messages={"invalid": "Enter the school year like 2022-23"},
    )
