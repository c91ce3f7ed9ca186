"""People who offer to score the applications of a round."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Role, User, Visitor
from districts.models import Region
from grants.models.application import Application
from grants.models.competition import Competition
from grants.states import OFFER_STEPS, Expertise, OfferStatus


class ScoringOfferQuerySet(models.QuerySet["ScoringOffer"]):
    def visible_to(self, user: Visitor) -> "ScoringOfferQuerySet":
        """Grants officers see all offers, other people their own."""
        if not isinstance(user, User):
            return self.none()
        return self.all() if user.has_role(Role.GRANTS_OFFICER) else self.filter(person=user)

    def of(self, person: User, competition: Competition) -> "ScoringOfferQuerySet":
        """The person's offer for this round, if there is one."""
        return self.filter(person=person, competition=competition)

    def of_round(self, competition: Competition) -> "ScoringOfferQuerySet":
        """The offers for one round."""
        return self.filter(competition=competition)

    def waiting(self) -> "ScoringOfferQuerySet":
        """Those that officers haven't answered."""
        return self.filter(status=OfferStatus.OFFERED)

    def answerable_by(self, officer: User) -> "ScoringOfferQuerySet":
        """Those that wait, without rounds in which the officer's own district or school takes part."""
        own = Application.objects.taken_part_in_by(officer).in_the_running().order_by().values("competition")
        return self.waiting().exclude(competition__in=own)

    def for_list(self) -> "ScoringOfferQuerySet":
        """With what a list names: what waits first, then by name."""
        is_answered = models.Case(models.When(status=OfferStatus.OFFERED, then=0), default=1)
        rows = self.select_related("person", "competition", "answered_by").prefetch_related("regions")
        return rows.order_by(is_answered, "person__name", "pk")


class ScoringOffer(models.Model):
    """What one person said about scoring in one round, and what the state answered."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="scoring_offers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=OfferStatus, default=OfferStatus.OFFERED, db_default="offered")
    offered_at = models.DateTimeField()
    capacity = models.PositiveSmallIntegerField("most applications")
    expertise = models.CharField(max_length=10, choices=Expertise)
    years = models.PositiveSmallIntegerField("years of experience")
    regions = models.ManyToManyField(Region, related_name="+", blank=True)
    connections = models.TextField("roles and connections")
    # Which text of grants.rules.scorers the person agreed to, with the offer.
    agreement_version = models.PositiveSmallIntegerField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # What the person is told about a declined offer.
    answer = models.TextField(blank=True, default="", db_default="")

    objects = ScoringOfferQuerySet.as_manager()

    class Meta:
        ordering = ["offered_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["competition", "person"], name="grants_scoring_offer_once_a_round"),
            models.CheckConstraint(
                condition=Q(capacity__gt=0) & ~Q(connections=""), name="grants_scoring_offer_is_complete"
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="grants_scoring_offer_declined_has_when_and_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.competition}"

    def is_waiting(self) -> bool:
        """Whether officers haven't answered it."""
        return self.status == OfferStatus.OFFERED

    def move(self, step: str) -> None:
        """Change the status as the table of steps says; the caller saves."""
        self.status = OFFER_STEPS[step][1]
