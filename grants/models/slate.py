"""Slates: applications of a round that the board decides together, with one outcome, by one vote of each member."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import User, Visitor
from grants.models.application import OFFICIALS, Application
from grants.models.board import known_to_board
from grants.models.competition import Competition
from grants.states import BoardChoice, BoardOutcome


class BoardSlateQuerySet(models.QuerySet["BoardSlate"]):
    def visible_to(self, user: Visitor) -> "BoardSlateQuerySet":
        """Slates with an application that this board member or official may know of."""
        return self.filter(pk__in=SlateItem.objects.visible_to(user).order_by().values("slate"))

    def of_round(self, competition: Competition) -> "BoardSlateQuerySet":
        """Those of one round, the latest first, with their people."""
        rows = self.filter(competition=competition).select_related("prepared_by", "entered_by", "countersigned_by")
        return rows.order_by("-prepared_at", "-pk")

    def live(self) -> "BoardSlateQuerySet":
        """Neither withdrawn nor decided."""
        return self.filter(withdrawn_at=None, decided_at=None)


class BoardSlate(models.Model):
    """Applications with one outcome and the same reasons, prepared by an official, voted on by the board."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="slates")
    outcome = models.CharField(max_length=10, choices=BoardOutcome)
    reasons = models.TextField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField(null=True, blank=True)
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = BoardSlateQuerySet.as_manager()

    class Meta:
        ordering = ["prepared_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reasons=""), name="grants_board_slate_has_reasons"),
            models.CheckConstraint(
                condition=Q(entered_by=None, entered_at=None)
                | Q(entered_by__isnull=False, entered_at__isnull=False, withdrawn_at=None),
                name="grants_board_slate_entered_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(countersigned_by=None, decided_at=None)
                | Q(countersigned_by__isnull=False, decided_at__isnull=False, entered_by__isnull=False)
                & ~Q(countersigned_by=F("entered_by")),
                name="grants_board_slate_countersigned_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competition}: slate {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether members vote on it, and applications can be taken off."""
        return self.entered_at is None and self.withdrawn_at is None

    @property
    def is_waiting(self) -> bool:
        """Whether its decisions wait for a countersignature."""
        return self.entered_at is not None and self.decided_at is None


class SlateItemQuerySet(models.QuerySet["SlateItem"]):
    def visible_to(self, user: Visitor) -> "SlateItemQuerySet":
        """Those about applications before the board that this board member or official may know of."""
        return self.filter(application__in=known_to_board(user).order_by().values("pk"))

    def on_slate(self) -> "SlateItemQuerySet":
        """Those that no one took off, of applications that weren't withdrawn."""
        return self.filter(pulled_at=None, application__in=_submitted())

    def of(self, slate: BoardSlate) -> "SlateItemQuerySet":
        """Those of one slate by reference, with their applications and who took them off."""
        rows = self.filter(slate=slate).select_related("application__consortium", "application__competition")
        return rows.select_related("pulled_by").order_by("application__reference")

    def live(self) -> "SlateItemQuerySet":
        """On a slate that is neither withdrawn nor decided."""
        return self.on_slate().filter(slate__in=BoardSlate.objects.live().order_by().values("pk"))


class SlateItem(models.Model):
    """An application on a slate, with its award and a sentence about it; or one that was taken off for discussion."""

    slate = models.ForeignKey(BoardSlate, on_delete=models.PROTECT, related_name="items")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="slate_items")
    amount = models.PositiveBigIntegerField("US dollars", null=True, blank=True)  # of an award
    note = models.TextField(blank=True, default="", db_default="")  # follows the slate's reasons
    pulled_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    pulled_at = models.DateTimeField(null=True, blank=True)

    objects = SlateItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["slate", "application"], name="grants_slate_item_once"),
            models.CheckConstraint(
                # Without a person where a stage before the board put the application out.
                condition=Q(pulled_by=None) | Q(pulled_at__isnull=False),
                name="grants_slate_item_pulled_has_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} on slate {self.slate_id}"


class SlateVoteQuerySet(models.QuerySet["SlateVote"]):
    def visible_to(self, user: Visitor) -> "SlateVoteQuerySet":
        """Board members see their own vote; officials see all, of slates that they see."""
        if not isinstance(user, User):
            return self.none()
        rows = self.filter(slate__in=BoardSlate.objects.visible_to(user).order_by().values("pk"))
        return rows if user.has_role(*OFFICIALS) else rows.filter(member=user)

    def with_members(self) -> "SlateVoteQuerySet":
        """With who voted, in the order of their names."""
        return self.select_related("member").order_by("member__name", "pk")


class SlateVote(models.Model):
    """A board member's vote on a slate. It covers the applications that the member may know of."""

    slate = models.ForeignKey(BoardSlate, on_delete=models.PROTECT, related_name="votes")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=10, choices=BoardChoice)
    cast_at = models.DateTimeField()

    objects = SlateVoteQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["slate", "member"], name="grants_slate_vote_once")]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_choice_display()}"


def _submitted() -> "models.QuerySet[Application, Any]":
    return Application.objects.submitted().order_by().values("pk")
