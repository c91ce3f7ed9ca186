"""Rankings of a round's applications: requested by officers, computed by the worker, kept."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from grants.models.competition import Competition


class RoundRankingQuerySet(models.QuerySet["RoundRanking"]):
    def of_round(self, competition: Competition, scope: str) -> "RoundRankingQuerySet":
        """Those of the round with all scorers for readers from whom the same applications are kept, latest first."""
        return self.in_scope(competition, scope).filter(without="")

    def in_scope(self, competition: Competition, scope: str) -> "RoundRankingQuerySet":
        """The same, and those in which a scorer is left out."""
        return self.filter(competition=competition, scope=scope).order_by("-asked_at", "-pk")

    def without_scorers(self, labels: Iterable[str], *, digest: str) -> "RoundRankingQuerySet":
        """Those in which one of these scorers is left out, computed from what has this digest."""
        return self.filter(without__in=[label for label in labels if label], inputs_digest=digest)

    def computed(self) -> "RoundRankingQuerySet":
        """Those that have a result."""
        return self.exclude(computed_at=None)

    def waiting(self) -> "RoundRankingQuerySet":
        """Those that the worker will compute."""
        return self.filter(next_try_at__isnull=False)

    def due(self, at: datetime.datetime) -> "RoundRankingQuerySet":
        """What to compute now, the first asked first."""
        return self.filter(next_try_at__lte=at).order_by("asked_at", "pk")


class RoundRanking(models.Model):
    """The ranking of a round at one moment: waiting to be computed, computed, or given up. A result never changes.

    An official from whom applications of the round are kept gets a ranking of the others, in which no gap shows where
    they would be: `scope` is "" for the whole round, or else the digest of what is left out.
    """

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="rankings")
    scope = models.CharField(max_length=64, blank=True, default="", db_default="")
    # A scorer whose scores are left out, as the ranking names the scorer; "" for none.
    without = models.CharField(max_length=250, blank=True, default="", db_default="")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True, default="", db_default="")
    computed_at = models.DateTimeField(null=True, blank=True)
    # The SHA-256 of what it was computed from; another digest today means that something changed since.
    inputs_digest = models.CharField(max_length=64, blank=True, default="", db_default="")
    seed = models.BigIntegerField(default=0, db_default=0)
    method = models.PositiveSmallIntegerField(default=0, db_default=0)
    # Applications, scorers, reliability, and warnings, as `grants.reads.rankings.result_of` writes them.
    result = models.JSONField(default=dict, blank=True, db_default={})

    objects = RoundRankingQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["competition", "scope"],
                condition=Q(next_try_at__isnull=False),
                name="grants_roundranking_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(next_try_at__isnull=False, computed_at=None)
                | Q(next_try_at=None, computed_at__isnull=False) & ~Q(inputs_digest="")
                | Q(next_try_at=None, computed_at=None) & ~Q(problem=""),
                name="grants_roundranking_waits_or_is_computed_or_given_up",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="grants_roundranking_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"Ranking of {self.competition_id} of {self.asked_at:%Y-%m-%d %H:%M}"

    @cached_property
    def orders(self) -> dict[tuple[object, ...], list[Any]]:
        """The orders that were worked out from this result, each by its rule and seed (`order_of`)."""
        return {}

    @property
    def is_waiting(self) -> bool:
        """Whether the worker will compute it."""
        return self.next_try_at is not None
