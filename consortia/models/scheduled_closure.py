"""Mergers and dissolutions that a registrar recorded before their effective date."""

import datetime
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q

from accounts.addresses import HasPage
from accounts.models import Role, Visitor
from consortia.models.closure import Closure
from consortia.models.consortium import Consortium
from consortia.models.membership import Membership
from consortia.states import UNDECIDED, ClosureKind, ScheduleStatus
from districts.models import District


class ScheduledClosureQuerySet(models.QuerySet["ScheduledClosure"]):
    def visible_to(self, user: Visitor) -> "ScheduledClosureQuerySet":
        """For registrars and administrators, all; for everyone else, those that are still to come."""
        is_theirs = user.is_authenticated and user.has_role(Role.REGISTRAR, Role.ADMINISTRATOR)
        return self.all() if is_theirs else self.to_come()

    def to_come(self) -> "ScheduledClosureQuerySet":
        """Those that are not carried out, blocked, or canceled, with both records, the earliest first."""
        return self.filter(status=ScheduleStatus.SCHEDULED).with_records()

    def due(self, on: datetime.date) -> "ScheduledClosureQuerySet":
        """Those to come whose effective date is that day or has passed."""
        return self.to_come().filter(on__lte=on)

    def blocked(self) -> "ScheduledClosureQuerySet":
        """Those that could not be carried out and need a registrar's decision."""
        return self.filter(status=ScheduleStatus.BLOCKED).with_records()

    def undecided(self) -> "ScheduledClosureQuerySet":
        """Those to come and those that need a decision."""
        return self.filter(status__in=UNDECIDED).with_records()

    def with_records(self) -> "ScheduledClosureQuerySet":
        """With both records and the people who scheduled or ended it; without the preview."""
        return self.select_related(
            "district", "consortium", "into_district", "into_consortium", "scheduled_by", "ended_by"
        ).defer("lines")

    def concerning(self, record: District | Consortium) -> "ScheduledClosureQuerySet":
        """Those by which this district or consortium ends or takes over."""
        return self._with_either("district" if isinstance(record, District) else "consortium", record)

    def concerning_rows_of(self, model: type[models.Model]) -> "ScheduledClosureQuerySet":
        """For a subquery: those that concern the row of the outer query of districts or consortia."""
        return self._with_either("district" if model is District else "consortium", OuterRef("pk"))

    def _with_either(self, field: str, record: Any) -> "ScheduledClosureQuerySet":
        return self.filter(Q(**{field: record}) | Q(**{f"into_{field}": record}))

    def concerning_roster(self, consortium: Consortium, leaids: Collection[str]) -> "ScheduledClosureQuerySet":
        """Those that change who belongs to this consortium, whose members are these districts or in them (LEAIDs)."""
        return self.filter(Q(consortium=consortium) | Q(into_consortium=consortium) | Q(district__leaid__in=leaids))

    def concerning_memberships(self, memberships: models.QuerySet[Membership]) -> "ScheduledClosureQuerySet":
        """Those that change any of these memberships, of consortia or of members that end or take over."""
        consortia = memberships.order_by().values("consortium")
        own = Q(district__in=memberships.order_by().exclude(district=None).values("district"))
        through_school = Q(district__in=memberships.order_by().exclude(school=None).values("school__district"))
        return self.filter(Q(consortium__in=consortia) | Q(into_consortium__in=consortia) | own | through_school)


class ScheduledClosure(HasPage, models.Model):
    """A merger or dissolution to be carried out on its effective date, with the facts of that day."""

    kind = models.CharField(max_length=12, choices=ClosureKind)
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The successor; empty where there is none, or several districts.
    into_district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    into_consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The effective date, the first day without it.
    on = models.DateField()
    reason = models.TextField()
    source = models.CharField(max_length=300, blank=True)
    # For a split, the district (by primary key) that each school (by primary key) goes to, or null if it closes.
    goes_to = models.JSONField(null=True, blank=True)
    carries_contracts = models.BooleanField(default=False)
    # The preview on the day it was scheduled: [{"section": …, "who": …, "words": …}, …]
    lines = models.JSONField(default=list)
    status = models.CharField(max_length=12, choices=ScheduleStatus, default=ScheduleStatus.SCHEDULED)
    scheduled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    scheduled_at = models.DateTimeField()
    # When it was carried out, blocked, or canceled; and by whom it was canceled.
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Why it could not be carried out.
    problems = models.JSONField(default=list, blank=True)
    closure = models.OneToOneField(Closure, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ScheduledClosureQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(district=None) ^ Q(consortium=None), name="consortia_scheduled_is_of_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(status=ScheduleStatus.SCHEDULED) ^ Q(ended_at__isnull=False),
                name="consortia_scheduled_ended_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(status=ScheduleStatus.CARRIED_OUT) ^ Q(closure=None),
                name="consortia_scheduled_carried_out_has_its_closure",
            ),
            models.UniqueConstraint(
                fields=["district"],
                condition=Q(status=ScheduleStatus.SCHEDULED),
                name="consortia_scheduled_once_a_district",
            ),
            models.UniqueConstraint(
                fields=["consortium"],
                condition=Q(status=ScheduleStatus.SCHEDULED),
                name="consortia_scheduled_once_a_consortium",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ends}: {self.get_kind_display().lower()} on {self.on}"

    @property
    def ends(self) -> District | Consortium:
        """The district or consortium that ends."""
        return self.district or self.consortium  # type: ignore[return-value]  # one of them: a constraint

    @property
    def into(self) -> District | Consortium | None:
        """The successor, where there is one."""
        return self.into_district or self.into_consortium

    @property
    def is_split(self) -> bool:
        """Whether several districts take over the schools."""
        return self.goes_to is not None
