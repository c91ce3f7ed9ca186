"""Offers to score a round: the person's own, those that officers answer, and how many wait."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Count, Min

from accounts.models import Role, User
from grants.models import Competition, Scorer, ScoringOffer
from grants.rules.scoring_offers import problems_with_offer_step, problems_with_offering
from grants.states import IN_THE_ROUND


class RoundWithOffers(NamedTuple):
    """A round, how many offers to score wait for officers, and since when the first one does."""

    slug: str
    name: str
    waiting: int
    since: datetime.datetime


def own_offer(person: User, competition: Competition) -> ScoringOffer | None:
    """What the person offered for this round, with the regions; None if nothing."""
    return ScoringOffer.objects.of(person, competition).select_related("competition").first()


def refusal_to_offer(person: User, competition: Competition, offer: ScoringOffer | None, on: datetime.date) -> str:
    """Why the person can't offer to score in the round, or change the offer, on that day; "" if possible."""
    invited = Scorer.objects.of_round(competition).filter(person=person, status__in=IN_THE_ROUND)
    problems = problems_with_offering(
        None if competition.is_draft else competition.scoring_offers_until,
        on,
        is_officer=person.held_role_on(on, Role.GRANTS_OFFICER),
        is_invited=invited.exists(),
    )
    if offer is not None and not offer.is_waiting():
        problems = problems or problems_with_offer_step("offer again", offer.status)
    return " ".join(problems)


def offers_for(competition: Competition, reader: User) -> Sequence[ScoringOffer]:
    """The offers for a round that the reader may see, what waits first; two queries."""
    return list(ScoringOffer.objects.visible_to(reader).of_round(competition).for_list())


def rounds_with_offers(officer: User) -> list[RoundWithOffers]:
    """The rounds with offers that this officer can answer, with how many wait in each; one query."""
    rows = ScoringOffer.objects.answerable_by(officer).values("competition__slug", "competition__name")
    counted = rows.annotate(waiting=Count("pk"), since=Min("offered_at")).order_by("competition__name")
    return [
        RoundWithOffers(row["competition__slug"], row["competition__name"], row["waiting"], row["since"])
        for row in counted
    ]


def waiting_offers(competition: Competition) -> int:
    """How many offers officers haven't answered."""
    return ScoringOffer.objects.of_round(competition).waiting().count()
