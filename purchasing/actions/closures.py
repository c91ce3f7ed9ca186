"""The part of a closure or a duplicate that contracts know."""

import datetime

from django.db import models

from accounts.dates import short_day
from consortia.models import (
    Consortium,
    Membership,
)
from districts.actions.change_set import ChangeSet
from districts.actions.duplicates import move
from districts.actions.mergers import DAY
from districts.models import District
from purchasing.models import Contract

CONTRACTS = "Shared contracts"


def describe_contracts_of_member(
    change_set: ChangeSet, membership: Membership, successor: District | None, on: datetime.date
) -> None:
    """Describe until when the member can use each contract, and from when its successor can."""
    for contract in Contract.objects.in_force(on).filter(consortium=membership.consortium).order_by("number"):
        words = f"{membership.member} can use it until {short_day(on - DAY)}"
        words += f", and {successor} from {short_day(on)} as a member." if successor else "."
        change_set.describe(CONTRACTS, f"{contract} ({membership.consortium})", words)


def end_contracts(
    change_set: ChangeSet, consortium: Consortium, successor: Consortium | None, on: datetime.date
) -> None:
    """End the consortium's contracts, or continue them in its successor if there is one."""
    for contract in consortium.contracts.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=on)):
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


def move_contracts(*, change_set: ChangeSet, consortium: Consortium, kept: Consortium) -> None:
    """Contracts of the duplicate, with the consortium that is kept."""
    numbers = set(kept.contracts.values_list("number", flat=True))
    contracts = Contract.objects.filter(consortium=consortium)
    to = {"consortium": kept}
    move(change_set, contracts, "shared contracts", to, has_duplicate=lambda one: one.number in numbers)
