"""What stands in the way of a membership's days: sentences for the person who entered them."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from accounts.dates import day_in_words

FAR_AHEAD = datetime.timedelta(days=5 * 366)
# No membership that anybody can prove is older, and none is agreed for longer.
IN_LIVING_MEMORY = datetime.timedelta(days=150 * 366)
GONE = {"closed": "is closed", "merged": "was merged into another", "duplicate": "was entered twice"}


class Member(NamedTuple):
    """The district or school that is to belong."""

    name: str
    status: str
    closed_on: datetime.date | None
    successor: str = ""


class Body(NamedTuple):
    """The consortium to which it is to belong."""

    name: str
    formed_on: datetime.date | None
    ended_on: datetime.date | None


class Line(NamedTuple):
    """Another membership of the same member in the same consortium. Unknown days are None."""

    joins_on: datetime.date | None
    leaves_on: datetime.date | None
    status: str


def problems_with_days(
    member: Member,
    consortium: Body,
    *,
    joins_on: datetime.date | None,
    leaves_on: datetime.date | None,
    others: Iterable[Line] = (),
    on: datetime.date,
) -> list[str]:
    """Why this member cannot belong between these two days."""
    problems = []
    if joins_on and leaves_on and leaves_on < joins_on:
        problems.append(f"The last day, {day_in_words(leaves_on)}, is before the first day, {day_in_words(joins_on)}.")
    if joins_on and joins_on > on + FAR_AHEAD:
        problems.append(f"{day_in_words(joins_on)} is more than five years ahead. Check the year.")
    else:
        problems += [
            f"{day_in_words(day)} cannot be right. Check the year."
            for day in (joins_on, leaves_on)
            if day and abs(day - on) > IN_LIVING_MEMORY
        ]
    return (
        problems
        + _with_consortium(consortium, joins_on)
        + _with_member(member, joins_on, on)
        + _with_others(member, joins_on, leaves_on, others)
    )


def _with_consortium(consortium: Body, joins_on: datetime.date | None) -> list[str]:
    if joins_on and consortium.formed_on and joins_on < consortium.formed_on:
        return [
            f"{consortium.name} was formed on {day_in_words(consortium.formed_on)}: nobody joins it before that day."
        ]
    if consortium.ended_on and (joins_on is None or joins_on > consortium.ended_on):
        return [f"{consortium.name} ended on {day_in_words(consortium.ended_on)}: nobody joins it after that day."]
    return []


def _with_member(member: Member, joins_on: datetime.date | None, on: datetime.date) -> list[str]:
    instead = f" {member.successor} is its successor: register that one." if member.successor else ""
    if member.closed_on and (joins_on or on) > member.closed_on:
        return [f"{member.name} closed on {day_in_words(member.closed_on)} and cannot join after that day.{instead}"]
    if member.status in GONE and not member.closed_on:
        return [f"{member.name} {GONE[member.status]} and cannot join.{instead}"]
    return []


def problems_with_joining_day(member: Member, joins_on: datetime.date | None) -> list[str]:
    """Why an old membership that is entered late cannot have begun that day; a day that nobody knows stands in no way."""
    return _with_member(member, joins_on, joins_on) if joins_on and member.closed_on else []


def _with_others(
    member: Member, joins_on: datetime.date | None, leaves_on: datetime.date | None, others: Iterable[Line]
) -> list[str]:
    return [
        f"{member.name} already has a membership here {_span(other)}, and one member has no two memberships on the same day."
        for other in others
        if _share_a_day(joins_on, leaves_on, other)
    ]


def _share_a_day(joins_on: datetime.date | None, leaves_on: datetime.date | None, other: Line) -> bool:
    begins_before_it_ends = joins_on is None or other.leaves_on is None or joins_on <= other.leaves_on
    ends_after_it_begins = leaves_on is None or other.joins_on is None or leaves_on >= other.joins_on
    return begins_before_it_ends and ends_after_it_begins


def _span(membership: Line) -> str:
    begins = f"from {day_in_words(membership.joins_on)}" if membership.joins_on else "from an unknown day"
    return begins + (f" to {day_in_words(membership.leaves_on)}" if membership.leaves_on else ", with no last day")


def problems_with_leaving(
    *, joins_on: datetime.date | None, known: datetime.date | None, last_day: datetime.date, on: datetime.date
) -> list[str]:
    """Why a membership cannot end with that day. `known` is the last day that is recorded already."""
    if joins_on and last_day < joins_on:
        return [
            f"It began on {day_in_words(joins_on)}. The last day cannot be before that; decline or dispute it instead."
        ]
    if known and known < on:
        return [f"It ended on {day_in_words(known)}. If that day is wrong, dispute it: the registrar corrects it."]
    if last_day > on + FAR_AHEAD:
        return [f"{day_in_words(last_day)} is more than five years ahead. Check the year."]
    if on - last_day > IN_LIVING_MEMORY:
        return [f"{day_in_words(last_day)} cannot be right. Check the year."]
    return []


def problems_with_staying(*, leaves_on: datetime.date | None, on: datetime.date) -> list[str]:
    """Why a notice of leaving cannot be taken back."""
    if leaves_on is None:
        return ["No last day is recorded, so there is nothing to take back."]
    if leaves_on < on:
        return [f"It ended on {day_in_words(leaves_on)}. Ask to join again, or dispute the day."]
    return []


def problems_with_change(
    *, joins_on: datetime.date | None, leaves_on: datetime.date | None, begins_on: datetime.date, is_same: bool
) -> list[str]:
    """Why a role or class cannot change on that day."""
    if is_same:
        return ["That is the role and class it has now. Choose another one."]
    if joins_on and begins_on <= joins_on:
        return [f"The change must begin after {day_in_words(joins_on)}, the day on which the membership began."]
    if leaves_on and begins_on > leaves_on:
        return [f"The membership ends on {day_in_words(leaves_on)}: a change cannot begin after that day."]
    return []
