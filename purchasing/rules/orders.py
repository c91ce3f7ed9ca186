"""Orders and commitments that people record on pages: what is wrong with one, and what to do about it. Pure."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from accounts.dates import short_day
from districts.rules.periods import Period, share_a_day
from purchasing.rules.eligibility import Defect

LARGEST_QUANTITY, LARGEST_PRICE, LARGEST_TOTAL = 2**31 - 1, Decimal(999_999_999), Decimal(1_000_000_000)
REASON_AT_MOST, REFERENCE_AT_MOST = 500, 200
# Records of purchases are kept for years, but not for so long.
FARTHEST_BACK = datetime.timedelta(days=20 * 366)
ALREADY_CANCELED = "This order was corrected or canceled after you opened this page. Go back to see what is on record."
# What a district can do about what is missing, by the names of defects_of_right.
REMEDIES = {
    "Outside the term": "Order only while the contract is in effect.",
    "Member missing": "Ask the consortium about your district’s membership before you order.",
    "Joinder missing": "Sign a joinder before you order.",
    "Joinder later": "Order once your joinder is in effect.",
    "Joinder for other years": "Sign a new joinder before you order.",
    "Outside the joinder’s scope": "Sign a joinder that covers the item before you order it.",
}


class OrderEntry(NamedTuple):
    """An order as someone enters it. `because`: why it was placed although the district had no right to buy."""

    ordered_on: datetime.date
    quantity: int
    unit_price: Decimal
    reference: str
    because: str = ""

    @property
    def total(self) -> Decimal:
        """What the order cost."""
        return self.quantity * self.unit_price


def problems_with_order(entry: OrderEntry, *, on: datetime.date, is_on_record: bool) -> list[str]:
    """Why these values can't be an order. `is_on_record`: the district has that item with date and number."""
    problems = []
    if entry.ordered_on > on:
        problems.append("The order date is in the future. Record the order once it is placed.")
    elif entry.ordered_on < on - FARTHEST_BACK:
        problems.append(f"{short_day(entry.ordered_on)} can’t be right. Check the year.")
    problems += problems_with_quantity(entry.quantity)
    if entry.unit_price <= 0:
        problems.append("Enter a price above zero.")
    elif entry.unit_price > LARGEST_PRICE or entry.total > LARGEST_TOTAL:
        problems.append(f"${entry.total:,.2f} for one order can’t be right. Check the quantity and the price.")
    if not entry.reference:
        problems.append("Enter the number of the order or the invoice.")
    elif len(entry.reference) > REFERENCE_AT_MOST:
        problems.append(f"Shorten the number to {REFERENCE_AT_MOST} characters.")
    elif is_on_record:
        problems.append(
            f"An order of this item with the number {entry.reference} and this date is already on record. To change "
            "it, correct that order."
        )
    return problems


def problems_with_quantity(quantity: int) -> list[str]:
    """Why no one can order or commit that many units."""
    if quantity < 1:
        return ["Enter a quantity of 1 or more."]
    return [] if quantity <= LARGEST_QUANTITY else [f"The quantity is too large. Enter at most {LARGEST_QUANTITY:,}."]


def problems_with_right(
    defects: Sequence[Defect], *, ordered_on: datetime.date, because: str, on: datetime.date
) -> list[str]:
    """Why an order can't be recorded although it is entered correctly: the district had no right to place it.

    `defects`: those of `defects_of_right` on the order date. An order of today is refused. One from an earlier day has
    happened, so it is recorded with the district's explanation, and everyone sees that it was not allowed.
    """
    if not defects:
        return []
    clauses, remedies = "; ".join(one.clause for one in defects), " ".join(remedies_for(defects))
    if ordered_on >= on:
        return [f"The district can’t place this order, because {clauses}. {remedies}"]
    if not because:
        return [
            f"This order wasn’t allowed on {short_day(ordered_on)}, because {clauses}. If it was placed anyway, "
            "explain why. It will be recorded as not allowed."
        ]
    if len(because) > REASON_AT_MOST:
        return [f"Shorten the explanation to {REASON_AT_MOST} characters."]
    return []


def remedies_for(defects: Sequence[Defect]) -> list[str]:
    """What the district can do, each remedy once."""
    return list(dict.fromkeys(REMEDIES[one.name] for one in defects))


def problems_with_reason(reason: str) -> list[str]:
    """What is wrong with the reason for a correction or a cancellation."""
    if not reason:
        return ["Enter the reason."]
    return [f"Shorten the reason to {REASON_AT_MOST} characters."] if len(reason) > REASON_AT_MOST else []


def problems_with_commitment(
    *,
    quantity: int,
    period: Period,
    contract_ends_on: datetime.date | None,
    others: Sequence[Period],
    defects: Sequence[Defect],
    on: datetime.date,
) -> list[str]:
    """Why the district can't commit to that quantity. `others`: its commitments to buy the item; `defects`: those of
    its right to buy on the first date.
    """
    starts_on, ends_on = period
    if starts_on is None or ends_on is None:
        return ["Enter the first and the last date."]
    problems = problems_with_quantity(quantity)
    if starts_on < on:
        problems.append(f"Choose {short_day(on)} or a later start date, because earlier prices no longer change.")
    if ends_on < starts_on:
        problems.append("The end date is before the start date.")
    if contract_ends_on and ends_on > contract_ends_on:
        problems.append(f"The contract ends on {short_day(contract_ends_on)}. Choose an end date no later than that.")
    if any(share_a_day(starts_on, ends_on, one) for one in others):
        problems.append("The district already committed to this item for some of these dates. Cancel that one first.")
    if defects:
        clauses, remedies = "; ".join(one.clause for one in defects), " ".join(remedies_for(defects))
        problems.append(f"The district can’t buy the item on {short_day(starts_on)}, because {clauses}. {remedies}")
    return problems
