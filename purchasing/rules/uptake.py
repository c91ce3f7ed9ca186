"""What each member committed to, ordered, and paid under a contract, item by item. Pure."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from districts.rules.periods import Period
from purchasing.rules.eligibility import includes
from purchasing.rules.prices import CommitmentFact


class OrderedUnits(NamedTuple):
    """An order of a member: what it cost, how much of that is over the contract price, and whether it was allowed."""

    member: str
    item: str
    ordered_on: datetime.date
    quantity: int
    paid: Decimal
    over_by: Decimal
    was_allowed: bool


class Uptake(NamedTuple):
    """A member's commitments to an item and its orders. `fulfilled`: the committed units that it ordered in time."""

    member: str
    item: str
    committed: int = 0
    fulfilled: int = 0
    orders: int = 0
    units: int = 0
    paid: Decimal = Decimal(0)
    over_by: Decimal = Decimal(0)
    not_allowed: int = 0


def uptake_of(
    orders: Iterable[OrderedUnits], commitments: Iterable[tuple[str, CommitmentFact]], on: datetime.date
) -> list[Uptake]:
    """A row for each member and item with an order, or with a commitment that has begun by that date; by member and
    item. `commitments`: each with its item. A commitment that was canceled before it began counts neither way.
    """
    orders = list(orders)
    rows: dict[tuple[str, str], Uptake] = {}
    for one in orders:
        key = (one.member, one.item)
        row = rows.get(key, Uptake(*key))
        rows[key] = row._replace(
            orders=row.orders + 1,
            units=row.units + one.quantity,
            paid=row.paid + one.paid,
            over_by=row.over_by + one.over_by,
            not_allowed=row.not_allowed + (not one.was_allowed),
        )
    for item, commitment in commitments:
        if commitment.starts_on > on or (commitment.ends_on and commitment.ends_on < commitment.starts_on):
            continue
        key, period = (commitment.member, item), Period(commitment.starts_on, commitment.ends_on)
        ordered = sum(
            one.quantity for one in orders if (one.member, one.item) == key and includes(period, one.ordered_on)
        )
        row = rows.get(key, Uptake(*key))
        rows[key] = row._replace(
            committed=row.committed + commitment.quantity,
            fulfilled=row.fulfilled + min(ordered, commitment.quantity),
        )
    return [rows[key] for key in sorted(rows)]
