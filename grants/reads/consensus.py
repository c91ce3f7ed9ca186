"""What a consensus meeting of a round's scorers takes up, in which order, and who leaves the room."""

import datetime
from typing import NamedTuple

from django.utils import timezone

from accounts.models import User
from grants.models import Application, Competition, Scorer
from grants.reads.scorer_conflicts import scorer_conflicts
from grants.reads.scoring import out_of_gate_in
from grants.reads.screen import ineligible_in
from grants.rules.running_order import comings_and_goings, running_order


class MeetingItem(NamedTuple):
    """One application of the meeting."""

    reference: str
    name: str  # of the consortium
    leave: list[str]  # the scorers who leave the room


class RunningOrder(NamedTuple):
    """The applications in their order, how many scorers are asked to come, and how often someone comes or goes."""

    items: list[MeetingItem]
    scorers: int
    moves: int
    moves_by_reference: int  # if the applications were taken up by reference


def running_order_of(competition: Competition, reader: User, at: datetime.datetime) -> RunningOrder:
    """The applications on the reader's desk that are still in the round, with the conflicts of its scorers."""
    out = ineligible_in(competition) | out_of_gate_in(competition, reader, at)
    desk = Application.objects.on_desk_of(reader).filter(competition=competition).exclude(pk__in=out)
    rows = {pk: (reference, name) for pk, reference, name in desk.values_list("pk", "reference", "consortium__name")}
    scorers = [one.person for one in Scorer.objects.of_round(competition).accepted().for_list()]
    conflicts = scorer_conflicts(scorers, desk, reader=reader, on=timezone.localdate(at))
    recused: dict[str, set[int]] = {reference: set() for reference, _ in rows.values()}
    for person in scorers:
        for pk in conflicts.barred(person.pk):
            if pk in rows:
                recused[rows[pk][0]].add(person.pk)
    order = running_order(recused)
    names = dict(rows.values())
    return RunningOrder(
        [MeetingItem(one, names[one], [p.name for p in scorers if p.pk in recused[one]]) for one in order],
        len(scorers),
        comings_and_goings(order, recused),
        comings_and_goings(sorted(recused), recused),
    )
