"""Why a district or school may buy under a contract, in words."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext

from accounts.dates import short_day
from consortia.states import BUYING_CLASSES, SETTLED


class UsableContract(NamedTuple):
    """A contract, the membership that gives the right to buy under it, and the reason in words."""

    contract: Any
    membership: Any
    reason: str


def usable_contracts(contracts: Iterable[Any], memberships: Sequence[Any]) -> list[UsableContract]:
    """Each contract with the membership that gives the right; `memberships` are those in force today."""
    giving: dict[int, Any] = {}
    for membership in memberships:
        if membership.status in SETTLED and membership.membership_class in BUYING_CLASSES:
            giving.setdefault(membership.consortium_id, membership)
    return [
        UsableContract(contract, membership, reason_for(membership))
        for contract in contracts
        if (membership := giving.get(contract.consortium_id))
    ]


def reason_for(membership: Any) -> str:
    """“as a participating member of Mill Creek since Jul 1, 2020”."""
    names = {
        "type": membership.get_membership_class_display().lower(),
        "consortium": membership.consortium,
        "date": short_day(membership.joins_on) if membership.joins_on else "",
    }
    if membership.joins_on:
        return gettext("as a %(type)s member of %(consortium)s since %(date)s") % names
    return gettext("as a %(type)s member of %(consortium)s") % names
