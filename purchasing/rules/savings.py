"""Savings that anyone can recompute: (baseline - paid) x quantity, as a range over the stated baselines. Pure."""

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from purchasing.rules.prices import rounded


class BaselineFact(NamedTuple):
    """A stated price of an item: a district's own, or one that any district would have paid."""

    item: str
    leaid: str  # empty for any district
    unit_price: Decimal
    priced_on: datetime.date

    def measures(self, paid: "PaidFact") -> bool:
        """Whether a purchase is measured against this price: it is for that item, and any district or that one."""
        return self.item == paid.item and self.leaid in ("", paid.leaid)


class PaidFact(NamedTuple):
    """What a district paid for a number of units."""

    item: str
    leaid: str
    quantity: int
    unit_price: Decimal


class Range(NamedTuple):
    """The lowest and the highest amount that the stated baselines give; negative where more was paid."""

    low: Decimal
    high: Decimal


class Savings(NamedTuple):
    """Savings of a contract, and of each member with a baseline for what it bought."""

    total: Range
    by_member: dict[str, Range]


def savings_on(purchases: Iterable[PaidFact], baselines: Sequence[BaselineFact], on: datetime.date) -> Savings:
    """Savings on these purchases, measured against the baselines that had been stated by that date.

    A district's purchases are measured against its own baselines and those for any district. What has no baseline
    isn't counted. Amounts are added up exactly and rounded to the cent at the end.
    """
    known: dict[str, list[BaselineFact]] = {}
    for baseline in baselines:
        if baseline.priced_on <= on:
            known.setdefault(baseline.item, []).append(baseline)
    exact: dict[str, Range] = {}
    for one in purchases:
        prices = [base.unit_price for base in known.get(one.item, ()) if base.measures(one)]
        if not prices:
            continue
        before = exact.get(one.leaid, Range(Decimal(0), Decimal(0)))
        low, high = ((price - one.unit_price) * one.quantity for price in (min(prices), max(prices)))
        exact[one.leaid] = Range(before.low + low, before.high + high)
    total = Range(*(rounded(sum((one[end] for one in exact.values()), Decimal(0))) for end in (0, 1)))
    return Savings(
        total, {leaid: Range(rounded(exact[leaid].low), rounded(exact[leaid].high)) for leaid in sorted(exact)}
    )
