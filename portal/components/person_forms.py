"""Fields for naming a person, shared by appointments and delegations."""

from django import forms
from django.utils.html import format_html

from districts.rules.powers import POWERS
from portal.components.dates import DAY, in_a_calendar

NEEDS_PERMISSION = {"required": "Choose at least one permission."}


EMAIL = forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"})


# The permissions that can be given today.
PERMISSION_CHOICES = [
    (name, format_html('{} <span class="usa-checkbox__label-description">{}</span>', permission.label, permission.lets))
    for name, permission in POWERS.items()
]


class PersonForm(forms.Form):
    """A person by email address; the name is needed only where the address is new to the portal."""

    email = forms.EmailField(
        label="Email",
        max_length=254,
        widget=EMAIL,
        error_messages={
            "required": "Enter the person’s email address",
            "invalid": "Enter an email address like name@example.org",
        },
    )
    name = forms.CharField(
        label="Name",
        max_length=200,
        required=False,
        help_text="Needed if the person has no account yet. We’ll send an invitation.",
    )


class EndAppointmentForm(forms.Form):
    """The end date of an appointment or a delegation."""

    ends_on = forms.DateField(
        label="End date",
        widget=DAY,
        validators=[in_a_calendar],
        help_text="The permissions still apply on this date. To end them now, enter yesterday’s date.",
        error_messages={"required": "Enter the end date", "invalid": "Enter a date like 7/1/2026"},
    )
