"""A shared service over the years: who provides it, what it costs, who joined and left, and dated withdrawals."""

import csv
import datetime
import io
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from accounts.refusals import Refused, Unready
from districts.models import DistrictFigures
from exchange.actions.services import describe_service, set_participation, set_terms
from exchange.models import ServiceTerms, ServiceYear
from exchange.rules.services import change_between, problems_with_terms, year_before
from tests.exchange.shared_services import (
    BY_TESTS,
    NOON,
    a_program,
    a_service,
    agree,
    district,
    participating,
)
from tests.factories import AppointmentFactory, DistrictFactory, ServiceAgencyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def program():
    return a_program()


def words(address, user=None):
    client = Client()
    if user:
        client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def the_lead(program):
    return AppointmentFactory(district=program.fiscal_agent).user


def price(service, year, basis, amount, *, unit="", base_year=""):
    terms = {"cost_basis": basis, "amount": amount, "unit": unit, "base_year": base_year}
    return set_terms(service=service, school_year=year, **terms, **BY_TESTS)


# --- rules


def test_the_change_between_two_years_names_who_joined_and_who_left():
    assert change_between(["Elm", "Fern"], ["Fern", "Gap"]) == (["Gap"], ["Elm"])
    assert change_between([], []) == ([], [])
    assert year_before("2026-27") == "2025-26"
    assert year_before("2000-01") == "1999-00"


@pytest.mark.parametrize(
    ("terms", "problems"),
    [
        (("flat", Decimal(4200), "", ""), []),
        (("flat", None, "", ""), []),
        (("flat", Decimal(0), "", ""), ["Enter an amount greater than zero, or leave it empty if it isn’t known."]),
        (("units", None, "", ""), ["Enter what is counted, for example, course seat."]),
        (("units", None, "course seat", ""), []),
        (
            ("enrollment", None, "", "2025"),
            ["Enter the school year whose enrollment divides the cost, for example, 2025-26."],
        ),
        (("enrollment", Decimal("0.01"), "", "2025-26"), []),
    ],
)
def test_the_cost_of_a_year_needs_what_its_basis_counts(terms, problems):
    basis, amount, unit, base_year = terms
    assert problems_with_terms(basis, amount=amount, unit=unit, base_year=base_year) == problems


# --- withdrawing ends a row, and never deletes it


def test_a_withdrawal_is_dated_and_stays_on_the_page(program):
    service = a_service(program, "501", "Speech therapy")
    agree(service, "2026-27", "Elm Hollow", "Fern Valley", "Granite Gap")
    own = AppointmentFactory(district=district("Granite Gap")).user
    decided = {"service": service, "district": district("Granite Gap"), "school_year": "2026-27", "by": own}

    set_participation(**decided, takes_part=False, at=NOON)

    ended = ServiceYear.objects.get(district=district("Granite Gap"))
    assert (ended.ended_on, ended.ending) == (datetime.date(2026, 9, 14), "withdrew")
    assert participating(service, "2026-27") == ["Elm Hollow", "Fern Valley"]
    assert "Withdrew on Sep 14, 2026" in words(f"/consortia/ridge-services/services/{service.pk}/")
    assert "withdrew on Sep 14, 2026" in words("/consortia/ridge-services/services/")
    assert "Speech therapy" not in words(f"/districts/{district('Granite Gap').leaid}/")

    set_participation(**decided, takes_part=True, at=NOON)  # it changed its mind: another row

    assert participating(service, "2026-27") == ["Elm Hollow", "Fern Valley", "Granite Gap"]
    assert ServiceYear.objects.filter(district=district("Granite Gap")).count() == 2
    assert "withdrew" not in words(f"/consortia/ridge-services/services/{service.pk}/")


def test_a_district_changes_this_year_and_the_next_but_not_a_year_that_is_over(program):
    service = a_service(program, "501", "Speech therapy")
    agree(service, "2025-26", "Elm Hollow", "Granite Gap")
    own = AppointmentFactory(district=district("Granite Gap")).user

    with pytest.raises(Unready, match="The school year 2025-26 is over"):
        set_participation(
            service=service,
            district=district("Granite Gap"),
            school_year="2025-26",
            takes_part=False,
            by=own,
            at=NOON,
        )
    page = words("/consortia/ridge-services/services/?year=2025-26", own)
    assert "Your district, Granite Gap" not in page


# --- the pages


def test_the_list_shows_at_a_glance_what_changed_from_last_year(program):
    speech = a_service(program, "501", "Speech therapy")
    agree(speech, "2025-26", "Elm Hollow", "Fern Valley")
    agree(speech, "2026-27", "Fern Valley", "Granite Gap")
    buses = a_service(program, "520", "Shared buses")
    agree(buses, "2026-27", "Elm Hollow", "Fern Valley")

    page = words("/consortia/ridge-services/services/")

    assert "1 joined, 1 left" in page
    assert "No districts on record in 2025-26" in page
    assert "Provided by Ridge BOCES" in page


