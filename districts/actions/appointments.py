"""Assigning and ending roles in districts and schools."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import check_is_someone_else
from accounts.refusals import Unready
from audit import log
from districts.emails import send_appointment_ended
from districts.models import Appointment, District, School
from districts.permissions import (
    Actor,
    check_can_end_appointment,
    check_can_give_appointment,
    check_ends_no_own_role_in_the_past,
    is_registrar,
)
from districts.rules.powers import problems_with_ending
from districts.rules.registering import problems_with_period
from districts.states import POWERS, Office


@transaction.atomic
def give_appointment(
    *,
    user: User,
    district: District | None = None,
    school: School | None = None,
    kind: str,
    starts_on: datetime.date,
    ends_on: datetime.date | None = None,
    powers: Collection[str] = (),
    delegated_by: Appointment | None = None,
    is_accepted: bool = False,
    by: Actor,
    at: datetime.datetime,
) -> Appointment:
    """Assign a role with permissions (names from POWERS) between two dates.

    A delegation (`delegated_by`) begins only when the person accepts it, unless `is_accepted` says that they did.
    If the person already has this role for these dates, it is returned with any missing permissions added.
    """
    holder = User.objects.select_for_update().get(pk=user.pk)
    if isinstance(by, User):
        check_is_someone_else(by, holder)
    check_can_give_appointment(by, district, school, kind, powers, timezone.localdate(at))
    problems = problems_with_period(starts_on=starts_on, ends_on=ends_on)
    if (district is None) == (school is None):
        problems.append("A role is in a district or in a school.")
    if school is not None and kind not in (Office.PRINCIPAL, Office.DESIGNEE):
        problems.append("A role in a school is principal or designee.")
    if unknown := sorted(set(powers) - set(POWERS)):
        problems.append(f"Unknown permission: {', '.join(unknown)}.")
    if problems:
        raise Unready(*problems)
    granted = {f"can_{power}": True for power in POWERS if power in powers}
    appointment = Appointment.objects.filter(
        user=holder,
        district=district,
        school=school,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        delegated_by=delegated_by,
        withdrawn_at=None,
    ).first()
    if appointment is not None and all(getattr(appointment, field) for field in granted):
        return appointment
    if appointment is None:
        appointment = Appointment(
            user=holder,
            district=district,
            school=school,
            kind=kind,
            starts_on=starts_on,
            ends_on=ends_on,
            delegated_by=delegated_by,
            awaits_answer=delegated_by is not None and not is_accepted,
            given_at=at,
        )
    for field in granted:
        setattr(appointment, field, True)
    appointment.save()
    place = (district and district.leaid) or (school and school.ncessch)
    log.record(
        "post.given",
        appointment,
        by=by,
        at=at,
        person=holder.email,
        place=place,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        powers=sorted(powers),
    )
    return appointment


@transaction.atomic
def end_appointment(
    *, appointment: Appointment, ends_on: datetime.date, tells: bool = True, by: Actor, at: datetime.datetime
) -> Appointment:
    """Set the end date of a role; if that is before its start date, withdraw it.

    With `tells`, the person gets an email.
    """
    appointment = Appointment.objects.select_for_update(of=("self",)).with_people().get(pk=appointment.pk)
    on = timezone.localdate(at)
    check_can_end_appointment(by, appointment, on)
    if isinstance(by, User) and is_registrar(by, on):
        check_ends_no_own_role_in_the_past(by, appointment, ends_on, on)
    if appointment.ends_on is not None and ends_on > appointment.ends_on and isinstance(by, User):
        check_is_someone_else(by, appointment.user)
    if problems := problems_with_ending(
        starts_on=appointment.starts_on,
        ended_on=appointment.ends_on,
        ends_on=ends_on,
        is_withdrawn=appointment.withdrawn_at is not None,
        may_extend=is_registrar(by, on),
        today=on,
    ):
        raise Unready(*problems)
    if appointment.ends_on == ends_on:
        return appointment
    before = appointment.ends_on
    if ends_on < appointment.starts_on or (appointment.awaits_answer and ends_on < on):
        appointment.withdrawn_at = at
    else:
        appointment.ends_on = ends_on
    appointment.save(update_fields=["ends_on", "withdrawn_at"])
    log.record("post.ended", appointment, by=by, at=at, person=appointment.user.email, ends_on=ends_on, before=before)
    if tells:
        send_appointment_ended(appointment, by=by, at=at)
    return appointment
