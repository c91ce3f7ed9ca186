"""Small and rural on pages, in filters and in files."""

import csv
import datetime
import io
import json
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from districts.actions.rural import classify_districts
from districts.models import District, RuralDesignation, School
from tests.districts.rural import (
    COMMAND,
    DAY,
    NOON,
    TODAY,
    a_registrar,
    a_small_rural_district,
    decide,
)
from tests.factories import (
    CountyFactory,
    DistrictFactory,
    DistrictFiguresFactory,
    SchoolFactory,
    StateRoleFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(NOON, tick=False):
        yield


def page(address, visitor=None):
    client = Client()
    if visitor:
        client.force_login(visitor)
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def words(text):
    """The text of a page without its marks, one space between words."""
    return " ".join("".join(f" {part.split('>', 1)[-1]}" for part in text.split("<")).split())


def rows(address):
    text = b"".join(Client().get(address).streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


# --- the record


def test_a_district_page_shows_each_fact_beside_its_threshold():
    a_small_rural_district(poor=199)

    text = words(page("/districts/3900001/"))

    assert "Rural program eligibility" in text
    assert "Small, Rural School Achievement (SRSA): yes" in text
    assert "Rural and Low-Income School (RLIS): no" in text
    for said in (
        "Enrollment 587 in 2023-24 (NCES CCD, agency membership), used instead of average daily attendance "
        "fewer than 600 yes",
        "2 schools in Vinton County (128.4 people per square mile)",
        "2 of 2 schools with locale 43 (Rural, remote)",
        "199 of 1,000 children aged 5 to 17 in poverty in 2020 (Census SAIPE, school district estimates) "
        "at least 20% of children aged 5 to 17, not rounded no",
        "Rule: ESEA section 5211(b)(1), 20 U.S.C. 7345, version 1, in effect since school year 2017-18.",
    ):
        assert said in text


def test_a_district_page_without_facts_says_unknown():
    DistrictFactory(leaid="3900001")

    text = words(page("/districts/3900001/"))

    assert "Small, Rural School Achievement (SRSA): unknown" in text
    assert "Rural and Low-Income School (RLIS): unknown" in text
    assert "No enrollment is on record fewer than 600 unknown" in text


def test_the_page_of_the_answers_names_every_open_school_cities_first():
    district = a_small_rural_district()
    SchoolFactory(ncessch="390000100003", district=district, name="Town Academy", locale=32)
    SchoolFactory(ncessch="390000100004", district=district, name="Gone Academy", locale=11, status="closed")
    SchoolFactory(ncessch="390000100005", district=district, name="Hidden Academy")

    text = words(page("/districts/3900001/rural/"))

    assert "Gone Academy" not in text
    assert text.index("Town Academy Town, distant (32)") < text.index("High School Rural, remote (43)")
    assert text.index("High School Rural, remote (43)") < text.index("Hidden Academy not known")


def test_an_old_answer_is_explained_with_the_facts_of_its_year():
    district = a_small_rural_district(locale=21)
    DistrictFiguresFactory(district=district, school_year="2025-26", enrollment=640)
    decide(district, True, decided_on=datetime.date(2025, 9, 1))

    now, before = words(page("/districts/3900001/rural/")), words(page("/districts/3900001/rural/?year=2024-25"))

    assert "School year 2026-27 · SRSA: no · RLIS: no" in now
    assert "Enrollment 640 in 2025-26" in now
    assert "Rural, decided on 2025-09-01, recorded by Rae Registrar: Its roads flood." in now
    assert "School year 2024-25 · SRSA: no · RLIS: no" in before
    assert "Enrollment 587 in 2023-24" in before
    assert "No state designation is on record" in before


@pytest.mark.parametrize("leaid", ["3900009", "390000", "39000011", "abcdefg", "%00", "390000%00"])
def test_a_wrong_id_is_not_found(leaid):
    assert Client().get(f"/districts/{leaid}/rural/").status_code == 404


@pytest.mark.parametrize("year", ["2016-17", "2027-28", "nonsense", "%00"])
def test_a_school_year_without_a_rule_is_not_found(year):
    a_small_rural_district()

    assert Client().get(f"/districts/3900001/rural/?year={year}").status_code == 404


def test_the_page_shows_the_history_of_the_states_decisions():
    district = a_small_rural_district()
    decide(district, True, decided_on=TODAY - 40 * DAY)
    decide(district, False, decided_on=TODAY - 5 * DAY, reason="The city annexed it.")

    text = words(page("/districts/3900001/rural/"))

    assert "Not rural September 9, 2026 in effect Rae Registrar The city annexed it." in text
    assert "Rural August 5, 2026 September 8, 2026 Rae Registrar Its roads flood." in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_the_answers_asks_five_questions_whatever_the_rows(number, django_assert_num_queries):
    district = a_small_rural_district()
    for n in range(number):
        SchoolFactory(ncessch=f"39000010010{n}", district=district, county=CountyFactory(), locale=41)
        DistrictFiguresFactory(district=district, school_year=f"201{n}-1{n + 1}")
        decide(district, bool(n % 2), decided_on=TODAY - (9 - n) * DAY)

    # the district; figures, places of schools, decision that holds; history with its officers
    with django_assert_num_queries(5):
        page("/districts/3900001/rural/")


def test_a_registrar_records_a_decision_on_a_form():
    district, registrar = a_small_rural_district(locale=21), a_registrar()
    client = Client()
    client.force_login(registrar)
    said = {"is_rural": "rural", "decided_on": "2026-09-01", "reason": "Its roads flood."}

    response = client.post("/districts/3900001/rural/designate/", said, follow=True)

    assert response.redirect_chain == [("/districts/3900001/rural/", 302)]
    assert "The designation is recorded." in response.content.decode()
    decision = RuralDesignation.objects.get()
    assert (decision.is_rural, decision.starts_on, decision.officer) == (True, datetime.date(2026, 9, 1), registrar)
    district.refresh_from_db()
    assert district.srsa == "yes"

    client.post("/districts/3900001/rural/designate/", said | {"is_rural": "withdrawn"})
    assert RuralDesignation.objects.get(ends_on=None).is_rural is None


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"reason": ""}, "Enter the reason."),
        ({"is_rural": "perhaps", "decided_on": "2026-09-01", "reason": "x"}, "Select a designation."),
        ({"is_rural": "rural", "decided_on": "tomorrow", "reason": "x"}, "Enter the date of the decision like"),
        ({"is_rural": "rural", "decided_on": "2026-09-15", "reason": "x"}, "Choose a decision date"),
        ({"is_rural": "withdrawn", "decided_on": "2026-09-01", "reason": "x"}, "There is no designation to withdraw."),
    ],
)
def test_an_invalid_form_shows_the_problem_and_writes_nothing(said, problem):
    a_small_rural_district()
    client = Client()
    client.force_login(a_registrar())

    response = client.post("/districts/3900001/rural/designate/", said)

    assert response.status_code == 200
    assert problem in response.content.decode()
    assert not RuralDesignation.objects.exists()


