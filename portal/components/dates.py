"""Dates in forms: how they are entered, and which years are accepted."""

import datetime

from django import forms

EARLIEST, LATEST = 1800, 2200


def in_a_calendar(day: datetime.date) -> None:
    """Refuse a date whose year must be a typing error. Raises ValidationError."""
    if not EARLIEST <= day.year <= LATEST:
        raise forms.ValidationError(f"Enter a year between {EARLIEST} and {LATEST}.")


DAY = forms.DateInput(attrs={"type": "date"})
