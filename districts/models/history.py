"""What the register said of a district or a school before: one row for each fact that was changed."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from districts.models.district import District
from districts.models.import_batch import ImportBatch
from districts.models.school import School


class ChangeQuerySet(models.QuerySet["Change"]):
    def visible_to(self, user: Any) -> "ChangeQuerySet":
        """The history of public facts is public."""
        return self.all()

    def after(self, at: datetime.datetime) -> "ChangeQuerySet":
        """What was changed after that moment, the earliest first: its `old` is what the register said then."""
        return self.filter(recorded_at__gt=at).order_by("recorded_at", "pk")


class Change(models.Model):
    """One fact of one record: what it was until a moment, and what it has been from then on."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="changes")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="changes")
    field = models.CharField(max_length=40)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    # From which day the new fact holds in the world, where that is known; else only when it was recorded.
    holds_from = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    # Where it comes from, in words for the reader: a file with its school year, the district itself, the registrar.
    source = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="changes")

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(district=None) ^ Q(school=None), name="districts_change_is_of_a_district_or_a_school"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.district or self.school}"


class Revision(models.Model):
    """A number that grows with every change of what lists count; what was counted before it is stale."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)
