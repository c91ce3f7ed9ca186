"""What the board decides about the applications of a round: votes, decisions, and their release."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import Role, User, Visitor
from districts.models import Region
from grants.models.application import OFFICIALS, Application, ApplicationQuerySet
from grants.models.competition import Competition, CompetitionQuerySet
from grants.models.participant import Participant
from grants.states import (
    FINAL_OUTCOMES,
    OUTCOMES,
    AppealState,
    BoardChoice,
    BoardOutcome,
    DecisionState,
    ReleasePolicy,
    StageOutcome,
)

# Who reads a round's board pages. Names aren't hidden from any of them.
BOARD_READERS = (Role.BOARD_MEMBER, *OFFICIALS)


def before_board(user: Visitor) -> ApplicationQuerySet:
    """The submitted applications that this board member or official may know of.

    Without those that a stage before it put out, and those that `known_to_board` leaves out.
    """
    out = BoardDecision.objects.results_of_stages().order_by()
    return known_to_board(user).exclude(pk__in=out.values("application"))


def known_to_board(user: Visitor) -> ApplicationQuerySet:
    """The submitted applications that this board member or official may know of, whatever the decision.

    Without those of a district or school that the person represents, or once represented.
    """
    if not (isinstance(user, User) and user.has_role(*BOARD_READERS)):
        return Application.objects.none()
    return Application.objects.submitted().free_of_conflicts_of(user)


class BoardVoteQuerySet(models.QuerySet["BoardVote"]):
    def visible_to(self, user: Visitor) -> "BoardVoteQuerySet":
        """Board members see their own votes; officials see all. No one sees votes on an application kept from them."""
        if not isinstance(user, User):
            return self.none()
        rows = self.filter(application__in=known_to_board(user).order_by().values("pk"))
        return rows if user.has_role(*OFFICIALS) else rows.filter(member=user)

    def with_members(self) -> "BoardVoteQuerySet":
        """With who voted, in the order of their names."""
        return self.select_related("member").order_by("member__name", "pk")


class BoardVote(models.Model):
    """A board member's vote on an application. The log has those that it replaced."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="board_votes")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=10, choices=BoardChoice)
    cast_at = models.DateTimeField()

    objects = BoardVoteQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "member"], name="grants_board_vote_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_choice_display()}"


class AwardReleaseQuerySet(models.QuerySet["AwardRelease"]):
    def of_round(self, competition: Competition) -> "AwardReleaseQuerySet":
        """The releases of one round, the latest first, with who prepared and confirmed them."""
        rows = self.filter(competition=competition).select_related("prepared_by", "confirmed_by")
        return rows.order_by("-prepared_at", "-pk")

    def waiting(self) -> "AwardReleaseQuerySet":
        """Prepared, and neither confirmed nor canceled."""
        return self.filter(confirmed_at=None, canceled_at=None)

    def confirmed(self) -> "AwardReleaseQuerySet":
        """Those that released decisions."""
        return self.filter(confirmed_at__isnull=False)


