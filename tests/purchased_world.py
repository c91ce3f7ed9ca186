"""What was bought under the contract of the world, and what was said about it."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

from purchasing.models import (
    Baseline,
    ContractItem,
    CostVersion,
    Purchase,
    QuantityCommitment,
    SavingsClaim,
    SharedCost,
)


def add_savings(world: SimpleNamespace) -> None:
    """An item with an earlier price, a savings claim, and a shared cost."""
    day = datetime.date(2026, 3, 2)
    item = ContractItem.objects.create(contract=world.contract, name="Platform", unit="student")
    world.baseline = Baseline.objects.create(
        item=item, unit_price=Decimal(12), priced_on=day, source="Price list", method="posted price"
    )
    world.savings_claim = SavingsClaim.objects.create(
        contract=world.contract,
        claimed_by="The network",
        claimed_on=day,
        lowest=Decimal(100),
        highest=Decimal(100),
        source="Report",
    )
    world.shared_cost = SharedCost.objects.create(
        contract=world.contract, title="Platform fee", starts_on=day, ends_on=datetime.date(2027, 3, 1)
    )
    CostVersion.objects.create(
        cost=world.shared_cost,
        number=1,
        amount=Decimal(100),
        basis="equal",
        effective_on=day,
        declared_on=day,
        counted_on=day,
        reason="Invoice",
    )


def add_orders(world: SimpleNamespace) -> None:
    """An order and a commitment of the member that has a joinder."""
    what = {"item": world.baseline.item, "district": world.member_district, "quantity": 10}
    day = datetime.date(2026, 3, 2)
    world.order = Purchase.objects.create(**what, ordered_on=day, unit_price_paid=Decimal(11), source="entered")
    world.commitment = QuantityCommitment.objects.create(**what, starts_on=day)
