"""The board's votes, its decisions, and their release: what has to hold, and the counts in words."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from grants.states import BoardChoice, BoardOutcome, ReleasePolicy, StageOutcome
from reviews.rules import SHORTEST_REASONS, is_short

# The most that a decision or a budget can hold: a trillion dollars is a typing error.
MOST = 10**12 - 1
STILL_OPEN = "This round is still open. The board decides after reviewing has begun."
NOT_SUBMITTED = "This application isn’t submitted, so the board doesn’t decide about it."
RETURNED = "The applicant can still answer the state’s questions. The board decides after that."
# The key of the counts of a release for applications without a decision.
MOST_NAMED = 10  # references in one sentence
UNDECIDED = "undecided"
# What a release says of each outcome: one and several.
_COUNTED: dict[str, tuple[str, str]] = {
    BoardOutcome.YES: ("1 award", "{:,} awards"),
    BoardOutcome.NO: ("1 not funded", "{:,} not funded"),
    BoardOutcome.HOLD: ("1 held", "{:,} held"),
    BoardOutcome.EDIT: ("1 asked for changes", "{:,} asked for changes"),
    StageOutcome.INELIGIBLE: ("1 not eligible", "{:,} not eligible"),
    StageOutcome.GATE: ("1 that did not pass the gate", "{:,} that did not pass the gate"),
}


class CastVote(NamedTuple):
    """A vote as a decision keeps it."""

    member: int
    name: str
    choice: str


class VoteTally(NamedTuple):
    """How many board members voted each way."""

    yes: int
    no: int
    abstain: int

    @property
    def total(self) -> int:
        """All votes, abstentions included."""
        return self.yes + self.no + self.abstain


def tally_of(choices: Iterable[str]) -> VoteTally:
    """The count of these votes."""
    counts = Counter(choices)
    return VoteTally(counts[BoardChoice.YES], counts[BoardChoice.NO], counts[BoardChoice.ABSTAIN])


def problems_with_vote(choice: str) -> list[str]:
    """Why this isn't a vote."""
    return [] if choice in BoardChoice else ["Choose yes, no, or abstain."]


def problems_with_voting(*, is_waiting: bool, is_settled: bool) -> list[str]:
    """Why votes can't be cast now. `is_settled`: a yes or no about the application was released."""
    problems = []
    if is_waiting:
        problems.append("A decision is waiting for a countersignature, so votes can’t change now.")
    if is_settled:
        problems.append("The decision on this application was released, so votes can’t change anymore.")
    return problems


class AwardLimits(NamedTuple):
    """What an award can't exceed (None: no limit), and the least that it can be."""

    requested: int
    most: int | None  # that the round awards such an applicant
    left: int | None  # of the round's budget
    claimed: int = 0  # by its members since an earlier decision awarded it; no award is less


def problems_with_decision(
    outcome: str, amount: int | None, conditions: str, reasons: str, *, limits: AwardLimits, tally: VoteTally
) -> list[str]:
    """Why the board's votes and the round's limits don't allow this decision."""
    problems = []
    if outcome not in BoardOutcome:
        problems.append("Choose yes, no, hold, or edit.")
    if not tally.total:
        problems.append("No board member has voted on this application yet.")
    elif outcome == BoardOutcome.YES and tally.yes <= tally.no:
        problems.append(f"The votes don’t support an award: {tally.yes} yes, {tally.no} no.")
    elif outcome == BoardOutcome.NO and tally.yes > tally.no:
        problems.append(f"The votes support an award: {tally.yes} yes, {tally.no} no.")
    if outcome == BoardOutcome.EDIT and not conditions.strip():
        problems.append("Enter the changes that the board asks for as conditions.")
    if is_short(reasons):
        problems.append(f"Enter the board’s reasons, in at least {SHORTEST_REASONS} characters.")
    if outcome == BoardOutcome.YES:
        problems += _problems_with_amount(amount, limits)
    elif amount is not None:
        problems.append("Only an award has an amount. Leave the amount blank, or choose yes.")
    return problems


def _problems_with_amount(amount: int | None, limits: AwardLimits) -> list[str]:
    if amount is None or amount < 1:
        return ["Enter the amount of the award, in whole dollars."]
    problems = []
    if amount > limits.requested:
        problems.append(f"The application requests ${limits.requested:,}. Enter at most that.")
    if limits.most is not None and amount > limits.most:
        problems.append(f"The round’s maximum award for this applicant is ${limits.most:,}.")
    if amount < limits.claimed:
        problems.append(f"Members have ${limits.claimed:,} in claims on this award. Enter at least that.")
    if limits.left is not None and amount > limits.left:
        # Without the number: who reads this may not know of every award.
        problems.append("The round’s budget doesn’t have that much left.")
    return problems


def problems_with_replacing(*, replaces: bool, reason: str) -> list[str]:
    """Why a decision can't be replaced without a reason."""
    if replaces and not reason.strip():
        return ["Enter the reason for the new decision. The earlier one stays in the history."]
    return []


def problems_with_board_terms(budget: int | None, policy: str, *, decided: int, is_released: bool) -> list[str]:
    """Why the round's budget and publication can't be set like this. `decided` is the total of awards so far."""
    problems = []
    if budget is not None and not 1 <= budget <= MOST:
        problems.append("Enter the budget for awards in whole dollars, or leave it blank.")
    elif budget is not None and budget < decided:
        problems.append(f"The board’s awards already total ${decided:,}. The budget can’t be lower.")
    if policy not in ReleasePolicy:
        problems.append("Choose what is made public.")
    if is_released:
        problems.append("Awards for this round were released, so this can no longer be changed.")
    return problems


def counts_of(outcomes: Iterable[str], *, submitted: int, decided: int) -> dict[str, int]:
    """What a release makes known: decisions of each outcome, and submitted applications that have none."""
    counts = Counter(outcomes)
    apart = {outcome.value: counts[outcome] for outcome in StageOutcome if counts[outcome]}
    return {outcome.value: counts[outcome] for outcome in BoardOutcome} | {UNDECIDED: submitted - decided} | apart


def counts_in_words(counts: Mapping[str, int]) -> str:
    """“24 awards, 12 not funded, 2 held”."""
    parts = []
    for outcome, (one, several) in _COUNTED.items():
        if number := counts.get(outcome, 0):
            parts.append(one if number == 1 else several.format(number))
    return ", ".join(parts) or "Nothing"


def problems_with_release(
    counts: Mapping[str, int], reason: str, waiting: Collection[str], passed_over: list[str]
) -> list[str]:
    """Why awards can't be released.

    `waiting`: applications whose decision waits for a countersignature. `passed_over`: applications that come before an
    awarded one in the ranking and aren't awarded, without a reason for that.
    """
    problems = []
    if passed_over:
        some = ", ".join(passed_over[:MOST_NAMED])
        more = f" and {len(passed_over) - MOST_NAMED:,} more" if len(passed_over) > MOST_NAMED else ""
        problems.append(
            f"These applications rank above an awarded one but aren’t awarded: {some}{more}. Enter the "
            "reasons on the page Funding line."
        )
    if waiting:
        problems.append(
            f"Decisions need a countersignature first: {', '.join(sorted(waiting))}. Countersign or cancel them."
        )
    if not sum(number for key, number in counts.items() if key != UNDECIDED):
        problems.append("There are no decisions to release.")
    if (number := counts[UNDECIDED]) and not reason.strip():
        whose = "1 submitted application has" if number == 1 else f"{number:,} submitted applications have"
        problems.append(f"{whose} no decision. Enter the reason for releasing the others now, or decide first.")
    return problems
