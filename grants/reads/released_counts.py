"""Outcomes of the applications in released rounds, as the public record counts them."""

from collections import defaultdict

from django.db.models import Count

from grants.models import Application, AwardRelease, BoardDecision

APPLIED = "applied"


def released_counts() -> dict[int, dict[str, int]]:
    """By round with a confirmed release: released decisions by outcome, and how many applied. Two queries."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    released = BoardDecision.objects.released().order_by().values("application__competition", "outcome")
    for competition, outcome, number in released.annotate(n=Count("pk")).values_list(
        "application__competition", "outcome", "n"
    ):
        counts[competition][outcome] = number
    rounds = AwardRelease.objects.confirmed().order_by().values("competition")
    applied = Application.objects.submitted().filter(competition__in=rounds).order_by().values("competition")
    for competition, number in applied.annotate(n=Count("pk")).values_list("competition", "n"):
        counts[competition][APPLIED] = number
    return dict(counts)
