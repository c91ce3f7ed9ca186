"""A funding round with its published rules."""

import datetime

from django.db import models
from django.db.models import F, Q

from accounts.addresses import HasPage
from accounts.models import Visitor


class CompetitionQuerySet(models.QuerySet["Competition"]):
    def visible_to(self, user: Visitor) -> "CompetitionQuerySet":
        """Published rules are public."""
        return self.all()

    def open(self, at: datetime.datetime) -> "CompetitionQuerySet":
        """Rounds that accept applications at that moment, the next to close first."""
        return self.filter(opens_at__lte=at, closes_at__gte=at).order_by("closes_at", "name")


class Competition(HasPage, models.Model):
    """One round: its window, maximum awards, questions, criteria, and weights."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=200, unique=True)
    # The state's question, which determinations answer.
    question = models.TextField(
        default=(
            "Does this consortium explain how its participating schools and districts will collaborate with one "
            "another to increase student access to personalized learning?"
        )
    )
    # Unknown dates of an old round are null; such a round accepts no applications.
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    project_starts_on = models.DateField(null=True, blank=True)
    project_ends_on = models.DateField(null=True, blank=True)
    ceiling_single = models.PositiveIntegerField("maximum award, single applicant, US dollars", null=True, blank=True)
    ceiling_consortium = models.PositiveIntegerField("maximum award, consortium, US dollars", null=True, blank=True)
    is_sample = models.BooleanField("invented", default=False)

    objects = CompetitionQuerySet.as_manager()

    class Meta:
        ordering = ["-closes_at", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="grants_competition_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(project_starts_on=None)
                | Q(project_ends_on=None)
                | Q(project_ends_on__gte=F("project_starts_on")),
                name="grants_competition_project_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_open(self, at: datetime.datetime) -> bool:
        """Whether the round accepts applications at that moment, the closing moment included."""
        return self.opens_at is not None and self.closes_at is not None and self.opens_at <= at <= self.closes_at


class Element(models.Model):
    """One of the nine elements of the explanation, as this round asks for it."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="elements")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    question = models.TextField()
    word_limit = models.PositiveIntegerField(default=500)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["competition", "number"], name="grants_element_number_once"),
            models.CheckConstraint(condition=Q(number__range=(1, 9)), name="grants_element_is_one_of_nine"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Criterion(models.Model):
    """What scorers score, with its share of the whole in percent."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="criteria")
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    weight = models.PositiveSmallIntegerField("percent")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["competition", "title"], name="grants_criterion_title_once"),
            models.CheckConstraint(condition=Q(weight__range=(1, 100)), name="grants_criterion_weight_is_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.weight} %)"
