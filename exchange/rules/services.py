"""Services agreed year by year: which school years can be agreed, and which districts can participate."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from accounts.dates import day_in_words
from consortia.states import MembershipClass
from districts.rules.places import last_day_of, school_year_of

if TYPE_CHECKING:
    from districts.models import District

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
