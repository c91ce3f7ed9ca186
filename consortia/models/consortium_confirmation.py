"""Yearly verifications of a consortium's record by the people of its lead or fiscal agent."""

from django.conf import settings
from django.db import models

from accounts.models import Visitor
from consortia.models.consortium import Consortium, seen_by
from districts.models import Appointment


class ConsortiumConfirmationQuerySet(models.QuerySet["ConsortiumConfirmation"]):
    def visible_to(self, user: Visitor) -> "ConsortiumConfirmationQuerySet":
        """Those of the consortia that this person can see."""
        return self.filter(seen_by(user))


class ConsortiumConfirmation(models.Model):
    """A person who acts for the consortium has confirmed its record. Never changed."""

    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="confirmations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # The facts shown and confirmed: {"Name": "…", …}.
    facts = models.JSONField(default=dict)
    # The labels of facts that the registrar maintains and that the person says are wrong; they are not in `facts`.
    left_out = models.JSONField(default=list)

    objects = ConsortiumConfirmationQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.consortium}, {self.at:%Y-%m-%d}"
