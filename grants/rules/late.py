"""When an applicant can ask to submit after the deadline, and when the state can agree."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grants.rules.application import Window, problems_with_lengths
from grants.rules.texts import LONGEST_NOTE
from grants.states import Status

# How long after the deadline an application can be accepted.
LONGEST_DELAY = datetime.timedelta(days=14)
# After so many requests, the answer is final.
MOST_REQUESTS = 3


@dataclass(frozen=True)
class LateAcceptance:
    """That the state accepts an application late: until when, who decided it, when, and why."""

    until: datetime.datetime
    accepted_by: str
    accepted_at: datetime.datetime
    reason: str


@dataclass(frozen=True)
class Lateness:
    """What decides about a late submission. `window` is the application's own, an earlier acceptance included."""

    status: str
    window: Window
    is_determined: bool  # an officer recorded a determination in the round
    requests: int = 0
    is_waiting: bool = False  # the request that is asked about has no answer yet


def problems_with_being_late(late: Lateness, at: datetime.datetime) -> list[str]:
    """Why the application can't be accepted late at all at that moment."""
    if late.status == Status.REOPENED:
        return ["The version that you submitted last counts, so this application can’t be submitted late."]
    if late.status != Status.DRAFT:
        return ["Only a draft can be submitted late."]
    if late.window.closes_at is None or late.window.ends_at is None:
        return ["The deadline of this round is not known."]
    if at <= late.window.ends_at:
        return ["This application can still be submitted."]
    if late.is_determined or at > late.window.closes_at + LONGEST_DELAY:
        return ["The state can no longer accept late applications in this round."]
    return []


def problems_with_asking(late: Lateness, at: datetime.datetime) -> list[str]:
    """Why the applicant can't ask now."""
    if problems := problems_with_being_late(late, at):
        return problems
    if late.is_waiting:
        return ["You already asked to submit late. The state office hasn’t answered yet."]
    if late.requests >= MOST_REQUESTS:
        return [f"You asked {MOST_REQUESTS} times to submit late. Call the state office instead."]
    return []


def problems_with_answering(
    late: Lateness, until: datetime.datetime | None, reason: str, *, accepts: bool, at: datetime.datetime
) -> list[str]:
    """What is wrong with the answer; one that declines has no moment."""
    problems = problems_with_reason(reason)
    if not late.is_waiting:
        return ["Someone already answered this request."]
    if not accepts:
        return problems
    if impossible := problems_with_being_late(late, at):
        return impossible
    latest = late.window.closes_at and late.window.closes_at + LONGEST_DELAY
    if until is None:
        problems.append("Enter the last date and time to submit the application.")
    elif until <= at:
        problems.append("Choose a time in the future.")
    elif latest is not None and until > latest:
        problems.append("Choose a time at most 14 days after the deadline.")
    return problems


def problems_with_reason(reason: str) -> list[str]:
    """What is wrong with a reason; there has to be one."""
    return problems_with_lengths(("A reason", reason, LONGEST_NOTE)) if reason else ["Enter the reason"]


def acceptance_in(packet: Mapping[str, Any]) -> LateAcceptance | None:
    """The late acceptance that a packet states; None if it was in time."""
    if not (stated := packet.get("late")):
        return None
    until, at = (datetime.datetime.fromisoformat(stated[name]) for name in ("until", "accepted_at"))
    return LateAcceptance(until, stated["accepted_by"], at, stated["reason"])
