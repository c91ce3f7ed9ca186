"""The contracts' part of a closure or a merged duplicate."""

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
    """Describe until when a member may use each of the consortium's contracts, and from when its successor may."""
    for contract in Contract.objects.in_force(on).filter(consortium=membership.consortium).order_by("number"):
        words = f"{membership.member} may use it until {short_day(on - DAY)}."
        if successor:
            words += f" As a member, {successor} may use it from {short_day(on)}."
        change_set.describe(CONTRACTS, f"{contract} ({membership.consortium})", words)


def end_contracts(
    change_set: ChangeSet, consortium: Consortium, successor: Consortium | None, on: datetime.date
) -> None:
    """End the consortium's contracts the day before, or transfer them to its successor."""
    for contract in consortium.contracts.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=on)):
        if successor and not successor.contracts.filter(number=contract.number).exists():
            change_set.describe(CONTRACTS, contract, f"Transfers to {successor}, whose members may use it.")
            change_set.change(contract, consortium=successor)
        elif contract.starts_on and contract.starts_on >= on:
            words = f"Starts on {short_day(contract.starts_on)}, so it is not changed. Correct it separately."
            change_set.describe(CONTRACTS, contract, words)
        else:
            same_number = f" {successor} already has a contract with this number." if successor else ""
            change_set.describe(CONTRACTS, contract, f"Ends on {short_day(on - DAY)}.{same_number}")
            change_set.change(contract, ends_on=on - DAY)


def move_contracts(*, change_set: ChangeSet, consortium: Consortium, kept: Consortium) -> None:
    """Move the contracts of a duplicate to the consortium that is kept."""
    numbers = set(kept.contracts.values_list("number", flat=True))
    contracts = Contract.objects.filter(consortium=consortium)
    to = {"consortium": kept}
    move(change_set, contracts, "shared contracts", to, has_duplicate=lambda one: one.number in numbers)
