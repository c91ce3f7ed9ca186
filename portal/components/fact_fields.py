"""The form field for one fact of a record."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms

from districts.rules.fact_owners import Fact, Shape
from districts.rules.records import choices_of


def fact_field(record: Any, fact: Fact, label: str, counties: Iterable[tuple[str, str]]) -> forms.Field:
    """The field for entering this fact; its clean value is text, the way disputes store it."""
    if fact.shape == Shape.COUNTY:
        return forms.ChoiceField(
            label=label, choices=[("", "Choose"), *counties], error_messages={"required": "Choose the county"}
        )
    if fact.shape == Shape.CHOICE:
        return forms.ChoiceField(label=label, choices=choices_of(record, fact.field), required=False)
    if fact.shape == Shape.DATE:
        return TextDateField(
            label=label,
            required=False,
            help_text="For example, 7/1/2024. Leave blank if the date is not known.",
            error_messages={"invalid": "Enter a date like 7/1/2024"},
        )
    return forms.CharField(label=label, max_length=200, required=False)


class TextDateField(forms.DateField):
    """A date whose clean value is text: 2026-07-01, or empty."""

    widget = forms.DateInput(attrs={"type": "date"})

    def clean(self, value: Any) -> str:
        """The date as text."""
        day: datetime.date | None = super().clean(value)
        return day.isoformat() if day else ""
