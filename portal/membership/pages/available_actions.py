"""What a person may do with a membership today, as names of deeds: the buttons of its page."""

from collections.abc import Set
from typing import NamedTuple

from consortia.rules.who_confirms import LIVING, answering_side
from consortia.states import NEVER, ConsortiumStatus, MembershipStatus, Side

BUTTONS = {
    "withdraw": "Take it back…",
    "confirm": "Confirm…",
    "refuse": "Do not confirm…",
    "settle": "Settle the dispute…",
    "correct": "Correct the days…",
    "answer": "Add to the dispute…",
    "reconcile": "Take the dispute back…",
    "dispute": "Dispute…",
    "stay": "Take the last day back…",
    "change": "Change role or class…",
    "leave": "Leave from a day…",
    "paper": "Add a paper…",
}


class Line(NamedTuple):
    """What decides which deeds a membership allows."""

    status: str
    claimed_by: str
    consortium_status: str
    # Its last day has passed.
    is_over: bool = False
    # The side that recorded a last day that has not passed; empty where none is recorded.
    leaving_side: str = ""
    disputed_by: str = ""
    # Another membership continues it in another role or class.
    is_continued: bool = False


def deeds(membership: Line, *, sides: Set[str], is_registrar: bool) -> list[str]:
    """The deeds open to somebody who speaks for these sides, the expected one first."""
    found = _answers(membership, sides)
    found += _of_registrar(membership) if is_registrar else []
    found += ["paper"] if sides and membership.status not in NEVER else []
    is_running = membership.status == MembershipStatus.CONFIRMED and not membership.is_over and not membership.is_continued
    if is_running and sides and membership.consortium_status in LIVING:
        found += ["stay"] if membership.leaving_side in sides else []
        found += ["change", "leave"] if not membership.leaving_side else []
    return found + _of_dispute(membership, sides, is_registrar)


def _answers(membership: Line, sides: Set[str]) -> list[str]:
    found = []
    is_open = membership.status == MembershipStatus.CLAIMED and membership.consortium_status in LIVING
    if is_open and answering_side(membership.claimed_by) in sides:
        found += ["accept", "decline"] if membership.claimed_by != Side.STATE else ["accept"]
    if membership.status in (MembershipStatus.CLAIMED, MembershipStatus.AGREED) and membership.claimed_by in sides:
        is_proposal = membership.status == MembershipStatus.AGREED and membership.consortium_status == ConsortiumStatus.PROPOSED
        found += [] if is_proposal else ["withdraw"]
    return found


def _of_registrar(membership: Line) -> list[str]:
    found = []
    if membership.status == MembershipStatus.AGREED and membership.consortium_status == ConsortiumStatus.REGISTERED:
        found += ["confirm", "refuse"]
    if membership.status == MembershipStatus.DISPUTED:
        found += ["settle"]
    if membership.status == MembershipStatus.CLAIMED and membership.claimed_by == Side.STATE:
        found += ["withdraw"]
    if membership.status not in NEVER:
        found += ["correct"]
    return found


def _of_dispute(membership: Line, sides: Set[str], is_registrar: bool) -> list[str]:
    if membership.status == MembershipStatus.DISPUTED:
        return (["answer"] if sides or is_registrar else []) + (["reconcile"] if membership.disputed_by in sides else [])
    if membership.status in (MembershipStatus.CONFIRMED, MembershipStatus.AGREED):
        return ["dispute"] if sides else []
    if membership.status == MembershipStatus.CLAIMED and membership.claimed_by == Side.STATE and sides:
        return ["dispute"]
    return []


def in_a_button(deed: str) -> str:
    """The deed as its button says it."""
    return BUTTONS.get(deed, deed.capitalize())
