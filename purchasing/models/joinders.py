"""Joinders: a district's right to buy under a contract, with its term and scope."""

import datetime

from django.db import models
from django.db.models import F, Q

from districts.models import District
from purchasing.models.contracts import Contract


class JoinderQuerySet(models.QuerySet["Joinder"]):
    def in_force(self, on: datetime.date) -> "JoinderQuerySet":
        """Joinders in effect on that date; the end date counts, and an unknown end date leaves it open."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


class Joinder(models.Model):
    """A district joins a contract between two dates: recorded from a file or from the district’s paper."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="joinders")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="joinders")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    # The date the board approved it. An unknown date is something to be found, not an error.
    board_on = models.DateField(null=True, blank=True)
    # What the district may buy under it, in its own words; empty means everything the contract covers.
    scope = models.TextField(blank=True)
    # The file it was recorded from.
    source = models.CharField(max_length=300, blank=True)

    objects = JoinderQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="purchasing_joinder_ends_after_it_starts",
            ),
            models.UniqueConstraint(fields=["contract", "district", "starts_on"], name="purchasing_joinder_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.district} under {self.contract}"
