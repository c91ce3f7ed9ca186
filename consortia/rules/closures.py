"""Problems with closing or merging districts and consortia, as sentences for the registrar. Pure."""

import datetime

from accounts.dates import short_day

# Decisions are known months before July 1, seldom years.
FARTHEST = datetime.timedelta(days=3 * 366)


def problems_with_scheduled_day(on: datetime.date, *, today: datetime.date) -> list[str]:
    """Why a change can't be scheduled for that day."""
    if on <= today:
        return [f"{short_day(on)} is not in the future. Preview the change again to record it now."]
    if on - today > FARTHEST:
        return [f"{short_day(on)} is more than three years away. Check the year."]
    return []


def problems_with_second_end(name: str, on: datetime.date) -> list[str]:
    """Why a record whose merger or dissolution is scheduled doesn't end in another way."""
    return [
        f"A merger or dissolution of {name} is already scheduled for {short_day(on)}. Cancel it first, on the page "
        "“Mergers and dissolutions.”"
    ]


def problems_with_ending_successor(successor: str, on: datetime.date) -> list[str]:
    """Why a merger isn't scheduled into a record that ends on `on`: that day or an earlier one."""
    return [
        f"{successor} is scheduled to end on {short_day(on)}, so it can’t take over then or later. Enter the one that "
        "continues it, or an earlier date."
    ]


def problems_with_split(schools: int, placed: int) -> list[str]:
    """Whether every school of a split district has a place to go."""
    if placed < schools:
        return [f"Choose where each school goes. Schools without a choice: {schools - placed} of {schools}."]
    return []


def problems_with_duplicates(
    *,
    name: str,
    kept: str,
    is_itself: bool,
    is_gone: bool,
    kept_is_gone: bool,
    state: str,
    state_of_kept: str,
    would_hide: bool = False,
) -> list[str]:
    """Why two records can't be merged; `would_hide`: a public record would go into one that few people can see."""
    if is_itself:
        return [f"This is the same record. Enter the other one: {name} will be set aside, and the other one kept."]
    if is_gone:
        return [f"{name} is already closed, merged, or set aside."]
    if kept_is_gone:
        return [f"{kept} has ended or was set aside, so it can’t be the record to keep."]
    if state != state_of_kept:
        return [f"{name} is in {state} and {kept} is in {state_of_kept}, so they can’t be the same record."]
    if would_hide:
        return [f"{name} is registered and {kept} is only proposed. Keep {name} and set the proposal aside."]
    return []
