"""Members' reports on an award: for each promise, whether it was kept, and how many students it reached."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from grants.models.application import Application
from grants.models.award import Award
from grants.models.participant import Participant
from grants.models.promise import Promise
from grants.states import REPORT_OPEN, AnswerToMember, AwardStatus, PromiseResult


class AwardReportQuerySet(models.QuerySet["AwardReport"]):
    def of(self, award: Award) -> "AwardReportQuerySet":
        """Those of one award."""
        return self.filter(award=award).select_related("participant").order_by("period", "participant__position")

    def answerable_by(self, user: User) -> "AwardReportQuerySet":
        """Those waiting for the state, without awards kept from this official."""
        free = Application.objects.free_of_conflicts_of(user).order_by().values("pk")
        rows = self.filter(status=AnswerToMember.SENT, award__application__in=free)
        rows = rows.exclude(award__status=AwardStatus.REVOKED)
        return rows.select_related("award__application__consortium", "participant").order_by("sent_at", "pk")


class AwardReport(models.Model):
    """What one member reports on one period of an award."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="reports")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    period = models.PositiveSmallIntegerField()  # from 1, of grants.rules.award_reports.periods_of
    status = models.CharField(max_length=10, choices=AnswerToMember, default=AnswerToMember.DRAFT)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # why it was returned
    # When its member was reminded of it, so that no one is reminded twice.
    reminded_at = models.DateTimeField(null=True, blank=True)
    # Grows with every change. A form made from an older revision is stale.
    revision = models.PositiveIntegerField(default=0)

    objects = AwardReportQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["award", "participant", "period"], name="grants_award_report_once"),
            models.CheckConstraint(
                condition=Q(status=AnswerToMember.DRAFT) | Q(sent_by__isnull=False, sent_at__isnull=False),
                name="grants_award_report_sent_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(status=AnswerToMember.RETURNED) | ~Q(reason=""),
                name="grants_award_report_returned_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant}: report {self.period}"

    @property
    def is_open(self) -> bool:
        """Whether its member can write it."""
        return self.status in REPORT_OPEN

    @property
    def is_waiting(self) -> bool:
        """Whether the state hasn't answered it."""
        return self.status == AnswerToMember.SENT

    @property
    def is_accepted(self) -> bool:
        """Whether it counts for outcomes."""
        return self.status == AnswerToMember.ACCEPTED


class ReportedPromiseQuerySet(models.QuerySet["ReportedPromise"]):
    def accepted(self) -> "ReportedPromiseQuerySet":
        """Of reports that the state accepted."""
        return self.filter(report__status=AnswerToMember.ACCEPTED)

    def submitted(self) -> "ReportedPromiseQuerySet":
        """Of reports that the state accepted or has to answer."""
        return self.exclude(report__status__in=REPORT_OPEN)

    def of(self, report: AwardReport) -> "ReportedPromiseQuerySet":
        """Those of one report, with their promises."""
        return self.filter(report=report).select_related("promise", "offered_by").order_by("promise__position", "pk")

    def of_award(self, award: Award) -> "ReportedPromiseQuerySet":
        """Those of all reports of an award, by period, activity, and member."""
        rows = self.filter(report__award=award).select_related("report__participant", "promise", "offered_by")
        return rows.order_by("report__period", "promise__activity", "report__participant__position", "pk")


class ReportedPromise(models.Model):
    """What became of one promise in one period, and how many of the member's students have access through it."""

    report = models.ForeignKey(AwardReport, on_delete=models.PROTECT, related_name="lines")
    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=10, choices=PromiseResult, blank=True)
    explanation = models.TextField(blank=True)
    # Students of the member with access to the activity: before the award, and at the end of the period.
    students_before = models.PositiveIntegerField(null=True, blank=True)
    students_now = models.PositiveIntegerField(null=True, blank=True)
    # The member whose offer they use; null: an organization outside the consortium, or not stated.
    offered_by = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReportedPromiseQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "promise"], name="grants_reported_promise_once"),
        ]

    def __str__(self) -> str:
        return f"{self.promise}: {self.get_result_display() or 'not reported'}"
