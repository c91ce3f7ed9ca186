"""The rows of the list of contracts."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext

from purchasing.models import Contract
from purchasing.rules.terms import CURRENT, ENDED, status_of, time_left


class ListedContract(NamedTuple):
    """A contract and what is unusual about its dates: “ended”, “starts later”, or “ends in 45 days”."""

    contract: Contract
    note: str


def contract_rows(contracts: Iterable[Contract], *, on: datetime.date) -> list[ListedContract]:
    """A row for each contract."""
    return [ListedContract(contract, _note(contract, on)) for contract in contracts]


def _note(contract: Contract, on: datetime.date) -> str:
    status = status_of(contract.starts_on, contract.ends_on, on=on)
    if status == CURRENT:
        return time_left(contract.ends_on, on=on)
    return gettext("ended") if status == ENDED else gettext("starts later")
