"""What can be recorded as an order or a commitment, and what is said instead."""

import datetime
from decimal import Decimal

import pytest

from districts.rules.periods import Period
from purchasing.rules.eligibility import Defect
from purchasing.rules.orders import OrderEntry, problems_with_commitment, problems_with_order, problems_with_right

TODAY = datetime.date(2026, 9, 14)
YESTERDAY = datetime.date(2026, 9, 13)
NO_JOINDER = Defect("Joinder missing", "this contract requires a joinder, and the district has none")


def entry(**other):
    kept = {"ordered_on": TODAY, "quantity": 40, "unit_price": Decimal("309.50"), "reference": "PO 7"}
    return OrderEntry(**{**kept, **other})


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({}, []),
        ({"ordered_on": datetime.date(2026, 9, 15)},
         ["The order date is in the future. Record the order once it is placed."]),
        ({"ordered_on": datetime.date(206, 9, 14)}, ["Sep 14, 206 can’t be right. Check the year."]),
        ({"quantity": 0}, ["Enter a quantity of 1 or more."]),
        ({"quantity": -5}, ["Enter a quantity of 1 or more."]),
        ({"quantity": 2**31}, ["The quantity is too large. Enter at most 2,147,483,647.",
                               "$664,646,189,056.00 for one order can’t be right. Check the quantity and the price."]),
        ({"quantity": 1_000_000_000, "unit_price": Decimal(1)}, []),
        ({"quantity": 1_000_000_000, "unit_price": Decimal("1.0001")},
         ["$1,000,100,000.00 for one order can’t be right. Check the quantity and the price."]),
        ({"unit_price": Decimal(0)}, ["Enter a price above zero."]),
        ({"reference": ""}, ["Enter the number of the order or the invoice."]),
    ],
)  # fmt: skip
def test_an_order_has_a_past_date_a_whole_quantity_a_price_and_a_number(other, says):
    assert problems_with_order(entry(**other), on=TODAY, is_on_record=False) == says


def test_the_same_order_is_recorded_once():
    assert problems_with_order(entry(), on=TODAY, is_on_record=True) == [
        "An order of this item with the number PO 7 and this date is already on record. To change it, correct that "
        "order."
    ]


def test_an_order_of_today_outside_the_right_is_refused_and_an_earlier_one_needs_an_explanation():
    def says(day, because=""):
        return problems_with_right([NO_JOINDER], ordered_on=day, because=because, on=TODAY)

    assert says(TODAY, "The bus broke down.") == [
        "The district can’t place this order, because this contract requires a joinder, and the district has none. "
        "Sign a joinder before you order."
    ]
    assert says(YESTERDAY) == [
        "This order wasn’t allowed on Sep 13, 2026, because this contract requires a joinder, and the district has "
        "none. If it was placed anyway, explain why. It will be recorded as not allowed."
    ]
    assert says(YESTERDAY, "The bus broke down.") == []
    assert problems_with_right([], ordered_on=TODAY, because="", on=TODAY) == []


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "others", "says"),
    [
        (TODAY, datetime.date(2027, 6, 30), [], ""),
        (YESTERDAY, datetime.date(2027, 6, 30), [], "Choose Sep 14, 2026 or a later start date"),
        (TODAY, YESTERDAY, [], "The end date is before the start date."),
        (TODAY, datetime.date(2027, 7, 1), [], "The contract ends on Jun 30, 2027."),
        (TODAY, datetime.date(2027, 6, 30), [Period(TODAY, TODAY)], "already committed to this item for some of these"),
        (TODAY, TODAY, [Period(datetime.date(2026, 9, 15), None)], ""),
    ],
)
def test_a_commitment_is_for_days_to_come_within_the_contract_and_counted_once(starts_on, ends_on, others, says):
    problems = problems_with_commitment(
        quantity=100,
        period=Period(starts_on, ends_on),
        contract_ends_on=datetime.date(2027, 6, 30),
        others=others,
        defects=[],
        on=TODAY,
    )
    assert (says in problems[0]) if says else problems == []
