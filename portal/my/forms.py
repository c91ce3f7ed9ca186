"""Delegating authority: the form."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from districts.models import Appointment
from portal.components.dates import DAY, in_a_calendar
from portal.components.person_forms import NEEDS_PERMISSION, PERMISSION_CHOICES, PersonForm


class DelegateForm(PersonForm):
    """Which permissions of which appointment to delegate, to which person, and for how long."""

    own = forms.ChoiceField(label="On behalf of", error_messages={"required": "Choose a district or school"})
    permissions = forms.MultipleChoiceField(
        label="Permissions",
        choices=PERMISSION_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        error_messages=NEEDS_PERMISSION,
    )
    starts_on = forms.DateField(
        label="Start date",
        widget=DAY,
        validators=[in_a_calendar],
        error_messages={"required": "Enter the start date", "invalid": "Enter a date like 7/1/2026"},
    )
    ends_on = forms.DateField(
        label="End date",
        widget=DAY,
        validators=[in_a_calendar],
        help_text="Up to one year after the start date, and no later than your role ends.",
        error_messages={"required": "Enter the end date", "invalid": "Enter a date like 7/1/2026"},
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        own_appointments: Iterable[Appointment],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.own_appointments = {str(appointment.pk): appointment for appointment in own_appointments}
        held = {name for appointment in self.own_appointments.values() for name in appointment.powers}
        own = [(key, str(appointment.place)) for key, appointment in self.own_appointments.items()]
        self.fields["own"].choices = own  # type: ignore[attr-defined]
        offered = [choice for choice in PERMISSION_CHOICES if choice[0] in held]
        self.fields["permissions"].choices = offered  # type: ignore[attr-defined]

    def delegation(self) -> dict[str, Any]:  # what the fields hold
        """The form's values as the action takes them."""
        values = {**self.cleaned_data}
        return values | {"own": self.own_appointments[values["own"]], "powers": values.pop("permissions")}
