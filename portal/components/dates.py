"""Dates in forms: how they are entered, and which years are accepted."""

import datetime

from django import forms
from django.utils import timezone

EARLIEST, LATEST = 1800, 2200


def decisions_due_on(closes_at: datetime.datetime | None, days: int | None) -> datetime.date | None:
    """The day by which decisions are due in a round that closes then; None if the round sets no number of days."""
    if closes_at is None or days is None:
        return None
    return timezone.localdate(closes_at) + datetime.timedelta(days=days)


def start_of_day(day: datetime.date) -> datetime.datetime:
    """Midnight in the state's time zone, with which that date begins."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def in_a_calendar(day: datetime.date) -> None:
    """Refuse a date whose year must be a typing error. Raises ValidationError."""
    if not EARLIEST <= day.year <= LATEST:
        raise forms.ValidationError(f"Enter a year between {EARLIEST} and {LATEST}.")


class MomentField(forms.DateTimeField):
    """A date and a time of the state, without the hour that clocks skip in spring and the one they repeat in fall."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_error_messages = {"invalid": "Enter a date and a time like 7/1/2026 5:00 PM"}
    default_validators = [in_a_calendar]

    def to_python(self, value: str | datetime.datetime | datetime.date | None) -> datetime.datetime | None:
        """The moment in the state’s time zone. Raises ValidationError."""
        try:
            return super().to_python(value)
        except forms.ValidationError as wrong:
            if wrong.code != "ambiguous_timezone":
                raise
            raise forms.ValidationError(
                "Clocks change that night, so this time doesn’t exist or comes twice. Choose a time at least an hour "
                "earlier or later.",
                code="ambiguous_timezone",
            ) from wrong


DAY = forms.DateInput(attrs={"type": "date"})


def day_field(label: str, help_text: str = "", *, missing: str = "") -> forms.DateField:
    """A field for a date; with `missing`, what to do where it is blank, it is required."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=bool(missing),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[in_a_calendar],
        error_messages={"required": missing, "invalid": "Enter a date like 7/1/2026"},
    )
