"""A field that names a district, a school, or a consortium; matching records are suggested."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.urls import reverse

from districts.models import District, School
from portal.registrar.pages.closures import Suggestion

Finder = Callable[[str], list[Any]]


class NamedRecordForm(forms.Form):
    """A form with a field that names a record by its name or ID; matching records are suggested."""

    candidates: Sequence[Any] = ()
    # The field, and the text in it that matches several records or none.
    unclear: tuple[str, str] = ("", "")

    def record_named(self, field: str, text: str, find: Finder, *, needs_full_name: bool = False) -> Any:
        """The record with this name or ID; adds an error to the field if there is none or several.

        With `needs_full_name`, for forms without a preview, part of a name only leads to suggestions.
        """
        rows = find(text)
        if len(rows) == 1 and (not needs_full_name or text.casefold() in (rows[0].name.casefold(), key_of(rows[0]))):
            return rows[0]
        self.candidates, self.unclear = rows, (field, text)
        if len(rows) == 1:
            self.add_error(field, f"No record has the full name “{text}.” Choose the one below, or enter its ID.")
        elif rows:
            self.add_error(field, f"Several records match “{text}.” Choose one below, or enter its ID.")
        else:
            self.add_error(field, f"We couldn’t find “{text}” in the registry. Check the spelling, or enter the ID.")
        return None


def key_of(row: Any) -> str:
    """The LEAID of a district, the NCESSCH of a school, the last part of the address of a consortium."""
    if isinstance(row, District):
        return row.leaid
    return str(row.ncessch if isinstance(row, School) else row.slug)


def suggestion_for(form: Any, row: Any) -> Suggestion:
    """A record that matches the ambiguous name; choosing it replaces only that line of the field."""
    field, ambiguous = form.unclear
    key = key_of(row)
    lines = form.data.get(field, "").splitlines()
    value = "\n".join(key if " ".join(line.split()) == ambiguous else line for line in lines)
    if isinstance(row, District):
        place = f"LEAID {key}, {row.city or row.state}"
    elif isinstance(row, School):
        place = f"NCESSCH {key}, school of {row.district}"
    else:
        place = reverse("registry:consortium_detail", args=[key])
    return Suggestion(field, value, str(row), f"{place}, {row.get_status_display().lower()}")
