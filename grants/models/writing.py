"""What the members see of how a draft came about: each text that an answer had."""

from django.conf import settings
from django.db import models

from grants.models.plan import Answer


class AnswerVersionQuerySet(models.QuerySet["AnswerVersion"]):
    def newest_first(self) -> "AnswerVersionQuerySet":
        """The last one first, with who saved it."""
        return self.select_related("saved_by").order_by("-number")

    def without_texts(self) -> "AnswerVersionQuerySet":
        """For lists: the texts aren’t read."""
        return self.defer("text")

    def before(self, number: int) -> "AnswerVersion | None":
        """The one before that number."""
        return self.filter(number__lt=number).newest_first().first()


class AnswerVersion(models.Model):
    """A text that an answer had. What one person saves within some minutes is one version."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    heading = models.CharField(max_length=300, blank=True, default="", db_default="")
    text = models.TextField(blank=True, default="", db_default="")
    words = models.PositiveIntegerField(default=0, db_default=0)
    # As digest_of_answer in grants/rules/sections.py gives it.
    digest = models.CharField(max_length=64)
    # When its first text was saved, and its last.
    began_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    # Null for a text that a file brought, or that was saved before texts were kept and no one knows by whom.
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # What it repeats: the number of an earlier version, or the reference of an earlier application.
    restored_from = models.PositiveIntegerField(null=True, blank=True)
    copied_from = models.CharField(max_length=12, blank=True, default="", db_default="")

    objects = AnswerVersionQuerySet.as_manager()

    class Meta:
        ordering = ["answer", "number"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="grants_answer_version_once"),
            models.CheckConstraint(
                condition=models.Q(saved_at__gte=models.F("began_at")), name="grants_answer_version_begins_first"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.answer}"
