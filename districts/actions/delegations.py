"""Permissions that a superintendent or a principal delegates for a time."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.actions import known_or_invited
from accounts.models import User
from accounts.refusals import Refused, Unready
from audit import log
from districts.actions.appointments import end_appointment, give_appointment
from districts.emails import send_delegation_answered, send_powers_given
from districts.models import Appointment
from districts.permissions import check_can_delegate, check_is_delegate
from districts.rules.powers import (
    HAS_STATE_WIDE_ROLE,
    LONGEST_DELEGATION,
    problems_with_accepting_delegation,
    problems_with_delegation,
    problems_with_number_of_delegations,
)
from districts.states import Office

A_DAY = datetime.timedelta(days=1)


@transaction.atomic
def delegate_powers(
    *,
    own: Appointment,
    email: str,
    name: str = "",
    powers: Collection[str],
    starts_on: datetime.date,
    ends_on: datetime.date,
    by: User,
    at: datetime.datetime,
) -> Appointment:
    """Delegate permissions to the person with that email address, at most until the delegator's own end date.

    They begin when that person accepts them. They stay in force until their end date even if the delegator leaves
    earlier, so that work continues; the successor keeps or ends them.
    """
    own = Appointment.objects.select_for_update(of=("self",)).with_people().get(pk=own.pk)
    on = timezone.localdate(at)
    check_can_delegate(by, own, on)
    problems = problems_with_delegation(
        starts_on=starts_on,
        ends_on=ends_on,
        own_start=own.starts_on,
        own_end=own.ends_on,
        powers=powers,
        held=own.powers,
        is_self=email.strip().lower() == by.email,
        today=on,
    )
    a_day_ago = at - A_DAY
    sent = Appointment.objects.filter(delegated_by__user=by, given_at__gt=a_day_ago).count()
    problems += problems_with_number_of_delegations(sent=sent)
    if problems:
        raise Unready(*problems)
    as_what = f"delegate of {own.place}"
    person, _ = known_or_invited(email=email, name=name, as_what=as_what, by=by, at=at)
    if person.has_state_wide_role_from(on):
        raise Unready(HAS_STATE_WIDE_ROLE)
    same = own.delegates.filter(user=person, starts_on=starts_on, ends_on=ends_on, withdrawn_at=None).first()
    appointment = _delegated(own, person, powers, starts_on, ends_on, by, at)
    # Selecting the button twice sends one email.
    if same is None or same.powers != appointment.powers:
        send_powers_given(appointment, by=by, at=at)
    return appointment


@transaction.atomic
def accept_delegation(*, appointment: Appointment, by: User, at: datetime.datetime) -> Appointment:
    """Begin a delegation on the word of the person it is delegated to: today, or on its later start date."""
    appointment = Appointment.objects.select_for_update(of=("self",)).with_people().get(pk=appointment.pk)
    on = timezone.localdate(at)
    check_is_delegate(by, appointment)
    if not appointment.awaits_answer:
        return appointment
    head = appointment.delegated_by
    if problems := problems_with_accepting_delegation(
        is_over=appointment.withdrawn_at is not None or (appointment.ends_on is not None and appointment.ends_on < on),
        has_authority=head is not None and Appointment.objects.in_force(on).filter(pk=head.pk).exists(),
        has_state_wide_role=by.has_state_wide_role_from(on),
    ):
        raise Unready(*problems)
    appointment.awaits_answer, appointment.starts_on = False, max(appointment.starts_on, on)
    appointment.save(update_fields=["awaits_answer", "starts_on"])
    log.record("delegation.accepted", appointment, by=by, at=at, powers=appointment.powers)
    send_delegation_answered(appointment, is_accepted=True, at=at)
    return appointment


@transaction.atomic
def give_back_delegation(*, appointment: Appointment, by: User, at: datetime.datetime) -> Appointment:
    """Decline a delegation, or give an accepted one back: it ends at once. What the delegate did stays valid."""
    appointment = Appointment.objects.select_for_update(of=("self",)).with_people().get(pk=appointment.pk)
    check_is_delegate(by, appointment)
    if appointment.withdrawn_at is not None:
        return appointment
    yesterday = timezone.localdate(at) - A_DAY
    appointment = end_appointment(appointment=appointment, ends_on=yesterday, tells=False, by=by, at=at)
    send_delegation_answered(appointment, is_accepted=False, at=at)
    return appointment


@transaction.atomic
def keep_delegation(*, appointment: Appointment, by: User, at: datetime.datetime) -> Appointment:
    """Renew a predecessor's delegation on the caller's own authority, limited to the caller's permissions and term.

    The predecessor's delegation ends today, so that earlier actions keep the authority they were taken on.
    """
    appointment = Appointment.objects.select_for_update(of=("self",)).with_people().get(pk=appointment.pk)
    on = timezone.localdate(at)
    own = (
        Appointment.objects.in_force(on)
        .heads()
        .filter(user=by, district=appointment.district, school=appointment.school)
        .first()
    )
    if own is None or not Appointment.objects.left_to(by).filter(pk=appointment.pk).exists():
        raise Refused("Only the current superintendent or principal can keep a predecessor’s delegation.")
    starts_on = max(appointment.starts_on, on + A_DAY)
    ends_on = min(day for day in (appointment.ends_on, own.ends_on, starts_on + LONGEST_DELEGATION) if day)
    powers = [power for power in appointment.powers if power in own.powers]
    if ends_on < starts_on:
        raise Unready("These permissions end today. To continue, delegate them again.")
    if not powers:
        raise Unready("You don’t have any of these permissions, so you can’t keep this delegation. You can end it.")
    end_appointment(appointment=appointment, ends_on=starts_on - A_DAY, tells=False, by=by, at=at)
    kept = _delegated(own, appointment.user, powers, starts_on, ends_on, by, at, is_accepted=True)
    send_powers_given(kept, by=by, at=at)
    return kept


def _delegated(
    own: Appointment,
    person: User,
    powers: Collection[str],
    starts_on: datetime.date,
    ends_on: datetime.date,
    by: User,
    at: datetime.datetime,
    *,
    is_accepted: bool = False,
) -> Appointment:
    return give_appointment(
        user=person,
        district=own.district,
        school=own.school,
        kind=Office.DESIGNEE,
        starts_on=starts_on,
        ends_on=ends_on,
        powers=powers,
        delegated_by=own,
        is_accepted=is_accepted,
        by=by,
        at=at,
    )
