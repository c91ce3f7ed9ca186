"""The history of a draft, for its members only: saved versions of answers, and comments."""

import datetime

from django.conf import settings
from django.db import models

from accounts.models import User
from grants.models.application import Application
from grants.models.plan import Answer


class AnswerVersionQuerySet(models.QuerySet["AnswerVersion"]):
    def newest_first(self) -> "AnswerVersionQuerySet":
        """Newest first, with the person who saved each."""
        return self.select_related("saved_by").order_by("-number")

    def until(self, day: datetime.date) -> "AnswerVersionQuerySet":
        """Those last saved on that day or before."""
        return self.filter(saved_at__date__lte=day)

    def without_texts(self) -> "AnswerVersionQuerySet":
        """For lists: the texts aren’t read."""
        return self.defer("text")

    def by_others_since(self, application: Application, person: User, at: datetime.datetime) -> "AnswerVersionQuerySet":
        """What others than this person saved in the application after that moment, the newest first."""
        others = self.filter(answer__application=application, saved_at__gt=at).exclude(saved_by=person)
        before = AnswerVersion.objects.filter(answer=models.OuterRef("answer"), saved_at__lte=at).order_by("-number")
        return (
            others.annotate(number_before=models.Subquery(before.values("number")[:1]))
            .select_related("saved_by", "answer")
            .defer("text", "answer__text")
            .order_by("-saved_at", "-pk")
        )

    def before(self, number: int) -> "AnswerVersion | None":
        """The version before the one with this number."""
        return self.filter(number__lt=number).newest_first().first()


class AnswerVersion(models.Model):
    """A saved version of an answer. What one person saves within a few minutes is one version."""

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

    # Only on rows of `by_others_since`: the version that the answer had then.
    number_before: int | None

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


class SectionCommentQuerySet(models.QuerySet["SectionComment"]):
    def of_section(self, key: str) -> "SectionCommentQuerySet":
        """Those beneath one section, the earliest first, with who wrote and resolved them."""
        return self.filter(key=key).select_related("written_by", "resolved_by")

    def until(self, day: datetime.date) -> "SectionCommentQuerySet":
        """Those written on that day or before."""
        return self.filter(written_at__date__lte=day)

    def by_others_since(self, person: User, at: datetime.datetime) -> "SectionCommentQuerySet":
        """What others than this person wrote after that moment, the newest first."""
        others = self.filter(written_at__gt=at).exclude(written_by=person)
        return others.select_related("written_by").order_by("-written_at", "-pk")

    def open_by_section(self) -> dict[str, int]:
        """How many aren’t resolved, by the key of the section; sections without any are left out."""
        counted = self.order_by().filter(resolved_at=None).values_list("key").annotate(models.Count("pk"))
        return dict(counted)


class SectionComment(models.Model):
    """What a member says about a section. Only those who take part in the application ever see it."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="comments")
    # As grants/rules/sections.py names it.
    key = models.CharField(max_length=20)
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = SectionCommentQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["application", "key"], name="grants_comment_of_section")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(resolved_by=None, resolved_at=None)
                | models.Q(resolved_by__isnull=False, resolved_at__isnull=False),
                name="grants_comment_resolved_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"comment on {self.key} of {self.application}"


class ApplicationVisit(models.Model):
    """When a person last looked at the overview of a draft, so that it can say what changed since."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="visits")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The end of the visit before this one, and the last moment of this one.
    before_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "person"], name="grants_visit_once"),
            models.CheckConstraint(
                condition=models.Q(before_at__lte=models.F("seen_at")), name="grants_visit_before_is_before"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.application}"
