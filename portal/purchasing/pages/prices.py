"""What the page of a contract's prices and orders shows."""

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
from portal.purchasing.pages.price_words import ItemRow, how_priced, item_row, missing_units
from purchasing.models import Contract
from purchasing.reads.ledger import JudgedPurchase, Ledger, PricedItem
from purchasing.rules.prices import could_tip, warnings_about_tiers
from purchasing.states import Pooling

# The page shows the latest orders; the file has all of them.
MOST_ORDERS = 200
YEAR = datetime.timedelta(365)


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


@dataclass(frozen=True)
class PricesPage:
    """A contract's prices and orders on a date, and what the orders saved in all."""

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
            (gettext("Prices and orders"), None),
        ]

    @property
    def file_address(self) -> str:
        """Everything on the page for programs, so that anyone can recompute it."""
        return contract_address(self.contract, "contract_json", on=self.on.isoformat())

    @property
    def uptake_address(self) -> str:
        """What each member committed to, ordered, and paid."""
        return contract_address(self.contract, "contract_uptake", on=self.on.isoformat())

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
        return how_priced(self.contract, self.ledger.prices)

    @property
    def is_pooled(self) -> bool:
        """Whether members' orders are added up."""
        return self.contract.pooling == Pooling.POOLED

    @cached_property
    def items(self) -> list[ItemRow]:
        """The items by name."""
        return [self._item_row(one) for one in self.ledger.prices]

    def _item_row(self, one: PricedItem) -> ItemRow:
        missing = missing_units(one.price) if self.is_pooled else 0
        if not missing:
            return item_row(one, self.contract)
        needs = self.ledger.needs_of(one.item, since=self.on - YEAR)
        names = [self.ledger.districts[leaid].name for leaid in could_tip(missing, needs)]
        return item_row(one, self.contract, "; ".join(names) or gettext("No member alone"))

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

    @property
    def savings_address(self) -> str:
        """Savings by member on that date, with the prices they are measured against."""
        return contract_address(self.contract, "contract_savings", on=self.on.isoformat())

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
