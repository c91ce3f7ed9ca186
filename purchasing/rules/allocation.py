"""How a shared cost is divided among members: by a declared formula, exact to the cent. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from purchasing.rules.prices import CENT


class Share(NamedTuple):
    """A member's part of a cost. `weight` is what the formula counts; `exact` is the share before rounding."""

    member: str
    weight: Decimal
    exact: Decimal
    amount: Decimal

    @property
    def has_extra_cent(self) -> bool:
        """Whether it got one of the cents that were left after rounding down."""
        return self.amount > self.exact


class ShareChange(NamedTuple):
    """A member's share under two formulas."""

    member: str
    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        """Positive where the member pays more."""
        return self.after - self.before


class NothingToDivideBy(ValueError):
    """No member has a weight above zero."""


def allocate(amount: Decimal, weights: Mapping[str, Decimal]) -> list[Share]:
    """The amount divided in proportion to the weights, by the largest-remainder method; the shares add up to it.

    Each share is rounded down to the cent. The cents that are left go one each to the members with the largest
    remainders; of equal remainders, to the one with the lower ID first. `amount` is in whole cents and not negative.
    Raises NothingToDivideBy.
    """
    total = sum(weights.values(), Decimal(0))
    if total <= 0:
        raise NothingToDivideBy
    cents = int(amount / CENT)
    # Integers throughout, so that no remainder is rounded before it is compared.
    scale = 10 ** max(0, *(-int(weight.as_tuple().exponent) for weight in weights.values()))
    parts = {member: int(weight * scale) for member, weight in weights.items()}
    whole = sum(parts.values())
    down = {member: cents * part // whole for member, part in parts.items()}
    remainders = {member: cents * part % whole for member, part in parts.items()}
    left = cents - sum(down.values())
    first = sorted(parts, key=lambda member: (-remainders[member], member))[:left]
    extra = set(first)
    return [
        Share(
            member,
            weights[member],
            amount * weights[member] / total,
            CENT * (down[member] + (member in extra)),
        )
        for member in sorted(parts)
    ]


def changes_of(before: list[Share], after: list[Share]) -> list[ShareChange]:
    """What each member pays under both formulas, the largest increase first."""
    old, new = ({one.member: one.amount for one in shares} for shares in (before, after))
    rows = [
        ShareChange(member, old.get(member, Decimal(0)), new.get(member, Decimal(0))) for member in sorted({*old, *new})
    ]
    return sorted(rows, key=lambda one: (-one.difference, one.member))
