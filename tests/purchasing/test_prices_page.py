"""Prices and orders of a contract, in short on its own page, and everything recomputed from its download."""

import datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from districts.models import District
from portal.purchasing.files import contract_document
from portal.purchasing.pages.amounts import sum_in_words
from portal.purchasing.pages.price_words import how_priced, prices_for_district
from portal.purchasing.pages.prices import PricesPage
from purchasing.models import (
    Baseline,
    Contract,
    ContractItem,
    Joinder,
    PriceList,
    Purchase,
    QuantityCommitment,
    Tier,
)
from purchasing.reads.ledger import Ledger, PricedItem
from purchasing.rules.prices import Price, TierFact
from tests.consortia.regions import words_of
from tests.factories import AppointmentFactory, ConsortiumFactory, ContractFactory, DistrictFactory, MembershipFactory

ON = datetime.date(2026, 9, 14)
JULY = datetime.date(2025, 7, 1)


def a_pooled_contract(members=2):
    """Laptops: 310.00, from 100 295.50, from 200 280.00. The first member ordered 110, each other 5."""
    consortium = ConsortiumFactory(slug="mill-creek", name="Mill Creek Network")
    contract = ContractFactory(
        consortium=consortium, number="24-01", title="Laptops", starts_on=JULY, ends_on=None, pooling="pooled"
    )
    item = ContractItem.objects.create(contract=contract, name="Laptop", unit="each")
    prices = PriceList.objects.create(contract=contract, effective_on=JULY)
    for quantity, price in ((1, "310"), (100, "295.5"), (200, "280")):
        Tier.objects.create(price_list=prices, item=item, from_quantity=quantity, unit_price=Decimal(price))
    for number in range(members):
        district = DistrictFactory(leaid=f"990000{number + 1}", name=f"Otter Run {number + 1}")
        MembershipFactory(consortium=consortium, district=district, joins_on=JULY)
        Purchase.objects.create(
            item=item,
            district=district,
            ordered_on=datetime.date(2026, 2, 1 + number),
            quantity=5 if number else 110,
            unit_price_paid=Decimal(310 if number else "295.5"),
            source="file",
        )
        Joinder.objects.create(contract=contract, district=district, starts_on=JULY)
    Baseline.objects.create(
        item=item, unit_price=Decimal(330), priced_on=JULY, source="Price list", method="posted price"
    )
    return contract


def page_of(address):
    return words_of(Client().get(address).content.decode())


@pytest.mark.django_db
def test_the_page_says_who_could_reach_the_next_price_and_what_was_saved():
    contract = a_pooled_contract()
    item = contract.items.get()
    QuantityCommitment.objects.create(
        item=item, district=District.objects.get(leaid="9900002"), quantity=25, starts_on=datetime.date(2026, 7, 1)
    )

    raw_page = Client().get("/contracts/24-01/prices/?on=2026-09-14").content.decode()
    page = words_of(raw_page)

    assert "The quantity that all members order together determines the price." in page
    assert "100 to 199: $295.50" in page
    assert "140" in page  # 110 and 5 ordered, 25 committed to
    assert "$280.00 from 200 (60 more units) Otter Run 1" in page
    assert "measured against earlier prices: $3,895.00 ." in page  # 110 x 34.50 + 5 x 20
    assert "/contracts/24-01/savings/?consortium=mill-creek&amp;on=2026-09-14" in raw_page
    assert "2 orders for $34,055.00 through Sep 14, 2026. Not allowed: 0. Over the contract price: 1." in page
    assert "the district paid $310.00 for a unit, and the contract price on Feb 2, 2026 was $295.50" in page


@pytest.mark.django_db
@pytest.mark.parametrize("members", [1, 3])
def test_the_page_asks_the_database_a_constant_number_of_times(members, django_assert_num_queries):
    a_pooled_contract(members)

    # The contract; memberships, joinders, purchases, items with tiers, commitments, baselines.
    with django_assert_num_queries(7):
        page_of("/contracts/24-01/prices/?on=2026-09-14")
    # The contract; members, what its prices need, suppliers, documents, amendments.
    with django_assert_num_queries(11):
        page_of("/contracts/24-01/")


