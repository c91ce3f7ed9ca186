"""Letters about posts and the powers that come with them."""

import datetime

from accounts.addresses import page
from accounts.emails import full_address, queue_email
from accounts.models import OutgoingEmail
from districts.models import Appointment
from districts.permissions import Actor
from districts.rules.powers import POWERS


def send_appointment_given(appointment: Appointment, *, by: Actor, at: datetime.datetime) -> OutgoingEmail:
    """To who holds the post: from when to when, with which powers."""
    subject = f"You are {appointment.get_kind_display().lower()} of {appointment.place}"
    return _send("post given", appointment, subject, "districts/emails/appointment_given.txt", by, at)


def send_powers_given(appointment: Appointment, *, by: Actor, at: datetime.datetime) -> OutgoingEmail:
    """To whom powers were handed on: which, until when, by whom."""
    subject = f"You may act for {appointment.place}"
    return _send("powers given", appointment, subject, "districts/emails/powers_given.txt", by, at)


def send_appointment_ended(
    appointment: Appointment, *, successor: str = "", by: Actor, at: datetime.datetime
) -> OutgoingEmail:
    """To whose post or powers end: on which day, and who goes on."""
    subject = (
        f"Your powers at {appointment.place} end"
        if appointment.delegated_by_id
        else f"Your post at {appointment.place} ends"
    )
    return _send(
        "post ended", appointment, subject, "districts/emails/appointment_ended.txt", by, at, successor=successor
    )


def _send(
    kind: str, appointment: Appointment, subject: str, template: str, by: Actor, at: datetime.datetime, **more: object
) -> OutgoingEmail:
    context = {
        "appointment": appointment,
        "place": appointment.place,
        "person": appointment.user,
        "speaker": "The State" if isinstance(by, str) else by.name,
        "powers": [POWERS[name] for name in appointment.powers],
        "page": full_address(page("dashboard")),
        **more,
    }
    return queue_email(
        kind=kind,
        to=appointment.user.email,
        to_user=appointment.user,
        subject=subject,
        template=template,
        context=context,
        about=page("dashboard"),
        at=at,
    )
