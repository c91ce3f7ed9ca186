"""The form field in which one fact of a record is entered."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms

from districts.rules.fact_owners import Fact, Shape
from districts.rules.records import choices_of


def fact_field(record: Any, fact: Fact, label: str, counties: Iterable[tuple[str, str]]) -> forms.Field:
    """The field in which one writes that fact; its clean value is text, as disputes hold it."""
    if fact.shape == Shape.COUNTY:
        return forms.ChoiceField(label=label, choices=[("", "Choose"), *counties])
    if fact.shape == Shape.CHOICE:
        return forms.ChoiceField(label=label, choices=choices_of(record, fact.field), required=False)
    if fact.shape == Shape.DATE:
        return WrittenDay(label=label, required=False, help_text="Like 7/1/2024. Leave it empty for not known.")
    return forms.CharField(label=label, max_length=200, required=False)


class WrittenDay(forms.DateField):
    """A day whose clean value is text: 2026-07-01, or empty."""

    widget = forms.DateInput(attrs={"type": "date"})

    def clean(self, value: Any) -> str:
        """The day as text."""
        day: datetime.date | None = super().clean(value)
        return day.isoformat() if day else ""
