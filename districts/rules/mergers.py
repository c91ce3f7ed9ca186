"""What stands in the way of a merger, what an import may not undo, and where a chain of mergers ends. Pure."""

import datetime
from collections.abc import Mapping
from typing import TypeVar

from accounts.dates import short_day

# Statuses that a registrar's guided step leads to; the values of districts.models.AgencyStatus.
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
    """What is wrong with `on` as the first day without this district or consortium."""
    problems = []
    if on > today:
        problems.append(
            f"{short_day(on)} lies in the future. Record it when the day has come; until then {name} goes on."
        )
    if opened_on and on <= opened_on:
        problems.append(f"{name} opened on {short_day(opened_on)}: the first day without it comes later.")
    if closed_on and on != (after := closed_on + datetime.timedelta(days=1)):
        problems.append(
            f"{name} is recorded as closed on {short_day(closed_on)}: what follows it begins the day after, "
            f"{short_day(after)}."
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
    """What is wrong with the one that takes over on that day."""
    if is_itself:
        return [f"{name} cannot be merged into itself. Choose another one."]
    if leads_back:
        return [f"{successor} was itself merged into {name}: the chain would lead back to where it began."]
    if closed_on and closed_on < on:
        return [f"{successor} closed on {short_day(closed_on)}, before {short_day(on)}: it cannot take over."]
    if has_ended:
        return [f"{successor} is closed and nobody is recorded that followed it: it cannot take over."]
    if opened_on and opened_on > on:
        return [f"{successor} opened on {short_day(opened_on)}, after {short_day(on)}. Choose that day or a later one."]
    return []


def end_of_chain(start: T, successor_of: Mapping[T, T | None]) -> T | None:
    """The last one of a chain of mergers; None where the chain is a circle."""
    seen = {start}
    while following := successor_of.get(start):
        if following in seen:
            return None
        seen.add(following)
        start = following
    return start


def keeps_recorded_end(*, recorded: str, has_successor: bool, in_file: str, has_last_day: bool = False) -> bool:
    """Whether the register keeps its own status against a file's: a merged district, one entered twice, or a closed
    one with a successor or with a last day, which only a registrar records, is never reopened or renamed in passing
    because a file still lists its id.
    """
    is_ended_for_good = recorded in (MERGED, DUPLICATE) or (recorded == CLOSED and (has_successor or has_last_day))
    return is_ended_for_good and in_file != recorded


def why_kept(*, leaid: str, name: str, successor: str | None, closed_on: datetime.date | None) -> str:
    """What an import says of a row whose id belongs to a district that has ended."""
    since = f" since {short_day(closed_on)}" if closed_on else ""
    into = f"merged into {successor}" if successor else "closed"
    return (
        f"{leaid} is {name}, which is {into}{since} in the register. The file still lists the id; the record stays as "
        "it is. If the id was given to a new district, ask the registrar."
    )


def agency_of_school(prefix: str, successor_of: Mapping[str, str | None]) -> str:
    """The district to which a school belongs whose id begins with `prefix`: ids are never changed, so the school of a
    merged district keeps its old prefix and belongs to the last one of the chain. A circle leaves the prefix.
    """
    return end_of_chain(prefix, successor_of) or prefix
