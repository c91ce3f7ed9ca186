"""Which scorer reads which application, and the scores with their reasons and citations."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import Role, User, Visitor
from grants.models.application import Application
from grants.models.competition import Competition, Criterion
from grants.models.scorer import Scorer
from grants.models.sealed import Version
from grants.states import Confidence, GateAnswer, ScoringStage
from reviews.models import AbstractCitation


class ScorerAssignmentQuerySet(models.QuerySet["ScorerAssignment"]):
    def visible_to(self, user: Visitor) -> "ScorerAssignmentQuerySet":
        """Grants officers see those of the applications on their desk, scorers their own. No one else sees any."""
        if isinstance(user, User) and user.has_role(Role.GRANTS_OFFICER):
            return self.filter(application__in=Application.objects.on_desk_of(user).order_by().values("pk"))
        return self.to_score_by(user)

    def to_score_by(self, user: Visitor) -> "ScorerAssignmentQuerySet":
        """What this person scores or has scored, as long as the person scores in the round.

        Without applications of a district or school that the person represents, or once represented.
        """
        return self._of(user).current()

    def ended_for(self, reason: str, user: Visitor) -> "ScorerAssignmentQuerySet":
        """What this person would still score if it hadn't ended for this reason."""
        rows = self._of(user).unsubmitted().filter(end_reason=reason)
        return rows.select_related("application__consortium", "application__competition")

    def _of(self, user: Visitor) -> "ScorerAssignmentQuerySet":
        own = Scorer.objects.of(user).accepted()
        if not isinstance(user, User):
            return self.none()
        free = Application.objects.submitted().free_of_conflicts_of(user).order_by().values("pk")
        return self.filter(scorer__in=own.order_by().values("pk"), application__in=free)

    def current(self) -> "ScorerAssignmentQuerySet":
        """Assignments that were not ended."""
        return self.filter(ended_at=None)

    def of_round(self, competition: Competition) -> "ScorerAssignmentQuerySet":
        """The assignments in one round."""
        return self.filter(scorer__competition=competition)

    def of_scorer(self, scorer: Scorer) -> "ScorerAssignmentQuerySet":
        """The assignments of one scorer."""
        return self.filter(scorer=scorer)

    def locked(self) -> "ScorerAssignmentQuerySet":
        """Read anew and locked until the caller commits, with the application and the scorer."""
        records = ("application__competition", "scorer__person", "scorer__competition", "version")
        return self.select_for_update(of=("self",)).select_related(*records).order_by("pk")

    def of(self, application: Application) -> "ScorerAssignmentQuerySet":
        """The assignments of one application."""
        return self.filter(application=application)

    def unsubmitted(self) -> "ScorerAssignmentQuerySet":
        """Assignments whose scores are still to come."""
        return self.filter(submitted_at=None)

    def submitted(self) -> "ScorerAssignmentQuerySet":
        """Assignments whose scores were submitted."""
        return self.exclude(submitted_at=None)

    def with_open_scores(self, at: datetime.datetime | None) -> "ScorerAssignmentQuerySet":
        """Assignments that count, and whose scores officers may read: everyone of the stage submitted, or it closed."""
        return self.current().submitted().exclude(_waits(at))

    def of_open_stages(self, at: datetime.datetime) -> "ScorerAssignmentQuerySet":
        """Assignments whose stage isn't closed."""
        closed = Q(stage=ScoringStage.GATE, application__competition__gate_closes_at__lte=at)
        closed |= Q(stage=ScoringStage.SCORING, application__competition__scoring_closes_at__lte=at)
        return self.exclude(closed)

    def for_list(self) -> "ScorerAssignmentQuerySet":
        """With the records that a list names: what is to be done first, then by reference; the gate before scoring."""
        records = ("scorer__person", "application__consortium", "application__competition", "version")
        in_order = self.select_related(*records).defer("version__content", "version__reading")
        return in_order.order_by(F("submitted_at").asc(nulls_first=True), "application__reference", "stage", "pk")

    def for_desk(self) -> "ScorerAssignmentQuerySet":
        """With what the desk names; of one application, the gate first, then what is not submitted."""
        records = ("scorer__person", "scorer__competition", "application__consortium", "application__competition")
        return self.select_related(*records).order_by(F("submitted_at").asc(nulls_first=True), "stage", "pk")


