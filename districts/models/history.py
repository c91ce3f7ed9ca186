"""The history of districts and schools: one row for each changed fact."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Visitor
from districts.models.district import District
from districts.models.import_batch import ImportBatch
from districts.models.school import School


class ChangeQuerySet(models.QuerySet["Change"]):
    def visible_to(self, user: Visitor) -> "ChangeQuerySet":
        """The history of public facts is public."""
        return self.all()

    def after(self, at: datetime.datetime) -> "ChangeQuerySet":
        """Changes after that moment, earliest first: `old` is the value at that moment."""
        return self.filter(recorded_at__gt=at).order_by("recorded_at", "pk")


class Change(models.Model):
    """One change of one fact of a record: the value before and after."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="changes")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="changes")
    field = models.CharField(max_length=40)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    # The date the new value took effect, if known; otherwise only the time of recording is known.
    holds_from = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    # The source in words for readers: a file with its school year, the district, the registrar.
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
    """A number that grows whenever what lists count changes; counts made at a lower number are stale."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)
