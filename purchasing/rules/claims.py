"""A savings claim beside what can be recomputed for the same period, and why the two differ. Pure."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from districts.rules.periods import Period, problems_with_dates
from purchasing.rules.eligibility import includes
from purchasing.rules.savings import BaselineFact, PaidFact, Range, savings_on

# A baseline that is older than this at the time of an order may say more about the market than about the contract.
OLD = datetime.timedelta(2 * 365)
YEAR = datetime.timedelta(365)


class OrderedFact(NamedTuple):
    """What a district paid for a number of units, and when it ordered them."""

    paid: PaidFact
    ordered_on: datetime.date


class ClaimFact(NamedTuple):
    """What a claim says. The lowest and the highest amount are equal where it states one."""

    claimed: Range
    claimed_on: datetime.date
    period: Period
    method: str


class ComparedClaim(NamedTuple):
    """What can be recomputed for the period of a claim; None where nothing can. `reasons`: why it differs."""

    recomputed: Range | None
    orders: int
    unmeasured: int
    reasons: list[str]


def compare_claim(
    claim: ClaimFact, orders: Sequence[OrderedFact], baselines: Sequence[BaselineFact], on: datetime.date
) -> ComparedClaim:
    """The claim beside the savings on the orders of its period, and the reasons for a difference, in sentences.

    `on`: the date for which everything is recomputed; later orders and baselines don't count.
    """
    known = [one for one in baselines if one.priced_on <= on]
    inside = [one for one in orders if one.ordered_on <= on and includes(claim.period, one.ordered_on)]
    measured = [one for one in inside if any(base.measures(one.paid) for base in known)]
    unmeasured = len(inside) - len(measured)
    recomputed = savings_on([one.paid for one in measured], known, on).total if measured else None
    reasons = []
    if recomputed is None:
        reasons.append(_nothing_recomputed(len(inside)))
    else:
        reasons.append(_difference(claim.claimed, recomputed))
        if unmeasured:
            reasons.append(_unmeasured(unmeasured, len(inside)))
        if age := _age_of_baselines(measured, known):
            reasons.append(age)
    return ComparedClaim(recomputed, len(inside), unmeasured, reasons + _gaps_of(claim))


def _nothing_recomputed(orders: int) -> str:
    if not orders:
        return "No order is on record in this period, so nothing can be recomputed."
    if orders == 1:
        return "The only order in this period has no earlier price on record, so nothing can be recomputed."
    return f"None of the {orders:,} orders in this period has an earlier price on record, so nothing can be recomputed."


def _difference(claimed: Range, recomputed: Range) -> str:
    if claimed.low > recomputed.high:
        return f"The claim is ${claimed.low - recomputed.high:,.2f} more than the highest recomputed amount."
    if claimed.high < recomputed.low:
        return f"The claim is ${recomputed.low - claimed.high:,.2f} less than the lowest recomputed amount."
    if recomputed.low <= claimed.low and claimed.high <= recomputed.high:
        return "The claim is within the recomputed range."
    return "The claim and the recomputed range overlap."


def _unmeasured(number: int, orders: int) -> str:
    have = "has" if number == 1 else "have"
    return (
        f"{number:,} of {orders:,} orders in this period {have} no earlier price on record, so savings on "
        f"{'it' if number == 1 else 'them'} can’t be checked."
    )


def _age_of_baselines(orders: Sequence[OrderedFact], baselines: Sequence[BaselineFact]) -> str:
    """A sentence where a price was more than two years old when something was ordered."""
    ages = [one.ordered_on - base.priced_on for one in orders for base in baselines if base.measures(one.paid)]
    oldest = max(ages, default=datetime.timedelta(0))
    if oldest <= OLD:
        return ""
    return (
        f"Some earlier prices were {oldest // YEAR} years old when the order was placed. Prices may have changed in "
        "that time without the contract."
    )


def _gaps_of(claim: ClaimFact) -> list[str]:
    reasons = []
    if claim.period.starts_on is None or claim.period.ends_on is None:
        reasons.append("The claim doesn’t say exactly which period it is for.")
    if claim.period.ends_on and claim.claimed_on < claim.period.ends_on:
        reasons.append("The claim was made before its period ended, so part of it was a forecast.")
    if not claim.method:
        reasons.append("The claim doesn’t say how it was computed.")
    return reasons


def problems_with_claim(claim: ClaimFact, on: datetime.date) -> list[str]:
    """Why a claim can't be entered like this: amounts in the wrong order, or dates that can't be right."""
    problems = []
    if claim.claimed.low > claim.claimed.high:
        problems.append(
            f"The highest amount, ${claim.claimed.high:,.2f}, is less than the lowest, ${claim.claimed.low:,.2f}."
        )
    if claim.claimed.high <= Decimal(0):
        problems.append("Enter an amount above zero.")
    if claim.claimed_on > on:
        problems.append("The date of the claim is in the future. Enter the date it was published.")
    return problems + problems_with_dates(starts_on=claim.period.starts_on, ends_on=claim.period.ends_on, on=on)


def problems_with_baseline(unit_price: Decimal, priced_on: datetime.date, on: datetime.date) -> list[str]:
    """Why a price can't be entered like this."""
    problems = []
    if unit_price <= 0:
        problems.append("Enter a unit price above zero.")
    if priced_on > on:
        problems.append("The date of the price is in the future. Enter the date of the source.")
    return problems
