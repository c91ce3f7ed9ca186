"""What a membership said about the right to buy on each day, from the versions that the registry held. Pure."""

import datetime
from collections.abc import Iterable
from itertools import zip_longest
from typing import NamedTuple

from accounts.dates import short_day
from consortia.states import BUYING_CLASSES, IN_FORCE, NEVER_BEGAN, PENDING, MembershipClass, MembershipStatus
from purchasing.rules.eligibility import MembershipTerm

A_DAY = datetime.timedelta(1)


class StatusVersion(NamedTuple):
    """A status that the registry gave a membership, and the day; None: before versions were kept."""

    status: str
    recorded_on: datetime.date | None


class MembershipLine(NamedTuple):
    """A membership's type and dates, as last recorded while it was in force, and its statuses, the earliest first."""

    membership_class: str
    joins_on: datetime.date | None
    leaves_on: datetime.date | None
    versions: tuple[StatusVersion, ...]


def terms_of_line(line: MembershipLine, on: datetime.date) -> list[MembershipTerm]:
    """The membership as of that day, in parts by status: a dispute and a removal count from the day they were recorded.

    A membership that was confirmed counts from its start date, even if it was entered later. Where a day saw several
    statuses, the last one counts. Statuses recorded after `on` don't count. Empty for one that was never in force.
    """
    parts = _parts(line.versions, on)
    label = MembershipClass(line.membership_class).label.lower()
    terms = []
    for (status, since), after in zip_longest(parts, parts[1:]):
        until = after[1] - A_DAY if after and after[1] else None
        joins_on = max(filter(None, (line.joins_on, since)), default=None)
        leaves_on = min(filter(None, (line.leaves_on, until)), default=None)
        if joins_on and leaves_on and leaves_on < joins_on:
            continue
        removed_on = since if status in NEVER_BEGAN else None
        terms.append(MembershipTerm(label, joins_on, leaves_on, _why_not(line, status, since, until), removed_on))
    return terms


def _parts(versions: Iterable[StatusVersion], on: datetime.date) -> list[tuple[str, datetime.date | None]]:
    """Each status with the day since when; the first one it was in force with has no day."""
    parts: list[tuple[str, datetime.date | None]] = []
    for status, day in versions:
        if not parts:
            if status in IN_FORCE:
                parts.append((status, None))
            continue
        if status in PENDING or status == parts[-1][0] or (day and day > on):
            continue
        if len(parts) > 1 and parts[-1][1] == day:
            parts.pop()
        if status != parts[-1][0]:
            parts.append((status, day))
    return parts


def _why_not(line: MembershipLine, status: str, since: datetime.date | None, until: datetime.date | None) -> str:
    if status in NEVER_BEGAN:
        return "its membership was removed"
    if status == MembershipStatus.DISPUTED:
        if since and until:
            return f"its membership was disputed from {short_day(since)} to {short_day(until)}"
        return "its membership is disputed"
    if line.membership_class not in BUYING_CLASSES:
        return f"{MembershipClass(line.membership_class).label.lower()}s can’t buy under its contracts"
    return ""
