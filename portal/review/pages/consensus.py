"""The running order of a consensus meeting as officers read, print, and download it."""

from dataclasses import dataclass
from typing import NamedTuple

from grants.reads.consensus import RunningOrder


class MeetingRow(NamedTuple):
    """One application: its place, who leaves the room, and how many scorers stay."""

    place: int
    reference: str
    name: str
    leave: str
    stay: str


@dataclass(frozen=True)
class MeetingPage:
    """The running order with what it spares."""

    summary: str
    rows: list[MeetingRow]


def meeting_page(order: RunningOrder) -> MeetingPage:
    """The order in words."""
    return MeetingPage(
        summary=_summary(order),
        rows=[
            MeetingRow(
                place,
                item.reference,
                item.name,
                ", ".join(item.leave),
                _stay(order.scorers - len(item.leave), order.scorers),
            )
            for place, item in enumerate(order.items, start=1)
        ],
    )


def _summary(order: RunningOrder) -> str:
    if not order.moves:
        return "No scorer has to leave the room."
    return (
        f"In this order, scorers leave or enter the room {_times(order.moves)}. By reference, it would be "
        f"{_times(order.moves_by_reference)}."
    )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def _stay(stay: int, scorers: int) -> str:
    words = f"{stay:,} of {scorers:,}"
    return f"{words}, half or fewer" if scorers and stay * 2 <= scorers else words
