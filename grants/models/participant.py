"""Participants of applications: the members that take part, each with its own part of the plan."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, Q

from accounts.models import Visitor
from consortia.models import Membership
from districts.models import Appointment, District, School
from districts.models.keys import HasKey
from grants.states import Status

# The last day of a participant's membership that no other one continues; null if it has no end.
LEAVES_ON = models.Case(models.When(membership__continued_by=None, then=F("membership__leaves_on")), default=None)


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def visible_to(self, user: Visitor) -> "ParticipantQuerySet":
        """The participants of the applications that this person may see."""
        applications = apps.get_model("grants", "Application").objects  # whose module imports this one
        return self.filter(application__in=applications.visible_to(user))

    def represented_by(self, user: Visitor) -> "ParticipantQuerySet":
        """The participants in which this person has a role today; a school's district acts for the school too."""
        return self.held_through(Appointment.objects.held_by(user))

    def to_be_signed_by(self, user: Visitor) -> "ParticipantQuerySet":
        """The participants this person may sign for today."""
        return self.held_through(Appointment.objects.held_by(user).filter(can_sign_applications=True))

    def with_records(self) -> "ParticipantQuerySet":
        """With the district or school of each, its county, and `leaves_on`."""
        return self.select_related("district__county", "school__district__county").annotate(leaves_on=LEAVES_ON)

    def still_there(self, on: datetime.date) -> "ParticipantQuerySet":
        """Those that take part, without those that left or closed by that day after a submission; the lead stays."""
        stays = (
            (Q(leaves_on=None) | Q(leaves_on__gte=on))
            & (Q(district__closed_on=None) | Q(district__closed_on__gt=on))
            & (Q(school__closed_on=None) | Q(school__closed_on__gt=on))
        )
        here = stays | Q(application__first_submitted_at=None) | Q(role=Participant.Role.LEAD)
        return self.annotate(leaves_on=LEAVES_ON).filter(here, takes_part=True)

    def held_through(self, appointments: "models.QuerySet[Appointment, Any]") -> "ParticipantQuerySet":
        """The participants for which these appointments act; a school's district acts for the school too."""
        return self.filter(
            Q(district__in=appointments.values("district"))
            | Q(school__in=appointments.values("school"))
            | Q(school__district__in=appointments.values("district"))
        )

    def asked_to_sign(self, user: Visitor) -> "ParticipantQuerySet":
        """Members that were asked to sign, whether they did or not, and that this person may sign for today."""
        return (
            self.filter(application__signing_opened_at__isnull=False)
            .exclude(application__status=Status.WITHDRAWN)
            .to_be_signed_by(user)
            .select_related("application__consortium", "application__competition")
            .order_by("application__competition__closes_at", "application__reference", "position")
        )


class PresentParticipants(models.Manager.from_queryset(ParticipantQuerySet)):  # type: ignore[misc]
    """`application.participants`: those that take part."""

    def get_queryset(self) -> ParticipantQuerySet:
        return ParticipantQuerySet(self.model, using=self._db).filter(takes_part=True)


def with_participant_from(districts: Iterable[int], schools: Iterable[int]) -> Q:
    """Applications that one of these districts, one of its schools, or one of these schools takes part in."""
    here = Q(HasKey("district", districts)) | Q(HasKey("school", schools)) | Q(HasKey("school__district", districts))
    return Q(pk__in=Participant.objects.order_by().filter(here).values("application"))


class Participant(models.Model):
    """A member of the application: a dated copy of a membership, or a name that the registry doesn't have."""

    class Role(models.TextChoices):
        LEAD = "lead", "Lead"
        MEMBER = "member", "Member"

    application = models.ForeignKey("grants.Application", on_delete=models.PROTECT, related_name="participants")
    # LEAID, NCESSCH, or "unregistered-1": the key that plans, citations, and findings use.
    key = models.CharField(max_length=30)
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    joined_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField(null=True, blank=True)  # to the draft, by the lead; null: from the start
    position = models.PositiveSmallIntegerField(default=0)
    takes_part = models.BooleanField(default=True, db_default=True)  # no: out, or not in yet, by an amendment

    leaves_on: datetime.date | None  # only on rows of `with_records`: the last day of its membership, None if no end
    checklist_due_on: datetime.date | None  # only on rows of `grants.models.award.members_with_open_items`
    has_commitments: bool  # only on rows of `grants.reads.proposals`, as is the next
    has_lines: bool

    objects = ParticipantQuerySet.as_manager()  # also those that don't take part
    present = PresentParticipants()

    class Meta:
        ordering = ["position", "pk"]
        default_manager_name = "present"
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="grants_participant_once"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(role="lead"), name="grants_participant_one_lead"
            ),
            models.CheckConstraint(
                condition=Q(district=None) | Q(school=None), name="grants_participant_is_not_two_things"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_lead(self) -> bool:
        """Whether it leads the consortium in this application."""
        return self.role == self.Role.LEAD
