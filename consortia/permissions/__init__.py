"""Who may register consortia, memberships and contracts."""

import datetime

from accounts.models import User
from accounts.refusals import Refused
from consortia.models import Consortium, Membership
from consortia.permissions.who_may_act import Representatives
from consortia.states import MembershipStatus, Side
from districts.models import Appointment, District, School
from districts.models.appointment import AppointmentQuerySet
from districts.permissions import Actor, is_registrar


def check_can_register_consortium(by: Actor, on: datetime.date) -> None:
    """Registrars and administrators register consortia and their contracts; so do commands on the server."""
    if not is_registrar(by, on):
        raise Refused("Only a registrar registers a consortium or its contracts.")


def check_can_register_membership(
    by: Actor, consortium: Consortium, member: District | School, status: str, on: datetime.date
) -> None:
    """Registrars register every line; people with the power claim one for their district or their consortium."""
    if isinstance(by, str) or is_registrar(by, on):
        return
    if status != MembershipStatus.CLAIMED:
        raise Refused("Only a registrar enters a line as confirmed; the other side confirms yours.")
    appointments = Appointment.objects.in_force(on).filter(user=by, can_register_membership=True)
    district = member if isinstance(member, District) else member.district
    if appointments.filter(district=district).exists():
        return
    leads = Membership.objects.running(consortium, on=on)
    if appointments.filter(district__in=leads.values("district")).exists():
        return
    raise Refused("Your post does not include the power to register this membership.")


def appointments_of(side: str, line: Membership, on: datetime.date) -> AppointmentQuerySet:
    """Every post that may act on that day for this side of a line."""
    appointments = Appointment.objects.order_by().in_force(on).filter(can_register_membership=True)
    if side == Side.MEMBER:
        return appointments.of_member(line)
    return appointments.of_members(Membership.objects.order_by().running(line.consortium, on=on))


def appointment_for(by: User, side: str, line: Membership, on: datetime.date) -> Appointment | None:
    """The post by which this person acts for that side; None where there is none."""
    return appointments_of(side, line, on).filter(user=by).select_related("district", "school").order_by("pk").first()


def check_can_represent(by: User, side: str, line: Membership, on: datetime.date) -> Appointment:
    """The post by which this person acts for that side of the line."""
    appointment = appointment_for(by, side, line, on)
    if appointment is None:
        whom = line.member if side == Side.MEMBER else line.consortium
        raise Refused(f"You hold no post with the power to register memberships for {whom}.")
    return appointment


def check_can_represent_a_side(by: User, line: Membership, on: datetime.date) -> tuple[Side, Appointment]:
    """The side for which this person acts, and by which post; the member's where it could be both."""
    for side in (Side.MEMBER, Side.CONSORTIUM):
        if appointment := appointment_for(by, side, line, on):
            return side, appointment
    raise Refused(f"Only people who register memberships for {line.member} or for {line.consortium} do that.")


def may_invite(by: User, consortium: Consortium, on: datetime.date) -> bool:
    """Whether this person speaks for the consortium about memberships."""
    return appointment_for(by, Side.CONSORTIUM, Membership(consortium=consortium), on) is not None


def check_is_registrar(by: Actor, on: datetime.date) -> None:
    """Registrars and administrators decide for the State."""
    if not is_registrar(by, on):
        raise Refused("Only a registrar does that.")


def has_one_representative(line: Membership, on: datetime.date) -> bool:
    """Whether the office that answers for the member is the only one that speaks for the consortium."""
    return Representatives([line], on).has_one_representative(line)
