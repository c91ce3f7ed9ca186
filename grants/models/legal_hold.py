"""Legal holds: while one is in force, the portal deletes nothing of its round."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from grants.models.competition import Competition


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def in_force(self) -> "LegalHoldQuerySet":
        """Those that weren't lifted."""
        return self.filter(lifted_at=None)

    def of_round(self, competition: Competition) -> "LegalHoldQuerySet":
        """Those of one round, the latest first, with who placed and lifted them."""
        rows = self.filter(competition=competition).select_related("placed_by", "lifted_by")
        return rows.order_by("-placed_at", "-pk")

    def rounds(self) -> "models.QuerySet[LegalHold, int]":
        """The keys of their rounds."""
        return self.order_by().values_list("competition", flat=True)


class LegalHold(models.Model):
    """Why what the portal keeps of a round may be evidence, from when, and until when."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="legal_holds")
    reason = models.TextField()
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.TextField(blank=True, default="", db_default="")

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        ordering = ["placed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["competition"], condition=Q(lifted_at=None), name="grants_legal_hold_in_force_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="grants_legal_hold_has_a_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lift_reason="")
                | Q(lifted_at__gte=F("placed_at"), lifted_by__isnull=False) & ~Q(lift_reason=""),
                name="grants_legal_hold_lifted_has_who_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Legal hold on {self.competition}"
