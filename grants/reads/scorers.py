"""The scorers of a round, and who else can be invited."""

import datetime
from collections.abc import Sequence

from accounts.models import Role, User
from grants.models import Competition, Scorer

# The most people that a search shows.
MOST_FOUND = 20


def scorers_of_round(competition: Competition, reader: User) -> Sequence[Scorer]:
    """Everyone who was invited to score this round, by name."""
    return list(Scorer.objects.visible_to(reader).of_round(competition).for_list())


def people_to_invite(competition: Competition, text: str, on: datetime.date) -> Sequence[User]:
    """Scorers of the state with this text in their name or address who weren’t invited to the round; a few of them."""
    invited = Scorer.objects.of_round(competition).values("person")
    people = User.objects.holding(Role.SCORER, on=on).filter(is_active=True).exclude(pk__in=invited)
    return list(people.named(text).order_by("name", "pk")[:MOST_FOUND])
