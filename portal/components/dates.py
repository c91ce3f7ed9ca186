"""Days in forms: how they are entered, and which years are accepted."""

import datetime

from django import forms

EARLIEST, LATEST = 1800, 2200


def in_a_calendar(day: datetime.date) -> None:
    """Refuse a day with a year that nobody means."""
    if not EARLIEST <= day.year <= LATEST:
        raise forms.ValidationError(f"Write a year between {EARLIEST} and {LATEST}.")


DAY = forms.DateInput(attrs={"type": "date"})
