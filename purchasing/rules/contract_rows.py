"""The rows of a state's files of contracts, and the terms that a later file may not silently change. Pure."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

TERM_NAMES = {
    "category": "category",
    "pooling": "pooling",
    "tiering": "tiering",
    "requires_joinder": "joinder requirement",
}


class ContractKey(NamedTuple):
    """How a row names a contract; the consortium is needed only where several use the number."""

    number: str
    consortium: str


class ContractFileRow(NamedTuple):
    """A row of contracts.csv. A term that the file doesn't state is None."""

    file: str
    line: int
    contract: ContractKey
    title: str
    supplier: str
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    terms: Mapping[str, str | bool]

    @property
    def key(self) -> tuple[str, ...]:
        """Each contract is in the file once."""
        return self.contract


class TierRow(NamedTuple):
    """A row of tiers.csv."""

    file: str
    line: int
    contract: ContractKey
    item: str
    unit: str
    from_quantity: int
    unit_price: Decimal
    effective_on: datetime.date

    @property
    def key(self) -> tuple[str, ...]:
        """Rows that overlap are found by the rule for tiers, which explains it."""
        return (self.contract.number, str(self.line))


class JoinderRow(NamedTuple):
    """A row of joinders.csv."""

    file: str
    line: int
    contract: ContractKey
    leaid: str
    starts_on: datetime.date
    ends_on: datetime.date | None
    board_on: datetime.date | None

    @property
    def key(self) -> tuple[str, ...]:
        """A district joins a contract once on a date."""
        return (self.leaid, *self.contract, str(self.starts_on))


class PurchaseRow(NamedTuple):
    """A row of purchases.csv."""

    file: str
    line: int
    contract: ContractKey
    item: str
    leaid: str
    ordered_on: datetime.date
    quantity: int
    unit_price_paid: Decimal

    @property
    def key(self) -> tuple[str, ...]:
        """Two equal rows are two orders."""
        return (self.leaid, str(self.line))


class BaselineRow(NamedTuple):
    """A row of baselines.csv; without a LEAID, the price holds for any district."""

    file: str
    line: int
    contract: ContractKey
    item: str
    leaid: str
    unit_price: Decimal
    priced_on: datetime.date
    source: str
    method: str

    @property
    def key(self) -> tuple[str, ...]:
        """Equal rows state one price once."""
        return (self.item, *map(str, self[2:]))


class ContractRows(NamedTuple):
    """The rows of a folder."""

    contracts: list[ContractFileRow]
    tiers: list[TierRow]
    joinders: list[JoinderRow]
    purchases: list[PurchaseRow]
    baselines: list[BaselineRow]


def problems_with_changed_terms(known: Mapping[str, object], stated: Mapping[str, object]) -> list[str]:
    """Where a file states other terms than a contract that already has prices."""
    return [
        f"column {field}: the {TERM_NAMES[field]} is recorded as “{known[field]}”, not “{value}”; earlier orders were "
        "judged by it, so it can’t change. Correct the file"
        for field, value in stated.items()
        if value != known[field]
    ]
