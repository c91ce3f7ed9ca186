"""Who may look for partners, answer introductions, agree on services, and take part in them."""

import datetime

from accounts.models import User
from accounts.refusals import Refused
from consortia.models import Consortium
from consortia.permissions import runs_consortium
from districts.models import Appointment, District
from districts.permissions import Actor
from exchange.models import Introduction


def may_look_for_partners(by: User, district: District, on: datetime.date) -> bool:
    """Whether this person acts for the district in matters of membership."""
    if on == by.as_of and district.pk not in Appointment.objects.places_of(by).districts:
        return False
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


def may_agree_services(by: Actor, consortium: Consortium, on: datetime.date) -> bool:
    """Whether this person agrees on services for the consortium: a registrar, or people of its lead or fiscal agent."""
    return runs_consortium(by, consortium, on)


def check_can_agree_services(by: Actor, consortium: Consortium, on: datetime.date) -> None:
    """Registrars, and people of the lead or fiscal agent with permission to register memberships. Raises Refused."""
    if not may_agree_services(by, consortium, on):
        raise Refused(f"Only a registrar or people who register memberships for {consortium} can change its services.")


def check_can_take_part(by: Actor, consortium: Consortium, district: District, on: datetime.date) -> None:
    """The same people, and people of the district itself, which decides every year. Raises Refused."""
    if isinstance(by, User) and Appointment.objects.in_force(on).filter(user=by).speaking_for([district.pk]).exists():
        return
    check_can_agree_services(by, consortium, on)
