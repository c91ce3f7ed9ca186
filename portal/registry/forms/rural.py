"""The form for the state's rural designation of a district."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.components.dates import in_a_calendar

DECISIONS = {"rural": True, "not_rural": False, "withdrawn": None}


class DesignationForm(forms.Form):
    """The state's decision about a district, its date, and the reason."""

    is_rural = forms.TypedChoiceField(
        label=_("State designation"),
        choices=[
            ("rural", _("The district is rural")),
            ("not_rural", _("The district is not rural")),
            ("withdrawn", _("No designation: withdraw the earlier one and use the schools’ locale codes")),
        ],
        coerce=DECISIONS.__getitem__,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select a designation."), "invalid_choice": _("Select a designation.")},
    )
    decided_on = forms.DateField(
        label=_("Decided on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[in_a_calendar],
        help_text=_("The designation takes effect on this date."),
        error_messages={
            "required": _("Enter the date of the decision."),
            "invalid": _("Enter the date of the decision like 2024-07-01 or 7/1/2024."),
        },
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The reason is public and appears with your name and the date."),
        error_messages={"required": _("Enter the reason.")},
    )