def test_only_registrars_find_the_way_to_the_form():
    a_small_rural_district()

    assert "Record designation" in page("/districts/3900001/rural/", a_registrar())
    assert "Record designation" not in page("/districts/3900001/rural/")
    assert "Record designation" not in page("/districts/3900001/rural/", StateRoleFactory().user)


# --- lists and files


@pytest.fixture
def three_answers():
    """One district of each answer: yes / no, no / yes, unknown / unknown."""
    a_small_rural_district("3900001", poor=199)
    a_small_rural_district("3900002", enrollment=600)
    a_small_rural_district("3900003", locale=None)
    classify_districts(by=COMMAND, at=NOON)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("srsa=yes", ["3900001"]),
        ("srsa=no", ["3900002"]),
        ("srsa=unknown", ["3900003"]),
        ("rlis=yes", ["3900002"]),
        ("rlis=no", ["3900001"]),
        ("rlis=unknown", ["3900003"]),
        ("state=OH&srsa=yes&rlis=no", ["3900001"]),
        ("srsa=yes&rlis=yes", []),
        ("state=KY&srsa=yes", []),
        ("srsa=maybe", []),
    ],
)
def test_lists_and_files_are_filtered_by_the_answers(three_answers, question, found):
    assert [row["leaid"] for row in rows(f"/districts.csv?{question}")] == found
    text = page(f"/districts/?{question}")
    assert [leaid for leaid in ("3900001", "3900002", "3900003") if leaid in text] == found


def test_the_list_shows_the_answers(three_answers):
    text = page("/districts/?state=OH")

    assert '<td data-label="SRSA">yes</td>' in text
    assert '<td data-label="RLIS">unknown</td>' in text


def test_the_files_have_the_answers_and_their_year(three_answers):
    columns = ("srsa", "rlis", "srsa_rlis_year")

    as_csv = {row["leaid"]: tuple(row[column] for column in columns) for row in rows("/districts.csv?state=OH")}
    body = json.loads(b"".join(Client().get("/districts.json?state=OH").streaming_content))

    assert as_csv == {
        "3900001": ("yes", "no", "2026-27"),
        "3900002": ("no", "yes", "2026-27"),
        "3900003": ("unknown", "unknown", "2026-27"),
    }
    assert {row["leaid"]: tuple(row[column] for column in columns) for row in body["districts"]} == as_csv


def test_the_page_and_the_list_say_the_same(three_answers):
    for leaid in ("3900001", "3900002", "3900003"):
        district = District.objects.get(leaid=leaid)
        text = words(page(f"/districts/{leaid}/"))
        assert f"Small, Rural School Achievement (SRSA): {district.srsa}" in text
        assert f"Rural and Low-Income School (RLIS): {district.rlis}" in text


def test_a_density_has_no_zeros_behind_it():
    a_small_rural_district(density=Decimal("100.00"))

    assert "Vinton County (100 people per square mile)" in words(page("/districts/3900001/"))


def test_of_very_many_schools_the_first_hundred_are_shown_with_the_way_to_all():
    district = DistrictFactory(leaid="3900001")
    School.objects.bulk_create(
        School(ncessch=f"3900001{n:05d}", name=f"School {n:03d}", district=district, state="OH", locale=43)
        for n in range(101)
    )

    text = page("/districts/3900001/rural/")

    assert "Showing 100 of 101 open schools" in words(text)
    assert 'href="/schools/?district=3900001"' in text
    assert 'href="/schools/390000100099/"' in text
    assert "School 100" not in text
