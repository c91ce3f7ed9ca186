"""Signatures of an application's participants."""

from django.db import models
from django.db.models import F

from grants.models.application import Application, Participant
from signing.models import AbstractSignature


class Signature(AbstractSignature):
    """A participant's signer signed what concerns it. The latest of a participant stands; older ones stay."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="signatures")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="signatures")
    # Whether the signer held a post with the power to sign that day, as the registry knew it.
    had_power = models.BooleanField()

    class Meta:
        ordering = [F("signed_at").asc(nulls_first=True), "pk"]
