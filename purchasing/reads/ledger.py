"""A contract on a date: who may use it, at which prices, what members ordered, and what that saved."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from districts.models import District
from purchasing.models import Baseline, Contract, ContractItem, Joinder, Purchase, QuantityCommitment
from purchasing.reads.dated_memberships import memberships_by
from purchasing.rules.eligibility import (
    BuyingAnswer,
    ContractFact,
    Defect,
    JoinderFact,
    MembershipTerm,
    OrderFact,
    about_order,
    defects_of_right,
    includes,
    may_buy,
)
from purchasing.rules.prices import (
    CommitmentFact,
    Pool,
    Price,
    TierFact,
    VolumeFact,
    price_at,
    tiers_in_effect,
    unit_price,
)
from purchasing.rules.savings import BaselineFact, PaidFact, Savings, savings_on
from purchasing.states import Pooling


class PricedItem(NamedTuple):
    """An item with its tiers in effect; `price.quantity` is the pooled quantity where orders are pooled."""

    item: ContractItem
    tiers: Sequence[TierFact]
    price: Price


class JudgedPurchase(NamedTuple):
    """A purchase with the contract's price on its day, and whether it was allowed."""

    purchase: Purchase
    contract_unit_price: Decimal | None
    is_over_contract: bool | None
    answer: BuyingAnswer

    @property
    def paid(self) -> Decimal:
        """What the order cost."""
        return self.purchase.unit_price_paid * self.purchase.quantity

    @property
    def over_by(self) -> Decimal:
        """How much more that is than at the contract's price; zero if it isn't more, or the contract had no price."""
        if self.contract_unit_price is None or not self.is_over_contract:
            return Decimal(0)
        return (self.purchase.unit_price_paid - self.contract_unit_price) * self.purchase.quantity


@dataclass
class Ledger:
    """Everything about a contract that has a date, as it was on `on`. Each property is worked out once."""

    contract: Contract
    on: datetime.date
    items: Sequence[ContractItem]
    tiers: Mapping[int, Sequence[TierFact]]
    # Districts that are or were members, joined the contract, or ordered, by LEAID.
    districts: Mapping[str, District]
    memberships: Mapping[str, Sequence[MembershipTerm]]
    joinders: Mapping[str, Sequence[JoinderFact]]
    # Ordered by `on`.
    purchases: Sequence[Purchase]
    commitments: Mapping[int, Sequence[CommitmentFact]]
    baselines: Sequence[Baseline]

    @cached_property
    def fact(self) -> ContractFact:
        """The contract's own part in who may buy."""
        one = self.contract
        return ContractFact(one.number, one.consortium.name, one.starts_on, one.ends_on, one.requires_joinder)

    def may_use(self, leaid: str, on: datetime.date, item: str = "") -> bool:
        """Whether the district may buy (that item) on that date."""
        return not self.missing_right(leaid, on, item)

    def missing_right(self, leaid: str, on: datetime.date, item: str = "") -> list[Defect]:
        """What is missing for the district's right to buy (that item) on that date."""
        return defects_of_right(self.fact, self.memberships.get(leaid, ()), self.joinders.get(leaid, ()), on, item)

    def is_buying_member(self, leaid: str, on: datetime.date) -> bool:
        """Whether a membership gives the district the right to buy on that date."""
        return any(includes(one.period, on) and not one.why_not for one in self.memberships.get(leaid, ()))

    def answer_for(self, leaid: str) -> BuyingAnswer:
        """Whether the district may buy, and why, in words for its people."""
        return may_buy(self.fact, self.memberships.get(leaid, ()), self.joinders.get(leaid, ()), self.on)

    @cached_property
    def usable_by(self) -> list[tuple[District, str]]:
        """The districts that may buy, with the reason."""
        answers = ((self.districts[leaid], self.answer_for(leaid)) for leaid in sorted(self.memberships))
        return [(district, answer.because) for district, answer in answers if answer.is_allowed]

    @cached_property
    def pools(self) -> dict[int, Pool]:
        """The pool of each item: only orders that were allowed count, and commitments of districts that may buy."""
        orders: dict[int, list[VolumeFact]] = defaultdict(list)
        for one in self.purchases:
            if self.may_use(one.district.leaid, one.ordered_on, one.item.name):
                orders[one.item_id].append(VolumeFact(one.district.leaid, one.ordered_on, one.quantity))
        return {item.pk: Pool(orders[item.pk], self.commitments.get(item.pk, ()), self.may_use) for item in self.items}

    @cached_property
    def prices(self) -> list[PricedItem]:
        """Each item with the price of a unit now: at the pooled quantity, or of one unit where orders aren't pooled."""
        is_pooled = self.contract.pooling == Pooling.POOLED
        priced = []
        for item in self.items:
            tiers = tiers_in_effect(self.tiers.get(item.pk, ()), self.on)
            quantity = self.pools[item.pk].on(self.on) if is_pooled else 0
            priced.append(PricedItem(item, tiers, price_at(tiers, quantity, self.contract.tiering)))
        return priced

    def needs_of(self, item: ContractItem, since: datetime.date) -> dict[str, int]:
        """The units of the item that each district ordered after that date, for districts that may buy now."""
        needs: dict[str, int] = defaultdict(int)
        for one in self.purchases:
            if one.item_id == item.pk and one.ordered_on > since:
                needs[one.district.leaid] += one.quantity
        return {leaid: units for leaid, units in needs.items() if self.may_use(leaid, self.on)}

    @cached_property
    def judged(self) -> list[JudgedPurchase]:
        """Every purchase, judged by the price and the rights of its own day."""
        return [self._judge(one) for one in self.purchases]

    def judge_new(self, order: Purchase, instead_of: Purchase | None = None) -> JudgedPurchase:
        """How an order that is not on record would be judged; with another one, as its correction."""
        others = [one for one in self.purchases if instead_of is None or one.pk != instead_of.pk]
        return replace(self, purchases=[*others, order]).judged[-1]

    def _judge(self, one: Purchase) -> JudgedPurchase:
        on, leaid = one.ordered_on, one.district.leaid
        tiers = tiers_in_effect(self.tiers.get(one.item_id, ()), on)
        is_pooled = self.contract.pooling == Pooling.POOLED
        quantity = max(self.pools[one.item_id].on(on), 1) if is_pooled else one.quantity
        price = unit_price(tiers, quantity, self.contract.tiering)
        order = OrderFact(on, one.unit_price_paid, price, one.item.name)
        answer = about_order(self.fact, self.memberships.get(leaid, ()), self.joinders.get(leaid, ()), order)
        return JudgedPurchase(one, price, order.is_over_contract, answer)

    @cached_property
    def stated_baselines(self) -> list[Baseline]:
        """The baselines stated by then."""
        return [one for one in self.baselines if one.priced_on <= self.on]

    @cached_property
    def paid_facts(self) -> list[PaidFact]:
        """What was paid in each of the purchases, in their order."""
        return [
            PaidFact(str(one.item_id), one.district.leaid, one.quantity, one.unit_price_paid) for one in self.purchases
        ]

    @cached_property
    def baseline_facts(self) -> list[BaselineFact]:
        """The baselines stated by then, in their order."""
        return [
            BaselineFact(str(one.item_id), one.district.leaid if one.district else "", one.unit_price, one.priced_on)
            for one in self.stated_baselines
        ]

    @cached_property
    def savings(self) -> Savings:
        """Savings on the purchases, over the baselines stated by then."""
        return savings_on(self.paid_facts, self.baseline_facts, self.on)