def test_a_service_down_to_one_district_says_what_to_do(program):
    service = a_service(program, "501", "Speech therapy")
    agree(service, "2026-27", "Elm Hollow")

    page = words(f"/consortia/ridge-services/services/{service.pk}/")

    assert "Find another district to share it with, or withdraw the last district." in page


def test_the_page_of_a_service_shows_who_left_and_every_year(program):
    service = a_service(program, "501", "Speech therapy", purpose="special_education")
    agree(service, "2025-26", "Elm Hollow", "Fern Valley")
    agree(service, "2026-27", "Fern Valley", "Granite Gap")
    price(service, "2026-27", "units", Decimal(1150), unit="therapy day")

    page = words(f"/consortia/ridge-services/services/{service.pk}/?year=2026-27")

    assert "By units used: $1,150.00 per therapy day" in page
    assert "<dd>Special education</dd>" in page
    assert "Participated in 2025-26, but not in 2026-27:" in page
    assert page.index("New this year") > page.index("Continues")  # Fern Valley, then Granite Gap


@pytest.mark.parametrize(
    ("students", "shown"),
    [
        ({"Elm Hollow": 300, "Fern Valley": 100}, ["$75.01", "$25.00"]),  # the last cent goes to the larger remainder
        ({"Elm Hollow": 300}, ["the base-year enrollment of these districts isn’t on record: Fern Valley."]),
    ],
)
def test_a_cost_shared_by_enrollment_is_divided_by_the_base_year(program, students, shown):
    service = a_service(program, "512", "School psychologist")
    agree(service, "2026-27", "Elm Hollow", "Fern Valley")
    for name, enrollment in students.items():
        figures = {"school_year": "2024-25", "source": "state", "enrollment": enrollment}
        DistrictFigures.objects.create(district=district(name), **figures)
    price(service, "2026-27", "enrollment", Decimal("100.01"), base_year="2024-25")

    page = words(f"/consortia/ridge-services/services/{service.pk}/")

    assert "By share of enrollment: $100.01 divided by enrollment in 2024-25" in page
    for text in shown:
        assert text in page


def test_the_lead_records_provider_purpose_and_cost_on_their_forms(program):
    service = a_service(program, "512", "School psychologist")
    client = Client()
    client.force_login(the_lead(program))
    address = f"/consortia/ridge-services/services/{service.pk}"

    data = {"title": "Psychologist", "provider": program.fiscal_agent.leaid, "purpose": "special_education"}
    assert client.post(f"{address}/edit/", data).status_code == 302
    answer = client.post(f"{address}/2026-27/cost/", {"cost_basis": "units", "amount": "$1,150"})
    assert "Enter what is counted" in answer.content.decode()
    client.post(f"{address}/2026-27/cost/", {"cost_basis": "flat", "amount": "$4,200", "base_year": "2025-26"})

    service.refresh_from_db()
    assert (service.title, service.purpose) == ("Psychologist", "special_education")
    terms = ServiceTerms.objects.get()
    assert (terms.cost_basis, terms.amount, terms.base_year) == ("flat", Decimal("4200.00"), "")
    assert client.get(f"{address}/2028-29/cost/").status_code == 404


def test_only_a_service_agency_of_the_consortium_provides_its_services(program):
    service = a_service(program, "512", "School psychologist")
    described = {"title": "Psychologist", "purpose": ""}

    with pytest.raises(Unready, match="Far BOCES is not a service agency in Ridge Shared Services"):
        describe_service(service=service, provider=ServiceAgencyFactory(name="Far BOCES"), **described, **BY_TESTS)
    own = AppointmentFactory(district=district("Granite Gap")).user
    terms = {"cost_basis": "flat", "amount": None, "unit": "", "base_year": ""}
    with pytest.raises(Refused):
        describe_service(service=service, provider=None, **described, by=own, at=NOON)
    with pytest.raises(Refused):
        set_terms(service=service, school_year="2026-27", **terms, by=own, at=NOON)


def test_the_file_has_the_provider_and_the_cost(program):
    service = a_service(program, "501", "Speech therapy", purpose="special_education")
    agree(service, "2026-27", "Elm Hollow", "Fern Valley")
    price(service, "2026-27", "units", Decimal(1150), unit="therapy day")

    answer = Client().get("/consortia/ridge-services/services.csv?year=2026-27")
    row = next(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))

    assert row["provider"] == program.fiscal_agent.leaid
    said = [row[name] for name in ("purpose", "cost_basis", "amount", "unit", "base_year")]
    assert said == ["special_education", "units", "1150.00", "therapy day", ""]


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_service_costs_the_same_whatever_it_shows(program, number, django_assert_num_queries):
    service = a_service(program, "501", "Speech therapy")
    names = [DistrictFactory(name=f"Invented {place}").name for place in range(number)]
    for year in ("2025-26", "2026-27"):
        agree(service, year, *names)
    price(service, "2026-27", "enrollment", Decimal(100), base_year="2024-25")
    # The service, its districts of every year, its costs, enrollment, members, component districts.
    with django_assert_num_queries(6):
        words(f"/consortia/ridge-services/services/{service.pk}/")
