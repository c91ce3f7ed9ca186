"""Who may open a round, write an application, submit it and sign it."""

import datetime
from collections.abc import Callable

from django.db.models import Q, QuerySet

from accounts.models import Role, User
from accounts.refusals import Refused
from consortia.models import Consortium
from consortia.states import MemberRole
from districts.models import Appointment
from districts.permissions import Actor
from grants.models import Application, Participant


def check_can_open_competition(by: Actor, on: datetime.date) -> None:
    """Grants officers and administrators open rounds; so do commands on the server."""
    if not isinstance(by, str) and not by.held_role_on(on, Role.GRANTS_OFFICER, Role.ADMINISTRATOR):
        raise Refused("Only a grants officer opens a round.")


def check_can_start(by: User, consortium: Consortium, on: datetime.date) -> None:
    """Whoever holds a post in the district that leads the consortium."""
    leads = consortium.memberships.on(on).filter(role=MemberRole.LEAD)
    appointments = Appointment.objects.in_force(on).filter(user=by)
    if not appointments.filter(
        Q(district__in=leads.values("district"))
        | Q(school__in=leads.values("school"))
        | Q(district__in=leads.values("school__district"))
    ).exists():
        raise Refused(
            f"Only the district that leads {consortium} starts an application for it. "
            "If that is yours, a registrar enters your post."
        )


def check_can_edit(by: User, application: Application, on: datetime.date) -> None:
    """Whoever holds a post in the lead district; where the lead is in no registry, who started the application."""
    lead = _lead_of(application)
    if lead is None or not (lead.district_id or lead.school_id):
        if by.pk != application.started_by_id:
            raise Refused(f"Only {application.started_by} edits this application.")
    elif not _appointments_for(by, lead, on).exists():
        raise Refused(f"Only people who hold a post in {lead} edit this application.")


def check_can_submit(by: User, application: Application, on: datetime.date) -> None:
    """Whoever may sign for the lead district."""
    lead = _lead_of(application)
    if lead is None or not (lead.district_id or lead.school_id):
        check_can_edit(by, application, on)
    elif not _appointments_for(by, lead, on).filter(can_sign_applications=True).exists():
        raise Refused(f"Only people who may sign applications for {lead} submit, reopen or withdraw this one.")


def check_can_sign(by: User, participant: Participant, on: datetime.date) -> None:
    """Whoever holds a post with the power to sign in the member's district, or in the school and its district."""
    if not has_power_to_sign(by, participant, on):
        raise Refused(f"Only people who may sign applications for {participant} sign its part.")


def has_power_to_sign(by: User, participant: Participant, on: datetime.date) -> bool:
    """Whether a post of that day includes the power to sign for this member."""
    return _appointments_for(by, participant, on).filter(can_sign_applications=True).exists()


def may(check: Callable[[], None]) -> bool:
    """Whether a check lets through: for pages, which show only what their reader may do."""
    try:
        check()
    except Refused:
        return False
    return True


def _lead_of(application: Application) -> Participant | None:
    return application.participants.filter(role=Participant.Role.LEAD).select_related("district", "school").first()


def _appointments_for(by: User, participant: Participant, on: datetime.date) -> "QuerySet[Appointment, Appointment]":
    appointments = Appointment.objects.in_force(on).filter(user=by)
    if participant.district_id:
        return appointments.filter(district=participant.district_id)
    if participant.school is not None:
        return appointments.filter(Q(school=participant.school) | Q(district=participant.school.district_id))
    return appointments.none()
