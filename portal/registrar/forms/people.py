"""The shape of what people enter about districts."""

from collections.abc import Iterable
from typing import Any

from django import forms

from districts.models import District, School
from districts.states import AgencyStatus, Office
from portal.components.dates import DAY, in_a_calendar
from portal.components.person_forms import EMAIL, POWER_CHOICES, PersonForm


class AppointmentForm(PersonForm):
    """Which post for whom, with which powers, from which day to which."""

    appointment = forms.ChoiceField(label="Office")
    powers = forms.MultipleChoiceField(
        label="Powers", required=False, choices=POWER_CHOICES, widget=forms.CheckboxSelectMultiple
    )
    starts_on = forms.DateField(label="First day", widget=DAY, validators=[in_a_calendar])
    ends_on = forms.DateField(
        label="Last day",
        required=False,
        widget=DAY,
        validators=[in_a_calendar],
        help_text="Leave empty where no end is known.",
    )

    def __init__(self, *args: Any, schools: Iterable[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools = {school.ncessch: school for school in schools if school.status != AgencyStatus.CLOSED}
        self.fields["appointment"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            *((kind.value, kind.label) for kind in Office if kind != Office.PRINCIPAL),
            *((school.ncessch, f"Principal of {school.name}") for school in self.schools.values()),
        ]

    def asked(self, district: District) -> dict[str, Any]:
        """What the action takes: a post of the district, or the principal's of one of its schools."""
        asked = {**self.cleaned_data}
        chosen = asked.pop("appointment")
        if chosen in self.schools:
            return asked | {"school": self.schools[chosen], "kind": Office.PRINCIPAL}
        return asked | {"district": district, "kind": chosen}


class HandOverForm(PersonForm):
    """Who comes next, and the last day of who leaves."""

    last_day = forms.DateField(
        label="Last day of who leaves",
        widget=DAY,
        validators=[in_a_calendar],
        help_text="The successor begins on the next day.",
    )


class AddressForm(forms.Form):
    """The right e-mail address of somebody who was invited."""

    email = forms.EmailField(label="Right email", max_length=254, widget=EMAIL)
