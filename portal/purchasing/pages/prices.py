"""What the page of a contract's prices, orders, and savings shows."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from accounts.dates import short_day
from portal.components.trails import Trail
from portal.purchasing.pages.amounts import contract_address, range_in_words, sum_in_words, unit_price_in_words
from purchasing.models import Contract
from purchasing.reads.ledger import JudgedPurchase, Ledger, PricedItem
from purchasing.rules.prices import TierFact, could_tip, warnings_about_tiers
from purchasing.states import Pooling, Tiering

# The page shows the latest orders; the file has all of them.
MOST_ORDERS = 200
YEAR = datetime.timedelta(365)


class ItemRow(NamedTuple):
    """An item with its tiers, and the price of a unit now. Empty where there is none."""

    name: str
    unit: str
    tiers: list[str]
    pooled: str
    price: str
    next_price: str
    could_tip: str


class SavingRow(NamedTuple):
    """What a district saved."""

    name: str
    address: str
    amount: str


class BaselineLine(NamedTuple):
    """A price that savings are measured against."""

    item: str
    whose: str
    price: str
    priced_on: datetime.date
    source: str
    method: str
    # The page of savings is where a price is withdrawn.
    withdraw_address: str = ""


class OrderRow(NamedTuple):
    """An order, and what an auditor may question; `tag` is empty where there is nothing to note."""

    ordered_on: datetime.date
    district: str
    item: str
    quantity: str
    paid: str
    contract_price: str
    tag: str
    why: str


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


def how_priced(contract: Contract) -> str:
    """How a quantity becomes a price, in two sentences."""
    pooling = (
        gettext("The quantity of all members together decides the price.")
        if contract.pooling == Pooling.POOLED
        else gettext("The quantity of each order decides its price.")
    )
    tiering = (
        gettext("Every unit costs the price of the tier that the quantity reaches.")
        if contract.tiering == Tiering.ALL_UNITS
        else gettext("Each unit costs the price of the tier it falls in.")
    )
    return f"{pooling} {tiering}"


@dataclass(frozen=True)
class PricesPage:
    """A contract's prices, orders, and savings on a date."""

    ledger: Ledger

    @property
    def contract(self) -> Contract:
        """The contract."""
        return self.ledger.contract

    @property
    def on(self) -> datetime.date:
        """The date that everything on the page is about."""
        return self.ledger.on

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [
            (gettext("Contracts"), reverse("registry:contract_list")),
            (self.contract.number, self.contract.get_absolute_url()),
            (gettext("Prices, orders, and savings"), None),
        ]

    @property
    def file_address(self) -> str:
        """Everything on the page for programs, so that anyone can recompute it."""
        return contract_address(self.contract, "contract_json", on=self.on.isoformat())

    @property
    def calculator_address(self) -> str:
        """What a district pays if it joins."""
        return contract_address(self.contract, "contract_calculator")

    @property
    def costs_address(self) -> str:
        """How a cost is shared among members."""
        return contract_address(self.contract, "contract_costs")

    @property
    def how_priced(self) -> str:
        """How a quantity becomes a price."""
        return how_priced(self.contract)

    @property
    def is_pooled(self) -> bool:
        """Whether members' orders are added up."""
        return self.contract.pooling == Pooling.POOLED

    @cached_property
    def items(self) -> list[ItemRow]:
        """The items by name."""
        return [self._item_row(one) for one in self.ledger.prices]

    def _item_row(self, one: PricedItem) -> ItemRow:
        price, next_price, tip = one.price, "", ""
        if price.next_threshold:
            words = gettext("%(price)s from %(threshold)s")
            next_price = words % {
                "price": unit_price_in_words(price.next_unit_price),
                "threshold": f"{price.next_threshold:,}",
            }
            if self.is_pooled:
                missing = price.next_threshold - price.quantity
                more = ngettext("%(number)s more unit", "%(number)s more units", missing) % {"number": f"{missing:,}"}
                next_price = f"{next_price} ({more})"
                needs = self.ledger.needs_of(one.item, since=self.on - YEAR)
                names = [self.ledger.districts[leaid].name for leaid in could_tip(missing, needs)]
                tip = "; ".join(names) or gettext("No member alone")
        return ItemRow(
            one.item.name,
            one.item.unit,
            tiers_in_words(list(one.tiers)),
            f"{price.quantity:,}" if self.is_pooled else "",
            unit_price_in_words(price.unit_price),
            next_price,
            tip,
        )

    @cached_property
    def warnings(self) -> list[str]:
        """Where buying more costs less in total; members whose orders are added up can’t choose that by themselves."""
        if self.is_pooled:
            return []
        return [
            warning
            for one in self.ledger.prices
            for warning in warnings_about_tiers(one.item.name, one.tiers, self.contract.tiering)
        ]

    @property
    def total_saved(self) -> str:
        """The range of the contract's savings; empty where no purchase has a baseline."""
        return range_in_words(self.ledger.savings.total) if self.ledger.savings.by_member else ""

    @cached_property
    def savings(self) -> list[SavingRow]:
        """Savings by district, by name."""
        rows = [
            SavingRow(
                self.ledger.districts[leaid].name, self.ledger.districts[leaid].get_absolute_url(), range_in_words(one)
            )
            for leaid, one in self.ledger.savings.by_member.items()
        ]
        return sorted(rows)

    @cached_property
    def baselines(self) -> list[BaselineLine]:
        """The prices that savings are measured against, stated by that date."""
        return [
            BaselineLine(
                one.item.name,
                one.district.name if one.district else gettext("Any district"),
                unit_price_in_words(one.unit_price),
                one.priced_on,
                one.source,
                one.method,
            )
            for one in self.ledger.stated_baselines
        ]

    @cached_property
    def orders(self) -> list[OrderRow]:
        """The latest orders, the newest first."""
        return [_order_row(one) for one in reversed(self.ledger.judged[-MOST_ORDERS:])]

    @property
    def orders_left_out(self) -> int:
        """How many earlier orders only the file has."""
        return max(0, len(self.ledger.purchases) - MOST_ORDERS)

    @cached_property
    def order_summary(self) -> str:
        """How many orders were not allowed or cost more than the contract says."""
        judged = self.ledger.judged
        outside = sum(not one.answer.is_allowed for one in judged)
        over = sum(one.is_over_contract is True for one in judged)
        paid = sum((one.purchase.unit_price_paid * one.purchase.quantity for one in judged), Decimal(0))
        words = ngettext(
            "%(orders)s order for %(paid)s through %(day)s. Not allowed: %(outside)s. "
            "Over the contract price: %(over)s.",
            "%(orders)s orders for %(paid)s through %(day)s. Not allowed: %(outside)s. "
            "Over the contract price: %(over)s.",
            len(judged),
        )
        return words % {
            "orders": f"{len(judged):,}",
            "paid": sum_in_words(paid),
            "day": short_day(self.on),
            "outside": f"{outside:,}",
            "over": f"{over:,}",
        }


def _order_row(one: JudgedPurchase) -> OrderRow:
    purchase = one.purchase
    tag = ""
    if not one.answer.is_allowed:
        tag = gettext("Not allowed")
    elif one.is_over_contract:
        tag = gettext("Over the contract price")
    return OrderRow(
        purchase.ordered_on,
        purchase.district.name,
        purchase.item.name,
        f"{purchase.quantity:,}",
        unit_price_in_words(purchase.unit_price_paid),
        unit_price_in_words(one.contract_unit_price),
        tag,
        one.answer.because,
    )
