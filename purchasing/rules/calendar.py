"""The dates of contracts that people have to act on: notice dates and end dates. Pure."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

NOTICE, END = "notice", "end"
# How far ahead the calendar looks.
AHEAD = datetime.timedelta(days=2 * 366)


class DatedContract(NamedTuple):
    """A contract's dates, with its key."""

    key: int
    notice_on: datetime.date | None
    ends_on: datetime.date | None


class ContractDate(NamedTuple):
    """A date of a contract: NOTICE or END."""

    on: datetime.date
    kind: str
    key: int


def dates_ahead(contracts: Iterable[DatedContract], *, on: datetime.date) -> list[ContractDate]:
    """The notice dates and end dates from that date on for two years, the next first; a notice before an end."""
    found = [
        ContractDate(day, kind, contract.key)
        for contract in contracts
        for kind, day in ((NOTICE, contract.notice_on), (END, contract.ends_on))
        if day and on <= day <= on + AHEAD
    ]
    return sorted(found, key=lambda one: (one.on, one.kind != NOTICE, one.key))
