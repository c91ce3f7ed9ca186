"""Officers who are asked for a second review of an application, or to decide where officers differ."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Visitor
from grants.models.application import Application
from grants.states import AskedFor


class ReviewRequestQuerySet(models.QuerySet["ReviewRequest"]):
    def of(self, application: Application) -> "ReviewRequestQuerySet":
        """Those of one application in their order, with their people."""
        return self.filter(application=application).select_related("officer", "asked_by").order_by("asked_at", "pk")

    def open(self) -> "ReviewRequestQuerySet":
        """Neither done, declined, nor withdrawn."""
        return self.filter(ended_at=None)

    def to_decide(self) -> "ReviewRequestQuerySet":
        """Those that ask for a decision where officers differ."""
        return self.filter(kind=AskedFor.DECISION)

    def waiting_for(self, user: Visitor) -> "ReviewRequestQuerySet":
        """What this officer is asked for and may read, the first asked first."""
        if not user.is_authenticated:
            return self.none()
        on_desk = Application.objects.on_desk_of(user).order_by().values("pk")
        rows = self.open().filter(officer=user, application__in=on_desk)
        return rows.select_related("application__consortium", "asked_by").order_by("asked_at", "pk")


class ReviewRequest(models.Model):
    """What one officer is asked for, by whom, and how that ended."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="review_requests")
    kind = models.CharField(max_length=20, choices=AskedFor)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Why it was declined or withdrawn; "" if it was done.
    reason = models.TextField(blank=True)

    objects = ReviewRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "officer"], condition=Q(ended_at=None), name="grants_review_asked_once"
            ),
        ]
        indexes = [models.Index(fields=["officer", "ended_at"], name="grants_review_asked_of")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.officer}"
