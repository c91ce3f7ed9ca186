"""Who may register consortia, memberships, contracts, and services, and who may act for which side."""

import datetime

from accounts.models import User
from accounts.refusals import Refused
from consortia.models import Consortium, Introduction, Membership
from consortia.permissions.who_may_act import Representatives
from consortia.states import MembershipStatus, Side
from districts.models import Appointment, District, School
from districts.models.appointment import AppointmentQuerySet
from districts.permissions import Actor, is_registrar


def check_can_register_consortium(by: Actor, on: datetime.date) -> None:
    """Registrars and administrators register consortia and their contracts; so do commands on the server."""
    if not is_registrar(by, on):
        raise Refused("Only a registrar can register a consortium or its contracts.")


def check_can_register_membership(
    by: Actor, consortium: Consortium, member: District | School, status: str, on: datetime.date
) -> None:
    """Registrars register any membership; people with the permission request one for their district or consortium."""
    if isinstance(by, str) or is_registrar(by, on):
        return
    if status != MembershipStatus.CLAIMED:
        raise Refused("Only a registrar can enter a membership as confirmed.")
    appointments = Appointment.objects.in_force(on).filter(user=by, can_register_membership=True)
    district = member if isinstance(member, District) else member.district
    if appointments.filter(district=district).exists():
        return
    leads = Membership.objects.running(consortium, on=on)
    if appointments.filter(district__in=leads.values("district")).exists():
        return
    raise Refused("You don’t have permission to register this membership.")


def may_look_for_partners(by: User, district: District, on: datetime.date) -> bool:
    """Whether this person acts for the district in matters of membership."""
    return Appointment.objects.in_force(on).filter(user=by).speaking_for([district.pk]).exists()


def check_can_look_for_partners(by: User, district: District, on: datetime.date) -> None:
    """People with permission to register memberships look for partners of their district; no one else does."""
    if not may_look_for_partners(by, district, on):
        raise Refused(f"You don’t have permission to act for {district} in matters of membership.")


def check_can_answer_introduction(by: User, introduction: Introduction, on: datetime.date) -> None:
    """The district that was asked answers; for a consortium, its lead or fiscal agent."""
    appointments = Appointment.objects.in_force(on).filter(user=by)
    if not appointments.speaking_for(introduction.asked_districts(on)).exists():
        raise Refused(f"Only people who act for {introduction.asked} can answer.")


def appointments_of(side: str, membership: Membership, on: datetime.date) -> AppointmentQuerySet:
    """Every appointment that may act on that date for this side of a membership."""
    appointments = Appointment.objects.order_by().in_force(on).filter(can_register_membership=True)
    if side == Side.MEMBER:
        return appointments.of_member(membership)
    return appointments.of_members(Membership.objects.order_by().running(membership.consortium, on=on))


def appointment_for(by: User, side: str, membership: Membership, on: datetime.date) -> Appointment | None:
    """The appointment through which this person acts for that side; None where there is none."""
    return (
        appointments_of(side, membership, on)
        .filter(user=by)
        .select_related("district", "school")
        .order_by("pk")
        .first()
    )


def check_can_represent(by: User, side: str, membership: Membership, on: datetime.date) -> Appointment:
    """The appointment through which this person acts for that side of the membership. Raises Refused."""
    appointment = appointment_for(by, side, membership, on)
    if appointment is None:
        place = membership.member if side == Side.MEMBER else membership.consortium
        raise Refused(f"You don’t have permission to register memberships for {place}.")
    return appointment


def check_can_represent_a_side(by: User, membership: Membership, on: datetime.date) -> tuple[Side, Appointment]:
    """The side that this person acts for, and the appointment; the member's where it could be both. Raises Refused."""
    for side in (Side.MEMBER, Side.CONSORTIUM):
        if appointment := appointment_for(by, side, membership, on):
            return side, appointment
    raise Refused(
        f"Only people who register memberships for {membership.member} or for {membership.consortium} do that."
    )


def may_invite(by: User, consortium: Consortium, on: datetime.date) -> bool:
    """Whether this person acts for the consortium in matters of membership."""
    return appointment_for(by, Side.CONSORTIUM, Membership(consortium=consortium), on) is not None


def check_is_registrar(by: Actor, on: datetime.date) -> None:
    """Registrars and administrators decide for the State."""
    if not is_registrar(by, on):
        raise Refused("Only a registrar can do this.")


def may_agree_services(by: Actor, consortium: Consortium, on: datetime.date) -> bool:
    """Whether this person agrees on services for the consortium: a registrar, or people of its lead or fiscal agent."""
    if isinstance(by, str) or is_registrar(by, on):
        return True
    appointments = Appointment.objects.order_by().in_force(on).filter(user=by, can_register_membership=True)
    return appointments.of_members(Membership.objects.order_by().running(consortium, on=on)).exists()


def check_can_agree_services(by: Actor, consortium: Consortium, on: datetime.date) -> None:
    """Registrars, and people of the lead or fiscal agent with permission to register memberships. Raises Refused."""
    if not may_agree_services(by, consortium, on):
        raise Refused(f"Only a registrar or people who register memberships for {consortium} can change its services.")


def check_can_take_part(by: Actor, consortium: Consortium, district: District, on: datetime.date) -> None:
    """The same people, and people of the district itself, which decides every year. Raises Refused."""
    if isinstance(by, User) and Appointment.objects.in_force(on).filter(user=by).speaking_for([district.pk]).exists():
        return
    check_can_agree_services(by, consortium, on)


def has_one_representative(membership: Membership, on: datetime.date) -> bool:
    """Whether the office that answers for the member is the only one that acts for the consortium."""
    return Representatives([membership], on).has_one_representative(membership)
