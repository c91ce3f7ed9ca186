"""Who may look for partners, answer introductions, agree on services, and take part in them."""

import datetime

from accounts.models import User
from accounts.refusals import Refused
from consortia.models import Consortium, Membership
from districts.models import Appointment, District
from districts.permissions import Actor, is_registrar
from exchange.models import Introduction


def may_look_for_partners(by: User, district: District, on: datetime.date) -> bool:
    """Whether this person speaks for the district about memberships."""
    return Appointment.objects.in_force(on).filter(user=by).speaking_for([district.pk]).exists()


def check_can_look_for_partners(by: User, district: District, on: datetime.date) -> None:
    """People with the power to register membership look for partners of their district; nobody in their place."""
    if not may_look_for_partners(by, district, on):
        raise Refused(f"Your post does not include the power to speak for {district} about memberships.")


def check_can_answer_introduction(by: User, introduction: Introduction, on: datetime.date) -> None:
    """The district that is asked answers; for a consortium its lead or fiscal agent."""
    appointments = Appointment.objects.in_force(on).filter(user=by)
    if not appointments.speaking_for(introduction.asked_districts(on)).exists():
        raise Refused("Only the side that is asked answers.")


def may_agree_services(by: Actor, consortium: Consortium, on: datetime.date) -> bool:
    """Whether this person agrees services for the consortium: a registrar, or people of its lead or fiscal agent."""
    if isinstance(by, str) or is_registrar(by, on):
        return True
    appointments = Appointment.objects.order_by().in_force(on).filter(user=by, can_register_membership=True)
    return appointments.of_members(Membership.objects.order_by().running(consortium, on=on)).exists()


def check_can_agree_services(by: Actor, consortium: Consortium, on: datetime.date) -> None:
    """Registrars, and people of the lead or the fiscal agent with the power to register memberships."""
    if not may_agree_services(by, consortium, on):
        raise Refused(f"Only people who register memberships for {consortium}, or a registrar, agree its services.")


def check_can_take_part(by: Actor, consortium: Consortium, district: District, on: datetime.date) -> None:
    """The same, and people of the district itself: each district decides for itself every year."""
    if isinstance(by, User) and Appointment.objects.in_force(on).filter(user=by).speaking_for([district.pk]).exists():
        return
    check_can_agree_services(by, consortium, on)
