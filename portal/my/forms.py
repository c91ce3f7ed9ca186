"""Delegating authority: the form."""

from collections.abc import Iterable
from typing import Any

from django import forms

from districts.models import Appointment
from portal.components.dates import DAY, in_a_calendar
from portal.components.person_forms import NEEDS_POWER, POWER_CHOICES, PersonForm


class DelegateForm(PersonForm):
    """Which powers of which own post for whom, and for how long."""

    own = forms.ChoiceField(label="On behalf of")
    powers = forms.MultipleChoiceField(
        label="Powers", choices=POWER_CHOICES, widget=forms.CheckboxSelectMultiple, error_messages=NEEDS_POWER
    )
    starts_on = forms.DateField(label="First day", widget=DAY, validators=[in_a_calendar])
    ends_on = forms.DateField(
        label="Last day",
        widget=DAY,
        validators=[in_a_calendar],
        help_text="At most a year later, and not after your own last day.",
    )

    def __init__(self, *args: Any, own_appointments: Iterable[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_appointments = {str(appointment.pk): appointment for appointment in own_appointments}
        held = {power for appointment in self.own_appointments.values() for power in appointment.powers}
        own = [(key, str(appointment.place)) for key, appointment in self.own_appointments.items()]
        self.fields["own"].choices = own  # type: ignore[attr-defined]
        self.fields["powers"].choices = [choice for choice in POWER_CHOICES if choice[0] in held]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What the action takes."""
        return {**self.cleaned_data, "own": self.own_appointments[self.cleaned_data["own"]]}
