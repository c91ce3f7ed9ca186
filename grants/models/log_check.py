"""Checks of the whole log that auditors requested: waiting, under way, or done, each with its result."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from grants.states import LogResult


class LogCheckQuerySet(models.QuerySet["LogCheck"]):
    def done(self) -> "LogCheckQuerySet":
        """Those with a result, the latest first."""
        return self.exclude(finished_at=None).order_by("-finished_at", "-pk")

    def waiting(self) -> "LogCheckQuerySet":
        """The one that the worker has yet to finish, if there is one."""
        return self.filter(is_open=True)

    def due(self, at: datetime.datetime) -> "LogCheckQuerySet":
        """What to check now."""
        return self.waiting().filter(next_try_at__lte=at).order_by("asked_at", "pk")


class LogCheck(models.Model):
    """One check of the log that an auditor requested, and its result, which never changes."""

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    is_open = models.BooleanField(default=True, db_default=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_try_at = models.DateTimeField()
    # How far it is: entries of the log when it began, those read, and kinds of records compared with it.
    entries = models.PositiveBigIntegerField(default=0, db_default=0)
    read = models.PositiveBigIntegerField(default=0, db_default=0)
    compared = models.PositiveSmallIntegerField(default=0, db_default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=10, choices=LogResult.choices, blank=True, default="", db_default="")
    digest = models.CharField(max_length=64, blank=True, default="", db_default="")
    # The first fault, in words.
    flaw = models.TextField(blank=True, default="", db_default="")

    objects = LogCheckQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_open"], condition=Q(is_open=True), name="grants_logcheck_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(is_open=True, finished_at=None, result="")
                | Q(is_open=False, finished_at__isnull=False) & ~Q(result=""),
                name="grants_logcheck_is_open_or_has_a_result",
            ),
        ]

    def __str__(self) -> str:
        return f"Check of the log of {self.asked_at:%Y-%m-%d %H:%M}"
