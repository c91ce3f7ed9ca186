"""Assigning roles by email address, and transferring them to a successor."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.actions import correct_address, known_or_invited
from accounts.dates import day_in_words
from accounts.models import Invitation, User
from accounts.refusals import Unready
from districts.actions.appointments import end_appointment, give_appointment
from districts.emails import send_appointment_ended, send_appointment_given
from districts.models import Appointment, District, School
from districts.permissions import check_can_register
from districts.rules.powers import problems_with_appointing
from districts.states import Office

# A district or school has one at a time.
HELD_BY_ONE = (Office.SUPERINTENDENT, Office.PRINCIPAL)
A_DAY = datetime.timedelta(days=1)


@transaction.atomic
def appoint_person(
    *,
    district: District | None = None,
    school: School | None = None,
    email: str,
    name: str = "",
    kind: str,
    powers: Collection[str] = (),
    starts_on: datetime.date,
    ends_on: datetime.date | None = None,
    by: User,
    at: datetime.datetime,
) -> Appointment:
    """Assign a role to the person with that email address.

    A person with an account gets an email; a new person gets an account and an invitation.
    """
    place = _locked(district, school)
    check_can_register(by, timezone.localdate(at))
    label = Office(kind).label.lower()
    if problems := _problems_with_place(place, email, kind, starts_on, ends_on):
        raise Unready(*problems)
    person, invitation = known_or_invited(email=email, name=name, as_what=f"{label} of {place}", by=by, at=at)
    appointment = give_appointment(
        user=person,
        district=district,
        school=school,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        powers=powers,
        by=by,
        at=at,
    )
    if invitation is None:
        send_appointment_given(appointment, by=by, at=at)
    return appointment


@transaction.atomic
def transfer_appointment(
    *, appointment: Appointment, email: str, name: str = "", last_day: datetime.date, by: User, at: datetime.datetime
) -> Appointment:
    """End a role and assign it to the successor from the next day, with the same permissions.

    Open tasks belong to the place, so they move too; permissions that the predecessor delegated stay until they end.
    """
    appointment = Appointment.objects.select_for_update(of=("self",)).with_people().get(pk=appointment.pk)
    check_can_register(by, timezone.localdate(at))
    if appointment.delegated_by_id is not None:
        raise Unready("A delegation can’t be transferred. End it, and delegate the permissions to someone else.")
    if email.strip().lower() == appointment.user.email:
        raise Unready("The successor is the same person. Enter someone else’s email address.")
    if appointment.ends_on is not None and last_day > appointment.ends_on:
        raise Unready(
            f"The role already ends on {day_in_words(appointment.ends_on)}. Choose that date or an earlier one."
        )
    ended = end_appointment(appointment=appointment, ends_on=last_day, tells=False, by=by, at=at)
    successor = appoint_person(
        district=appointment.district,
        school=appointment.school,
        email=email,
        name=name,
        kind=appointment.kind,
        powers=appointment.powers,
        starts_on=last_day + A_DAY,
        by=by,
        at=at,
    )
    send_appointment_ended(ended, successor=successor.user.name, by=by, at=at)
    return successor


@transaction.atomic
def correct_address_of_holder(*, appointment: Appointment, email: str, by: User, at: datetime.datetime) -> Invitation:
    """Correct the email address of a person who has not accepted an invitation, and send a new link there."""
    check_can_register(by, timezone.localdate(at))
    return correct_address(person=appointment.user, email=email, by=by, at=at)


def _locked(district: District | None, school: School | None) -> District | School:
    """The place, locked, so that two registrars do not assign the same role at once."""
    if (district is None) == (school is None):
        raise Unready("A role is in a district or in a school.")
    if school is not None:
        return School.objects.select_for_update(of=("self",)).get(pk=school.pk)
    return District.objects.select_for_update(of=("self",)).get(pk=district.pk)  # type: ignore[union-attr]


def _problems_with_place(
    place: District | School, email: str, kind: str, starts_on: datetime.date, ends_on: datetime.date | None
) -> list[str]:
    others = Appointment.objects.not_over(starts_on).filter(kind=kind, delegated_by=None)
    others = others.filter(district=place) if isinstance(place, District) else others.filter(school=place)
    if ends_on is not None:
        others = others.filter(starts_on__lte=ends_on)
    same = others.filter(user__email__iexact=email.strip()).first()
    other = others.exclude(user__email__iexact=email.strip()).first() if kind in HELD_BY_ONE else None
    held = same or other
    return problems_with_appointing(
        place=str(place),
        kind_label=Office(kind).label.lower(),
        holder=held.user.name if held else "",
        holder_ends_on=held.ends_on if held else None,
        is_same_person=same is not None,
    )
