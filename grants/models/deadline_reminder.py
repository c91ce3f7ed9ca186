"""Which reminders of a round's deadline were sent, so that none is sent twice."""

from django.conf import settings
from django.db import models

from grants.models.application import Application


class DeadlineReminder(models.Model):
    """One reminder to one person about one application: how many days before which deadline."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="deadline_reminders")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closes_at = models.DateTimeField()
    days_before = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "person", "closes_at", "days_before"], name="grants_deadline_reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.days_before} days before {self.closes_at:%Y-%m-%d} to {self.person}"
