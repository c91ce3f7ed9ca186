"""The deadline for correcting facts before the board decides, and what they reply."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from grants.models.application import Application
from grants.models.competition import Competition


class ReplyWindow(models.Model):
    """The deadline by which a round's applicants can correct factual errors. The board decides after that."""

    competition = models.OneToOneField(Competition, on_delete=models.PROTECT, related_name="reply_window")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opened_at")), name="grants_reply_window_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competition}: replies until {self.closes_at:%Y-%m-%d}"

    def is_open(self, at: datetime.datetime) -> bool:
        """Whether applicants can reply at that moment."""
        return self.opened_at <= at <= self.closes_at


class FactReplyQuerySet(models.QuerySet["FactReply"]):
    def of(self, application: Application) -> "FactReplyQuerySet":
        """The replies of one application that aren't blank, in the order written."""
        return self.filter(application=application).exclude(text="").order_by("pk")


class FactReply(models.Model):
    """What an applicant replies to a fact that the board reads. It can change until the deadline."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="fact_replies")
    key = models.CharField(max_length=260)
    fact = models.TextField()  # as it was then
    text = models.TextField(blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = FactReplyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "fact replies"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="grants_fact_reply_once_a_fact"),
        ]

    def __str__(self) -> str:
        return self.text