class AwardRelease(models.Model):
    """The step that releases a round's decisions: prepared by one person and confirmed by another."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="award_releases")
    # How many decisions of each outcome, and how many submitted applications have none.
    counts = models.JSONField(default=dict)
    # Of the decisions that it releases, so that the second person confirms what the first one prepared.
    digest = models.CharField(max_length=64)
    # Why it doesn't wait for the applications without a decision.
    reason = models.TextField(blank=True, default="", db_default="")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    canceled_at = models.DateTimeField(null=True, blank=True)

    objects = AwardReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["prepared_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["competition"],
                condition=Q(confirmed_at=None, canceled_at=None),
                name="grants_award_release_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, canceled_at=None)
                & ~Q(confirmed_by=F("prepared_by")),
                name="grants_award_release_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competition}: release of {self.prepared_at:%Y-%m-%d}"


class BoardDecisionQuerySet(models.QuerySet["BoardDecision"]):
    def visible_to(self, user: Visitor) -> "BoardDecisionQuerySet":
        """Before the release: officials and the board, except on applications kept from them.

        After it: the public as the round's policy says, and the members of an application their own.
        """
        seen = self.in_public_record()
        if not isinstance(user, User):
            return self.filter(pk__in=seen.values("pk"))
        own = self.released().filter(application__in=Application.objects.taken_part_in_by(user).values("pk"))
        known = Q(pk__in=seen.values("pk")) | Q(pk__in=own.values("pk"))
        if user.has_role(*BOARD_READERS):
            known |= Q(application__in=known_to_board(user).order_by().values("pk"))
        return self.filter(known)

    def released(self) -> "BoardDecisionQuerySet":
        """Released decisions, without those that a later released decision replaced."""
        later = BoardDecision.objects.filter(replaces=OuterRef("pk"), release__confirmed_at__isnull=False)
        return self.filter(release__confirmed_at__isnull=False).exclude(Exists(later))

    def settled(self) -> "BoardDecisionQuerySet":
        """Released decisions that the board doesn't take up again: a yes or no without a granted appeal."""
        return self.released().filter(outcome__in=FINAL_OUTCOMES).exclude(appeal__state=AppealState.GRANTED)

    def results_of_stages(self) -> "BoardDecisionQuerySet":
        """What a stage before the board decided, without what a granted appeal put before the board after all."""
        rows = self.decided().filter(outcome__in=StageOutcome.values)
        return rows.exclude(appeal__state=AppealState.GRANTED)

    def of_board(self) -> "BoardDecisionQuerySet":
        """Decisions of the board itself."""
        return self.exclude(outcome__in=StageOutcome.values)

    def in_public_record(self) -> "BoardDecisionQuerySet":
        """What everyone may read: released awards, and other outcomes where the round's policy says so."""
        is_public = Q(outcome=BoardOutcome.YES) | Q(application__competition__release_policy=ReleasePolicy.ALL)
        return self.released().filter(is_public, application__competition__is_draft=False)

    def unreleased(self) -> "BoardDecisionQuerySet":
        """Decisions that haven't been released."""
        return self.filter(release=None)

    def for_applicant(self) -> "BoardDecisionQuerySet":
        """With the decision letter of each, without its parts, and the award and the appeal, if there are any."""
        return self.select_related("letter", "appeal", "application__award").defer("letter__parts")

    def for_record(self) -> "BoardDecisionQuerySet":
        """With what the public record names, by round and reference."""
        rows = self.select_related("application__consortium", "application__competition", "release")
        return rows.order_by("application__competition__name", "application__reference")

    def rounds(self) -> CompetitionQuerySet:
        """The rounds that these are decisions of."""
        return Competition.objects.filter(pk__in=self.order_by().values("application__competition"))

    def naming(self, words: str) -> "BoardDecisionQuerySet":
        """Those whose consortium, application number, or one of whose members has these words in its name."""
        members = Participant.present.filter(name__icontains=words).values("application")
        is_named = Q(application__consortium__name__icontains=words) | Q(application__reference__iexact=words)
        return self.filter(is_named | Q(application__in=members))

    def in_region(self, region: Region) -> "BoardDecisionQuerySet":
        """Those of applications with a member in a county of the region."""
        is_there = Q(district__county__region=region) | Q(school__district__county__region=region)
        return self.filter(application__in=Participant.present.filter(is_there).values("application"))

    def without_award(self) -> "BoardDecisionQuerySet":
        """Released decisions to award a grant that no award follows yet: those released before awards were kept."""
        rows = self.released().filter(outcome=BoardOutcome.YES, application__award=None)
        return rows.select_related("application__competition").order_by("pk")

    def of_round(self, competition: Competition) -> "BoardDecisionQuerySet":
        """The decisions about applications of one round."""
        return self.filter(application__competition=competition)

    def of(self, application: Application) -> "BoardDecisionQuerySet":
        """Those about one application, the latest first, with their people."""
        rows = self.filter(application=application).select_related("proposed_by", "countersigned_by", "release")
        return rows.order_by("-proposed_at", "-pk")

    def counted(self) -> "BoardDecisionQuerySet":
        """Those that count against the budget: decided, or waiting for a countersignature."""
        return self.filter(state__in=[DecisionState.DECIDED, DecisionState.PROPOSED])

    def decided(self) -> "BoardDecisionQuerySet":
        """Countersigned, and not replaced."""
        return self.filter(state=DecisionState.DECIDED)

    def proposed(self) -> "BoardDecisionQuerySet":
        """Waiting for a countersignature."""
        return self.filter(state=DecisionState.PROPOSED)

    def of_slate(self, slate: int) -> "BoardDecisionQuerySet":
        """The decisions that wait for a countersignature together, with their applications, by number."""
        return self.proposed().filter(slate=slate).select_related("application__consortium").order_by("pk")

    def to_release(self, competition: Competition) -> "BoardDecisionQuerySet":
        """The decisions of a round that the next release makes known, in the order of their applications."""
        submitted = Application.objects.submitted().filter(competition=competition).order_by().values("pk")
        rows = self.decided().filter(release=None, application__in=submitted)
        return rows.order_by("application__reference", "pk")


