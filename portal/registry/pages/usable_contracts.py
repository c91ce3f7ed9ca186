"""Why a district may buy under a contract, in words."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from accounts.dates import short_day


class Usable(NamedTuple):
    """A contract, and the reason why it may be used."""

    contract: Any
    line: Any
    why: str


def usable_contracts(contracts: Iterable[Any], lines: Sequence[Any]) -> list[Usable]:
    """Each contract with the membership that gives the right; `lines` are those of today."""
    giving: dict[int, Any] = {}
    for line in lines:
        if line.status in ("agreed", "confirmed") and line.membership_class != "observer":
            giving.setdefault(line.consortium_id, line)
    return [
        Usable(contract, giving[contract.consortium_id], reason(giving[contract.consortium_id]))
        for contract in contracts
        if contract.consortium_id in giving
    ]


def reason(line: Any) -> str:
    """“as a participating member of Mill Creek since Jul 1, 2020”."""
    what = f"as a {line.get_membership_class_display().lower()} member of {line.consortium}"
    return f"{what} since {short_day(line.joins_on)}" if line.joins_on else what
