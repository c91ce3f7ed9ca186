"""The people who score the applications of a round."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Role, User, Visitor
from districts.models import Region
from grants.models.competition import Competition
from grants.states import SCORER_STEPS, Expertise, ScorerStatus


class ScorerQuerySet(models.QuerySet["Scorer"]):
    def visible_to(self, user: Visitor) -> "ScorerQuerySet":
        """Grants officers see all scorers; scorers see their own invitations. No one else sees any."""
        if not isinstance(user, User):
            return self.none()
        return self.all() if user.has_role(Role.GRANTS_OFFICER) else self.of(user)

    def of(self, user: Visitor) -> "ScorerQuerySet":
        """The person's own invitations, as long as the person is a scorer of the state."""
        if not (isinstance(user, User) and user.has_role(Role.SCORER)):
            return self.none()
        return self.filter(person=user)

    def of_round(self, competition: Competition) -> "ScorerQuerySet":
        """The scorers of one round."""
        return self.filter(competition=competition)

    def waiting(self) -> "ScorerQuerySet":
        """Those who were invited and haven't answered, the first invited first."""
        return self.filter(status=ScorerStatus.INVITED).order_by("invited_at", "pk")

    def accepted(self) -> "ScorerQuerySet":
        """Those who said that they will score."""
        return self.filter(status=ScorerStatus.ACCEPTED)

    def for_list(self) -> "ScorerQuerySet":
        """With the records that a list names, by name."""
        return self.select_related("person", "competition", "region").order_by("person__name", "pk")

    def for_answer(self) -> "ScorerQuerySet":
        """With what the invited person reads: the round, the region, and who sent the invitation."""
        return self.select_related("person", "competition", "region", "invited_by")


class Scorer(models.Model):
    """One person in one round: the invitation, the answer, how much this person can read, and the agreement."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="scorers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=ScorerStatus, default=ScorerStatus.INVITED, db_default="invited")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    # Why the person declined or was withdrawn.
    reason = models.TextField(blank=True, default="", db_default="")
    # The person's answers: how many applications, of what the person has experience, and where the person is from.
    capacity = models.PositiveSmallIntegerField("most applications", default=0, db_default=0)
    expertise = models.CharField(max_length=10, choices=Expertise, blank=True, default="", db_default="")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The yearly agreement: which text of grants.rules.scorers was signed, and when.
    agreement_version = models.PositiveSmallIntegerField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)

    objects = ScorerQuerySet.as_manager()

    class Meta:
        ordering = ["invited_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["competition", "person"], name="grants_scorer_once_a_round"),
            models.CheckConstraint(
                condition=~Q(status="accepted")
                | Q(answered_at__isnull=False, agreed_at__isnull=False, capacity__gt=0) & ~Q(expertise=""),
                name="grants_scorer_accepted_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreement_version=None)
                | Q(agreed_at__isnull=False, agreement_version__isnull=False),
                name="grants_scorer_agreement_has_text_and_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.competition}"

    def move(self, step: str) -> None:
        """Change the status as the table of steps says; the caller saves."""
        self.status = SCORER_STEPS[step][1]

    def has_accepted(self) -> bool:
        """Whether the person said that he or she will score."""
        return self.status == ScorerStatus.ACCEPTED
