"""A district's orders under a contract, as a treasurer keeps them and an auditor reads them."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from districts.models import District
from purchasing.models import Contract, Purchase, QuantityCommitment
from purchasing.reads.diligence import Diligence, diligence_of
from purchasing.reads.joinders import JoinderRoster, MemberJoinders
from purchasing.reads.ledger import JudgedPurchase, Ledger


@dataclass(frozen=True)
class DistrictOrders:
    """What is on record about a district's orders under a contract on a date."""

    contract: Contract
    district: District
    on: datetime.date
    ledger: Ledger
    # Its joinders, and what an auditor would note about them.
    joined: MemberJoinders
    diligence: Diligence
    # Canceled and corrected orders, the earliest first.
    canceled: Sequence[Purchase]
    commitments: Sequence[QuantityCommitment]

    @cached_property
    def judged(self) -> list[JudgedPurchase]:
        """Its orders, the earliest first, each judged by the price and the rights of its own day."""
        return [one for one in self.ledger.judged if one.purchase.district_id == self.district.pk]


def orders_of(contract: Contract, district: District, on: datetime.date) -> DistrictOrders:
    """The district’s orders under the contract. At most 14 queries."""
    roster = JoinderRoster(contract, on)
    canceled = Purchase.objects.ever_of_contract(contract).canceled().filter(district=district)
    commitments = QuantityCommitment.objects.filter(item__contract=contract, district=district)
    return DistrictOrders(
        contract,
        district,
        on,
        roster.ledger,
        roster.of(district),
        diligence_of(contract, district, on),
        list(canceled),
        list(commitments.select_related("item").order_by("starts_on", "pk")),
    )


class OrderTotal(NamedTuple):
    """How many orders a district placed, and what they cost."""

    orders: int
    paid: Decimal


def order_totals(contract: Contract, districts: Collection[int], on: datetime.date) -> dict[int, OrderTotal]:
    """What each of these districts (row ids) ordered by that date. One query; none without districts."""
    if not districts:
        return {}
    rows = Purchase.objects.of_contract(contract).ordered_by(on).filter(district__in=districts).order_by()
    totals: dict[int, OrderTotal] = {}
    for district, quantity, price in rows.values_list("district", "quantity", "unit_price_paid"):
        orders, paid = totals.get(district, (0, Decimal(0)))
        totals[district] = OrderTotal(orders + 1, paid + quantity * price)
    return totals
