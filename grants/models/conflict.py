"""Who has a conflict with an application: whoever represents one of its participants, or once did."""

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from districts.models import Appointment

if TYPE_CHECKING:
    from grants.models.participant import Participant


# Of roles, in a subquery on a participant: those in it. A district and its schools count as one.
IN_PARTICIPANT = (
    Q(district=OuterRef("district"))
    | Q(school=OuterRef("school"))
    | Q(district=OuterRef("school__district"))
    | Q(school__district=OuterRef("district"))
)


def represents(user: User, on: datetime.date) -> Exists:
    """Whether the person represents a participant on that day or did before; a district and its schools count as one.

    Roles recorded by the first submission count, and those that the person accepted since. For many people at once,
    with the paths in words, there is `grants.reads.conflict_paths`; a test keeps the two the same.
    """
    roles = Appointment.objects.order_by().filter(IN_PARTICIPANT, user=user).begun(on)
    return Exists(roles.recorded_by(OuterRef("application__first_submitted_at")))


def in_conflict_with(user: User, participants: "models.QuerySet[Participant]") -> Q:
    """The applications with a participant, of these, that the person represents or did before.

    For people who never had a role, queries look at no participant.
    """
    if not had_a_role(user, user.as_of):
        return Q(pk__in=[])
    represented = participants.filter(represents(user, user.as_of))
    return Q(pk__in=represented.values("application"))


def had_a_role(user: User, on: datetime.date) -> bool:
    """Whether the person has or had a role in any district or school on that day; most officials never had one."""
    if on == user.as_of:
        return Appointment.objects.places_of(user).had_any
    return Appointment.objects.filter(user=user).begun(on).exists()
