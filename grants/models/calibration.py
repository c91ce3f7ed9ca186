"""Excerpts with agreed scores, on which the scorers of a round practice, and what each scorer gave them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Role, User, Visitor
from grants.models.application import Application
from grants.models.competition import Competition, Criterion
from grants.models.scorer import Scorer


class CalibrationSet(models.Model):
    """What the scorers of a round practice on, how close they have to come, and how often an excerpt comes again."""

    competition = models.OneToOneField(Competition, on_delete=models.PROTECT, related_name="calibration")
    # How many levels a score can be from the agreed one; grants.rules.calibration has the whole rule.
    tolerance = models.PositiveSmallIntegerField(default=1, db_default=1)
    # After how many submitted applications a scorer scores one more excerpt; 0: never.
    repeat_every = models.PositiveSmallIntegerField(default=5, db_default=5)
    # From then on, a scorer of the round practices first. Null: not open.
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_at=None, opened_by=None) | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="grants_calibration_opened_has_who_and_when",
            ),
            models.CheckConstraint(condition=Q(tolerance__lte=2), name="grants_calibration_tolerance_is_small"),
        ]

    def __str__(self) -> str:
        return f"calibration for {self.competition}"

    @property
    def is_open(self) -> bool:
        """Whether the scorers of the round practice before they score."""
        return self.opened_at is not None


class AnchorQuerySet(models.QuerySet["Anchor"]):
    def visible_to(self, user: Visitor) -> "AnchorQuerySet":
        """Grants officers see those of rounds in which they take no part; scorers, those they have scored.

        No one else sees any.
        """
        if not isinstance(user, User):
            return self.none()
        if user.has_role(Role.GRANTS_OFFICER):
            own_part = Application.objects.taken_part_in_by(user).in_the_running().order_by().values("competition")
            return self.exclude(calibration__competition__in=own_part)
        own = AnchorScore.objects.filter(scorer__in=Scorer.objects.of(user).accepted().order_by().values("pk"))
        return self.filter(pk__in=own.order_by().values("anchor"))

    def of_round(self, competition: Competition) -> "AnchorQuerySet":
        """The excerpts of a round with their criteria, those that are no longer used too."""
        return self.filter(calibration__competition=competition).select_related("criterion", "retired_by")

    def in_use(self) -> "AnchorQuerySet":
        """Without those that were retired."""
        return self.filter(retired_at=None)

    def asked_of(self, scorers: "list[Scorer]") -> "AnchorQuerySet":
        """What the scorers of these rounds are asked, or are asked again."""
        rounds = {scorer.competition_id for scorer in scorers}
        open_ones = self.in_use().filter(calibration__competition__in=rounds, calibration__opened_at__isnull=False)
        return open_ones.select_related("criterion", "calibration")


class Anchor(models.Model):
    """An excerpt with the score on one criterion that officers agreed on, and why."""

    calibration = models.ForeignKey(CalibrationSet, on_delete=models.PROTECT, related_name="anchors")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)  # what officers call it; scorers don't see it before they scored it
    excerpt = models.TextField()
    level = models.PositiveSmallIntegerField("agreed level")
    reasons = models.TextField()
    # Not for practicing: it first comes among real applications, so that no one has read its agreed score.
    is_for_checks = models.BooleanField(default=False, db_default=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    retire_reason = models.TextField(blank=True, default="", db_default="")

    objects = AnchorQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(level__range=(0, 4)), name="grants_anchor_level_is_on_the_scale"),
            models.CheckConstraint(
                condition=Q(retired_at=None, retired_by=None, retire_reason="")
                | Q(retired_at__isnull=False, retired_by__isnull=False) & ~Q(retire_reason=""),
                name="grants_anchor_retired_has_who_when_and_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AnchorScoreQuerySet(models.QuerySet["AnchorScore"]):
    def visible_to(self, user: Visitor) -> "AnchorScoreQuerySet":
        """Grants officers see all, scorers their own. No one else sees any."""
        return self.filter(scorer__in=Scorer.objects.visible_to(user).order_by().values("pk"))

    def of_scorers(self, scorers: list[Scorer]) -> "AnchorScoreQuerySet":
        """What these scorers gave, in the order in which they gave it, without excerpts that were retired."""
        counted = self.filter(scorer__in=scorers, anchor__retired_at=None)
        return counted.order_by("occasion", "scored_at", "pk")


class AnchorScore(models.Model):
    """What a scorer gave an excerpt. It never changes."""

    scorer = models.ForeignKey(Scorer, on_delete=models.PROTECT, related_name="anchor_scores")
    anchor = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="scores")
    # 0 while practicing; then 1, 2, 3: the excerpts that come among applications.
    occasion = models.PositiveSmallIntegerField(default=0, db_default=0)
    level = models.PositiveSmallIntegerField()
    reason = models.TextField()
    scored_at = models.DateTimeField()

    objects = AnchorScoreQuerySet.as_manager()

    class Meta:
        ordering = ["scored_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["scorer", "anchor", "occasion"], name="grants_anchor_scored_once"),
            models.UniqueConstraint(
                fields=["scorer", "occasion"], condition=Q(occasion__gt=0), name="grants_anchor_one_a_check"
            ),
            models.CheckConstraint(condition=Q(level__range=(0, 4)), name="grants_anchor_score_is_on_the_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.anchor}, scored by {self.scorer.person}"


class CalibrationTalkQuerySet(models.QuerySet["CalibrationTalk"]):
    def visible_to(self, user: Visitor) -> "CalibrationTalkQuerySet":
        """Grants officers see all, scorers their own. No one else sees any."""
        return self.filter(scorer__in=Scorer.objects.visible_to(user).order_by().values("pk"))


class CalibrationTalk(models.Model):
    """An officer talked with a scorer whose practice scores were not close enough, and opened scoring."""

    scorer = models.OneToOneField(Scorer, on_delete=models.PROTECT, related_name="calibration_talk")
    note = models.TextField()
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cleared_at = models.DateTimeField()

    objects = CalibrationTalkQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(note=""), name="grants_calibration_talk_has_a_note")]

    def __str__(self) -> str:
        return f"{self.cleared_by} talked with {self.scorer.person}"
