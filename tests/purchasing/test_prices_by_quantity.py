"""What a quantity costs by tiers, what counts toward a pooled price, and what is wrong with tiers."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from purchasing.rules.prices import (
    CommitmentFact,
    Pool,
    TierFact,
    VolumeFact,
    could_tip,
    price_at,
    problems_with_tiers,
    tiers_in_effect,
    total_price,
    unit_price,
    warnings_about_tiers,
)
from purchasing.states import Tiering

pytestmark = pytest.mark.pure
JULY, JANUARY = datetime.date(2026, 7, 1), datetime.date(2027, 1, 1)


def tiers(*pairs, on=JULY):
    return [TierFact(quantity, Decimal(price), on) for quantity, price in pairs]


LAPTOPS = tiers((1, "310.00"), (100, "295.50"), (500, "280.00"))


@pytest.mark.parametrize(
    ("quantity", "total"), [(1, "310.00"), (99, "30690.00"), (100, "29550.00"), (499, "147454.50"), (500, "140000.00")]
)
def test_all_units_have_the_price_of_the_tier_reached(quantity, total):
    assert total_price(LAPTOPS, quantity, Tiering.ALL_UNITS) == Decimal(total)


@pytest.mark.parametrize(
    ("quantity", "total"), [(1, "310.00"), (99, "30690.00"), (100, "30985.50"), (600, "177170.00")]
)
def test_each_unit_has_the_price_of_the_tier_it_falls_in(quantity, total):
    assert total_price(LAPTOPS, quantity, Tiering.EACH_UNIT) == Decimal(total)


def test_the_unit_price_of_a_mixed_order_is_its_average_to_four_places():
    assert unit_price(LAPTOPS, 101, Tiering.EACH_UNIT) == Decimal("309.7129")  # 99 at 310.00, 2 at 295.50


def test_the_next_threshold_comes_with_its_price():
    assert price_at(LAPTOPS, 120, Tiering.ALL_UNITS) == (120, Decimal("295.5000"), 500, Decimal("280.00"))
    assert price_at(LAPTOPS, 500, Tiering.ALL_UNITS) == (500, Decimal("280.0000"), None, None)
    assert price_at(LAPTOPS, 0, Tiering.ALL_UNITS) == (0, Decimal("310.0000"), 100, Decimal("295.50"))


def test_a_price_list_counts_from_its_effective_date():
    lists = [*LAPTOPS, *tiers((1, "300"), (200, "270"), on=JANUARY)]

    assert [tier.from_quantity for tier in tiers_in_effect(lists, datetime.date(2026, 12, 31))] == [1, 100, 500]
    assert [tier.from_quantity for tier in tiers_in_effect(lists, JANUARY)] == [1, 200]
    assert tiers_in_effect(lists, datetime.date(2026, 6, 30)) == []


def test_a_price_list_that_begins_higher_changes_only_its_thresholds():
    lists = [*LAPTOPS, *tiers((500, "275"), (1000, "260"), on=JANUARY)]

    in_effect = [(tier.from_quantity, str(tier.unit_price)) for tier in tiers_in_effect(lists, JANUARY)]

    assert in_effect == [(1, "310.00"), (100, "295.50"), (500, "275"), (1000, "260")]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (tiers((1, "10"), (50, "9"), (50, "8")), "Two tiers overlap: from 50, effective Jul 1, 2026, the price is both "
         "$9.00 and $8.00. Keep one of them."),
        (tiers((10, "10"), (50, "9")), "There is a gap: tiers begin at 10, so 1 to 9 units have no price. Add a tier "
         "from 1."),
        (tiers((2, "10")), "There is a gap: tiers begin at 2, so 1 unit has no price. Add a tier from 1."),
        (tiers((0, "10"), (1, "9")), "A tier begins at 0. Begin it at 1 or more."),
        (tiers((1, "-3")), "The unit price is -3. Enter a price above zero."),
    ],
)  # fmt: skip
def test_tiers_that_cant_be_used_are_explained(given, sentence):
    assert [problem.sentence for problem in problems_with_tiers(given)] == [sentence]


def test_buying_more_for_less_in_total_is_explained_but_allowed():
    assert problems_with_tiers(LAPTOPS) == []
    assert warnings_about_tiers("Laptop", LAPTOPS, Tiering.ALL_UNITS) == [
        "Laptop: 96 to 99 units cost more in total than 100 units, which cost $29,550.00. Order 100 instead.",
        "Laptop: 474 to 499 units cost more in total than 500 units, which cost $140,000.00. Order 500 instead.",
    ]
    assert warnings_about_tiers("Laptop", LAPTOPS, Tiering.EACH_UNIT) == []
    assert "more than the $9.00 below" in warnings_about_tiers("Pen", tiers((1, "9"), (5, "10")), Tiering.EACH_UNIT)[0]


def test_an_order_fulfills_a_commitment_and_isnt_added_to_it():
    committed = [CommitmentFact("9900001", 100, JULY, datetime.date(2027, 6, 30))]
    orders = [VolumeFact("9900001", datetime.date(2026, 8, 1), 30), VolumeFact("9900002", JANUARY, 20)]
    pool = Pool(orders, committed)

    assert pool.on(datetime.date(2026, 6, 30)) == 0
    assert pool.on(JULY) == 100
    assert pool.on(datetime.date(2026, 8, 1)) == 100
    assert pool.on(JANUARY) == 120
    assert pool.on(datetime.date(2027, 7, 1)) == 50  # what was never ordered no longer counts
    assert Pool(orders, committed, lambda member, day: False).on(JANUARY) == 50


def test_districts_that_could_tip_reach_the_threshold_alone():
    assert could_tip(80, {"a": 79, "b": 80, "c": 200}) == ["c", "b"]
    assert could_tip(0, {"a": 79}) == []


DAYS = st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
MEMBERS = st.sampled_from(["a", "b", "c"])
ORDERS = st.lists(st.builds(VolumeFact, MEMBERS, DAYS, st.integers(1, 500)), max_size=12)
COMMITMENTS = st.lists(st.builds(CommitmentFact, MEMBERS, st.integers(1, 500), DAYS, st.none()), max_size=5)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ORDERS, COMMITMENTS, DAYS, st.randoms(use_true_random=False))
def test_the_pooled_price_never_depends_on_the_order_of_orders_and_commitments(orders, commitments, day, chance):
    before = Pool(orders, commitments).on(day)
    shuffled, others = list(orders), list(commitments)
    chance.shuffle(shuffled)
    chance.shuffle(others)

    assert Pool(shuffled, others).on(day) == before
    assert before >= sum(order.quantity for order in orders if order.ordered_on <= day)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 2_000))
def test_a_unit_more_never_costs_less_where_each_unit_has_its_tiers_price(quantity):
    totals = [total_price(LAPTOPS, number, Tiering.EACH_UNIT) for number in (quantity, quantity + 1)]

    assert totals[0] < totals[1]
