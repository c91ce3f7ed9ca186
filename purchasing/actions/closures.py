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
    change_set: ChangeSet, line: Membership, successor: District | None, on: datetime.date
) -> None:
    """Until when the member may buy under each contract of that consortium, and from when its successor may."""
    for contract in Contract.objects.in_force(on).filter(consortium=line.consortium).order_by("number"):
        words = f"{line.member} may use it until {short_day(on - DAY)}"
        words += f", {successor} from {short_day(on)} on as a member." if successor else "."
        change_set.describe(CONTRACTS, f"{contract} ({line.consortium})", words)


def end_contracts(
    change_set: ChangeSet, consortium: Consortium, successor: Consortium | None, on: datetime.date
) -> None:
    """The consortium's contracts end the day before, or go on with its successor where there is one."""
    for contract in consortium.contracts.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=on)):
        if successor and not successor.contracts.filter(number=contract.number).exists():
            change_set.describe(CONTRACTS, contract, f"Goes on in {successor}, whose members may use it.")
            change_set.change(contract, consortium=successor)
        elif contract.starts_on and contract.starts_on >= on:
            words = f"Begins only on {short_day(contract.starts_on)}: it stays as it is recorded. Correct it by hand."
            change_set.describe(CONTRACTS, contract, words)
        else:
            taken = f" {successor} has a contract with this number already." if successor else ""
            change_set.describe(CONTRACTS, contract, f"Ends on {short_day(on - DAY)}.{taken}")
            change_set.change(contract, ends_on=on - DAY)


def move_contracts(*, change_set: ChangeSet, consortium: Consortium, kept: Consortium) -> None:
    """Contracts of the duplicate, with the consortium that is kept."""
    numbers = set(kept.contracts.values_list("number", flat=True))
    contracts = Contract.objects.filter(consortium=consortium)
    to = {"consortium": kept}
    move(change_set, contracts, "shared contracts", to, has_duplicate=lambda one: one.number in numbers)
