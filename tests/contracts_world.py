"""A shared contract with what its pages show: a supplier and a document."""

import datetime
from types import SimpleNamespace

from purchasing.models import ContractDocument, ContractSupplier, Supplier


def add_contract_facts(world: SimpleNamespace, at: datetime.datetime) -> None:
    """The supplier and a document of the world's contract."""
    world.supplier = Supplier.objects.create(name=world.contract.supplier, slug="ridge-software")
    ContractSupplier.objects.create(contract=world.contract, supplier=world.supplier)
    world.contract_document = ContractDocument.objects.create(
        contract=world.contract,
        kind="solicitation",
        title="Solicitation",
        name="solicitation.pdf",
        content_type="application/pdf",
        size=5,
        digest="0" * 64,
        content=b"%PDF-",
        added_by=world.lead,
        added_at=at,
    )
