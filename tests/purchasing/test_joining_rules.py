"""What keeps a district from signing a joinder, and what an auditor notes about one, in sentences."""

import datetime

import pytest

from purchasing.rules.eligibility import ContractFact, JoinderFact, MembershipTerm, OrderFact, about_order
from purchasing.rules.joining import (
    JoinderTerms,
    SignedFact,
    defects_of_joinder,
    ends_soon,
    orders_without_joinder,
    problems_with_ending,
    problems_with_joinder,
)

pytestmark = pytest.mark.pure


def day(text):
    return datetime.date.fromisoformat(text)


CONTRACT = ContractFact("24-01", "Mill Creek", day("2025-07-01"), day("2027-06-30"), requires_joinder=True)
MEMBER = MembershipTerm("participating", day("2024-07-01"), None)
TODAY = day("2026-09-14")
YEAR = JoinderTerms(TODAY, day("2027-06-30"))
JOINED = JoinderFact(day("2026-01-01"), day("2026-12-31"), day("2025-12-10"))


@pytest.mark.parametrize(
    ("memberships", "others", "terms", "problems"),
    [
        ([MEMBER], [], YEAR, []),
        ([MEMBER], [], YEAR._replace(starts_on=day("2026-09-13")),
         ["A joinder starts on the day it is signed or later. Choose September 14, 2026 or a later date."]),
        ([MEMBER], [], YEAR._replace(ends_on=day("2027-07-01")),
         ["The contract ends on June 30, 2027. Choose an end date no later than that."]),
        ([MEMBER], [], YEAR._replace(ends_on=None),
         ["The contract ends on June 30, 2027. Choose an end date no later than that."]),
        ([], [], YEAR,
         ["Only members that may buy can join the contract: the district was not a member of Mill Creek on Sep 14, "
          "2026."]),
        ([MEMBER], [JOINED], YEAR,
         ["The district has a joinder from January 1, 2026 to December 31, 2026. To renew it, choose January 1, 2027 "
          "or a later start date."]),
        ([MEMBER], [JOINED], YEAR._replace(starts_on=day("2027-01-01")), []),
        ([MEMBER], [JOINED._replace(ends_on=None)], YEAR,
         ["The district has a joinder from January 1, 2026 without an end date. End that one before you sign "
          "another."]),
    ],
)  # fmt: skip
def test_a_district_reads_why_it_cannot_sign(memberships, others, terms, problems):
    assert problems_with_joinder(CONTRACT, memberships, others, terms, TODAY) == problems


def test_no_one_joins_a_contract_that_ended():
    ended = CONTRACT._replace(ends_on=day("2026-09-13"))
    assert problems_with_joinder(ended, [MEMBER], [], YEAR, TODAY) == [
        "This contract ended on September 13, 2026, so no district can join it."
    ]


@pytest.mark.parametrize(
    ("memberships", "joinder", "signed", "orders", "sentences"),
    [
        ([MEMBER], JOINED, SignedFact(day("2025-12-12")), ["2026-01-01"], []),
        ([MEMBER], JOINED._replace(board_on=day("2026-02-01")), SignedFact(), ["2026-01-31", "2026-03-01"],
         ["Signed late: the board approved it on Feb 1, 2026, after the first order on Jan 31, 2026."]),
        ([MEMBER], JOINED._replace(board_on=day("2026-02-01")), SignedFact(), [],
         ["Signed late: the board approved it on Feb 1, 2026, after it started on Jan 1, 2026."]),
        ([MEMBER], JOINED, SignedFact(day("2026-01-05")), ["2026-01-05"],
         ["Signed late: it was signed on Jan 5, 2026, after it started on Jan 1, 2026."]),
        ([MEMBER], JOINED._replace(board_on=None), SignedFact(), [],
         ["Joinder without a board date: the date of the board’s approval is not known."]),
        ([MEMBER], JOINED._replace(ends_on=day("2027-12-31")), SignedFact(), [],
         ["Joinder for other years: it runs from Jan 1, 2026 to Dec 31, 2027, and the contract from Jul 1, 2025 to "
          "Jun 30, 2027."]),
        ([], JOINED, SignedFact(), [],
         ["Member missing: the district was not a member of Mill Creek on Jan 1, 2026."]),
        ([MEMBER], JOINED, SignedFact(is_other_name=True), [],
         ["Signed under another name: the typed name is not the name of the account that signed."]),
    ],
)  # fmt: skip
def test_defects_are_named_as_auditors_name_them(memberships, joinder, signed, orders, sentences):
    found = defects_of_joinder(CONTRACT, memberships, joinder, signed, [day(one) for one in orders])
    assert [defect.sentence for defect in found] == sentences


def test_orders_outside_every_joinder_are_noted_once():
    orders = [day("2025-12-31"), day("2026-01-01"), day("2027-01-01")]
    assert [one.sentence for one in orders_without_joinder(CONTRACT, [JOINED], orders)] == [
        "Ordered without a joinder: orders on 2 dates, the first on Dec 31, 2025, were placed when no joinder was in "
        "force."
    ]
    assert orders_without_joinder(CONTRACT, [JOINED], orders[1:2]) == []
    assert orders_without_joinder(CONTRACT._replace(requires_joinder=False), [], orders) == []


def test_an_order_outside_the_scope_of_the_joinder_was_not_allowed():
    laptops = JOINED._replace(items=("Laptop", "Case"))
    order = OrderFact(day("2026-03-01"), 9, 9, "laptop")
    assert about_order(CONTRACT, [MEMBER], [laptops], order).is_allowed
    assert about_order(CONTRACT, [MEMBER], [laptops], order._replace(item="Printer")) == (
        False, "Outside the joinder’s scope: the district’s joinder covers only Case, Laptop.",
    )  # fmt: skip
    assert about_order(CONTRACT, [MEMBER], [JOINED], order._replace(item="Printer")).is_allowed


def test_a_joinder_ends_today_or_later_and_before_it_would_have_ended():
    term = {"starts_on": day("2026-01-01"), "before": day("2026-12-31"), "on": TODAY}
    assert problems_with_ending(ends_on=TODAY, reason="We will buy elsewhere.", **term) == []
    assert problems_with_ending(ends_on=day("2026-12-31"), reason="", **term) == [
        "The joinder already ends on December 31, 2026. Choose an earlier date.", "Enter the reason.",
    ]  # fmt: skip
    assert problems_with_ending(ends_on=day("2026-09-13"), reason="x", **term) == [
        "Orders may already rely on past dates. Choose September 14, 2026 or a later date."
    ]


def test_people_are_warned_in_the_last_90_days():
    assert [ends_soon(day(end), TODAY) for end in ("2026-09-13", "2026-09-14", "2026-12-13", "2026-12-14")] == [
        False, True, True, False,
    ]  # fmt: skip
    assert not ends_soon(None, TODAY)
