"""Which activities buy something, and which contracts are in effect when they do. Pure."""

import datetime
from collections.abc import Collection
from enum import Enum

from districts.rules.periods import Period

# Activity types and budget categories that mean buying from a supplier.
BUYING_KINDS = frozenset({"procurement"})
BUYING_CATEGORIES = frozenset({"equipment", "supplies", "contractual"})


class Readiness(Enum):
    """When a district may buy under a contract, for an activity that starts on a certain day."""

    READY = "today, and when the activity starts"
    IN_TIME = "when the activity starts, but not today"
    ENDS_FIRST = "today, but no longer when the activity starts"
    NOT_YET = "neither today nor when the activity starts"


def needs_purchase(kind: str, *, names_contract: bool, categories: Collection[str]) -> bool:
    """Whether an activity buys something: by its type, its contract, or the categories of its budget lines."""
    return names_contract or kind in BUYING_KINDS or not BUYING_CATEGORIES.isdisjoint(categories)


def ends_early(contract_ends_on: datetime.date | None, activity_ends_on: datetime.date | None) -> bool:
    """Whether the contract ends before the activity does. An unknown date says nothing."""
    return bool(contract_ends_on and activity_ends_on and contract_ends_on < activity_ends_on)


def is_in_effect_during(contract: Period, activity: Period, on: datetime.date) -> bool:
    """Whether the activity can use the contract on one of its days, that date or later. Unknown ends are open."""
    begins = max(on, activity.starts_on or on)
    is_over = contract.ends_on is not None and contract.ends_on < begins
    begins_after = bool(contract.starts_on and activity.ends_on and contract.starts_on > activity.ends_on)
    return not is_over and not begins_after


def day_of_need(contract: Period, activity_starts_on: datetime.date | None, on: datetime.date) -> datetime.date:
    """The first day, that date or later, when the activity could buy under the contract."""
    day = max(on, activity_starts_on or on, contract.starts_on or on)
    return max(on, min(day, contract.ends_on)) if contract.ends_on else day


def readiness(*, now: bool, then: bool) -> Readiness:
    """From whether the district may buy today, and on the day of need."""
    if then:
        return Readiness.READY if now else Readiness.IN_TIME
    return Readiness.ENDS_FIRST if now else Readiness.NOT_YET
