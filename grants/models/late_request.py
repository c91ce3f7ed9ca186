"""Requests to submit an application after the deadline, and what the state answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Role, User, Visitor
from grants.models.application import Application
from grants.states import Status


class LateRequestQuerySet(models.QuerySet["LateRequest"]):
    def answerable_by(self, user: Visitor) -> "LateRequestQuerySet":
        """Requests that this administrator may answer: without those of a round with an application of their own."""
        if not (isinstance(user, User) and user.has_role(Role.ADMINISTRATOR)):
            return self.none()
        own = Application.objects.taken_part_in_by(user).in_the_running()
        free = Application.objects.free_of_conflicts_of(user)
        return self.filter(application__in=free).exclude(application__competition__in=own.values("competition"))

    def waiting(self) -> "LateRequestQuerySet":
        """Not answered yet, and the application is still a draft."""
        return self.filter(answered_at=None, application__status=Status.DRAFT)

    def of(self, application: Application) -> "LateRequestQuerySet":
        """The requests of one application."""
        return self.filter(application=application)

    def accepted(self) -> "LateRequestQuerySet":
        """Those that the state agreed to, with who did."""
        return self.filter(until__isnull=False).select_related("answered_by")

    def for_list(self) -> "LateRequestQuerySet":
        """With the records that a list names, the oldest first."""
        records = ("application__consortium", "application__competition", "asked_by", "answered_by")
        return self.select_related(*records).order_by("asked_at", "pk")


class LateRequest(models.Model):
    """Why an applicant couldn't submit in time, and the answer. Officials see this much of the draft and no more."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="late_requests")
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    # Set if the state accepts the application late.
    until = models.DateTimeField(null=True, blank=True)
    answer_reason = models.TextField(blank=True, default="", db_default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = LateRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(answered_at=None), name="grants_late_request_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, until=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="grants_late_request_answered_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}, late"

    @property
    def is_waiting(self) -> bool:
        """Whether the state hasn't answered."""
        return self.answered_at is None
