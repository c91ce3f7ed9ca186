"""Scenarios of a round's funding line, and the reasons for awards out of its order."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from grants.models.application import Application
from grants.models.competition import Competition


class FundingScenarioQuerySet(models.QuerySet["FundingScenario"]):
    def of_round(self, competition: Competition, scope: str) -> "FundingScenarioQuerySet":
        """Those that readers see from whom the same applications are kept, the first one saved first."""
        rows = self.filter(competition=competition, scope=scope, removed_at=None)
        return rows.select_related("saved_by").order_by("saved_at", "pk")


class FundingScenario(models.Model):
    """A saved scenario: its terms, not its result, which is drawn anew from the ranking of each reader.

    It may name a member, so only readers of the same ranking see it: `scope` is that of RoundRanking.
    """

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="funding_scenarios")
    scope = models.CharField(max_length=64, blank=True, default="", db_default="")
    name = models.CharField(max_length=80)
    terms = models.JSONField()  # of grants.rules.funding_scenarios.Scenario
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = FundingScenarioQuerySet.as_manager()

    class Meta:
        ordering = ["saved_at", "pk"]

    def __str__(self) -> str:
        return self.name


class PassedOverQuerySet(models.QuerySet["PassedOver"]):
    def of_round(self, competition: Competition) -> "PassedOverQuerySet":
        """Those of the round, the first one first, with their applications and people."""
        rows = self.filter(chosen__competition=competition)
        return rows.select_related("chosen", "instead_of", "by").order_by("at", "pk")

    def between(self, applications: "models.QuerySet[Application]") -> "PassedOverQuerySet":
        """Those of which both applications are among these."""
        known = applications.order_by().values("pk")
        return self.filter(chosen__in=known, instead_of__in=known)


class PassedOver(models.Model):
    """Why an application is chosen instead of one that comes before it in the order. Never changed."""

    chosen = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    instead_of = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PassedOverQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["chosen", "instead_of"], name="grants_passed_over_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="grants_passed_over_for_a_reason"),
            models.CheckConstraint(condition=~Q(chosen=F("instead_of")), name="grants_passed_over_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.chosen_id} instead of {self.instead_of_id}"
