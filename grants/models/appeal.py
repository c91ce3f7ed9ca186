"""Appeals on process after the release of awards, and how they were answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User, Visitor
from grants.models.application import OFFICIALS, Application
from grants.models.board import BoardDecision, known_to_board
from grants.models.competition import Competition
from grants.models.scoring import ScorerAssignment
from grants.states import AppealGround, AppealState, ReleasePolicy


class AppealQuerySet(models.QuerySet["Appeal"]):
    def visible_to(self, user: Visitor) -> "AppealQuerySet":
        """Officials see those of applications that aren't kept from them. Members read theirs with the application."""
        if not (isinstance(user, User) and user.has_role(*OFFICIALS)):
            return self.none()
        return self.filter(application__in=known_to_board(user).order_by().values("pk"))

    def open(self) -> "AppealQuerySet":
        """Those without an answer, the first due first."""
        return self.filter(state=AppealState.OPEN).order_by("due_on", "pk")

    def waiting_for(self, user: User) -> "AppealQuerySet":
        """Open appeals that this official answers, and those without a handler."""
        rows = self.visible_to(user).open().filter(Q(handler=user) | Q(handler=None))
        return rows.select_related("application__consortium")

    def of(self, application: Application) -> "AppealQuerySet":
        """The appeals of one application, the latest first."""
        return self.filter(application=application).order_by("-filed_at", "-pk")

    def of_reference(self, reference: str) -> "AppealQuerySet":
        """The appeals of that application, the latest first, with what their pages name."""
        records = ("application__consortium", "application__competition", "decision", "handler", "filed_by")
        rows = self.filter(application__reference=reference).select_related(*records, "excluded__scorer__person")
        return rows.order_by("-filed_at", "-pk")

    def for_list(self) -> "AppealQuerySet":
        """With what a list names: those without an answer by their date first, then the latest answered."""
        records = ("application__consortium", "application__competition", "handler", "filed_by")
        is_open = models.Case(models.When(state=AppealState.OPEN, then=0), default=1)
        return self.select_related(*records).order_by(is_open, "due_on", "pk")

    def of_round(self, competition: Competition) -> "AppealQuerySet":
        """Those about applications of one round."""
        return self.filter(application__competition=competition)

    def in_public_record(self) -> "AppealQuerySet":
        """Granted appeals of rounds that publish all outcomes."""
        return self.filter(
            state=AppealState.GRANTED,
            application__competition__release_policy=ReleasePolicy.ALL,
            application__competition__is_draft=False,
        )


class Appeal(models.Model):
    """What the lead says went wrong in the process of a released decision, who answers, and the answer."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="appeals")
    decision = models.OneToOneField(BoardDecision, on_delete=models.PROTECT, related_name="appeal")
    ground = models.CharField(max_length=10, choices=AppealGround)
    text = models.TextField()
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=AppealState, default=AppealState.OPEN, db_default="open")
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assigned_at = models.DateTimeField(null=True, blank=True)
    reasons = models.TextField(blank=True, default="", db_default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    # The scorer's work that no longer counts because the appeal was granted.
    excluded = models.ForeignKey(
        ScorerAssignment, on_delete=models.PROTECT, null=True, blank=True, related_name="appeals"
    )

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["filed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(handler=None, assigned_by=None, assigned_at=None)
                | Q(handler__isnull=False, assigned_by__isnull=False, assigned_at__isnull=False),
                name="grants_appeal_handler_was_assigned",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None)
                | ~Q(state="open") & ~Q(reasons="") & Q(answered_at__isnull=False, handler__isnull=False),
                name="grants_appeal_answered_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(excluded=None) | Q(state="upheld"), name="grants_appeal_excludes_scores_if_upheld"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}, appeal"

    @property
    def is_open(self) -> bool:
        """Whether it has no answer."""
        return self.state == AppealState.OPEN
