"""The log's two tables: entries chained by digest, and the head that says how long the chain is."""

from django.db import models


class Entry(models.Model):
    """One thing that happened: who, what, to what, when. Never changed, never deleted."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    event = models.CharField(max_length=80)
    # Text, not foreign keys: the log outlives what it speaks of and knows no other app.
    by = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    subject_label = models.CharField(max_length=300)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["subject"], name="audit_entry_subject"),
            models.Index(fields=["event"], name="audit_entry_event"),
            models.Index(fields=["at"], name="audit_entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.event} {self.subject_label}"


class Head(models.Model):
    """The last entry's number and digest, in one row that writers lock in turn."""

    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="audit_head_is_one_row")]

    def __str__(self) -> str:
        return f"{self.number} entries"
