"""A shared cost divided among members by a declared formula. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from purchasing.rules.prices import CENT, rounded


class ShareChange(NamedTuple):
    """A member's part under two formulas; `difference` is more than zero where it would pay more."""

    member: str
    now: Decimal
    instead: Decimal

    @property
    def difference(self) -> Decimal:
        """What the change costs the member; negative where it saves."""
        return self.instead - self.now


def problems_with_weights(weights: Mapping[str, Decimal | int]) -> list[str]:
    """Why a cost can't be divided by these weights."""
    if not weights:
        return ["No member may use this contract today, so there is no one to share the cost."]
    if any(weight < 0 for weight in weights.values()):
        return ["A member’s part can’t be less than nothing."]
    if not any(weights.values()):
        return ["All members have zero in this formula. Choose another one."]
    return []


def allocate(cost: Decimal, weights: Mapping[str, Decimal | int]) -> dict[str, Decimal]:
    """The cost in cents divided in proportion to the weights, so that the parts add up to it exactly.

    Each part is rounded down, and the cents that are left go to the largest remainders; of equal ones, to the member
    whose key comes first. The weights have no problems.
    """
    cents, total = int(rounded(cost) / CENT), sum(map(Fraction, weights.values()))
    exact = {member: cents * Fraction(weight) / total for member, weight in weights.items()}
    parts = {member: part.numerator // part.denominator for member, part in exact.items()}
    left = cents - sum(parts.values())
    for member in sorted(exact, key=lambda one: (parts[one] - exact[one], one))[:left]:
        parts[member] += 1
    return {member: parts[member] * CENT for member in weights}


def compared(now: Mapping[str, Decimal], instead: Mapping[str, Decimal]) -> list[ShareChange]:
    """Every member's part under both formulas: who would save most first, who would pay most more last."""
    members = {*now, *instead}
    changes = [ShareChange(one, now.get(one, Decimal(0)), instead.get(one, Decimal(0))) for one in members]
    return sorted(changes, key=lambda one: (one.difference, one.member))
