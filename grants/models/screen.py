"""The eligibility screen of applications, what applicants were told, and reinstatements."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from grants.models.application import Application
from grants.models.competition import Competition
from grants.models.sealed import Version
from grants.states import ReinstatedStage, ReinstatementGround, ScreenOutcome


class ScreeningQuerySet(models.QuerySet["Screening"]):
    def current(self) -> "ScreeningQuerySet":
        """Conclusions that count, the first recorded first."""
        return self.filter(replaced_at=None).order_by("recorded_at", "pk")

    def of(self, application: Application) -> "ScreeningQuerySet":
        """Those of one application, with who screened it."""
        return self.filter(application=application).select_related("officer")

    def of_round(self, competition: Competition) -> "ScreeningQuerySet":
        """Those of submitted applications of one round."""
        return self.filter(application__in=_submitted(competition))


class Screening(models.Model):
    """One officer's answer on each rule of the round for one application. Replaced, but never changed."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="screenings")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=ScreenOutcome)
    # A row for each rule: the fact as shown, its source, the officer's answer, and the evidence.
    judgments = models.JSONField()
    is_confirmed_in_list = models.BooleanField(default=False, db_default=False)  # with others that pass everything
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    change_reason = models.TextField(blank=True, default="", db_default="")  # of the one that replaced it

    objects = ScreeningQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "officer"],
                condition=Q(replaced_at=None),
                name="grants_screening_once_an_officer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}, screened by {self.officer}"


class IneligibilityNoticeQuerySet(models.QuerySet["IneligibilityNotice"]):
    def in_round(self, competition: Competition) -> set[int]:
        """The applications of the round whose members were informed."""
        rows = self.filter(application__competition=competition).order_by()
        return set(rows.values_list("application", flat=True))

    def of(self, application: Application) -> "IneligibilityNoticeQuerySet":
        """What the applicant was told."""
        return self.filter(application=application).select_related("sent_by")


class IneligibilityNotice(models.Model):
    """The notice to the applicant: why the application is ineligible, how to respond, and by when."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="ineligibility_notice")
    reasons = models.JSONField()  # sentences
    how_to_answer = models.TextField()
    answer_by = models.DateField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    objects = IneligibilityNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return f"{self.application}: ineligible, answer by {self.answer_by}"


class ReinstatementQuerySet(models.QuerySet["Reinstatement"]):
    def of(self, application: Application, stage: ReinstatedStage) -> "ReinstatementQuerySet":
        """Those of one application after that stage, the latest first, with their people."""
        rows = self.filter(application=application, stage=stage).select_related("proposed_by", "confirmed_by")
        return rows.order_by("-proposed_at", "-pk")

    def waiting(self) -> "ReinstatementQuerySet":
        """Reinstatements that a second official hasn't confirmed yet."""
        return self.filter(confirmed_at=None, canceled_at=None)

    def confirmed(self) -> "ReinstatementQuerySet":
        """Those that count."""
        return self.exclude(confirmed_at=None)

    def reinstated(self, stage: ReinstatedStage, applications: Iterable[int]) -> set[int]:
        """Which of these applications were reinstated after that stage."""
        rows = self.confirmed().filter(stage=stage, application__in=applications).order_by()
        return set(rows.values_list("application", flat=True))

    def reinstated_in(self, stage: ReinstatedStage, competition: Competition) -> set[int]:
        """Which applications of the round were reinstated after that stage."""
        rows = self.confirmed().filter(stage=stage, application__competition=competition).order_by()
        return set(rows.values_list("application", flat=True))


class Reinstatement(models.Model):
    """Two officials let an application continue, with a reason, after it failed the screen or the gate."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="reinstatements")
    stage = models.CharField(max_length=10, choices=ReinstatedStage)
    ground = models.CharField(max_length=10, choices=ReinstatementGround)
    reason = models.TextField()
    proposed_by: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    canceled_at = models.DateTimeField(null=True, blank=True)

    objects = ReinstatementQuerySet.as_manager()

    class Meta:
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "stage"],
                condition=Q(canceled_at=None),
                name="grants_reinstatement_once_a_stage",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, canceled_at=None),
                name="grants_reinstatement_confirmed_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("proposed_by")),
                name="grants_reinstatement_confirmed_by_another",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="grants_reinstatement_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.application}, reinstated after the {self.get_stage_display().lower()}"


def _submitted(competition: Competition) -> "models.QuerySet[Application, Any]":
    return Application.objects.submitted().filter(competition=competition).order_by().values("pk")
