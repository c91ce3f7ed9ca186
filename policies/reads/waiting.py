"""What the State has to do about reported barriers."""

import datetime
from typing import NamedTuple

from django.db.models import Count, OuterRef, Q, Subquery

from policies.models import Barrier, BarrierDecision
from policies.states import BarrierStatus


class BarriersToDo(NamedTuple):
    """How many barriers are not reviewed, how many are not answered, and how many follow-ups are due."""

    received: int
    in_review: int
    due: int


def barriers_to_do(on: datetime.date) -> BarriersToDo:
    """The numbers of that date; of an answered barrier, its latest answer says when to follow up. One query."""
    latest = BarrierDecision.objects.filter(barrier=OuterRef("pk")).order_by("-decided_at", "-pk")
    barriers = Barrier.objects.order_by().annotate(follow_up=Subquery(latest.values("follow_up_on")[:1]))
    numbers = barriers.aggregate(
        received=Count("pk", filter=Q(status=BarrierStatus.RECEIVED)),
        in_review=Count("pk", filter=Q(status=BarrierStatus.REVIEW)),
        due=Count("pk", filter=Q(status=BarrierStatus.ANSWERED, follow_up__lte=on)),
    )
    return BarriersToDo(**numbers)
