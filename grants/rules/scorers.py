"""Who can be invited to score a round, how a person accepts, and the agreement that each scorer signs every year."""

import datetime
from collections.abc import Collection

from grants.rules.texts import LONGEST_NOTE
from grants.states import SCORER_STEPS, Expertise, ScorerStatus

# The most that one person can promise to read in a round.
MOST_APPLICATIONS = 100
# The texts of the agreement by their number. A text that someone signed never changes: a new text gets a new number.
AGREEMENTS = {
    1: (
        "I will keep everything I read confidential, including who applied, my scores, and who else scores.",
        "I will score independently: I won’t discuss an application with anyone until the state says that I can.",
        "I have told the state about every connection I have with a district, school, or supplier in this round, and I "
        "will tell it about any I find later.",
    ),
}
CURRENT_AGREEMENT = max(AGREEMENTS)
NO_AGREEMENT = "Agree to every statement in the agreement. You can’t score without it."

_WHY_NOT = {
    ("accept", ScorerStatus.ACCEPTED): "You already accepted this invitation.",
    ("accept", ScorerStatus.DECLINED): "You declined this invitation. Ask the state to invite you again.",
    ("accept", ScorerStatus.WITHDRAWN): "This invitation is no longer open. Ask the state to invite you again.",
    ("decline", ScorerStatus.ACCEPTED): "You already accepted this invitation. You can still stop scoring.",
    ("decline", ScorerStatus.DECLINED): "You already declined this invitation.",
    ("decline", ScorerStatus.WITHDRAWN): "This invitation is no longer open.",
    ("withdraw", ScorerStatus.DECLINED): "This person already declined the invitation.",
    ("withdraw", ScorerStatus.WITHDRAWN): "This person no longer scores in this round.",
    ("invite again", ScorerStatus.INVITED): "This person is already invited and hasn’t answered.",
    ("invite again", ScorerStatus.ACCEPTED): "This person already scores in this round.",
}


def problems_with_scorer_step(step: str, status: str) -> list[str]:
    """Why this step can't be taken from this status."""
    return [] if status in SCORER_STEPS[step][0] else [_WHY_NOT[step, ScorerStatus(status)]]


def problems_with_invitation(name: str, *, is_scorer: bool, is_active: bool, is_draft: bool) -> list[str]:
    """Why this person can't be invited to score the round."""
    problems = []
    if is_draft:
        problems.append("Publish this round before you invite scorers.")
    if not is_scorer:
        problems.append(f"{name} isn’t a scorer. An administrator gives this role.")
    elif not is_active:
        problems.append(f"{name} has no open account, so the invitation can’t be answered.")
    return problems


def problems_with_acceptance(capacity: int | None, expertise: str, agreed: Collection[int]) -> list[str]:
    """Why an invitation can't be accepted like this; `agreed` are the numbers of the sentences that were agreed to."""
    problems = []
    if capacity is None or not 1 <= capacity <= MOST_APPLICATIONS:
        problems.append(f"Enter how many applications you can score, from 1 to {MOST_APPLICATIONS}.")
    if expertise not in Expertise.values:
        problems.append("Choose what you have experience with.")
    return problems + problems_with_agreement(agreed)


def problems_with_agreement(agreed: Collection[int]) -> list[str]:
    """Why the current agreement isn't signed by agreeing to these of its sentences, counted from 0."""
    if set(agreed) >= set(range(len(AGREEMENTS[CURRENT_AGREEMENT]))):
        return []
    return [NO_AGREEMENT]


def problems_with_scorer_reason(reason: str) -> list[str]:
    """Why a scorer can't be withdrawn for this reason."""
    if not reason.strip():
        return ["Enter the reason."]
    return [f"Shorten the reason to {LONGEST_NOTE:,} characters."] if len(reason) > LONGEST_NOTE else []


def agreement_ends_on(agreed_on: datetime.date) -> datetime.date:
    """The last day of the year for which an agreement was signed."""
    return agreed_on + datetime.timedelta(days=364)


def is_agreement_current(agreed_on: datetime.date | None, on: datetime.date) -> bool:
    """Whether an agreement signed on that day still holds; None if none was signed."""
    return agreed_on is not None and on <= agreement_ends_on(agreed_on)
