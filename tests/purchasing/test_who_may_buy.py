"""Who may buy under a contract on a date, in words; what an auditor says about an order; and what it saved."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from purchasing.rules.eligibility import (
    ContractFact,
    JoinderFact,
    MembershipTerm,
    OrderFact,
    about_order,
    defects_of_right,
    may_buy,
)
from purchasing.rules.savings import BaselineFact, PaidFact, savings_on

pytestmark = pytest.mark.pure


def day(text):
    return datetime.date.fromisoformat(text)


NETWORK = ContractFact("24-01", "Mill Creek Network", day("2025-07-01"), day("2027-06-30"), requires_joinder=False)
WITH_JOINDER = NETWORK._replace(requires_joinder=True)
MEMBER = MembershipTerm("participating", day("2024-07-01"), day("2026-12-31"))
JOINDER = JoinderFact(day("2026-01-01"), day("2026-12-31"), day("2025-12-10"))


def test_a_member_reads_why_it_may_buy():
    assert may_buy(NETWORK, [MEMBER], [], day("2026-03-01")) == (
        True,
        "You may use this because you were a participating member of Mill Creek Network on Mar 1, 2026.",
    )
    assert may_buy(WITH_JOINDER, [MEMBER], [JOINDER], day("2026-03-01")) == (
        True,
        "You may use this because you were a participating member of Mill Creek Network on Mar 1, 2026 and your "
        "joinder, effective Jan 1, 2026, was in force.",
    )


OBSERVER = MembershipTerm("observer", None, None, "observers can’t buy under its contracts")


@pytest.mark.parametrize(
    ("contract", "memberships", "joinders", "on", "words"),
    [
        (NETWORK, [MEMBER], [], "2025-06-30", "Not yet, because the contract begins on Jul 1, 2025."),
        (NETWORK, [MEMBER._replace(leaves_on=None)], [], "2027-07-01",
         "No, because the contract ended on Jun 30, 2027."),
        (NETWORK, [MEMBER], [], "2027-01-01",
         "Not yet, because the district left Mill Creek Network on Dec 31, 2026."),
        (NETWORK, [], [], "2026-03-01",
         "Not yet, because the district was not a member of Mill Creek Network on Mar 1, 2026."),
        (NETWORK, [OBSERVER], [], "2026-03-01",
         "Not yet, because the district is a member of Mill Creek Network, but observers can’t buy under its "
         "contracts."),
        (WITH_JOINDER, [MEMBER], [], "2026-03-01",
         "Not yet, because this contract requires a joinder, and the district has none."),
        (WITH_JOINDER, [MEMBER], [JOINDER], "2025-12-31",
         "Not yet, because the district’s joinder takes effect on Jan 1, 2026."),
        (WITH_JOINDER, [MEMBER._replace(leaves_on=None)], [JOINDER], "2027-01-01",
         "Not yet, because the district’s last joinder ended on Dec 31, 2026."),
    ],
)  # fmt: skip
def test_who_may_not_buy_reads_what_is_missing(contract, memberships, joinders, on, words):
    assert may_buy(contract, memberships, joinders, day(on)) == (False, words)


@pytest.mark.parametrize(
    ("memberships", "joinders", "order", "is_allowed", "words"),
    [
        ([MEMBER], [JOINDER], ("2026-03-01", "9.5", "9.5000"), True,
         "Allowed: the district was a participating member of Mill Creek Network on Mar 1, 2026."),
        ([], [JOINDER], ("2026-03-01", "9.5", "9.5000"), False,
         "Member missing: the district was not a member of Mill Creek Network on Mar 1, 2026."),
        ([MEMBER], [], ("2026-03-01", "9.5", "9.5000"), False,
         "Joinder missing: this contract requires a joinder, and the district has none."),
        ([MEMBER], [JOINDER], ("2025-12-31", "9.5", "9.5000"), False,
         "Joinder later: the district’s joinder takes effect on Jan 1, 2026."),
        ([MEMBER._replace(leaves_on=None)], [JOINDER], ("2027-02-01", "9.5", "9.5000"), False,
         "Joinder for other years: the district’s last joinder ended on Dec 31, 2026."),
        ([MEMBER._replace(leaves_on=None)], [JOINDER._replace(ends_on=None)], ("2027-07-01", "9.5", "9.5"), False,
         "Outside the term: the contract ended on Jun 30, 2027."),
        ([MEMBER], [JOINDER._replace(board_on=day("2026-05-01"))], ("2026-03-01", "9.5", "9.5000"), True,
         "Allowed: the district was a participating member of Mill Creek Network on Mar 1, 2026. Joinder signed late: "
         "the board approved it on May 1, 2026, after the order."),
        ([MEMBER], [JOINDER], ("2026-03-01", "9.5001", "9.5000"), True,
         "Allowed: the district was a participating member of Mill Creek Network on Mar 1, 2026. Over the contract "
         "price: the district paid $9.5001 for a unit, and the contract price on Mar 1, 2026 was $9.50."),
    ],
)  # fmt: skip
def test_an_order_is_judged_as_auditors_judge_it(memberships, joinders, order, is_allowed, words):
    on, paid, price = order
    fact = OrderFact(day(on), Decimal(paid), Decimal(price))

    assert about_order(WITH_JOINDER, memberships, joinders, fact) == (is_allowed, words)


def test_an_order_without_a_contract_price_isnt_called_over_it():
    order = OrderFact(day("2026-03-01"), Decimal(10), None)

    assert order.is_over_contract is None
    assert "No contract price" in about_order(NETWORK, [MEMBER], [], order).because


DAYS = st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 1, 12))
ENDS = st.none() | DAYS
MEMBERSHIPS = st.lists(
    st.builds(MembershipTerm, st.just("component"), ENDS, ENDS, st.sampled_from(["", "no"])), max_size=4
)
JOINDERS = st.lists(st.builds(JoinderFact, DAYS, ENDS, ENDS), max_size=3)
CONTRACTS = st.builds(ContractFact, st.just("1"), st.just("X"), ENDS, ENDS, st.booleans())


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CONTRACTS, MEMBERSHIPS, JOINDERS)
def test_the_right_to_buy_equals_its_definition_on_every_date(contract, memberships, joinders):
    def days_of(starts_on, ends_on):
        first = starts_on.toordinal() if starts_on else 0
        last = ends_on.toordinal() if ends_on else 10**7
        return range(first, last + 1)

    for number in range(datetime.date(2025, 12, 31).toordinal(), datetime.date(2026, 1, 14).toordinal()):
        expected = number in days_of(contract.starts_on, contract.ends_on)
        expected &= any(number in days_of(one.joins_on, one.leaves_on) for one in memberships if one.why_not == "")
        if contract.requires_joinder:
            expected &= any(number in days_of(one.starts_on, one.ends_on) for one in joinders)
        on = datetime.date.fromordinal(number)

        assert may_buy(contract, memberships, joinders, on).is_allowed == expected
        assert (defects_of_right(contract, memberships, joinders, on) == []) == expected


def test_savings_are_a_range_over_the_stated_baselines():
    known = day("2025-01-01")
    baselines = [
        BaselineFact("Laptop", "", Decimal(340), known),
        BaselineFact("Laptop", "9900001", Decimal("320.125"), known),
        BaselineFact("Laptop", "9900002", Decimal(290), known),
        BaselineFact("Laptop", "", Decimal(999), day("2026-08-01")),  # stated later
    ]
    paid = [
        PaidFact("Laptop", "9900001", 3, Decimal(310)),
        PaidFact("Laptop", "9900002", 10, Decimal(300)),
        PaidFact("Desk", "9900003", 5, Decimal(100)),  # no baseline
    ]

    savings = savings_on(paid, baselines, day("2026-07-31"))

    # 3 x 10.125 to 3 x 30; 10 x -10 to 10 x 40
    assert savings.by_member == {
        "9900001": (Decimal("30.38"), Decimal("90.00")),
        "9900002": (Decimal("-100.00"), Decimal("400.00")),
    }
    assert savings.total == (Decimal("-69.63"), Decimal("490.00"))


def test_savings_without_a_baseline_are_nothing():
    assert savings_on([PaidFact("Desk", "9900003", 5, Decimal(1))], [], day("2026-07-31")) == ((0, 0), {})
