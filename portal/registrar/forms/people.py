"""Forms for roles and permissions in a district and its schools."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from districts.models import District, School
from districts.states import AgencyStatus, Office
from portal.components.dates import DAY, in_a_calendar
from portal.components.person_forms import EMAIL, PERMISSION_CHOICES, PersonForm


class AppointmentForm(PersonForm):
    """The role, the person, the permissions, and the dates."""

    role = forms.ChoiceField(
        label="Role",
        help_text="A designee acts for the superintendent, with the permissions you select.",
        error_messages={"required": "Choose the role"},
    )
    permissions = forms.MultipleChoiceField(
        label="Permissions", required=False, choices=PERMISSION_CHOICES, widget=forms.CheckboxSelectMultiple
    )
    starts_on = forms.DateField(
        label="Start date",
        widget=DAY,
        validators=[in_a_calendar],
        error_messages={"required": "Enter the start date", "invalid": "Enter a date like 7/1/2026"},
    )
    ends_on = forms.DateField(
        label="End date",
        required=False,
        widget=DAY,
        validators=[in_a_calendar],
        help_text="Leave blank if there is no known end date.",
        error_messages={"invalid": "Enter a date like 6/30/2027"},
    )

    def __init__(
        self, data: QueryDict | None = None, *, schools: Iterable[School], initial: dict[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.schools = {school.ncessch: school for school in schools if school.status != AgencyStatus.CLOSED}
        self.fields["role"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            *((kind.value, kind.label) for kind in Office if kind != Office.PRINCIPAL),
            *((school.ncessch, f"Principal of {school.name}") for school in self.schools.values()),
        ]

    def for_action(self, district: District) -> dict[str, Any]:  # what the fields hold
        """The arguments of the action: a role in the district, or principal of one of its schools."""
        values = {**self.cleaned_data}
        role, values["powers"] = values.pop("role"), values.pop("permissions")
        if role in self.schools:
            return values | {"school": self.schools[role], "kind": Office.PRINCIPAL}
        return values | {"district": district, "kind": role}


class TransferForm(PersonForm):
    """The successor, and the end date of the person who leaves."""

    last_day = forms.DateField(
        label="Current person’s end date",
        widget=DAY,
        validators=[in_a_calendar],
        help_text="The successor starts the next day.",
        error_messages={"required": "Enter the end date", "invalid": "Enter a date like 6/30/2027"},
    )


class AddressForm(forms.Form):
    """The corrected email address of a person who was invited."""

    email = forms.EmailField(
        label="Correct email address",
        max_length=254,
        widget=EMAIL,
        error_messages={
            "required": "Enter the correct email address",
            "invalid": "Enter an email address like name@example.org",
        },
    )
