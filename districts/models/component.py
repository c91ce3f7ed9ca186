"""Which districts belong to which service agency, and when."""

import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

from districts.models.district import District


class ComponentQuerySet(models.QuerySet["Component"]):
    def visible_to(self, user: Any) -> "ComponentQuerySet":
        """The register is public."""
        return self.all()

    def in_force(self, on: datetime.date) -> "ComponentQuerySet":
        """Rows that hold on that day; an unknown start counts as long ago, the last day counts."""
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gte=on))


class Component(models.Model):
    """A district is a component district of a service agency between two days."""

    agency = models.ForeignKey(District, on_delete=models.PROTECT, related_name="components")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="component_of")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    objects = ComponentQuerySet.as_manager()

    class Meta:
        ordering = ["agency", "district", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "district"], condition=Q(ends_on=None), name="districts_component_open_once"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="districts_component_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(agency=F("district")), name="districts_component_is_not_its_own_agency"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district} of {self.agency}"