class ScorerAssignment(models.Model):
    """One scorer reads one application at one stage."""

    scorer = models.ForeignKey(Scorer, on_delete=models.PROTECT, related_name="assignments")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="scorer_assignments")
    stage = models.CharField(max_length=10, choices=ScoringStage)
    # The version that is scored: the latest one when the scorer saved the first score.
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    is_by_hand = models.BooleanField(default=True, db_default=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = models.TextField(blank=True, default="", db_default="")
    # Submitted, and ended for a conflict that was found later. The scores stay and don't count.
    is_excluded = models.BooleanField(default=False, db_default=False)

    objects = ScorerAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["assigned_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scorer", "application", "stage"],
                condition=Q(ended_at=None),
                name="grants_scorer_assignment_open_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, end_reason="")
                | Q(ended_at__isnull=False) & ~Q(end_reason=""),
                name="grants_scorer_assignment_ended_has_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(version__isnull=False),
                name="grants_scorer_assignment_submitted_has_a_version",
            ),
            models.CheckConstraint(
                condition=Q(is_excluded=False) | Q(submitted_at__isnull=False, ended_at__isnull=False),
                name="grants_scorer_assignment_excluded_was_submitted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}, scored by {self.scorer.person}"

    @property
    def is_of_gate(self) -> bool:
        """Whether the scorer votes on the question of the gate."""
        return self.stage == ScoringStage.GATE

    @property
    def closes_at(self) -> datetime.datetime | None:
        """When its stage closes or closed."""
        return self.application.competition.stage_closes_at(self.stage)

    def is_closed(self, at: datetime.datetime) -> bool:
        """Whether its scores can no longer be saved or submitted, because its stage is closed."""
        return self.application.competition.is_stage_closed(self.stage, at)


def _waits(at: datetime.datetime | None) -> Exists:
    """Whether someone can still submit at this open stage of the application."""
    waits = ScorerAssignment.objects.current().unsubmitted()
    if at is not None:
        waits = waits.of_open_stages(at)
    return Exists(waits.filter(application=OuterRef("application"), stage=OuterRef("stage")))


class ScoreQuerySet(models.QuerySet["Score"]):
    def visible_to(self, user: Visitor, at: datetime.datetime | None = None) -> "ScoreQuerySet":
        """Scorers see their own. Officers see what was submitted once everyone of the stage submitted.

        Or once the stage is closed, where `at` says what time it is.
        """
        assignments = ScorerAssignment.objects.visible_to(user)
        if isinstance(user, User) and user.has_role(Role.GRANTS_OFFICER):
            assignments = assignments.with_open_scores(at)
        return self.filter(assignment__in=assignments.order_by().values("pk"))

    def excluded_for(self, user: Visitor, at: datetime.datetime | None = None) -> "ScoreQuerySet":
        """Those that don't count because of a conflict, for officers, once all other scorers of the stage submitted."""
        if not (isinstance(user, User) and user.has_role(Role.GRANTS_OFFICER)):
            return self.none()
        assignments = ScorerAssignment.objects.visible_to(user).filter(is_excluded=True).exclude(_waits(at))
        return self.filter(assignment__in=assignments.order_by().values("pk"))

    def in_round(self, competition: Competition) -> "ScoreQuerySet":
        """The scores of one round."""
        return self.filter(assignment__scorer__competition=competition)

    def of_application(self, application: Application) -> "ScoreQuerySet":
        """The scores of one application."""
        return self.filter(assignment__application=application)

    def at_gate(self) -> "ScoreQuerySet":
        """The votes on the question of the gate."""
        return self.filter(assignment__stage=ScoringStage.GATE)

    def of(self, assignment: ScorerAssignment) -> "ScoreQuerySet":
        """The scores of one assignment with their citations, in two queries."""
        citations = models.Prefetch("citations", ScoreCitation.objects.current(), "current_citations")
        return self.filter(assignment=assignment).prefetch_related(citations)


class Score(models.Model):
    """What a scorer says on one criterion, or on the question of the gate (no criterion); unfinished until submitted.

    `revision` grows with every change, so that two tabs notice each other.
    """

    assignment = models.ForeignKey(ScorerAssignment, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    vote = models.CharField(max_length=3, choices=GateAnswer, blank=True, default="", db_default="")
    has_abstained = models.BooleanField(default=False, db_default=False)
    reason = models.TextField(blank=True, default="", db_default="")
    confidence = models.CharField(max_length=6, choices=Confidence, blank=True, default="", db_default="")
    revision = models.PositiveIntegerField(default=0, db_default=0)
    saved_at = models.DateTimeField()

    # Only on rows of `of`: the citations that were not removed.
    current_citations: "list[ScoreCitation]"

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["criterion__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "criterion"], name="grants_score_once_a_criterion"),
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(criterion=None), name="grants_score_one_vote_at_the_gate"
            ),
            models.CheckConstraint(
                condition=Q(level=None) | Q(level__range=(0, 4)), name="grants_score_level_is_on_the_scale"
            ),
            models.CheckConstraint(
                condition=Q(criterion=None, level=None) | Q(criterion__isnull=False, vote=""),
                name="grants_score_is_a_level_or_a_vote",
            ),
            models.CheckConstraint(
                condition=Q(has_abstained=False) | Q(level=None, vote=""), name="grants_score_abstained_is_no_score"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion or 'the gate'}, {self.assignment}"


class ScoreCitationQuerySet(models.QuerySet["ScoreCitation"]):
    def current(self) -> "ScoreCitationQuerySet":
        """Citations that were not removed, in the order in which they were made."""
        return self.filter(removed_at=None).order_by("cited_at", "pk")

    def cited_by(self, user: User, reference: str) -> "ScoreCitationQuerySet":
        """What this person cited in an application that the person scores; also what was removed."""
        own = ScorerAssignment.objects.to_score_by(user).filter(application__reference=reference)
        cited = self.filter(score__assignment__in=own.order_by().values("pk"))
        return cited.select_related("score__assignment__application")


class ScoreCitation(AbstractCitation):
    """What a score is based on."""

    score = models.ForeignKey(Score, on_delete=models.PROTECT, related_name="citations")
    removed_at = models.DateTimeField(null=True, blank=True)  # stays in the history

    objects = ScoreCitationQuerySet.as_manager()

    class Meta(AbstractCitation.Meta):
        abstract = False


class EarlierScores(models.Model):
    """What a scorer submitted before an officer reopened the assignment. It never changes."""

    assignment = models.ForeignKey(ScorerAssignment, on_delete=models.PROTECT, related_name="earlier_scores")
    submitted_at = models.DateTimeField()
    content = models.JSONField()  # a row for each score, with its citations
    reason = models.TextField()
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField()

    class Meta:
        ordering = ["reopened_at", "pk"]
        verbose_name_plural = "earlier scores"

    def __str__(self) -> str:
        return f"{self.assignment}, as submitted before {self.reopened_at:%Y-%m-%d}"
