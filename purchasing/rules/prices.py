"""Unit prices by quantity: the tiers in effect on a date, what a quantity costs, and what is wrong with tiers. Pure."""

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate, pairwise
from typing import NamedTuple

from accounts.dates import short_day
from purchasing.states import Tiering

CENT, UNIT_PRICE = Decimal("0.01"), Decimal("0.0001")


class TierFact(NamedTuple):
    """A unit price from a quantity on, in the price list that takes effect on a date."""

    from_quantity: int
    unit_price: Decimal
    effective_on: datetime.date

    @property
    def place(self) -> tuple[datetime.date, int]:
        """Its price list and threshold, which have one price."""
        return (self.effective_on, self.from_quantity)


class Price(NamedTuple):
    """The unit price at a quantity, the next threshold with the price from there on, and that quantity."""

    quantity: int
    unit_price: Decimal | None
    next_threshold: int | None
    next_unit_price: Decimal | None


def rounded(amount: Decimal, to: Decimal = CENT) -> Decimal:
    """The amount in cents, or in ten-thousandths for a unit price; halves are rounded up."""
    return amount.quantize(to, ROUND_HALF_UP) + 0  # no “-0.00”


def price_in_words(price: Decimal) -> str:
    """“$295.50”, or “$0.8125” where a cent is not exact."""
    return f"${price:,.2f}" if price == rounded(price, CENT) else f"${price:,.4f}"


def tiers_in_effect(tiers: Iterable[TierFact], on: datetime.date) -> list[TierFact]:
    """The tiers of one item that apply on that date, by quantity.

    A price list that prices the first unit replaces the lists before it. One that begins at a higher quantity changes
    the prices at its thresholds, and adds those that are new.
    """
    in_effect: dict[int, TierFact] = {}
    lists: dict[datetime.date, list[TierFact]] = {}
    for tier in tiers:
        if tier.effective_on <= on:
            lists.setdefault(tier.effective_on, []).append(tier)
    for effective_on in sorted(lists):
        if any(tier.from_quantity == 1 for tier in lists[effective_on]):
            in_effect = {}
        in_effect |= {tier.from_quantity: tier for tier in lists[effective_on]}
    return [in_effect[quantity] for quantity in sorted(in_effect)]


def total_price(tiers: Sequence[TierFact], quantity: int, tiering: str) -> Decimal | None:
    """What that many units cost under these tiers; None below the first tier."""
    reached = [tier for tier in tiers if tier.from_quantity <= quantity]
    if not reached:
        return None
    if tiering == Tiering.ALL_UNITS:
        return reached[-1].unit_price * quantity
    ends = [tier.from_quantity - 1 for tier in reached[1:]] + [quantity]
    # A first tier above one is a mistake that is reported; the units below it have its price.
    starts = [1] + [tier.from_quantity for tier in reached[1:]]
    pieces = zip(reached, starts, ends, strict=True)
    return sum((tier.unit_price * (end - start + 1) for tier, start, end in pieces), Decimal(0))


def unit_price(tiers: Sequence[TierFact], quantity: int, tiering: str) -> Decimal | None:
    """The price of a unit where that many are bought, to four places; where each unit has its tier's price, the
    average. None below the first tier.
    """
    total = total_price(tiers, quantity, tiering)
    return None if total is None else rounded(total / quantity, UNIT_PRICE)


def price_at(tiers: Sequence[TierFact], quantity: int, tiering: str) -> Price:
    """The price where that many units are bought, and the next threshold; before the first order, that of one unit."""
    at = max(quantity, 1)
    later = next((tier for tier in tiers if tier.from_quantity > at), None)
    return Price(
        quantity,
        unit_price(tiers, at, tiering),
        later.from_quantity if later else None,
        later.unit_price if later else None,
    )


class VolumeFact(NamedTuple):
    """A number of units that a member ordered on a date."""

    member: str
    ordered_on: datetime.date
    quantity: int


class CommitmentFact(NamedTuple):
    """A number of units that a member committed to order within a period."""

    member: str
    quantity: int
    starts_on: datetime.date
    ends_on: datetime.date | None


