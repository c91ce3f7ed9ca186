"""The pages about delegates: who acts on a person's behalf, by time."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils import timezone

from accounts.dates import short_day
from districts.models import Appointment
from districts.models.appointment import AppointmentsByDay
from districts.rules.powers import POWERS, Power


class DelegateGroup(NamedTuple):
    """Delegations of one time: now, later, or past. `is_past`: they can no longer be ended."""

    title: str
    rows: list[tuple[Appointment, str]]
    is_past: bool = False
    # Shown where there are no rows; a group without rows and without this is left out.
    when_empty: str = ""


def delegate_groups(by_day: AppointmentsByDay, *, has_authority: bool) -> list[DelegateGroup]:
    """A person's delegations of today, the future, and the past, each with its end date in words."""
    groups = [
        DelegateGroup("Today", _rows(by_day.now), when_empty="No one acts on your behalf today." * has_authority),
        DelegateGroup("Starting later", _rows(by_day.later)),
        DelegateGroup("Past", _rows(by_day.before), is_past=True),
    ]
    return [group for group in groups if group.rows or group.when_empty]


class DelegationPage(NamedTuple):
    """One delegation for its delegate: the permissions, and whether they are to be accepted or can be given back."""

    title: str
    permissions: list[Power]
    is_offer: bool


def delegation_page(appointment: Appointment) -> DelegationPage:
    """The page on which the delegate answers."""
    verb = "Accept or decline" if appointment.awaits_answer else "Give back"
    return DelegationPage(
        title=f"{verb} permissions for {appointment.place}",
        permissions=[POWERS[name] for name in appointment.powers],
        is_offer=appointment.awaits_answer,
    )


def done_in_words(appointment: Appointment, *, is_accepted: bool) -> str:
    """The message after the delegate's answer."""
    giver = appointment.delegated_by.user.name if appointment.delegated_by else "the state"
    if is_accepted:
        return f"You accepted the permissions for {appointment.place}. We told {giver}."
    return f"You no longer have these permissions for {appointment.place}. We told {giver}."


def end_dates_in_words(appointments: Sequence[Appointment]) -> str:
    """When the person's own roles end: “ (Cedar Gap: Jun 30, 2027)”; empty where no end is recorded."""
    ends = [f"{one.place}: {short_day(one.ends_on)}" for one in appointments if one.ends_on]
    return f" ({', '.join(ends)})" if ends else ""


def _rows(appointments: Iterable[Appointment]) -> list[tuple[Appointment, str]]:
    return [(appointment, _end(appointment)) for appointment in appointments]


def _end(appointment: Appointment) -> str:
    if appointment.withdrawn_at:
        return f"withdrawn {short_day(timezone.localdate(appointment.withdrawn_at))}"
    return short_day(appointment.ends_on) if appointment.ends_on else "no end date"
