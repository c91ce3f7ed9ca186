"""A scorer's levels as one figure from 0 to 100, and which applications can be ranked."""

from collections.abc import Collection, Iterable
from enum import StrEnum

from grants.rules.scoring import LEVELS
from grants.states import GateResult

HIGHEST = max(LEVELS)


class Standing(StrEnum):
    """Whether an application can be ranked, and why not."""

    SCORED = "scored"
    WAITING = "waiting"  # for a scorer
    FAILED = "failed"  # at the gate
    INELIGIBLE = "ineligible"  # by the eligibility screen
    UNSCORED = "unscored"  # nobody is waited for, and nothing is there to rank


def percent_of(scores: Iterable[tuple[int, int | None]]) -> float | None:
    """The weighted sum of (weight, level) in percent of the highest; None if there is nothing to sum up.

    A criterion on which the scorer abstained has no level. It is left out, and the weights of the others count as the
    whole.
    """
    given = [(weight, level) for weight, level in scores if level is not None]
    whole = sum(weight for weight, _ in given)
    return 100 * sum(weight * level for weight, level in given) / (HIGHEST * whole) if whole else None


def standing_of(
    *,
    gate: GateResult,
    gate_waits: bool,
    scoring_waits: bool,
    scores: int,
    has_gate: bool = True,
    is_ineligible: bool = False,
    is_out_of_gate: bool = False,
) -> Standing:
    """The standing of an application. `gate_waits` and `scoring_waits`: an assigned scorer hasn't submitted.

    `has_gate` is False in a round without votes at the gate. `is_out_of_gate`: that it failed is recorded.
    If it failed and isn't out, it was reinstated, or an appeal was granted.
    """
    if is_ineligible:
        return Standing.INELIGIBLE
    if gate_waits:
        return Standing.WAITING
    if is_out_of_gate:
        return Standing.FAILED
    if scoring_waits:
        return Standing.WAITING
    if not scores or (has_gate and gate == GateResult.UNDECIDED):
        return Standing.UNSCORED
    return Standing.SCORED


def problems_with_ranking(standings: Collection[Standing]) -> list[str]:
    """Why no ranking can be computed for applications of these standings."""
    count = sum(standing == Standing.WAITING for standing in standings)
    if count == 1:
        return ["A scorer of 1 application hasn’t submitted yet. A ranking is computed when all scorers have."]
    if count:
        return [
            f"Scorers of {count:,} applications haven’t submitted yet. A ranking is computed when all scorers have."
        ]
    if Standing.SCORED not in standings:
        return ["No application has scores yet."]
    return []
