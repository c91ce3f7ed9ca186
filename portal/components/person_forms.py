"""Fields for naming a person, shared by appointments and delegations."""

from django import forms
from django.utils.html import format_html

from districts.rules.powers import POWERS
from portal.components.dates import DAY, in_a_calendar

NEEDS_POWER = {"required": "Choose at least one power."}


EMAIL = forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"})


POWER_CHOICES = [
    (name, format_html('{} <span class="usa-checkbox__label-description">{}</span>', power.label, power.lets))
    for name, power in POWERS.items()
]


class PersonForm(forms.Form):
    """Somebody by e-mail address; the name is needed only where nobody with that address is known."""

    email = forms.EmailField(label="Email", max_length=254, widget=EMAIL)
    name = forms.CharField(
        label="Name",
        max_length=200,
        required=False,
        help_text="Needed where the person has no account yet: an invitation goes out then.",
    )


class EndAppointmentForm(forms.Form):
    """The last day of a post or of powers."""

    ends_on = forms.DateField(
        label="Last day",
        widget=DAY,
        validators=[in_a_calendar],
        help_text="It still counts on this day. Enter yesterday to end it at once.",
    )
