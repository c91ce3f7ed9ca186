"""The pages about roles and permissions in a district: groups by time, and the words of each form."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from accounts.dates import short_day
from districts.models import Appointment, District
from districts.models.appointment import AppointmentsByDay

TITLE = "People and permissions"


@dataclass(frozen=True)
class AppointmentAction:
    """The words of one form: its title, its button, the explanation above it, and the message afterwards."""

    title: str
    button: str
    done: str
    # May contain {name} and {email} of the person who has the role.
    explanation: str
    offers_transfer: bool = False

    def explanation_for(self, appointment: Appointment | None) -> str:
        """The explanation with the person's name and email address."""
        if appointment is None:
            return self.explanation
        return self.explanation.format(name=appointment.user.name, email=appointment.user.email)


ASSIGN = AppointmentAction(
    title="Assign a role",
    button="Assign role",
    done="Role assigned. We sent an email to the person.",
    explanation="We email people who already have an account. Anyone else gets an account and an invitation by email.",
)
TRANSFER = AppointmentAction(
    title="Transfer role to a successor",
    button="Transfer role",
    done="Role transferred. We sent an email to both people.",
    explanation="The successor gets the same role with the same permissions and takes over the district’s open tasks. "
    "Permissions that {name} delegated continue until their end date, and the successor will be asked to keep or end "
    "each one.",
)
END = AppointmentAction(
    title="End role",
    button="End role",
    done="End date recorded. We sent an email to the person.",
    explanation="Everything that {name} did remains recorded.",
    offers_transfer=True,
)
CORRECT_EMAIL = AppointmentAction(
    title="Correct email address",
    button="Send new invitation",
    done="Email address corrected. The old link no longer works, and we sent a new invitation.",
    explanation="The link we sent to {email} will stop working right away. We’ll send a new invitation to the "
    "corrected address.",
)


class AppointmentRow(NamedTuple):
    """An appointment with its end date in words."""

    appointment: Appointment
    role: str
    until: str
    is_invited: bool


class AppointmentGroup(NamedTuple):
    """The appointments of one time; `can_change` is false for past ones."""

    title: str
    rows: list[AppointmentRow]
    can_change: bool
    is_shown: bool


def appointment_groups(by_day: AppointmentsByDay) -> list[AppointmentGroup]:
    """A district's appointments of today, the future, and the past; empty groups are hidden, except today's."""
    groups = [
        AppointmentGroup("Current", _rows(by_day.now), can_change=True, is_shown=True),
        AppointmentGroup("Starting later", _rows(by_day.later), can_change=True, is_shown=bool(by_day.later)),
        AppointmentGroup("Past", _rows(by_day.before), can_change=False, is_shown=bool(by_day.before)),
    ]
    return [group for group in groups if group.is_shown]


def _rows(appointments: Sequence[Appointment]) -> list[AppointmentRow]:
    return [
        AppointmentRow(
            appointment=one,
            role=f"{one.role_in_words}, {one.school.name}" if one.school else one.role_in_words,
            until=_until(one),
            is_invited=not one.user.is_active and not one.user.has_usable_password(),
        )
        for one in appointments
    ]


def _until(appointment: Appointment) -> str:
    if appointment.withdrawn_at:
        return f"withdrawn {short_day(timezone.localdate(appointment.withdrawn_at))}"
    return short_day(appointment.ends_on) if appointment.ends_on else "no end date"


def people_trail(district: District, here: str = "") -> list[tuple[str, str | None]]:
    """The breadcrumbs of the list of people, or of a form below it."""
    above: list[tuple[str, str | None]] = [
        ("Districts", reverse("registry:district_list")),
        (district.name, district.get_absolute_url()),
    ]
    if not here:
        return [*above, (TITLE, None)]
    return [*above, (TITLE, reverse("registrar:appointment_list", args=[district.leaid])), (here, None)]
