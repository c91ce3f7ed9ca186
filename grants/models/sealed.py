"""Submitted versions of an application, their findings, and the applicants' explanations."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from grants.models.application import Application
from grants.states import LOCKED
from reviews.models import AbstractSealedText


class VersionQuerySet(models.QuerySet["Version"]):
    def newest(self, count: int) -> "VersionQuerySet":
        """The last `count` versions of each application."""
        of_same = Version.objects.filter(application=OuterRef("application")).order_by("-number")
        return self.filter(number__gt=Subquery(of_same.values("number")[:1]) - count)

    def numbered(self, number: int) -> "Version | None":
        """The version with this number, with the person who submitted it."""
        return self.filter(number=number).select_related("sealed_by").first()

    def for_receipt(self) -> "VersionQuerySet":
        """With what the email with the receipt says."""
        return self.select_related("application", "sealed_by").defer("reading")

    def receipt_of(self, application: Application) -> "Version | None":
        """The version submitted last, without its content, if the application is locked by that submission."""
        of_locked = self.filter(application=application.pk, application__status__in=LOCKED)
        return of_locked.defer("content", "reading").order_by("-number").first()


class Version(AbstractSealedText):
    """What was submitted, with its mentions and members table at that moment. Never changed."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="versions")
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Mentions by paragraph and the members table, computed once when submitting so that the desk needn't.
    reading = models.JSONField(default=dict)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="grants_version_number_once"),
        ]


class FindingQuerySet(models.QuerySet["StoredFinding"]):
    def standing(self) -> "FindingQuerySet":
        """Findings that still hold, possible ones included."""
        return self.filter(gone_at=None)

    def counted(self) -> "FindingQuerySet":
        """Findings in totals, in the order of the queue, and in its filters: those that are more than possible."""
        return self.filter(is_possible=False)

    def standing_or_of(self, version: Version) -> "FindingQuerySet":
        """Findings that still hold, and those of this version that no longer do."""
        return self.filter(Q(gone_at=None) | Q(version=version))

    def of(self, application: Application) -> "FindingQuerySet":
        """The findings of one application."""
        return self.filter(application=application)


class StoredFinding(models.Model):
    """What a check noticed in a submitted version: the rule and its version, the subject, both places, and when."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="findings")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="findings")
    rule = models.CharField(max_length=40)
    rule_version = models.PositiveSmallIntegerField()
    subject_key = models.CharField(max_length=200)
    subject = models.CharField(max_length=300)
    sentence = models.TextField()
    is_possible = models.BooleanField(default=False, db_default=False)  # it asks a question, and isn't counted
    places = models.JSONField()  # two of {"label", "quote", "anchor"}
    found_at = models.DateTimeField()
    is_new_since_sealing = models.BooleanField(default=False)
    gone_at = models.DateTimeField(null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["rule", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "rule", "subject_key"],
                condition=Q(gone_at=None),
                name="grants_finding_once_a_rule_and_subject",
            ),
        ]
        indexes = [models.Index(fields=["rule", "application"], name="grants_finding_rule")]

    def __str__(self) -> str:
        return self.sentence


class Explanation(models.Model):
    """The applicant's explanation of a finding; it is submitted with the application."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="explanations")
    rule = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=200)
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["rule", "subject_key"]
        constraints = [
            models.UniqueConstraint(fields=["application", "rule", "subject_key"], name="grants_explanation_once"),
        ]

    def __str__(self) -> str:
        return self.text


class RecheckQuerySet(models.QuerySet["Recheck"]):
    def due(self, at: datetime.datetime, *, compares_until: datetime.datetime) -> "RecheckQuerySet":
        """What to do now, the first asked first. Comparisons that were asked for after `compares_until` may wait."""
        may_wait = Q(only_compares=True, submission=None, asked_at__gt=compares_until)
        return self.filter(~may_wait, next_try_at__lte=at).order_by("pk")

    def waiting_since(self) -> datetime.datetime | None:
        """Since when the oldest of these has waited; None if there are none."""
        return self.aggregate(since=models.Min("asked_at"))["since"]


class Recheck(models.Model):
    """What the worker (manage.py run_worker) does after a request: receipts, and findings that are checked again.

    Rows are only added by requests: people who submit at the same moment don't wait for each other. A worker that takes
    a row moves its next try into the future, so that another takes it if this one is killed. The row of a submission
    becomes one of its application in the transaction that writes the receipts, so these are written once; when the
    findings are checked, the row is removed.
    """

    # Empty as long as receipts are to be written: a worker of the release before, which writes none, takes no such row.
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="rechecks"
    )
    # The version whose receipts are to be written first.
    submission = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Compare it with the others of its round, and them with it; or else check everything about this one alone.
    only_compares = models.BooleanField(default=False, db_default=False)
    asked_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_try_at = models.DateTimeField()

    objects = RecheckQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["next_try_at"], name="grants_recheck_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(application=None, submission__isnull=False) | Q(application__isnull=False, submission=None),
                name="grants_recheck_is_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission or self.application_id} since {self.asked_at:%Y-%m-%d %H:%M}"
