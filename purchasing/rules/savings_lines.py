"""Savings order by order and price by price, so that anyone can add them up again. Pure."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from purchasing.rules.savings import BaselineFact, PaidFact


class SavingsLine(NamedTuple):
    """The order and the price with these places in their lists; without a price, the order is not measured.

    `saving` is (price - paid) x quantity, exact.
    """

    order: int
    baseline: int | None
    saving: Decimal | None


def savings_lines(orders: Sequence[PaidFact], baselines: Sequence[BaselineFact]) -> Iterator[SavingsLine]:
    """A line for each order and each price that measures it, or one line for an order that none measures."""
    by_item: dict[str, list[int]] = {}
    for place, base in enumerate(baselines):
        by_item.setdefault(base.item, []).append(place)
    for number, order in enumerate(orders):
        found = [place for place in by_item.get(order.item, ()) if baselines[place].measures(order)]
        if not found:
            yield SavingsLine(number, None, None)
        for place in found:
            saving = (baselines[place].unit_price - order.unit_price) * order.quantity
            yield SavingsLine(number, place, saving)
