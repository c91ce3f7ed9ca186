"""Problems with a merger, what an import may not reverse, and where a chain of mergers ends. Pure."""

import datetime
from collections.abc import Mapping
from typing import TypeVar

from accounts.dates import short_day

# Statuses that a merger or closure leads to; the values of districts.states.AgencyStatus.
OPEN, CLOSED, MERGED, DUPLICATE = "open", "closed", "merged", "duplicate"
T = TypeVar("T", int, str)


def problems_with_day(
    *,
    name: str,
    opened_on: datetime.date | None,
    closed_on: datetime.date | None,
    on: datetime.date,
    today: datetime.date,
) -> list[str]:
    """Problems with `on` as the effective date: the first day after this district or consortium closed."""
    problems = []
    if on > today:
        problems.append(f"{short_day(on)} is in the future. Record this change for {name} on or after that date.")
    if opened_on and on <= opened_on:
        problems.append(f"{name} opened on {short_day(opened_on)}. Enter a later effective date.")
    if closed_on and on != (after := closed_on + datetime.timedelta(days=1)):
        problems.append(
            f"{name} is recorded as closed on {short_day(closed_on)}. Enter the day after, {short_day(after)}, as the "
            "effective date."
        )
    return problems


def problems_with_successor(
    *,
    name: str,
    successor: str,
    is_itself: bool,
    leads_back: bool,
    opened_on: datetime.date | None,
    closed_on: datetime.date | None,
    has_ended: bool,
    on: datetime.date,
) -> list[str]:
    """Problems with the district or consortium that is to take over on that date."""
    if is_itself:
        return [f"{name} can’t be merged into itself. Enter another one."]
    if leads_back:
        return [f"{successor} was itself merged into {name}, so {name} can’t be merged into it."]
    if closed_on and closed_on < on:
        return [f"{successor} closed on {short_day(closed_on)}, before {short_day(on)}, so it can’t take over."]
    if has_ended:
        return [f"{successor} is closed and has no recorded successor, so it can’t take over."]
    if opened_on and opened_on > on:
        return [f"{successor} opened on {short_day(opened_on)}, after {short_day(on)}. Enter that date or a later one."]
    return []


def end_of_chain(start: T, successor_of: Mapping[T, T | None]) -> T | None:
    """The last one in a chain of mergers; None if the chain is a circle."""
    seen = {start}
    while following := successor_of.get(start):
        if following in seen:
            return None
        seen.add(following)
        start = following
    return start


def keeps_recorded_end(*, recorded: str, has_successor: bool, in_file: str, has_last_day: bool = False) -> bool:
    """Whether an import leaves a recorded end alone.

    Only a registrar records mergers, duplicates, and closures with a successor or an end date; a file that still lists
    the old ID does not reopen or rename the record.
    """
    is_ended_for_good = recorded in (MERGED, DUPLICATE) or (recorded == CLOSED and (has_successor or has_last_day))
    return is_ended_for_good and in_file != recorded


def why_kept(*, leaid: str, name: str, successor: str | None, closed_on: datetime.date | None) -> str:
    """The reason an import gives for leaving a record that has ended alone."""
    since = f" since {short_day(closed_on)}" if closed_on else ""
    into = f"merged into {successor}" if successor else "closed"
    return (
        f"{leaid} is {name}, recorded as {into}{since}. The file still lists this ID, but the record was not changed. "
        "If the ID now belongs to a new district, contact the registrar."
    )


def agency_of_school(prefix: str, successor_of: Mapping[str, str | None]) -> str:
    """The LEAID of the district that a school belongs to, given the LEAID its ID begins with.

    IDs never change: a school of a merged district keeps the old prefix and belongs to the last successor. If the chain
    of mergers is a circle, the prefix itself is returned.
    """
    return end_of_chain(prefix, successor_of) or prefix
