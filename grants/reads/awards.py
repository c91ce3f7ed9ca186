"""What the pages of an award show: each member's part, its checklist, and its promises."""

import datetime
from collections import defaultdict
from typing import NamedTuple

from grants.models import Allocation, Award, ChecklistItem, Participant, Promise
from grants.rules.award_setup import MemberSetup, blockers


class MemberOfAward(NamedTuple):
    """One member with its part of the award, its checklist, and its current promises."""

    participant: Participant
    allocation: Allocation
    checklist: list[ChecklistItem]
    promises: list[Promise]

    @property
    def open_items(self) -> int:
        """How many items of its checklist aren't done."""
        return sum(item.done_on is None for item in self.checklist)


def members_of_award(award: Award, on: datetime.date | None = None) -> list[MemberOfAward]:
    """The members in their order with the promises in force on that day, or the latest ones. Three queries."""
    checklist: dict[int, list[ChecklistItem]] = defaultdict(list)
    for item in ChecklistItem.objects.of(award):
        checklist[item.participant_id].append(item)
    promises: dict[int, list[Promise]] = defaultdict(list)
    rows = Promise.objects.of(award)
    for promise in rows.in_force(on) if on else rows.current():
        promises[promise.participant_id].append(promise)
    return [
        MemberOfAward(one.participant, one, checklist[one.participant_id], promises[one.participant_id])
        for one in Allocation.objects.of(award)
    ]


def agreed_parts(award: Award) -> dict[str, int]:
    """Each member's part of the award in dollars, by its key; empty until all have agreed, and while it's on hold."""
    parts = list(Allocation.objects.of(award))
    if not (award.can_be_divided or award.is_closed) or not all(part.is_agreed for part in parts):
        return {}
    return {part.participant.key: part.amount for part in parts}


def blockers_of(members: list[MemberOfAward]) -> list[str]:
    """What prevents the start of the award, in words."""
    return blockers(
        MemberSetup(
            one.participant.name,
            None if one.allocation.is_agreed else one.allocation.amount,
            one.open_items,
            None if one.participant.takes_part else one.allocation.amount,
        )
        for one in members
    )
