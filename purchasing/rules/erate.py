"""E-rate discounts: what the discount matrix gives a district, and the discount of a consortium. Pure.

E-rate is the federal program that discounts schools' internet service (category one) and the equipment inside
buildings (category two). Sources: USAC, usac.org/e-rate/learn/faqs/calculating-discount-rates and
usac.org/e-rate/learn/faqs/consortia; the matrix itself is in 47 CFR 54.505(c).
"""

import datetime
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

CATEGORIES = ONE, TWO = (1, 2)
LEAST, MOST = 20, {ONE: 90, TWO: 85}
FIRST_YEAR = 1998
# Percent of students who are eligible for the National School Lunch Program, below which a row of the matrix applies,
# and the discounts of an urban and of a rural district.
MATRIX = ((1, (20, 25)), (20, (40, 50)), (35, (50, 60)), (50, (60, 70)), (75, (80, 80)), (101, (90, 90)))
# A school of the Community Eligibility Provision counts its directly certified students times this (USAC).
CEP_MULTIPLIER = Fraction(16, 10)


class SchoolMeals(NamedTuple):
    """A school's students, and how many of them are eligible; None where that is not on record."""

    students: int | None
    free: int | None
    reduced: int | None
    directly_certified: int | None

    @property
    def eligible(self) -> Fraction | None:
        """Students eligible for free or reduced-price meals.

        Where neither is counted, directly certified students times 1.6 as under the Community Eligibility Provision,
        at most all students.
        """
        if self.free is not None or self.reduced is not None:
            return Fraction((self.free or 0) + (self.reduced or 0))
        if self.directly_certified is None or self.students is None:
            return None
        return min(self.directly_certified * CEP_MULTIPLIER, Fraction(self.students))


def rounded_percent(value: Fraction) -> int:
    """The whole percent, half a point rounded up.

    USAC's instructions for Form 471: calculations “may be rounded up only when fully half a discount point is reached”.
    """
    return int(value + Fraction(1, 2))


def nslp_percent(schools: Iterable[SchoolMeals]) -> int | None:
    """The district's share of eligible students in whole percent, over the schools on record; None without any."""
    known = [(one.eligible, one.students) for one in schools if one.eligible is not None and one.students]
    students = sum(count for _, count in known)
    if not students:
        return None
    return min(100, rounded_percent(100 * sum((eligible for eligible, _ in known), Fraction(0)) / students))


def is_rural(locales: Collection[int | None]) -> bool | None:
    """Whether more than half of the district's schools are rural; None where their locales can't tell.

    USAC counts a school as urban in a Census urban area of 25,000 people or more. By NCES locale, 11 to 23 (city and
    suburb) are urban and 41 to 43 rural; a town (31 to 33) may be either.
    """
    rural = sum(locale is not None and locale >= 41 for locale in locales)
    urban = sum(locale is not None and locale < 30 for locale in locales)
    if 2 * rural > len(locales):
        return True
    return False if locales and 2 * urban >= len(locales) else None


def matrix_discount(percent: int, *, rural: bool, category: int) -> int:
    """The discount that the matrix gives, in percent."""
    row = next(discounts for below, discounts in MATRIX if percent < below)
    return min(row[rural], MOST[category])


def matrix_discounts(percent: int | None, rural: bool | None, category: int) -> list[int]:
    """The discounts that are possible by what is known: none, one, or an urban and a rural one."""
    if percent is None:
        return []
    answers = (False, True) if rural is None else (rural,)
    return sorted({matrix_discount(percent, rural=one, category=category) for one in answers})


def consortium_discount(rates: Sequence[int]) -> int | None:
    """The simple average of the discounts of the members on an application, in whole percent; None without members.

    USAC, consortia: it is a simple average of the members on that application. Half a percent or more is rounded up:
    filealongwitherate.org/calculating-e-rate-discounts-consortia-state-wide-applications.
    """
    return rounded_percent(Fraction(sum(rates), len(rates))) if rates else None


def funding_year_of(on: datetime.date) -> int:
    """The funding year, July to June, that a day is in: 2026 begins July 1, 2026."""
    return on.year if on.month >= 7 else on.year - 1


def problems_with_rate(
    *, funding_year: int, category_one: int, category_two: int | None, on: datetime.date
) -> list[str]:
    """Why this can't be a district's discount."""
    problems = []
    if not FIRST_YEAR <= funding_year <= funding_year_of(on) + 2:
        problems.append(f"Enter a funding year from {FIRST_YEAR} to {funding_year_of(on) + 2}.")
    for words, rate, category in (("one", category_one, ONE), ("two", category_two, TWO)):
        if rate is not None and not LEAST <= rate <= MOST[category]:
            problems.append(f"Enter a category {words} discount from {LEAST} to {MOST[category]} percent.")
    return problems
