"""Services agreed year by year: which school years can be agreed, and which districts can participate."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from accounts.dates import day_in_words
from consortia.states import MembershipClass
from districts.rules.places import last_day_of, school_year_of

if TYPE_CHECKING:
    from districts.models import District

Key = TypeVar("Key")
ENROLLMENT, UNITS = "enrollment", "units"

# Services are agreed for this year and one year ahead.
FIRST = 1948
NEEDED = 2
OUTSIDE = "outside"
STANDINGS = {**dict(MembershipClass.choices), OUTSIDE: "Not a member"}


def first_day_of(school_year: str) -> datetime.date:
    """July 1 of the year in which the school year begins."""
    return datetime.date(int(school_year[:4]), 7, 1)


def year_after(school_year: str) -> str:
    """The school year that follows."""
    return school_year_of(last_day_of(school_year) + datetime.timedelta(days=1))


def year_before(school_year: str) -> str:
    """The school year that comes before."""
    return school_year_of(first_day_of(school_year) - datetime.timedelta(days=1))


class YearChange(NamedTuple, Generic[Key]):
    """Who participates this year and didn't the year before, and the reverse."""

    joined: list[Key]
    left: list[Key]


def change_between(before: Collection[Key], now: Collection[Key]) -> YearChange[Key]:
    """The change from one year's participants to the next year's, in the order given."""
    return YearChange([one for one in now if one not in before], [one for one in before if one not in now])


def is_school_year(text: str) -> bool:
    """Whether the text is a school year such as 2025-26."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}", text) or int(text[:4]) < FIRST or int(text[:4]) > 2200:
        return False
    return text == school_year_of(datetime.date(int(text[:4]), 7, 1))


def problems_with_year(school_year: str, on: datetime.date) -> list[str]:
    """Why services cannot be agreed for this school year."""
    if not is_school_year(school_year):
        return [f"“{school_year[:20]}” is not a school year. Enter it like {school_year_of(on)}."]
    latest = year_after(school_year_of(on))
    if school_year > latest:
        return [f"Services are agreed one year at a time. The latest year you can agree now is {latest}."]
    return []


def problems_with_districts(districts: Iterable[District], school_year: str) -> list[str]:
    """Districts that cannot participate in that year because they close before it begins."""
    if not is_school_year(school_year):
        return []
    first = first_day_of(school_year)
    return [
        f"{district} closed on {day_in_words(district.closed_on)}, before the school year {school_year} begins."
        for district in districts
        if district.closes_before(first) and district.closed_on
    ]


def problems_with_own_change(school_year: str, on: datetime.date) -> list[str]:
    """Why a district can't change its own participation any more: the year is over and the record is history."""
    if is_school_year(school_year) and last_day_of(school_year) < on:
        return [f"The school year {school_year} is over. Ask the consortium’s lead to correct the record."]
    return []


def problems_with_terms(cost_basis: str, *, amount: Decimal | None, unit: str, base_year: str) -> list[str]:
    """What is missing or wrong in the cost of a service for a year."""
    problems = []
    if amount is not None and amount <= 0:
        problems.append("Enter an amount greater than zero, or leave it empty if it isn’t known.")
    if cost_basis == UNITS and not unit:
        problems.append("Enter what is counted, for example, course seat.")
    if cost_basis == ENROLLMENT and not is_school_year(base_year):
        problems.append("Enter the school year whose enrollment divides the cost, for example, 2025-26.")
    return problems
