"""A contract's prices in words, the same on each page that shows them."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext, ngettext

from accounts.dates import short_day
from portal.purchasing.pages.amounts import contract_address, unit_price_in_words
from purchasing.models import Contract
from purchasing.reads.ledger import PricedItem
from purchasing.rules.prices import Price, TierFact
from purchasing.states import Pooling, Tiering

# A contract's own page shows this many items; the page of prices has all of them.
MOST_ITEMS = 10
# The line about the reader's district names this many.
MOST_NAMED = 4


class ItemRow(NamedTuple):
    """An item with its tiers, and the price of a unit on a date. Empty where there is none."""

    name: str
    unit: str
    tiers: list[str]
    pooled: str
    price: str
    next_price: str
    could_tip: str


def tiers_in_words(tiers: list[TierFact] | tuple[TierFact, ...]) -> list[str]:
    """“1 to 99: $310.00”, “100 or more: $295.50”."""
    words = []
    for place, tier in enumerate(tiers):
        price, start = unit_price_in_words(tier.unit_price), f"{tier.from_quantity:,}"
        if place + 1 == len(tiers):
            words.append(gettext("%(start)s or more: %(price)s") % {"start": start, "price": price})
            continue
        last = tiers[place + 1].from_quantity - 1
        if last == tier.from_quantity:
            words.append(gettext("%(start)s: %(price)s") % {"start": start, "price": price})
        else:
            words.append(
                gettext("%(start)s to %(last)s: %(price)s") % {"start": start, "last": f"{last:,}", "price": price}
            )
    return words


def how_priced(contract: Contract, priced: Sequence[PricedItem]) -> str:
    """How a quantity becomes a price, in one or two sentences; empty where no item has a price."""
    if not any(one.tiers for one in priced):
        return ""
    if all(len(one.tiers) <= 1 for one in priced):
        return gettext("Each item has one unit price, whatever the quantity.")
    pooling = (
        gettext("The quantity that all members order together determines the price.")
        if contract.pooling == Pooling.POOLED
        else gettext("The quantity of each order determines its price.")
    )
    tiering = (
        gettext("Every unit costs the price of the tier that this quantity reaches.")
        if contract.tiering == Tiering.ALL_UNITS
        else gettext("Each unit costs the price of the tier it falls in.")
    )
    return f"{pooling} {tiering}"


def missing_units(price: Price) -> int:
    """How many more units reach the next price; 0 where there is none."""
    return price.next_threshold - price.quantity if price.next_threshold else 0


def item_row(one: PricedItem, contract: Contract, could_tip: str = "") -> ItemRow:
    """The item with its price and the next one. `could_tip`: members whose own orders reach the next price."""
    price, next_price, is_pooled = one.price, "", contract.pooling == Pooling.POOLED
    if price.next_threshold:
        next_price = gettext("%(price)s from %(threshold)s") % {
            "price": unit_price_in_words(price.next_unit_price),
            "threshold": f"{price.next_threshold:,}",
        }
        if is_pooled:
            missing = missing_units(price)
            more = ngettext("%(number)s more unit", "%(number)s more units", missing) % {"number": f"{missing:,}"}
            next_price = f"{next_price} ({more})"
    return ItemRow(
        one.item.name,
        one.item.unit,
        tiers_in_words(list(one.tiers)),
        f"{price.quantity:,}" if is_pooled else "",
        unit_price_in_words(price.unit_price),
        next_price,
        could_tip,
    )


@dataclass(frozen=True)
class PriceBlock:
    """What a contract costs today, in short; before it starts and after it ends, on its start date or end date."""

    contract: Contract
    today: datetime.date
    priced: Sequence[PricedItem]

    @property
    def heading(self) -> str:
        """“Prices today”, or the day of the term that the prices are of."""
        starts, ends = self.contract.starts_on, self.contract.ends_on
        if ends and ends < self.today:
            return gettext("Prices on %(day)s, when the contract ended") % {"day": short_day(ends)}
        if starts and starts > self.today:
            return gettext("Prices on %(day)s, when the contract starts") % {"day": short_day(starts)}
        return gettext("Prices today")

    @property
    def how_priced(self) -> str:
        """How a quantity becomes a price; empty where no item has a price."""
        return how_priced(self.contract, self.priced)

    @property
    def is_pooled(self) -> bool:
        """Whether members' orders are added up."""
        return self.contract.pooling == Pooling.POOLED

    @cached_property
    def rows(self) -> list[ItemRow]:
        """The first items by name."""
        return [item_row(one, self.contract) for one in self.priced[:MOST_ITEMS]]

    @property
    def left_out(self) -> str:
        """How many items only the page of prices shows; empty where the block shows all."""
        number = len(self.priced) - len(self.rows)
        words = ngettext("%(number)s more item is on the page", "%(number)s more items are on the page", number)
        return words % {"number": f"{number:,}"} if number else ""

    @property
    def prices_address(self) -> str:
        """All of its prices and orders."""
        return contract_address(self.contract, "contract_prices")

    @property
    def calculator_address(self) -> str:
        """What a district pays if it joins; empty where nothing has a price."""
        return contract_address(self.contract, "contract_calculator") if self.how_priced else ""

    @property
    def savings_address(self) -> str:
        """Its savings: claims and recomputed amounts."""
        return contract_address(self.contract, "contract_savings")

    @property
    def costs_address(self) -> str:
        """The costs that its members share."""
        return contract_address(self.contract, "contract_costs")


def prices_for_district(contract: Contract, priced: Sequence[PricedItem]) -> str:
    """“Your prices today: Cart $95.00; Laptop $295.50.”; where each order has its own price, also the next one.

    `priced`: the items that the district may buy. Empty where none has a price.
    """
    known = [one for one in priced if one.price.unit_price is not None]
    if not known:
        return ""
    words = "; ".join(_price_in_words(one, is_pooled=contract.pooling == Pooling.POOLED) for one in known[:MOST_NAMED])
    if left := len(known[MOST_NAMED:]):
        more = ngettext("%(number)s more item below", "%(number)s more items below", left) % {"number": f"{left:,}"}
        words = f"{words}; {more}"
    return gettext("Your prices today: %(prices)s.") % {"prices": words}


def _price_in_words(one: PricedItem, *, is_pooled: bool) -> str:
    row = {"item": one.item.name, "price": unit_price_in_words(one.price.unit_price)}
    if is_pooled or one.price.next_threshold is None:
        return gettext("%(item)s %(price)s") % row
    next_price = unit_price_in_words(one.price.next_unit_price)
    return gettext("%(item)s %(price)s, or %(next)s from %(threshold)s units") % {
        **row,
        "next": next_price,
        "threshold": f"{one.price.next_threshold:,}",
    }
