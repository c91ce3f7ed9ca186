"""Emails about roles and the permissions that come with them."""

import datetime

from django.utils import timezone

from accounts.addresses import page
from accounts.dates import day_in_words
from accounts.emails import full_address, queue_email
from accounts.models import OutgoingEmail, User
from accounts.rules.email_templates import EmailValue
from districts.models import Appointment
from districts.permissions import Actor
from districts.rules.powers import POWERS
from districts.states import Office


def send_appointment_given(appointment: Appointment, *, by: Actor, at: datetime.datetime) -> OutgoingEmail:
    """Tell a person about a new role: its dates and permissions."""
    office = "a designee" if appointment.kind == Office.DESIGNEE else appointment.get_kind_display().lower()
    return _send("districts/emails/appointment_given.txt", appointment, by, at, office=office)


def send_powers_given(appointment: Appointment, *, by: Actor, at: datetime.datetime) -> OutgoingEmail:
    """Tell a delegate which permissions were delegated, by whom, and until when."""
    template = "districts/emails/permissions_given.txt"
    return _send(template, appointment, by, at, awaits_answer=appointment.awaits_answer)


def send_delegation_answered(appointment: Appointment, *, is_accepted: bool, at: datetime.datetime) -> OutgoingEmail:
    """Tell the person who delegated that the delegate accepted the permissions, or declined or gave them back."""
    return _send(
        "districts/emails/delegation_answered.txt",
        appointment,
        appointment.user,
        at,
        to=appointment.delegated_by.user if appointment.delegated_by else appointment.user,
        is_accepted=is_accepted,
    )


def send_appointment_ended(
    appointment: Appointment, *, successor: str = "", by: Actor, at: datetime.datetime
) -> OutgoingEmail:
    """Tell a person that a role or a delegation ends: the end date and the successor."""
    is_delegated = appointment.delegated_by_id is not None
    return _send(
        "districts/emails/appointment_ended.txt",
        appointment,
        by,
        at,
        is_delegated=is_delegated,
        what_ends=_ending_in_words(appointment, _sender(by)),
        successor=successor,
        contact=_sender(by) if is_delegated else "the state registrar",
    )


def _ending_in_words(appointment: Appointment, sender: str) -> str:
    """What ends and when, in one sentence."""
    place, role = appointment.place, appointment.get_kind_display().lower()
    if appointment.withdrawn_at and appointment.delegated_by_id:
        return f"{sender} withdrew your permissions to act for {place} before they started."
    if appointment.withdrawn_at and appointment.starts_on < timezone.localdate(appointment.withdrawn_at):
        return f"{sender} withdrew your role as {role} of {place}. It was recorded by mistake."
    if appointment.withdrawn_at or appointment.ends_on is None:
        return f"{sender} withdrew your role as {role} of {place} before it started."
    last = day_in_words(appointment.ends_on)
    if appointment.delegated_by_id:
        return f"{sender} recorded that your permissions to act for {place} end on {last}."
    return f"{sender} recorded that your role as {role} of {place} ends on {last}."


def _sender(by: Actor) -> str:
    return "The State" if isinstance(by, str) else by.name


def _permissions_in_words(appointment: Appointment) -> str:
    """What the person can do, one permission a line."""
    powers = [POWERS[name] for name in appointment.powers]
    if not powers:
        return "You can view its details, and write applications that it leads. You have no other permissions."
    return "\n".join(["You can:", "", *(f"  - {power.label}: {power.lets}" for power in powers)])


def _send(
    template: str,
    appointment: Appointment,
    by: Actor,
    at: datetime.datetime,
    *,
    to: User | None = None,
    **more: EmailValue,
) -> OutgoingEmail:
    to = to or appointment.user
    values = {
        "recipient": to.name,
        "role": appointment.role_in_words.lower(),
        "starts_on": day_in_words(appointment.starts_on),
        "ends_on": day_in_words(appointment.ends_on) if appointment.ends_on else "",
        "place": str(appointment.place),
        "sender": _sender(by),
        "permissions": _permissions_in_words(appointment),
        "page": full_address(page("dashboard")),
        **more,
    }
    return queue_email(template=template, to=to.email, to_user=to, values=values, about=page("dashboard"), at=at)