@pytest.mark.django_db
def test_a_contracts_page_says_what_it_costs(client):
    contract = a_pooled_contract()

    with time_machine.travel(datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC), tick=False):
        page = page_of("/contracts/24-01/")
        client.force_login(AppointmentFactory(district=District.objects.get(leaid="9900002")).user)
        own = words_of(client.get("/contracts/24-01/").content.decode())
        contract.joinders.update(items="Cart")
        limited = words_of(client.get("/contracts/24-01/").content.decode())
        Contract.objects.update(pooling="order", tiering="each_unit")
        alone = page_of("/contracts/24-01/")
        Contract.objects.update(ends_on=datetime.date(2026, 1, 31))
        over = page_of("/contracts/24-01/")

    assert "Price basis The quantity that all members order together determines the price. Every unit costs" in page
    assert "Prices today" in page
    assert "Laptop (each) 115 $295.50 $280.00 from 200 (85 more units)" in page
    assert "Your prices today" not in page
    assert "Otter Run 2: You may use this" in own
    assert "Your prices today: Laptop $295.50." in own
    assert "See joinder · " in own
    assert "Your prices today" not in limited
    assert "Each unit costs the price of the tier it falls in." in alone
    assert "Laptop (each) $310.00 $295.50 from 100" in alone
    assert "Prices on Jan 31, 2026, when the contract ended" in over


def test_one_price_for_any_quantity_is_said_and_a_district_sees_the_next_price_of_its_order():
    contract = Contract(pooling="order", tiering="all_units")
    paper, pens = ContractItem(name="Paper"), ContractItem(name="Pens")
    one = PricedItem(paper, [TierFact(1, Decimal(40), JULY)], Price(0, Decimal(40), None, None))
    two = PricedItem(
        pens,
        [TierFact(1, Decimal(3), JULY), TierFact(50, Decimal("2.5"), JULY)],
        Price(0, Decimal(3), 50, Decimal("2.5")),
    )

    assert how_priced(contract, [one]) == "Each item has one unit price, whatever the quantity."
    assert how_priced(contract, []) == ""
    assert prices_for_district(contract, [one, two]) == (
        "Your prices today: Paper $40.00; Pens $3.00, or $2.50 from 50 units."
    )
    assert prices_for_district(contract, [one] * 6).endswith("Paper $40.00; 2 more items below.")


@pytest.mark.django_db
def test_a_contract_without_prices_says_so():
    ContractFactory(number="24-09")

    page = page_of("/contracts/24-09/prices/")

    assert "No prices are on record for this contract." in page
    assert "Savings aren’t known: no order has a price to measure it against." in page


PRICES = st.decimals(Decimal("0.0001"), Decimal(900), places=4)
LEAIDS = st.sampled_from(["9900001", "9900002", "9900003"])
DAYS = st.dates(datetime.date(2026, 1, 1), ON)
ITEMS = {pk: ContractItem(pk=pk, name=f"Item {pk}") for pk in (1, 2)}
PURCHASES = st.lists(
    st.builds(
        lambda pk, leaid, on, quantity, price: Purchase(
            item=ITEMS[pk], district=District(leaid=leaid), ordered_on=on, quantity=quantity, unit_price_paid=price
        ),
        st.sampled_from([1, 2]), LEAIDS, DAYS, st.integers(1, 999), PRICES,
    ),
    max_size=8,
)  # fmt: skip
BASELINES = st.lists(
    st.builds(
        lambda pk, leaid, price, on: Baseline(
            item=ITEMS[pk], district=District(leaid=leaid) if leaid else None, unit_price=price, priced_on=on
        ),
        st.sampled_from([1, 2]), LEAIDS | st.none(), PRICES, DAYS,
    ),
    max_size=5,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PURCHASES, BASELINES)
def test_savings_recomputed_from_the_download_equal_the_page(purchases, baselines):
    contract = Contract(number="1", consortium=ConsortiumFactory.build(slug="x", name="X"))
    ledger = Ledger(
        contract=contract,
        on=ON,
        items=list(ITEMS.values()),
        tiers={},
        districts={f"990000{number}": District(leaid=f"990000{number}", name=f"D{number}") for number in (1, 2, 3)},
        memberships={},
        joinders={},
        purchases=purchases,
        commitments={},
        baselines=baselines,
    )
    file = contract_document(ledger)

    # As a reader with a spreadsheet would do it.
    low = high = Decimal(0)
    members = {}
    for one in file["purchases"]:
        prices = [
            Decimal(base["unit_price"])
            for base in file["baselines"]
            if base["item"] == one["item"] and base["leaid"] in (None, one["leaid"])
        ]
        if prices:
            amounts = [(price - Decimal(one["paid"])) * one["quantity"] for price in prices]
            low, high = low + min(amounts), high + max(amounts)
            own = members.get(one["leaid"], (Decimal(0), Decimal(0)))
            members[one["leaid"]] = (own[0] + min(amounts), own[1] + max(amounts))

    def cents(amount):
        return amount.quantize(Decimal("0.01"), ROUND_HALF_UP) + 0

    assert (file["savings"]["low"], file["savings"]["high"]) == (str(cents(low)), str(cents(high)))
    assert file["savings"]["by_member"] == [
        {"leaid": leaid, "low": str(cents(own[0])), "high": str(cents(own[1]))}
        for leaid, own in sorted(members.items())
    ]
    page = PricesPage(ledger)
    assert page.total_saved.startswith(sum_in_words(cents(low)) if members else "")
