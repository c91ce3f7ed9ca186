"""What waits for a second official: decisions and slates of the board, releases of awards, and reinstatements."""

import datetime
from typing import NamedTuple

from django.db.models import Count, Min

from accounts.models import User
from grants.models import Application, AwardRelease, BoardDecision, BoardSlate, Competition, Reinstatement
from grants.models.board import before_board


class DecisionsToCountersign(NamedTuple):
    """Decisions of a round that another official entered, one by one or with a slate."""

    slug: str
    competition: str
    closes_at: datetime.datetime | None
    decision_days: int | None  # after the deadline, by the rules of the round
    slate: int | None
    number: int
    reference: str  # of the first one


class SecondSignatures(NamedTuple):
    """Everything that waits for this official because another one began it."""

    decisions: list[DecisionsToCountersign]
    releases: list[AwardRelease]
    reinstatements: list[Reinstatement]


def second_signatures_of(user: User) -> SecondSignatures:
    """For an official: what the actions let this person countersign or confirm today.

    Three queries, and one more where a slate or a release waits: both cover the whole round, so they are for officials
    from whom none of its applications is kept.
    """
    proposed = BoardDecision.objects.proposed().filter(application__in=before_board(user).order_by().values("pk"))
    round_facts = (f"application__competition__{fact}" for fact in ("slug", "name", "closes_at", "decision_days"))
    rows = proposed.exclude(proposed_by=user).order_by().values_list(*round_facts, "slate")
    counted = rows.annotate(number=Count("pk"), first=Min("application__reference")).order_by("first")
    decisions = [DecisionsToCountersign(*row) for row in counted]
    releases = list(AwardRelease.objects.waiting().exclude(prepared_by=user).select_related("competition"))
    if releases or any(one.slate for one in decisions):
        kept = _rounds_kept_from(user)
        decisions = [one for one in decisions if not one.slate or one.slug not in kept]
        releases = [one for one in releases if one.competition.slug not in kept]
    waiting = Reinstatement.objects.waiting().exclude(proposed_by=user)
    # Not before the board: these applications didn't get that far.
    known = Application.objects.submitted().free_of_conflicts_of(user)
    mine = waiting.filter(application__in=known.order_by().values("pk"))
    reinstatements = list(mine.select_related("application__competition", "application__consortium"))
    return SecondSignatures(decisions, releases, reinstatements)


def _rounds_kept_from(user: User) -> set[str]:
    """The rounds with an application of a district or school that the person represents, or once represented."""
    kept = Application.objects.submitted().kept_from(user)
    return set(Competition.objects.filter(applications__in=kept).values_list("slug", flat=True))


def slates_to_vote_on(user: User) -> list[BoardSlate]:
    """For a board member: slates that wait for the member's vote. One query."""
    waiting = BoardSlate.objects.visible_to(user).live().filter(entered_at=None).exclude(votes__member=user)
    return list(waiting.select_related("competition").order_by("prepared_at", "pk"))
