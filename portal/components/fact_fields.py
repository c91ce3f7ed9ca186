"""The form field for a fact of a record."""

import datetime
from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from districts.models import District, School
from districts.rules.fact_owners import Fact, Shape
from districts.rules.records import choices_of


def fact_field(record: District | School, fact: Fact, label: str, counties: Iterable[tuple[str, str]]) -> forms.Field:
    """The form field for this fact; its clean value is text, as disputes store it."""
    if fact.shape == Shape.COUNTY:
        return forms.ChoiceField(
            label=label,
            choices=[("", _("Choose a county")), *counties],
            error_messages={"required": _("Choose a county.")},
        )
    if fact.shape == Shape.CHOICE:
        return forms.ChoiceField(label=label, choices=choices_of(record, fact.field), required=False)
    if fact.shape == Shape.DATE:
        return TextDateField(
            label=label,
            required=False,
            help_text=_("Example: 7/1/2024. Leave empty if not known."),
            error_messages={"invalid": _("Enter a date like 7/1/2024.")},
        )
    return forms.CharField(label=label, max_length=200, required=False)


class TextDateField(forms.DateField):
    """A date field with a text value: 2026-07-01, or empty."""

    widget = forms.DateInput(attrs={"type": "date"})

    def clean(self, value: object) -> str:
        """The date as text."""
        day: datetime.date | None = super().clean(value)
        return day.isoformat() if day else ""
