"""The steps of an application, which applicants and officers see."""

from django.conf import settings
from django.db import models

from grants.models.application import Application
from grants.states import Status


class ApplicationStep(models.Model):
    """One step in the history that applicants and officers see."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=30)
    before = models.CharField(max_length=15, choices=Status)
    after = models.CharField(max_length=15, choices=Status)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # For the steps that need one; everyone who sees the history reads it.
    reason = models.TextField(blank=True, default="", db_default="")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.step}, {self.at:%Y-%m-%d}"