def ledger_of(contract: Contract, on: datetime.date) -> Ledger:
    """The contract's ledger as of that date. Six queries."""
    districts, memberships = memberships_by(contract.consortium_id, on)
    joinders: dict[str, list[JoinderFact]] = defaultdict(list)
    for joinder in Joinder.objects.filter(contract=contract).select_related("district"):
        districts[joinder.district.leaid] = joinder.district
        joinders[joinder.district.leaid].append(joinder_fact(joinder))
    purchases = list(Purchase.objects.of_contract(contract).ordered_by(on))
    districts |= {one.district.leaid: one.district for one in purchases}
    items, tiers = _items_with_tiers(contract)
    commitments: dict[int, list[CommitmentFact]] = defaultdict(list)
    for one in QuantityCommitment.objects.filter(item__contract=contract).select_related("district"):
        commitments[one.item_id].append(
            CommitmentFact(one.district.leaid, one.quantity, one.starts_on, one.counts_until)
        )
    return Ledger(
        contract=contract,
        on=on,
        items=items,
        tiers=tiers,
        districts=districts,
        memberships=memberships,
        joinders=joinders,
        purchases=purchases,
        commitments=commitments,
        baselines=list(Baseline.objects.of_contract(contract, on=on)),
    )


def prices_of(contract: Contract, on: datetime.date) -> list[PricedItem]:
    """The contract's items with the price of a unit on that date, as its ledger has them. One query; where members'
    orders are added up, six.
    """
    if contract.pooling == Pooling.POOLED:
        return ledger_of(contract, on).prices
    items, tiers = _items_with_tiers(contract)
    return Ledger(contract, on, items, tiers, {}, {}, {}, [], {}, []).prices


def _items_with_tiers(contract: Contract) -> tuple[list[ContractItem], dict[int, list[TierFact]]]:
    """The items by name, and the tiers of each by row id, those of later price lists, too."""
    items: dict[int, ContractItem] = {}
    tiers: dict[int, list[TierFact]] = defaultdict(list)
    for row in ContractItem.objects.with_tiers(contract):
        items.setdefault(row.pk, row)
        if row.from_quantity is not None:
            tiers[row.pk].append(TierFact(row.from_quantity, row.unit_price, row.effective_on))
    return list(items.values()), tiers


def joinder_fact(row: Joinder) -> JoinderFact:
    """What the rules need to know of a joinder."""
    return JoinderFact(row.starts_on, row.ends_on, row.board_on, tuple(row.item_names))