class BoardDecision(models.Model):
    """What the board decided about one application, with reasons, on which votes. Replaced but never changed.

    Or what a stage before the board decided about it: such a row has no votes, and no one entered it (ADR 58).
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="board_decisions")
    outcome = models.CharField(max_length=10, choices=OUTCOMES)
    amount = models.PositiveBigIntegerField("US dollars", null=True, blank=True)  # of an award
    conditions = models.TextField(blank=True, default="", db_default="")
    reasons = models.TextField()
    # Each vote at that moment: the member's number and name, and the choice.
    votes = models.JSONField(default=list)
    state = models.CharField(max_length=20, choices=DecisionState)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField()
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    replacement_reason = models.TextField(blank=True, default="", db_default="")
    release = models.ForeignKey(AwardRelease, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    # Its band in the ranking of the round when it was released, and how many bands there were; none without a ranking.
    band = models.PositiveSmallIntegerField(null=True, blank=True)
    bands = models.PositiveSmallIntegerField(null=True, blank=True)
    # The slate that it was decided with; such decisions are countersigned and canceled together.
    slate = models.ForeignKey(
        "grants.BoardSlate", on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )

    objects = BoardDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state=DecisionState.DECIDED),
                name="grants_board_decision_decided_once",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state=DecisionState.PROPOSED),
                name="grants_board_decision_proposed_once",
            ),
            models.CheckConstraint(
                condition=Q(outcome=BoardOutcome.YES, amount__gte=1)
                | ~Q(outcome=BoardOutcome.YES) & Q(amount__isnull=True),
                name="grants_board_decision_amount_of_an_award",
            ),
            models.CheckConstraint(condition=~Q(reasons=""), name="grants_board_decision_has_reasons"),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(replacement_reason=""),
                name="grants_board_decision_replaced_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=StageOutcome.values, countersigned_by=None, decided_at__isnull=False)
                | Q(countersigned_by=None, decided_at=None)
                | Q(countersigned_by__isnull=False, decided_at__isnull=False) & ~Q(countersigned_by=F("proposed_by")),
                name="grants_board_decision_countersigned_by_another",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=False) | Q(outcome__in=StageOutcome.values),
                name="grants_board_decision_entered_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DecisionState.DECIDED, DecisionState.REPLACED]) | Q(decided_at__isnull=False),
                name="grants_board_decision_decided_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} ({self.proposed_at:%Y-%m-%d})"

    def was_released(self) -> bool:
        """Whether it has been released. One query, unless the release was read with it."""
        return self.release is not None and self.release.confirmed_at is not None
