"""Days that a reader asks for: of a roster, of what was known, of a comparison."""

from typing import Any

from django import forms

from portal.components.dates import EARLIEST, LATEST

HOW = "Like 2024-07-01 or 7/1/2024."


class DayField(forms.DateField):
    """A day. What cannot be read as one is named in the sentence that says how to write it."""

    def __init__(self, label: str, help_text: str = HOW) -> None:
        super().__init__(
            label=label, help_text=help_text, required=False, widget=forms.DateInput(attrs={"type": "date"})
        )

    def to_python(self, value: Any) -> Any:
        """The day, or a sentence."""
        try:
            day = super().to_python(value)
        except forms.ValidationError:
            wrong = f"“{str(value)[:30]}” is not a day of the calendar. Write it like 2024-07-01 or 7/1/2024."
            raise forms.ValidationError(wrong) from None
        if day is not None and not EARLIEST <= day.year <= LATEST:
            raise forms.ValidationError(f"Write a year between {EARLIEST} and {LATEST}.")
        return day


class RosterForm(forms.Form):
    """A roster's day, and perhaps the day as of which the register is asked."""

    on = DayField("On this day")
    known = DayField("As the register knew it on (optional)", "Leave it empty for what is known today.")


class ComparisonForm(forms.Form):
    """Two days to compare."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = DayField("From")
        self.fields["to"] = DayField("To (optional)", "Leave it empty for today.")


class PlaceComparisonForm(ComparisonForm):
    """Two days, and perhaps one region of the state."""

    def __init__(self, *args: Any, regions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if regions:
            offered = [("", "The whole state"), *regions]
            self.fields["region"] = forms.ChoiceField(label="Members in", choices=offered, required=False)
