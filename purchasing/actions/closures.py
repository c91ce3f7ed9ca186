"""What a closure or a duplicate means for contracts."""

from django.db import models

from accounts.dates import short_day
from changes.actions.change_set import ChangeSet, Section
from consortia.actions.guided_changes import (
    DUPLICATE_CONSORTIUM,
    DUPLICATE_DISTRICT,
    END_OF_CONSORTIUM,
    END_OF_DISTRICT,
)
from consortia.actions.requests import DuplicateConsortium, DuplicateDistrict, EndOfConsortium, EndOfDistrict
from districts.actions.duplicates import move
from districts.actions.mergers import DAY
from purchasing.models import Baseline, Contract, CostShare, ErateRate, Joinder, Purchase, QuantityCommitment

CONTRACTS = Section(30, "Shared contracts")


def describe_contracts_of_members(change_set: ChangeSet, asked: EndOfDistrict) -> None:
    """Describe until when the members that end can use each contract, and from when their successor can."""
    for membership in asked.ended:
        contracts = Contract.objects.in_force(asked.on).filter(consortium=membership.consortium)
        for contract in contracts.order_by("number"):
            words = f"{membership.member} can use it until {short_day(asked.on - DAY)}"
            words += f", and {asked.successor} from {short_day(asked.on)} as a member." if asked.successor else "."
            change_set.describe(CONTRACTS, f"{contract} ({membership.consortium})", words)


def end_contracts(change_set: ChangeSet, asked: EndOfConsortium) -> None:
    """End the consortium's contracts, or continue them in its successor where that was asked."""
    on, successor = asked.on, asked.successor if asked.carries_contracts else None
    for contract in asked.consortium.contracts.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=on)):
        if successor and not successor.contracts.filter(number=contract.number).exists():
            change_set.describe(CONTRACTS, contract, f"Continues in {successor}, whose members can use it.")
            change_set.change(contract, consortium=successor)
        elif contract.starts_on and contract.starts_on >= on:
            words = f"Begins on {short_day(contract.starts_on)}. It is not changed; please correct it yourself."
            change_set.describe(CONTRACTS, contract, words)
        else:
            taken = f" {successor} already has a contract with this number." if successor else ""
            change_set.describe(CONTRACTS, contract, f"Ends on {short_day(on - DAY)}.{taken}")
            change_set.change(contract, ends_on=on - DAY)


def move_contracts(change_set: ChangeSet, asked: DuplicateConsortium) -> None:
    """Contracts of the duplicate, with the consortium that is kept."""
    numbers = set(asked.kept.contracts.values_list("number", flat=True))
    contracts = Contract.objects.filter(consortium=asked.consortium)
    to = {"consortium": asked.kept}
    move(change_set, contracts, "shared contracts", to, has_duplicate=lambda one: one.number in numbers)


def move_orders_of_district(change_set: ChangeSet, asked: DuplicateDistrict) -> None:
    """Joinders, purchases, prices, shares, and discounts of the duplicate, with the record that is kept."""
    own, to = {"district": asked.district}, {"district": asked.kept}
    joined = set(Joinder.objects.filter(**to).values_list("contract", "starts_on"))
    joinders = Joinder.objects.filter(**own)
    move(change_set, joinders, "joinders", to, has_duplicate=lambda one: (one.contract_id, one.starts_on) in joined)
    committed = set(QuantityCommitment.objects.filter(**to).values_list("item", "starts_on"))
    move(
        change_set,
        QuantityCommitment.objects.filter(**own),
        "commitments to buy",
        to,
        has_duplicate=lambda one: (one.item_id, one.starts_on) in committed,
    )
    move(change_set, Purchase.objects.filter(**own), "purchases", to)
    move(change_set, Baseline.objects.filter(**own), "prices that savings are measured against", to)
    sharing = set(CostShare.objects.filter(**to).values_list("version", flat=True))
    shares = CostShare.objects.filter(**own)
    move(change_set, shares, "shares of costs", to, has_duplicate=lambda one: one.version_id in sharing)
    years = set(ErateRate.objects.filter(**to).values_list("funding_year", flat=True))
    rates = ErateRate.objects.filter(**own)
    move(change_set, rates, "E-rate discounts", to, has_duplicate=lambda one: one.funding_year in years)


END_OF_DISTRICT.add_part(30, describe_contracts_of_members)
END_OF_CONSORTIUM.add_part(30, end_contracts)
DUPLICATE_DISTRICT.add_part(30, move_orders_of_district)
DUPLICATE_CONSORTIUM.add_part(30, move_contracts)
