"""Why a district or school may buy under a contract, in words."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from django.utils.translation import gettext

from accounts.dates import short_day
from consortia.models import Membership
from consortia.states import BUYING_CLASSES, SETTLED


class OfConsortium(Protocol):
    """A contract, or a row of a list of contracts: it belongs to a consortium."""

    @property
    def consortium_id(self) -> int: ...


class UsableContract(NamedTuple):
    """A contract, the membership that gives the right to buy under it, and the reason in words."""

    contract: OfConsortium
    membership: Membership
    reason: str


def usable_contracts(contracts: Iterable[OfConsortium], memberships: Sequence[Membership]) -> list[UsableContract]:
    """Each contract with the membership that gives the right; `memberships` are those in force today."""
    giving: dict[int, Membership] = {}
    for membership in memberships:
        if membership.status in SETTLED and membership.membership_class in BUYING_CLASSES:
            giving.setdefault(membership.consortium_id, membership)
    return [
        UsableContract(contract, right, reason_for(right))
        for contract in contracts
        if (right := giving.get(contract.consortium_id))
    ]


def reason_for(membership: Membership) -> str:
    """“as a participating member of Mill Creek since Jul 1, 2020”."""
    names = {
        "type": membership.get_membership_class_display().lower(),
        "consortium": membership.consortium,
        "date": short_day(membership.joins_on) if membership.joins_on else "",
    }
    if membership.joins_on:
        return gettext("as a %(type)s member of %(consortium)s since %(date)s") % names
    return gettext("as a %(type)s member of %(consortium)s") % names
