"""Sizes of consortia according to sources, where the registry does not list all members."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from accounts.models import Visitor
from consortia.models.consortium import Consortium, seen_by


class StatedTotalQuerySet(models.QuerySet["StatedTotal"]):
    def visible_to(self, user: Visitor) -> "StatedTotalQuerySet":
        """Totals of the consortia that this person can see."""
        return self.filter(seen_by(user))

    def of_consortia(self, consortia: Iterable[int]) -> "StatedTotalQuerySet":
        """Totals of these consortia."""
        return self.filter(consortium__in=consortia)


class StatedTotal(models.Model):
    """The size of a consortium on a date according to a source. It applies until a later statement."""

    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="stated_totals")
    on = models.DateField("effective date")
    members = models.PositiveIntegerField()
    schools = models.PositiveIntegerField(null=True, blank=True)
    students = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()

    objects = StatedTotalQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["consortium", "on"], name="consortia_stated_total_once_a_day"),
            models.CheckConstraint(condition=~Q(source=""), name="consortia_stated_total_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.consortium}: {self.members} members on {self.on}"
