"""What a consensus meeting of a round's scorers takes up, in which order, and who leaves the room."""

import datetime
from collections.abc import Collection
from typing import NamedTuple

from django.utils import timezone

from accounts.models import User
from grants.models import Application, Competition, Scorer
from grants.reads.meetings import concluded_in
from grants.reads.scorer_conflicts import scorer_conflicts
from grants.reads.stage_results import results_in
from grants.rules.running_order import comings_and_goings, running_order


class OrderedApplication(NamedTuple):
    """One application of the meeting."""

    reference: str
    name: str  # of the consortium
    leave: list[str]  # the scorers who leave the room
    pk: int = 0
    away: frozenset[int] = frozenset()  # the same scorers


class RunningOrder(NamedTuple):
    """The applications in their order, how many scorers are asked to come, and how often someone comes or goes."""

    items: list[OrderedApplication]
    scorers: int
    moves: int
    moves_by_reference: int  # if the applications were taken up by reference


def running_order_of(
    competition: Competition, reader: User, at: datetime.datetime, *, attendees: Collection[int] | None = None
) -> RunningOrder:
    """The applications on the reader's desk that are still in the round, with the conflicts of its scorers.

    Without what a meeting concluded before. `attendees`: only these scorers come; None for all who accepted.
    """
    out = results_in(competition).out | concluded_in(competition)
    desk = Application.objects.on_desk_of(reader).filter(competition=competition).exclude(pk__in=out)
    rows = {pk: (reference, name) for pk, reference, name in desk.values_list("pk", "reference", "consortium__name")}
    coming = Scorer.objects.of_round(competition).accepted().for_list()
    if attendees is not None:
        coming = coming.filter(pk__in=attendees)
    scorer_of = {one.person_id: one.pk for one in coming}
    scorers = [one.person for one in coming]
    conflicts = scorer_conflicts(scorers, desk, reader=reader, on=timezone.localdate(at))
    recused: dict[str, set[int]] = {reference: set() for reference, _ in rows.values()}
    for person in scorers:
        for pk in conflicts.barred(person.pk):
            if pk in rows:
                recused[rows[pk][0]].add(person.pk)
    order = running_order(recused)
    names, pks = dict(rows.values()), {reference: pk for pk, (reference, _) in rows.items()}
    return RunningOrder(
        [
            OrderedApplication(
                one,
                names[one],
                [p.name for p in scorers if p.pk in recused[one]],
                pks[one],
                frozenset(scorer_of[person] for person in recused[one]),
            )
            for one in order
        ],
        len(scorers),
        comings_and_goings(order, recused),
        comings_and_goings(sorted(recused), recused),
    )
