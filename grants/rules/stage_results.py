"""What the eligibility screen or the sustainability gate decides about an application, so that the board doesn't."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from grants.rules.gate import GateVotes
from grants.states import StageOutcome

# Why a scorer's assignment ends. It says nothing about who found what.
NO_LONGER_SCORED = "The state doesn’t score this application any further."
NOT_BEFORE_BOARD = {
    StageOutcome.INELIGIBLE: "This application isn’t eligible, so it isn’t before the board.",
    StageOutcome.GATE: "This application didn’t pass the sustainability gate, so it isn’t before the board.",
}
# One and several applications with each result.
_COUNTED = {
    StageOutcome.INELIGIBLE: ("1 is not eligible", "{:,} are not eligible"),
    StageOutcome.GATE: ("1 did not pass the gate", "{:,} did not pass the gate"),
}


class FoundResult(NamedTuple):
    """What a stage decides about an application, and the reasons that its members read after the release."""

    outcome: StageOutcome
    reasons: str


def result_at_gate(votes: GateVotes, *, needed: int) -> FoundResult:
    """The result of an application that did not pass the gate with these votes."""
    given = votes.yes + votes.no
    scorers = "1 scorer" if given == 1 else f"{given} scorers"
    reasons = f"At the sustainability gate, {votes.yes} of {scorers} said yes. An application needs {needed} to pass."
    return FoundResult(StageOutcome.GATE, reasons)


def result_of_ineligible(titles: Collection[str]) -> FoundResult:
    """The result of an application that two officers found ineligible. `titles`: the rules that it doesn't meet."""
    rules = " ".join(dict.fromkeys(titles))
    return FoundResult(StageOutcome.INELIGIBLE, f"These rules of the round aren’t met: {rules}".strip())


def stage_counts_in_words(counts: Mapping[str, int]) -> str:
    """“2 are not eligible, 249 did not pass the gate”; "" for none."""
    parts = []
    for outcome, (one, several) in _COUNTED.items():
        if number := counts.get(outcome, 0):
            parts.append(one if number == 1 else several.format(number))
    return ", ".join(parts)
