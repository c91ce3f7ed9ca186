"""Anyone finds a shared contract, and reads on one page what it covers, who may buy, and until when."""

import csv
import datetime
import io
import json

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from purchasing.actions.suppliers import set_suppliers
from purchasing.models import Contract
from tests.factories import (
    ConsortiumFactory,
    ContractFactory,
    CountyFactory,
    DistrictFactory,
    MembershipFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.fixture
def contracts():
    """Four contracts of two consortia, in effect, ending soon, ended, and starting later."""
    southeast = CountyFactory(fips="39009", name="Athens", region=RegionFactory(name="Southeast", slug="southeast"))
    north = CountyFactory(fips="39093", name="Lorain", region=RegionFactory(name="North", slug="north"))
    mill = ConsortiumFactory(
        name="Mill Creek", slug="mill-creek", phone="740-555-0100", contact_role="Purchasing coordinator"
    )
    ridge = ConsortiumFactory(name="Ridge Rivers", slug="ridge-rivers")
    MembershipFactory(
        consortium=mill, district=DistrictFactory(leaid="9900001", name="Otter Run Local", county=southeast)
    )
    observer = DistrictFactory(leaid="9900002", name="Cedar Gap Local", county=southeast)
    MembershipFactory(consortium=mill, district=observer, membership_class="observer")
    MembershipFactory(consortium=ridge, district=DistrictFactory(leaid="9900003", name="Harlan Valley", county=north))
    return [
        a_contract(
            consortium=consortium, number=number, title=title, supplier=supplier, starts_on=starts_on, ends_on=ends_on
        )
        for consortium, number, title, supplier, starts_on, ends_on in (
            (mill, "24-01", "Copy paper", "Acme Paper", datetime.date(2024, 7, 1), datetime.date(2026, 10, 29)),
            (mill, "24-02", "Broadband", "Fiber East; Fiber West", datetime.date(2024, 7, 1), None),
            (ridge, "24-01", "School buses", "Big Wheels", None, datetime.date(2026, 9, 13)),
            (ridge, "25/7", "Milk", "Dairy Four", datetime.date(2027, 7, 1), datetime.date(2029, 6, 30)),
        )
    ]


def a_contract(**facts):
    """A contract with its suppliers, as the actions keep them."""
    contract = ContractFactory(**facts)
    with transaction.atomic():
        set_suppliers(contract)
    return contract


def text(address, status=200):
    response = Client().get(address)
    assert response.status_code == status, address
    return " ".join(response.content.decode().split())


def titles(query=""):
    rows = csv.DictReader(io.StringIO(b"".join(Client().get(f"/contracts.csv{query}").streaming_content).decode()))
    return [row["title"] for row in rows]


@pytest.mark.usefixtures("contracts")
def test_the_list_has_facets_and_leaves_out_ended_contracts_until_asked():
    assert titles() == ["Broadband", "Copy paper", "Milk"]
    assert titles("?closed=yes") == ["Broadband", "Copy paper", "Milk", "School buses"]
    assert titles("?ends=soon") == ["Copy paper"]
    assert titles("?ends=none&ends=later") == ["Broadband", "Milk"]
    assert titles("?status=upcoming") == ["Milk"]
    assert titles("?status=ended") == ["School buses"]
    assert titles("?consortium=ridge-rivers&closed=yes") == ["Milk", "School buses"]
    assert titles("?region=southeast") == ["Broadband", "Copy paper"]
    assert titles("?supplier=fiber-west&supplier=dairy-four") == ["Broadband", "Milk"]
    assert titles("?category=unknown&ends=later") == ["Milk"]
    assert titles("?q=fiber") == ["Broadband"]
    assert titles("?q=24-01") == ["Copy paper", "School buses"]
    assert titles("?sort=-ends") == ["Milk", "Copy paper", "Broadband"]

    page = text("/contracts/")
    assert "3 contracts" in page
    assert "ends in 45 days" in page
    assert "starts later" in page
    for numbers in ('value="soon"> <span>In the next 90 days</span> <span class="facet__count">1<',
                    'value="mill-creek"> <span>Mill Creek</span> <span class="facet__count">2<',
                    'value="north"> <span>North</span> <span class="facet__count">1<'):  # fmt: skip
        assert numbers in page
    assert "No contracts match your filters." in text("/contracts/?q=helicopters")


@pytest.mark.usefixtures("contracts")
def test_a_district_sees_the_contracts_it_may_use_today():
    assert titles("?district=9900001") == ["Broadband", "Copy paper"]
    assert titles("?district=9900002") == []  # an observer
    assert titles("?district=9900003") == []  # one contract ended yesterday, the other starts next July
    assert titles("?district=9999999") == []
    assert "Available to: Otter Run Local" in text("/contracts/?district=9900001")


@pytest.mark.usefixtures("contracts")
def test_the_file_says_the_status_on_its_date():
    answer = json.loads(b"".join(Client().get("/contracts.json?closed=yes").streaming_content))
    assert answer["as_of"] == "2026-09-14"
    assert [(row["number"], row["consortium"], row["status"]) for row in answer["contracts"]] == [
        ("24-02", "mill-creek", "current"),
        ("24-01", "mill-creek", "current"),
        ("25/7", "ridge-rivers", "upcoming"),
        ("24-01", "ridge-rivers", "ended"),
    ]


@pytest.mark.usefixtures("contracts")
def test_one_page_answers_what_who_until_when_from_whom_and_who_can_help():
    page = text("/contracts/24-02/")
    for words in (
        "Broadband", "Contract 24-02", ">Fiber East</a> <br> <a", ">Fiber West</a>", "From Jul 1, 2024; no end date",
        "Members of Mill Creek whose member type lets them buy: 1 member today.",
        "Purchasing coordinator", "740-555-0100",
    ):  # fmt: skip
        assert words in page
    assert "Edit contract" not in page
    Contract.objects.filter(number="24-02").update(requires_joinder=True)
    assert "Each must sign a joinder before it buys." in text("/contracts/24-02/")
    ended = text("/contracts/24-01/?consortium=ridge-rivers")
    assert "No one: the contract has ended." in ended
    assert "Not on record" in ended  # whom to ask


@pytest.mark.usefixtures("contracts")
def test_a_number_that_two_consortia_use_shows_both_contracts():
    page = text("/contracts/24-01/", status=300)
    assert "2 consortia use this contract number" in page
    assert "/contracts/24-01/?consortium=mill-creek" in page
    assert "Big Wheels" not in page
    assert "Copy paper" in text("/contracts/24-01/?consortium=mill-creek")
    assert "Milk" in text("/contracts/25~7/")
    assert Client().get("/contracts/24-02/?consortium=ridge-rivers").status_code == 404


@pytest.mark.usefixtures("contracts")
def test_search_and_other_pages_lead_to_the_contract():
    assert '/contracts/24-02/?consortium=mill-creek"' in text("/search/?q=broadband")
    assert '/contracts/25~7/?consortium=ridge-rivers"' in text("/consortia/ridge-rivers/")
    assert '/contracts/24-02/?consortium=mill-creek"' in text("/districts/9900001/")
    assert Client().get("/search/?q=24-02").url == "/contracts/24-02/?consortium=mill-creek"


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_and_the_page_ask_the_database_a_constant_number_of_times(contracts, more, django_assert_num_queries):
    ContractFactory.create_batch(more, consortium=contracts[0].consortium)
    with django_assert_num_queries(9):  # the revision, places (3), regions, facets, suppliers (2), and the rows
        Client().get("/contracts/")
    # The contract, its suppliers (2), documents, amendments, and prices, and the buyers.
    with django_assert_num_queries(7):
        Client().get("/contracts/24-02/")
