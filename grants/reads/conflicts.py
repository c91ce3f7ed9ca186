"""Roles that officers were given in a participant's district or school after an application was submitted."""

from typing import NamedTuple

from django.db.models import OuterRef, Q, Subquery

from accounts.models import User
from districts.models import Appointment
from grants.models import Application, Participant
from grants.models.conflict import IN_PARTICIPANT


class LaterRole(NamedTuple):
    """An officer who reviews an application, and the participant that gave the officer a role since."""

    application: Application
    officer: str
    place: str


def roles_given_since_submission(reader: User) -> list[LaterRole]:
    """For the applications that the reader may see, one row for each participant; assigned officers and reviewers.

    Such a role keeps no one from reviewing (`Application.represented_by`): an administrator judges it.
    """
    officer = Q(user=OuterRef("application__assigned_to")) | Q(user__reviews__application=OuterRef("application"))
    roles = Appointment.objects.in_force(reader.as_of).filter(IN_PARTICIPANT, officer, delegated_by=None)
    since = roles.filter(given_at__gt=OuterRef("application__first_submitted_at"))
    participants = (
        Participant.objects.filter(application__in=Application.objects.visible_to(reader).submitted())
        .annotate(officer=Subquery(since.values("user__name")[:1]))
        .exclude(officer=None)
        .select_related("application")
        .order_by("application__reference", "position")
    )
    return [LaterRole(row.application, row.officer, row.name) for row in participants]
