"""Signatures of an application's participants."""

from django.db import models
from django.db.models import F

from grants.models.application import Application, Participant
from signing.models import AbstractSignature


class Signature(AbstractSignature):
    """A signature on one participant's part of the application. The latest one counts; earlier ones stay."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="signatures")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="signatures")
    # The account that signed and its role at the member, as they were then; empty for signatures of earlier releases
    # and of application files.
    account_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    account_role = models.CharField(max_length=300, blank=True, default="", db_default="")
    # Whether the registry had the signer as authorized on that day.
    had_power = models.BooleanField()

    class Meta:
        ordering = [F("signed_at").asc(nulls_first=True), "pk"]