class Pool:
    """The units of one item that count toward the pooled price on a date, whatever the order in which they come in.

    These are all units ordered by the end of that date, and what is left of the commitments whose period includes it:
    an order fulfills a commitment, so the two are never added up. `may_count`: whether a member's commitment counts on
    a date.
    """

    def __init__(
        self,
        orders: Iterable[VolumeFact],
        commitments: Iterable[CommitmentFact] = (),
        may_count: Callable[[str, datetime.date], bool] = lambda member, day: True,
    ) -> None:
        self._may_count = may_count
        self._commitments = list(commitments)
        by_date = sorted(orders, key=lambda order: order.ordered_on)
        self._orders, self._all = by_date, _RunningTotal(by_date)
        self._of_member = {
            member: _RunningTotal([order for order in by_date if order.member == member])
            for member in {commitment.member for commitment in self._commitments}
        }

    def on(self, day: datetime.date) -> int:
        """The number of units on that date."""
        return self._all.until(day) + sum(self._left_of(commitment, day) for commitment in self._commitments)

    def by_member(self, day: datetime.date) -> dict[str, int]:
        """The units of each member on that date; together, those of `on`."""
        units: dict[str, int] = {}
        for order in self._orders:
            if order.ordered_on <= day:
                units[order.member] = units.get(order.member, 0) + order.quantity
        for commitment in self._commitments:
            units[commitment.member] = units.get(commitment.member, 0) + self._left_of(commitment, day)
        return {member: number for member, number in units.items() if number}

    def _left_of(self, commitment: CommitmentFact, day: datetime.date) -> int:
        if day < commitment.starts_on or (commitment.ends_on and day > commitment.ends_on):
            return 0
        if not self._may_count(commitment.member, day):
            return 0
        ordered = self._of_member[commitment.member]
        return max(0, commitment.quantity - (ordered.until(day) - ordered.before(commitment.starts_on)))


class _RunningTotal:
    def __init__(self, orders: Sequence[VolumeFact]) -> None:
        self._days = [order.ordered_on for order in orders]
        self._totals = [0, *accumulate(order.quantity for order in orders)]

    def until(self, day: datetime.date) -> int:
        return self._totals[bisect_right(self._days, day)]

    def before(self, day: datetime.date) -> int:
        return self._totals[bisect_left(self._days, day)]


def could_tip(missing: int, needs: Mapping[str, int]) -> list[str]:
    """The members or neighbors whose own need alone reaches the next threshold, the largest need first."""
    return sorted((who for who, need in needs.items() if need >= missing > 0), key=lambda who: (-needs[who], who))


class TierProblem(NamedTuple):
    """What is wrong with a tier, in a sentence that says what to do."""

    tier: TierFact
    column: str
    sentence: str


def problems_with_tiers(tiers: Iterable[TierFact]) -> list[TierProblem]:
    """Why these tiers of an item can't be used: two prices for one quantity, quantities without a price, no price."""
    problems: list[TierProblem] = []
    by_date: dict[datetime.date, dict[int, TierFact]] = {}
    for tier in sorted(tiers, key=lambda tier: (tier.effective_on, tier.from_quantity)):
        known = by_date.setdefault(tier.effective_on, {}).setdefault(tier.from_quantity, tier)
        quantity, price = tier.from_quantity, tier.unit_price
        if quantity < 1:
            problems.append(TierProblem(tier, "from_quantity", f"A tier begins at {quantity}. Begin it at 1 or more."))
        elif price <= 0:
            problems.append(TierProblem(tier, "unit_price", f"The unit price is {price}. Enter a price above zero."))
        elif known.unit_price != price:
            problems.append(
                TierProblem(
                    tier,
                    "from_quantity",
                    f"Two tiers overlap: from {quantity:,}, effective {short_day(tier.effective_on)}, the price is "
                    f"both {price_in_words(known.unit_price)} and {price_in_words(price)}. Keep one of them.",
                )
            )
    if by_date:
        first = min(by_date[min(by_date)].values())
        if first.from_quantity > 1:
            last = first.from_quantity - 1
            below = "1 unit has" if last == 1 else f"1 to {last:,} units have"
            sentence = (
                f"There is a gap: tiers begin at {first.from_quantity:,}, so {below} no price. Add a tier from 1."
            )
            problems.append(TierProblem(first, "from_quantity", sentence))
    return problems


def warnings_about_tiers(item: str, tiers: Sequence[TierFact], tiering: str) -> list[str]:
    """Where buying more costs less in total, or more for each unit. `tiers`: those in effect, by quantity."""
    warnings = []
    for lower, higher in pairwise(tiers):
        if higher.unit_price > lower.unit_price:
            warnings.append(
                f"{item}: from {higher.from_quantity:,} units, a unit costs {price_in_words(higher.unit_price)}, more "
                f"than the {price_in_words(lower.unit_price)} below that quantity."
            )
        if tiering != Tiering.ALL_UNITS:
            continue
        total = higher.unit_price * higher.from_quantity
        # The smallest quantity of the lower tier that costs more than the first of the higher one.
        least = max(int(total // lower.unit_price) + 1, lower.from_quantity)
        if least < higher.from_quantity:
            which = f"{least:,} to {higher.from_quantity - 1:,} units cost"
            which = f"{least:,} units cost" if least == higher.from_quantity - 1 else which
            warnings.append(
                f"{item}: {which} more in total than {higher.from_quantity:,} units, which cost ${rounded(total):,}. "
                f"Order {higher.from_quantity:,} instead."
            )
    return warnings
