"""What a district pays in a year today, if it joins, if two neighbors join too, and if the largest member leaves."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from purchasing.rules.calculator import Buyer, DistrictPlace, Terms, estimated_units, largest_of, nearest, outlook_of
from purchasing.rules.prices import TierFact
from tests.consortia.regions import words_of
from tests.factories import ContractFactory, DistrictFactory, DistrictFiguresFactory
from tests.purchasing.test_prices_page import a_pooled_contract

JULY = datetime.date(2025, 7, 1)
TIERS = [TierFact(start, Decimal(price), JULY) for start, price in ((1, "310"), (100, "295.5"), (200, "280"))]
TERMS = Terms(TIERS, "pooled", "all_units", fee=Decimal(50), exit_cost=Decimal(400))
POOL = {"9900001": 110, "9900002": 60}


def test_a_district_that_could_join_sees_four_amounts():
    buyer = Buyer("9900009", 20, is_member=False, own_price=Decimal(330))

    # 20 x 330; 20 x 295.50 + 50 at 190 units; 20 x 280 + 50 at 230; 20 x 310 + 50 at 80
    assert outlook_of(buyer, TERMS, POOL, neighbor_units=40) == (6600, 5960, 5650, 6250)


def test_a_member_pays_the_contract_price_today_and_the_largest_its_own_price_if_it_leaves():
    member, largest = (
        Buyer("9900002", 60, is_member=True),
        Buyer("9900001", 110, is_member=True, own_price=Decimal(320)),
    )

    assert outlook_of(member, TERMS, POOL, 30) == (17780, 17780, 16850, 18650)
    assert outlook_of(largest, TERMS, POOL, 0).without_largest == 110 * 320 + 400
    assert outlook_of(largest._replace(own_price=None), TERMS, POOL, 0).without_largest is None


def test_where_each_order_has_its_own_price_others_change_nothing():
    outlook = outlook_of(Buyer("9900002", 60, is_member=True), TERMS._replace(pooling="order"), POOL, 500)

    assert outlook == (18650, 18650, 18650, 18650)


def test_neighbors_are_the_nearest_and_their_units_follow_their_enrollment():
    places = {
        "1": DistrictPlace("1", "Here", (39.0, -82.0), 1000),
        "2": DistrictPlace("2", "Near", (39.1, -82.0), 500),
        "3": DistrictPlace("3", "Far", (41.0, -82.0), 800),
        "4": DistrictPlace("4", "Unknown", None, None),
    }

    assert [place.name for place in nearest("1", places, ["1", "2", "3", "4"])] == ["Near", "Far"]
    assert nearest("4", places, ["1"]) == []
    assert estimated_units(places["2"], {"1": 60}, places) == 30
    assert estimated_units(places["4"], {"1": 60, "2": 20}, places) == 40
    assert largest_of({"2": 7, "1": 7}) == "1"
    assert largest_of({}) == ""


@pytest.fixture
def _september():
    with time_machine.travel(datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.mark.django_db
@pytest.mark.usefixtures("_september")
def test_the_page_compares_members_and_a_district_that_asks(django_assert_num_queries):
    contract = a_pooled_contract()
    for place, leaid in enumerate(("9900005", "9900006", "9900007")):
        district = DistrictFactory(leaid=leaid, name=f"Cedar Gap {leaid}", latitude=39 + place / 10, longitude=-82)
        DistrictFiguresFactory(district=district, enrollment=500)
    asked = "leaid=9900005&units=90&own_price=330&fee=100"

    # The contract, its ledger (6), and the districts around.
    with django_assert_num_queries(8):
        page = words_of(Client().get(f"/contracts/24-01/calculator/?{asked}").content.decode())

    # Alone 115 + 90 = 205 units count: 90 x 280 + 100. Without the largest 95: 90 x 310 + 100.
    assert "Cedar Gap 9900005 90 $29,700.00 $25,300.00" in page
    assert "(Cedar Gap 9900006 and Cedar Gap 9900007) $28,000.00" in page
    assert "The largest member is Otter Run 1, with 110 of the 115 units that count today." in page
    wrong = Client().get(f"/contracts/{contract.number}/calculator/?leaid=99&units=-1").content.decode()
    assert "Enter the LEAID of an open local district in the consortium’s state" in wrong
    assert "Enter 1 or more units" in wrong


@pytest.mark.django_db
def test_a_contract_without_prices_has_nothing_to_calculate():
    ContractFactory(number="24-09")

    assert b"No prices are on record for this contract." in Client().get("/contracts/24-09/calculator/").content
