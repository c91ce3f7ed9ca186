"""When a person can offer to score a round, what an offer says, and how officers decline one."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from grants.rules.scorers import problems_with_acceptance
from grants.rules.texts import LONGEST_NOTE
from grants.states import OFFER_STEPS, OfferStatus

MOST_YEARS = 60
LONGEST_CONNECTIONS = 2_000
NOT_TAKEN = "The state isn’t accepting offers to score in this round."
_WHY_NOT = {
    OfferStatus.OFFERED: "This offer is waiting for an answer.",
    OfferStatus.INVITED: "This person is already invited to score in this round.",
    OfferStatus.DECLINED: "The state declined this offer.",
    OfferStatus.WITHDRAWN: "This offer was withdrawn.",
}


@dataclass(frozen=True)
class OfferWords:
    """What a person says who offers to score."""

    capacity: int | None
    expertise: str
    years: int | None
    connections: str  # the person's own roles and connections, in words


def problems_with_offering(
    until: datetime.date | None, on: datetime.date, *, is_officer: bool, is_invited: bool
) -> list[str]:
    """Why the person can't offer to score in the round on that day, the last day included."""
    if until is None:
        return [NOT_TAKEN]
    if on > until:
        return ["The state no longer accepts offers to score in this round."]
    if is_officer:
        return ["Grants officers read scores, so they don’t score applications."]
    return ["You’re already invited to score in this round."] if is_invited else []


def problems_with_offer(words: OfferWords, agreed: Collection[int]) -> list[str]:
    """What is missing or wrong in an offer; `agreed` are the sentences of the agreement, counted from 0."""
    problems = problems_with_acceptance(words.capacity, words.expertise, agreed)
    if words.years is None or not 0 <= words.years <= MOST_YEARS:
        problems.append(f"Enter your years of experience, from 0 to {MOST_YEARS}.")
    if not words.connections.strip():
        problems.append("Enter your roles and connections, or “None.”")
    elif len(words.connections) > LONGEST_CONNECTIONS:
        problems.append(f"Shorten your roles and connections to {LONGEST_CONNECTIONS:,} characters.")
    return problems


def problems_with_offer_step(step: str, status: str) -> list[str]:
    """Why this step can't be taken from this status."""
    return [] if status in OFFER_STEPS[step][0] else [_WHY_NOT[OfferStatus(status)]]


def problems_with_declining(words: str) -> list[str]:
    """Why an offer can't be declined with these words, which the person reads."""
    if not words.strip():
        return ["Enter a message to the person."]
    return [f"Shorten this to {LONGEST_NOTE:,} characters."] if len(words) > LONGEST_NOTE else []


def problems_with_last_day(until: datetime.date | None, on: datetime.date, *, is_released: bool = False) -> list[str]:
    """Why offers can't be taken until that day. `is_released`: awards of the round were released."""
    if until is not None and is_released:
        return ["Awards for this round were released, so it doesn’t need more scorers. Leave the date blank."]
    return ["Choose today or a later date."] if until is not None and until < on else []
