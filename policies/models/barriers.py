"""Barriers that districts report, the State's answers, and the steps in between."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Count, Prefetch, Q
from django.utils.text import Truncator

from accounts.addresses import HasPage
from accounts.models import Role, User, Visitor
from consortia.models import Consortium
from districts.models import Appointment, District
from policies.models.policies import Policy
from policies.states import (
    DONE_BARRIERS,
    OPEN_TO_MERGING,
    PUBLIC_BARRIERS,
    WAITING_BARRIERS,
    BarrierOutcome,
    BarrierStatus,
)

# Who reads every report.
DOCKET_ROLES = (Role.REGISTRAR, Role.ADMINISTRATOR, Role.AUDITOR)


class BarrierQuerySet(models.QuerySet["Barrier"]):
    def visible_to(self, user: Visitor) -> "BarrierQuerySet":
        """Barriers with a published text; the State's officials see all of them."""
        if user.is_authenticated and user.has_role(*DOCKET_ROLES):
            return self.all()
        return self.published()

    def published(self) -> "BarrierQuerySet":
        """Barriers that everyone sees."""
        return self.filter(status__in=PUBLIC_BARRIERS)

    def waiting(self) -> "BarrierQuerySet":
        """Barriers that the State has not answered."""
        return self.filter(status__in=WAITING_BARRIERS)

    def answered(self) -> "BarrierQuerySet":
        """Barriers that the State has answered or closed."""
        return self.filter(status__in=DONE_BARRIERS)

    def about(self, policy: Policy) -> "BarrierQuerySet":
        """Barriers that the State assigned to that policy."""
        return self.filter(policy=policy)

    def with_districts(self) -> "BarrierQuerySet":
        """With `districts`, the number of districts that it keeps from something, and the policy; latest first."""
        counted = self.annotate(districts=Count("reports__places__district", distinct=True))
        return counted.select_related("policy").order_by("-opened_at", "-pk")

    def with_decisions(self) -> "BarrierQuerySet":
        """With the State's answers, latest first."""
        latest = BarrierDecision.objects.order_by("-decided_at", "-pk")
        return self.prefetch_related(Prefetch("decisions", latest))

    def for_page(self) -> "BarrierQuerySet":
        """With `districts`, the policy, and the barrier that it was merged into."""
        return self.with_districts().select_related("merged_into", "first_report")

    def open_to_merging_besides(self, barrier: "Barrier") -> "BarrierQuerySet":
        """Barriers that this one can be merged into."""
        return (
            self.filter(status__in=OPEN_TO_MERGING)
            .exclude(pk=barrier.pk)
            .select_related("first_report")
            .order_by("-opened_at", "-pk")
        )


class Barrier(HasPage, models.Model):
    """What a policy keeps districts from doing together: one item of the docket, with all reports of it."""

    # What the public reads, written by the State; empty until it is published.
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, null=True, blank=True, related_name="barriers")
    status = models.CharField(max_length=20, choices=BarrierStatus, default=BarrierStatus.RECEIVED)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    opened_at = models.DateTimeField()

    objects = BarrierQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=BarrierStatus.MERGED, merged_into__isnull=False)
                | (~Q(status=BarrierStatus.MERGED) & Q(merged_into__isnull=True)),
                name="policies_barrier_merged_names_the_other",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(PUBLIC_BARRIERS)) | ~Q(title=""),
                name="policies_barrier_published_has_a_title",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"Barrier {self.pk}"

    @property
    def is_public(self) -> bool:
        """Whether everyone sees it."""
        return self.status in PUBLIC_BARRIERS

    @property
    def label_for_officials(self) -> str:
        """Its title; before it is published, how its first report begins."""
        return self.title or Truncator(self.first_report.blocks).chars(80)


class BarrierReportQuerySet(models.QuerySet["BarrierReport"]):
    def visible_to(self, user: Visitor) -> "BarrierReportQuerySet":
        """Reports of the districts where this person has a role; the State's officials see all of them."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(*DOCKET_ROLES):
            return self.all()
        return self._of_districts_of(user)

    def _of_districts_of(self, user: User) -> "BarrierReportQuerySet":
        return self.filter(district__in=Appointment.objects.order_by().held_by(user).values("district"))

    def own_of(self, user: User) -> "BarrierReportQuerySet":
        """Reports of this person's districts with what a list shows of them, latest first."""
        return self._of_districts_of(user).for_page().order_by("-reported_at", "-pk")

    def unanswered(self) -> "BarrierReportQuerySet":
        """Reports of barriers that the State has not answered."""
        return self.filter(barrier__status__in=WAITING_BARRIERS)

    def for_page(self) -> "BarrierReportQuerySet":
        """With everything that a page names."""
        return self.select_related("barrier", "district", "consortium", "policy", "reported_by")

    def on_page_of(self, barrier: Barrier) -> "BarrierReportQuerySet":
        """The reports of the barrier; of a merged one, the report that opened it."""
        return self.filter(Q(barrier=barrier) | Q(opened=barrier)).for_page()

    def sent_since(self, district: District, at: datetime.datetime) -> int:
        """How many reports the district has sent since then."""
        return self.filter(district=district, reported_at__gt=at).count()


class BarrierReport(HasPage, models.Model):
    """A district says, for itself or for a consortium that it leads, what a policy keeps it from doing."""

    barrier = models.ForeignKey(Barrier, on_delete=models.PROTECT, related_name="reports")
    # The barrier that this report opened; another one than `barrier` where the two were merged.
    opened = models.OneToOneField(Barrier, on_delete=models.PROTECT, related_name="first_report")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="barrier_reports")
    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, null=True, blank=True, related_name="barrier_reports"
    )
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    blocks = models.TextField()
    students = models.PositiveIntegerField(null=True, blank=True)
    dollars = models.PositiveBigIntegerField(null=True, blank=True)
    evidence = models.TextField(blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()

    objects = BarrierReportQuerySet.as_manager()

    class Meta:
        ordering = ["reported_at", "pk"]

    def __str__(self) -> str:
        return f"Report {self.pk} by {self.party}"

    @property
    def party(self) -> District | Consortium:
        """For which district or consortium it was reported."""
        return self.consortium or self.district


class BarrierReportDistrict(models.Model):
    """A district that a report is about: the reporting one, or each member of its consortium on that date."""

    report = models.ForeignKey(BarrierReport, on_delete=models.PROTECT, related_name="places")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "district"], name="policies_report_district_once")]

    def __str__(self) -> str:
        return f"{self.district} in {self.report}"


class BarrierStep(models.Model):
    """A step of a barrier (policies.states.BARRIER_STEPS), by whom, and why."""

    barrier = models.ForeignKey(Barrier, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=20)
    note = models.TextField(blank=True)
    # The other barrier of a merge.
    other = models.ForeignKey(Barrier, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.step}: {self.barrier}"


class BarrierDecision(models.Model):
    """The State's answer to a barrier. A later one doesn't replace it: both are read."""

    barrier = models.ForeignKey(Barrier, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=20, choices=BarrierOutcome)
    reasons = models.TextField()
    # When the State checks whether it worked; null where nothing is left to check.
    follow_up_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.barrier}"
