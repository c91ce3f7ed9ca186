"""What a person can do with a membership today, as names of actions: the buttons of its page."""

from collections.abc import Set
from typing import NamedTuple

from consortia.rules.who_confirms import answering_side
from consortia.states import (
    LIVING_CONSORTIA,
    NEVER_BEGAN,
    PENDING,
    SETTLED,
    ConsortiumStatus,
    MembershipStatus,
    Side,
)

BUTTONS = {
    "decline": "Decline…",
    "withdraw": "Withdraw…",
    "confirm": "Approve…",
    "refuse": "Don’t approve…",
    "settle": "Settle the dispute…",
    "correct": "Correct the dates…",
    "answer": "Add to the dispute…",
    "reconcile": "End your dispute…",
    "dispute": "Dispute…",
    "stay": "Cancel departure…",
    "change": "Change role or member type…",
    "leave": "End this membership…",
    "paper": "Upload a document…",
}
LEAVE_AS_MEMBER = "Leave this consortium…"


class MembershipFacts(NamedTuple):
    """What decides which actions a membership allows."""

    status: str
    claimed_by: str
    consortium_status: str
    # Its end date has passed.
    is_over: bool = False
    # The side that recorded an end date that has not passed; empty where none is recorded.
    leaving_side: str = ""
    disputed_by: str = ""
    # Another membership continues it in another role or class.
    is_continued: bool = False
    # The sides that confirmed what the State entered.
    affirmed_by: frozenset[str] = frozenset()


def available_actions(
    facts: MembershipFacts, *, sides: Set[str], is_registrar: bool, may_decide: bool = True
) -> list[str]:
    """The actions open to a person who acts for these sides, the expected one first.

    `may_decide`: of a registrar, whether he or she decides about this membership; one with a role in it does not.
    """
    actions = _answers(facts, sides)
    actions += registrars_actions(facts) if is_registrar and may_decide else []
    actions += ["paper"] if sides and facts.status not in NEVER_BEGAN else []
    is_running = facts.status in SETTLED and not facts.is_over and not facts.is_continued
    if is_running and sides and facts.consortium_status in LIVING_CONSORTIA:
        actions += ["stay"] if facts.leaving_side in sides else []
        actions += ["change", "leave"] if not facts.leaving_side else []
    return actions + _of_dispute(facts, sides, is_registrar)


def _answers(facts: MembershipFacts, sides: Set[str]) -> list[str]:
    actions = []
    is_open = facts.status == MembershipStatus.CLAIMED and facts.consortium_status in LIVING_CONSORTIA
    if is_open and answering_side(facts.claimed_by) in sides:
        actions += ["accept", "decline"]
    if facts.status == MembershipStatus.RECORDED and sides - facts.affirmed_by:
        actions += ["accept"]
    is_proposal = facts.status == MembershipStatus.AGREED and facts.consortium_status == ConsortiumStatus.PROPOSED
    if facts.status == MembershipStatus.AGREED and answering_side(facts.claimed_by) in sides and not is_proposal:
        actions += ["decline"]
    if facts.status in PENDING and facts.claimed_by in sides and not is_proposal:
        actions += ["withdraw"]
    return actions


def registrars_actions(facts: MembershipFacts) -> list[str]:
    """What a registrar decides about a membership."""
    actions = []
    if facts.status == MembershipStatus.AGREED and facts.consortium_status == ConsortiumStatus.REGISTERED:
        actions += ["confirm", "refuse"]
    if facts.status == MembershipStatus.DISPUTED:
        actions += ["settle"]
    if facts.status == MembershipStatus.RECORDED:
        actions += ["withdraw"]
    if facts.status not in NEVER_BEGAN:
        actions += ["correct"]
    return actions


def _of_dispute(facts: MembershipFacts, sides: Set[str], is_registrar: bool) -> list[str]:
    if facts.status == MembershipStatus.DISPUTED:
        return (["answer"] if sides or is_registrar else []) + (["reconcile"] if facts.disputed_by in sides else [])
    return ["dispute"] if sides and facts.status in SETTLED else []


def button_label(action: str, *, sides: Set[str]) -> str:
    """The words of the action's button for a person who acts for these sides."""
    if action == "leave" and Side.MEMBER in sides:
        return LEAVE_AS_MEMBER
    return BUTTONS.get(action, action.capitalize())
