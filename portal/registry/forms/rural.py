"""The state's rural designation of a district: the form."""

from django import forms

from portal.components.dates import in_a_calendar

DECISIONS = {"rural": True, "not_rural": False, "taken_back": None}


class DesignationForm(forms.Form):
    """What the State decided about a district, when, and why."""

    is_rural = forms.TypedChoiceField(
        label="The State's decision",
        choices=[
            ("rural", "The district is rural"),
            ("not_rural", "The district is not rural"),
            ("taken_back", "The earlier decision is taken back: the locale of the schools decides"),
        ],
        coerce=DECISIONS.__getitem__,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    decided_on = forms.DateField(
        label="Decided on",
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[in_a_calendar],
        help_text="It holds from this day on.",
    )
    reason = forms.CharField(
        label="Reason",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Everybody can read it, with your name and the day.",
    )
