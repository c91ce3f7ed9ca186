"""Submitted applications that an officer returned to their applicants with questions, and the answers."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User, Visitor
from grants.models.application import Application
from grants.models.sealed import Version
from grants.states import LOCKED


class ApplicationReturnQuerySet(models.QuerySet["ApplicationReturn"]):
    def of(self, application: Application) -> "ApplicationReturnQuerySet":
        """Those of one application, the latest first, with their people and questions."""
        people = ("asked_by", "answered_by", "withdrawn_by", "version", "answer_version")
        rows = self.filter(application=application).select_related(*people)
        rows = rows.defer("version__content", "version__reading", "answer_version__content", "answer_version__reading")
        return rows.prefetch_related("questions").order_by("-number")

    def unanswered(self) -> "ApplicationReturnQuerySet":
        """Neither answered nor withdrawn; their time may be over."""
        return self.filter(answered_at=None, withdrawn_at=None)

    def waiting(self, at: datetime.datetime) -> "ApplicationReturnQuerySet":
        """Those that the state waits for at that moment."""
        return self.unanswered().filter(due_at__gte=at, application__status__in=LOCKED)

    def to_answer_by(self, user: Visitor, at: datetime.datetime) -> "ApplicationReturnQuerySet":
        """Those waiting for the person's lead district, the first due first."""
        own = Application.objects.written_by(user).values("pk")
        return self.waiting(at).filter(application__in=own).select_related("application__consortium").order_by("due_at")

    def to_remind_of(self, at: datetime.datetime, until: datetime.datetime) -> "ApplicationReturnQuerySet":
        """Those due until then without a reminder of that time."""
        due = self.waiting(at).filter(due_at__lte=until, reminded_at=None)
        return due.select_related("application__consortium", "application__competition").order_by("due_at", "pk")


class ApplicationReturn(models.Model):
    """What an officer asks about a submitted version, until when, and how that ended."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="returns")
    number = models.PositiveSmallIntegerField()
    # The version that the questions are about. It counts until there is an answer.
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # Grows with every change of the answers. A form made from an older revision is stale.
    revision = models.PositiveIntegerField(default=0, db_default=0)
    # The reminder of the time that counts now was sent then.
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_version = models.OneToOneField(
        Version, on_delete=models.PROTECT, null=True, blank=True, related_name="answers_return"
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, default="", db_default="")  # why it was withdrawn

    objects = ApplicationReturnQuerySet.as_manager()

    class Meta:
        ordering = ["application", "number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="grants_return_number_once"),
            models.CheckConstraint(condition=Q(due_at__gt=models.F("asked_at")), name="grants_return_is_due_later"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer_version=None)
                | Q(
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                    answer_version__isnull=False,
                    withdrawn_at=None,
                ),
                name="grants_return_answered_has_who_and_what",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(reason=""),
                name="grants_return_withdrawn_has_who_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}, returned {self.asked_at:%Y-%m-%d}"

    def is_waiting(self, at: datetime.datetime) -> bool:
        """Whether the applicant can still answer."""
        return self.answered_at is None and self.withdrawn_at is None and at <= self.due_at

    @property
    def sections(self) -> list[str]:
        """The keys of the sections that it unlocks, each once, in the order of the questions."""
        return list(dict.fromkeys(question.section for question in self.questions.all() if question.unlocks))

    def asker_now(self) -> User:
        """Who reads the answers: the assigned officer, or the one who asked if no one is."""
        return self.application.assigned_to or self.asked_by


class ReturnQuestion(models.Model):
    """One question about one section, and the answer in words."""

    returned = models.ForeignKey(ApplicationReturn, on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    # As grants/rules/sections.py names it; "" for the application as a whole.
    section = models.CharField(max_length=20, blank=True, default="", db_default="")
    text = models.TextField()
    unlocks = models.BooleanField(default=False, db_default=False)  # the applicant may change the section
    answer = models.TextField(blank=True, default="", db_default="")

    class Meta:
        ordering = ["returned", "position"]
        constraints = [
            models.UniqueConstraint(fields=["returned", "position"], name="grants_return_question_once"),
            models.CheckConstraint(
                condition=Q(unlocks=False) | ~Q(section=""), name="grants_return_question_unlocks_a_section"
            ),
        ]

    def __str__(self) -> str:
        return self.text
