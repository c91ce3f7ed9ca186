"""Declaring how members share a cost: what can be declared, and which version is in effect. Pure."""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol, TypeVar

from accounts.dates import short_day
from consortia.rules.registering import problems_with_texts
from districts.rules.periods import problems_with_dates
from purchasing.states import CostFormula

REASON_AT_MOST = 500
TOO_MUCH = Decimal(10) ** 12


class CostTerms(NamedTuple):
    """The amount, the formula, from when, and why."""

    amount: Decimal
    basis: str
    # The school year whose enrollment counts; empty where enrollment doesn't.
    enrollment_year: str
    effective_on: datetime.date
    reason: str


class MemberShare(NamedTuple):
    """A member's share by LEAID, and what the formula counted for it."""

    leaid: str
    weight: Decimal
    amount: Decimal


class HasEffectiveDate(Protocol):
    """A version of a cost."""

    @property
    def effective_on(self) -> datetime.date:
        """The first date of its shares."""


Version = TypeVar("Version", bound=HasEffectiveDate)


def version_in_effect(versions: Sequence[Version], on: datetime.date) -> Version | None:
    """The version whose shares count on that date: the last one declared of those that have taken effect.

    `versions` are in the order in which they were declared. None before the first takes effect.
    """
    return next((one for one in reversed(versions) if one.effective_on <= on), None)


def problems_with_cost(*, title: str, starts_on: datetime.date, ends_on: datetime.date, on: datetime.date) -> list[str]:
    """Why this can't be a cost to share."""
    problems = problems_with_texts(("name of the cost", title, 200), is_needed=True)
    return problems + problems_with_dates(starts_on=starts_on, ends_on=ends_on, on=on)


def problems_with_terms(terms: CostTerms, *, ends_on: datetime.date, is_change: bool, on: datetime.date) -> list[str]:
    """Why these terms can't be declared for a cost whose period ends on that date."""
    problems = []
    if terms.amount <= 0:
        problems.append("Enter an amount above zero.")
    elif terms.amount >= TOO_MUCH:
        problems.append("Enter an amount below $1,000,000,000,000.")
    if terms.basis == CostFormula.ENROLLMENT and not terms.enrollment_year:
        problems.append("Choose the year of the enrollment.")
    if terms.effective_on > ends_on:
        problems.append(f"Choose an effective date by {short_day(ends_on)}, the end of the cost’s period.")
    elif is_change and terms.effective_on < on:
        problems.append("Choose today or a later effective date. Shares can’t be changed for the past.")
    else:
        problems += problems_with_dates(starts_on=terms.effective_on, ends_on=None, on=on)
    return problems + problems_with_texts(("reason", terms.reason, REASON_AT_MOST), is_needed=True)


def problems_with_enrollments(without: Sequence[str], year: str) -> list[str]:
    """Members whose enrollment that year is not on record: none of them is counted as zero."""
    if not without:
        return []
    return [f"The {year} enrollment of {'; '.join(without)} isn’t on record. Choose another year or another formula."]


def changes_nothing(before: Mapping[str, Decimal], shares: Sequence[MemberShare]) -> bool:
    """Whether every member's share stays the same."""
    return before == {one.leaid: one.amount for one in shares}
