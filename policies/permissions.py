"""Who enters policies, who reports barriers, and who answers them."""

import datetime
from collections.abc import Iterable

from accounts.models import User, Visitor
from accounts.refusals import Refused
from consortia.models import Consortium, Membership
from districts.models import Appointment, District
from districts.models.appointment import AppointmentQuerySet
from districts.permissions import check_is_impartial_about, is_registrar


def can_change_policies(by: Visitor, on: datetime.date) -> bool:
    """Registrars and administrators."""
    return isinstance(by, User) and is_registrar(by, on)


def check_can_change_policies(by: User, on: datetime.date) -> None:
    """As `can_change_policies`. Raises Refused."""
    if not can_change_policies(by, on):
        raise Refused("Only a registrar or an administrator can enter and change policies.")


def reporting_appointments(by: User, on: datetime.date) -> AppointmentQuerySet:
    """The roles through which this person reports barriers: with permission to register a district's memberships."""
    held = Appointment.objects.order_by().in_force(on).filter(user=by, can_register_membership=True)
    return held.filter(district__isnull=False)


def can_report_barriers(by: Visitor, on: datetime.date) -> bool:
    """Whether this person reports barriers for any district."""
    return isinstance(by, User) and reporting_appointments(by, on).exists()


def check_can_report_barrier(by: User, district: District, consortium: Consortium | None, on: datetime.date) -> None:
    """People who register memberships for the district; for a consortium, if the district is its lead or fiscal agent.

    Raises Refused.
    """
    if not reporting_appointments(by, on).filter(district=district).exists():
        raise Refused(f"Only people who register memberships for {district} can report a barrier for it.")
    if consortium and not Membership.objects.running(consortium, on=on).filter(district=district).exists():
        raise Refused(f"Only the lead or fiscal agent of {consortium} can report a barrier for it.")


def check_can_answer_barrier(by: User, reporters: Iterable[District], on: datetime.date) -> None:
    """Registrars and administrators without a role, now or lately, in a district that reported it. Raises Refused."""
    if not is_registrar(by, on):
        raise Refused("Only a registrar or an administrator can answer reported barriers.")
    check_is_impartial_about(by, *reporters, on=on)
