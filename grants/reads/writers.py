"""Who writes an application, each with the member that they have a role in, and what they can copy from."""

import datetime
from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.models import User
from districts.models import Appointment
from grants.models import Answer, Application


def members_of_writers(application: Application, people: Iterable[int | None], on: datetime.date) -> dict[int, str]:
    """The name of the member in which each of these people has a role that day; those without one are left out.

    A person with roles in several members is named with the first of them. At most two queries.
    """
    roles = Appointment.objects.in_force(on).filter(user__in={person for person in people if person})
    places = list(roles.order_by("user", "pk").values_list("user", "district", "school"))
    members: dict[int, str] = {}
    if not places:
        return members
    for row in application.participants.select_related("school"):
        districts = {row.district_id, row.school.district_id if row.school else None} - {None}
        for person, district, school in places:
            if district in districts or (school is not None and school == row.school_id):
                members.setdefault(person, row.name)
    return members


def applications_to_copy_from(application: Application, reader: User) -> QuerySet[Application]:
    """The other applications of the consortium that the reader takes part in, the newest first."""
    others = Application.objects.taken_part_in_by(reader).filter(consortium=application.consortium_id)
    return others.exclude(pk=application.pk).order_by("-started_at", "-pk")


def answers_to_copy(answer: Answer, reader: User) -> QuerySet[Answer]:
    """The answers to the same question in other applications of the consortium that the reader takes part in.

    The newest application first; empty answers are left out.
    """
    others = applications_to_copy_from(answer.application, reader)
    answers = Answer.objects.filter(application__in=others, element=answer.element, element__isnull=False)
    answers = answers.exclude(text="").select_related("application__competition")
    return answers.order_by("-application__started_at", "-application")
