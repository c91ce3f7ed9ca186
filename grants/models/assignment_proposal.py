"""A proposal of who scores what in a round, which the worker computes and an officer confirms."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Role, User, Visitor
from grants.models.competition import Competition
from grants.states import ScoringStage


class AssignmentProposalQuerySet(models.QuerySet["AssignmentProposal"]):
    def visible_to(self, user: Visitor) -> "AssignmentProposalQuerySet":
        """An officer's own: each officer's proposal has only the applications on the officer's desk."""
        if not (isinstance(user, User) and user.has_role(Role.GRANTS_OFFICER)):
            return self.none()
        return self.filter(requested_by=user)

    def open_in(self, competition: Competition, stage: str) -> "AssignmentProposalQuerySet":
        """Those of a stage of the round that aren't confirmed."""
        return self.filter(competition=competition, stage=stage, confirmed_at=None)

    def due(self, at: datetime.datetime) -> "AssignmentProposalQuerySet":
        """What to compute now, the first requested first."""
        return self.filter(next_try_at__lte=at).order_by("requested_at", "pk")


class AssignmentProposal(models.Model):
    """Waiting to be computed (`next_try_at`), computed (`result`), impossible (`problems`), or confirmed.

    Pairs are lists of a reference and the row ID of a scorer as text. A worker that takes a row moves its next try into
    the future, so that another one takes it if the first is killed.
    """

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="assignment_proposals")
    stage = models.CharField(max_length=10, choices=ScoringStage)
    per_application = models.PositiveSmallIntegerField()
    keep = models.JSONField(default=list)
    never = models.JSONField(default=list)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    # Grows with every change of the request, so that a result of an earlier one isn't kept, and none is confirmed.
    revision = models.PositiveIntegerField(default=1, db_default=1)
    next_try_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    # New pairs with the connections to consider, what is missing and why, and warnings (grants/reads/proposed_scorers).
    result = models.JSONField(null=True, blank=True)
    problems = models.JSONField(default=list)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentProposalQuerySet.as_manager()

    class Meta:
        ordering = ["requested_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["competition", "stage", "requested_by"],
                condition=Q(confirmed_at=None),
                name="grants_assignment_proposal_open_once",
            ),
            models.CheckConstraint(
                condition=Q(next_try_at=None) | Q(result=None, confirmed_at=None),
                name="grants_assignment_proposal_waits_without_a_result",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competition}, {self.stage}"

    @property
    def is_waiting(self) -> bool:
        """Whether the worker has yet to compute it."""
        return self.next_try_at is not None
