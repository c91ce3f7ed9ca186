"""A shared cost divided among members to the cent, and who wins and loses by a change."""

from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from districts.models import District
from purchasing.rules.allocation import allocate, compared, problems_with_weights
from tests.consortia.regions import words_of
from tests.factories import DistrictFiguresFactory
from tests.purchasing.test_prices_page import a_pooled_contract


def test_the_cents_that_are_left_go_to_the_largest_remainders():
    assert allocate(Decimal("100.00"), {"a": 1, "b": 1, "c": 1}) == {
        "a": Decimal("33.34"),
        "b": Decimal("33.33"),
        "c": Decimal("33.33"),
    }
    # 14.2857..., 28.5714..., 57.1428...: the second has the largest remainder
    assert allocate(Decimal("1.00"), {"a": 1, "b": 2, "c": 4}) == {
        "a": Decimal("0.14"),
        "b": Decimal("0.29"),
        "c": Decimal("0.57"),
    }


WEIGHTS = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 10**6), min_size=1, max_size=40)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.decimals(0, 10**9, places=2), WEIGHTS.filter(lambda weights: any(weights.values())))
def test_the_parts_add_up_to_the_cent_and_none_is_off_by_a_cent(cost, weights):
    parts = allocate(cost, weights)

    assert sum(parts.values()) == cost
    total = sum(weights.values())
    assert all(abs(parts[one] - cost * weight / total) < Decimal("0.011") for one, weight in weights.items())


def test_a_change_names_who_saves_and_who_pays_more():
    now, instead = allocate(Decimal(90), {"a": 1, "b": 1, "c": 1}), allocate(Decimal(90), {"a": 1, "b": 2, "c": 6})

    assert [(one.member, one.difference) for one in compared(now, instead)] == [("a", -20), ("b", -10), ("c", 30)]


def test_weights_that_cant_be_used_are_explained():
    assert problems_with_weights({"a": 0}) == ["All members have zero in this formula. Choose another one."]
    assert problems_with_weights({"a": 1}) == []
    assert len(problems_with_weights({})) == len(problems_with_weights({"a": -1})) == 1


@pytest.mark.django_db
def test_the_page_shows_every_members_part_and_what_a_change_would_do(django_assert_num_queries):
    a_pooled_contract()
    for leaid, students in (("9900001", 300), ("9900002", 100)):
        DistrictFiguresFactory(district=District.objects.get(leaid=leaid), enrollment=students)

    # The contract, its ledger (6), enrollments, and declared costs.
    with django_assert_num_queries(9):
        page = words_of(
            Client().get("/contracts/24-01/costs/?cost=1000.01&formula=equal&instead=enrollment").content.decode()
        )

    assert "Otter Run 2 $500.00 $250.00 −$250.00" in page
    assert "Otter Run 1 $500.01 $750.01 +$250.00" in page
    assert "All members $1,000.01 $1,000.01 $0.00" in page
    wrong = words_of(Client().get("/contracts/24-01/costs/?cost=-1").content.decode())
    assert "Enter an amount of zero or more" in wrong
