"""What is wrong with a membership’s dates: sentences for the person who entered them."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from accounts.dates import day_in_words
from districts.rules.periods import (
    FAR_AHEAD,
    IN_LIVING_MEMORY,
    Period,
    problems_with_dates,
    share_a_day,
    span_in_words,
)

GONE = {"closed": "is closed", "merged": "merged with another district or school", "duplicate": "is a duplicate"}


class JoiningMember(NamedTuple):
    """The district or school that would be the member."""

    name: str
    status: str
    closed_on: datetime.date | None
    successor: str = ""


class Body(NamedTuple):
    """The consortium it would belong to."""

    name: str
    formed_on: datetime.date | None
    ended_on: datetime.date | None


def problems_with_days(
    member: JoiningMember,
    consortium: Body,
    *,
    joins_on: datetime.date | None,
    leaves_on: datetime.date | None,
    others: Iterable[Period] = (),
    on: datetime.date,
) -> list[str]:
    """Why this member cannot belong between these two dates."""
    return (
        problems_with_dates(starts_on=joins_on, ends_on=leaves_on, on=on)
        + _with_consortium(consortium, joins_on)
        + _with_member(member, joins_on, on)
        + _with_others(member, joins_on, leaves_on, others)
    )


def _with_consortium(consortium: Body, joins_on: datetime.date | None) -> list[str]:
    if joins_on and consortium.formed_on and joins_on < consortium.formed_on:
        return [
            f"{consortium.name} was formed on {day_in_words(consortium.formed_on)}. Choose that date or a later one."
        ]
    if consortium.ended_on and (joins_on is None or joins_on > consortium.ended_on):
        return [f"{consortium.name} ended on {day_in_words(consortium.ended_on)}. No one can join after that date."]
    return []


def _with_member(member: JoiningMember, joins_on: datetime.date | None, on: datetime.date) -> list[str]:
    instead = f" Its successor is {member.successor}." if member.successor else ""
    if member.closed_on and (joins_on or on) > member.closed_on:
        return [f"{member.name} closed on {day_in_words(member.closed_on)} and can’t join after that date.{instead}"]
    if member.status in GONE and not member.closed_on:
        return [f"{member.name} {GONE[member.status]} and can’t join.{instead}"]
    return []


def problems_with_joining_day(member: JoiningMember, joins_on: datetime.date | None) -> list[str]:
    """Why an old membership that is entered late cannot have begun on that date. An unknown date is no problem."""
    return _with_member(member, joins_on, joins_on) if joins_on and member.closed_on else []


def _with_others(
    member: JoiningMember, joins_on: datetime.date | None, leaves_on: datetime.date | None, others: Iterable[Period]
) -> list[str]:
    return [
        f"{member.name} is already a member {span_in_words(other)}. Memberships in one consortium can’t overlap."
        for other in others
        if share_a_day(joins_on, leaves_on, other)
    ]


def problems_with_leaving(
    *, joins_on: datetime.date | None, known: datetime.date | None, last_day: datetime.date, on: datetime.date
) -> list[str]:
    """Why a membership cannot end on that date. `known` is the end date already recorded."""
    if joins_on and last_day < joins_on:
        return [f"The membership began on {day_in_words(joins_on)}. Choose a later end date, or dispute it instead."]
    if known and known < on:
        return [f"The membership ended on {day_in_words(known)}. If that date is wrong, dispute the membership."]
    if last_day > on + FAR_AHEAD:
        return [f"{day_in_words(last_day)} is more than five years in the future. Check the year."]
    if on - last_day > IN_LIVING_MEMORY:
        return [f"{day_in_words(last_day)} can’t be right. Check the year."]
    return []


def problems_with_staying(*, leaves_on: datetime.date | None, on: datetime.date) -> list[str]:
    """Why a departure cannot be canceled."""
    if leaves_on is None:
        return ["No end date is recorded, so there is no departure to cancel."]
    if leaves_on < on:
        return [f"The membership ended on {day_in_words(leaves_on)}. Ask to join again, or dispute the date."]
    return []


def problems_with_change(
    *, joins_on: datetime.date | None, leaves_on: datetime.date | None, begins_on: datetime.date, is_same: bool
) -> list[str]:
    """Why a role or member type cannot change on that date."""
    if is_same:
        return ["This is the current role and member type. Choose a different one."]
    if joins_on and begins_on <= joins_on:
        return [f"The change must take effect after {day_in_words(joins_on)}, when the membership began."]
    if leaves_on and begins_on > leaves_on:
        return [f"The membership ends on {day_in_words(leaves_on)}. Choose an effective date before that."]
    return []
