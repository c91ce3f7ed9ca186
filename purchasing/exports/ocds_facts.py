"""Contracts with everything that their open contracting releases tell, in few queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from consortia.models import Membership
from purchasing.models import (
    Contract,
    ContractAmendment,
    ContractDocument,
    ContractItem,
    ContractSupplier,
    Purchase,
)
from purchasing.rules.suppliers import names_in, slug_for


class ContractFacts(NamedTuple):
    """A contract with everything that its releases tell."""

    contract: Contract
    suppliers: Sequence[tuple[str, str]]  # (slug, name)
    items: Sequence[ContractItem]
    documents: Sequence[ContractDocument]
    amendments: Sequence[ContractAmendment]  # in the contract's facts already, in the order they took effect
    members: Sequence[Membership]
    purchases: Sequence[Purchase]


def facts_of(contracts: Sequence[Contract]) -> Iterator[ContractFacts]:
    """The facts of each of these contracts. Six queries."""
    keys = [contract.pk for contract in contracts]
    suppliers = _grouped(ContractSupplier.objects.filter(contract__in=keys).select_related("supplier"))
    items = _grouped(ContractItem.objects.filter(contract__in=keys))
    documents = _grouped(ContractDocument.objects.filter(contract__in=keys, removed_at=None))
    amendments = _grouped(ContractAmendment.objects.filter(contract__in=keys).exclude(applied_at=None))
    members: dict[int, list[Membership]] = defaultdict(list)
    rows = Membership.objects.of_register().giving_rights()
    rows = rows.filter(consortium__in={contract.consortium_id for contract in contracts})
    for membership in rows.select_related("district", "school").order_by("pk"):
        members[membership.consortium_id].append(membership)
    purchases: dict[int, list[Purchase]] = defaultdict(list)
    orders = Purchase.objects.counting().filter(item__contract__in=keys).select_related("item", "district")
    for purchase in orders.order_by("ordered_on", "pk"):
        purchases[purchase.item.contract_id].append(purchase)
    for contract in contracts:
        named = [(one.supplier.slug, one.supplier.name) for one in suppliers.get(contract.pk, ())]
        yield ContractFacts(
            contract,
            named or [(slug_for(name, ()), name) for name in names_in(contract.supplier)],
            items.get(contract.pk, ()),
            documents.get(contract.pk, ()),
            amendments.get(contract.pk, ()),
            members.get(contract.consortium_id, ()),
            purchases.get(contract.pk, ()),
        )


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.contract_id].append(row)
    return found
