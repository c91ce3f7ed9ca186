"""Prices, joinders, orders, and baselines of the buying group's contracts."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from districts.models import District
from purchasing.actions.importing import import_contract_rows
from purchasing.models import Contract
from purchasing.rules.contract_rows import (
    BaselineRow,
    ContractFileRow,
    ContractKey,
    ContractRows,
    JoinderRow,
    PurchaseRow,
    TierRow,
)
from sample.writing.consortia import COMMAND

FILE = "sample"
LAPTOP, FUEL = "Student laptop", "Diesel fuel"
# Days after the contract began, and for each tier its quantity and unit price.
LAPTOP_PRICES = {
    0: ((1, "329.00"), (250, "309.50"), (1000, "289.75")),
    365: ((1, "319.00"), (500, "299.50"), (850, "279.00")),
}
FUEL_PRICES = {0: ((1, "3.4290"), (2_001, "3.3125"), (10_001, "3.2175"))}
# The member's place, days after the contract began, quantity, and the unit price paid.
LAPTOP_ORDERS = (
    (0, 30, 120, "329.00"),
    (3, 42, 90, "329.00"),
    (5, 60, 60, "309.50"),
    (7, 75, 45, "315.00"),
    (6, 90, 40, "309.50"),
    (0, 380, 140, "319.00"),
    (3, 395, 85, "299.50"),
    (2, 410, 70, "299.50"),
    (8, 430, 160, "299.50"),
)
FUEL_ORDERS = (
    (0, 20, 1_800, "3.4290"),
    (3, 25, 4_000, "3.3707"),
    (5, 200, 2_500, "3.4057"),
    (8, 210, 12_000, "3.3000"),
    (3, 390, 4_400, "3.3654"),
)


def record_buying(group: str, members: Sequence[District], at: datetime.datetime) -> None:
    """What a state brings in files about both contracts: among it a late joinder, a missing one, one that ended, an
    order over the contract price, and one by a member in dispute.
    """
    contracts = {one.number: one for one in Contract.objects.filter(consortium__slug=group)}
    rows = ContractRows([], [], [], [], [])
    for number, pooling, tiering, category, item, unit, prices, orders in (
        ("CB-1", "pooled", "all_units", "Technology", LAPTOP, "each", LAPTOP_PRICES, LAPTOP_ORDERS),
        ("CB-2", "order", "each_unit", "Transportation", FUEL, "gallon", FUEL_PRICES, FUEL_ORDERS),
    ):
        contract, key = contracts[number], ContractKey(number, group)
        began = contract.starts_on or at.date()
        terms: dict[str, str | bool] = {"category": category, "pooling": pooling, "tiering": tiering}
        rows.contracts.append(
            ContractFileRow(FILE, 0, key, contract.title, contract.supplier, began, contract.ends_on, terms)
        )
        rows.tiers.extend(
            TierRow(FILE, 0, key, item, unit, quantity, Decimal(price), began + datetime.timedelta(days))
            for days, tiers in prices.items()
            for quantity, price in tiers
        )
        rows.purchases.extend(
            PurchaseRow(
                FILE, 0, key, item, members[place].leaid, began + datetime.timedelta(days), quantity, Decimal(price)
            )
            for place, days, quantity, price in orders
            if place < len(members)
        )
    rows.joinders.extend(_joinders(contracts["CB-1"], members, at.date()))
    rows.baselines.extend(_baselines(contracts, group, members))
    import_contract_rows(rows=rows, files=[], dry_run=False, by=COMMAND, at=at)


def _joinders(contract: Contract, members: Sequence[District], on: datetime.date) -> list[JoinderRow]:
    began, year = contract.starts_on or on, datetime.timedelta(365)
    key = ContractKey(contract.number, contract.consortium.slug)
    joinders = []
    for place, member in enumerate(members):
        if place == 6:  # bought without one
            continue
        board_on = began - datetime.timedelta(21)
        if place == 7:  # signed after its first order
            board_on = began + datetime.timedelta(120)
        ends_on = began + year - datetime.timedelta(1) if place == 2 else contract.ends_on
        joinders.append(JoinderRow(FILE, 0, key, member.leaid, began, ends_on, board_on))
    return joinders


def _baselines(contracts: dict[str, Contract], group: str, members: Sequence[District]) -> list[BaselineRow]:
    laptops, fuel = (ContractKey(number, group) for number in ("CB-1", "CB-2"))
    began = contracts["CB-1"].starts_on
    priced_on = (began or datetime.date(2025, 7, 1)) - datetime.timedelta(60)
    own = "own last contract"
    return [
        BaselineRow(
            FILE, 0, laptops, LAPTOP, "", Decimal("355.00"), priced_on, "Supplier’s price list", "posted price"
        ),
        BaselineRow(FILE, 0, laptops, LAPTOP, members[0].leaid, Decimal("338.00"), priced_on, "Invoice 2291", own),
        BaselineRow(FILE, 0, laptops, LAPTOP, members[3].leaid, Decimal("322.50"), priced_on, "Contract of 2024", own),
        BaselineRow(FILE, 0, fuel, FUEL, "", Decimal("3.5990"), priced_on, "Three quotes, on file", "quotes"),
    ]
