"""Small and rural in the register: stored answers, the State's decisions, pages, filters and files."""

import csv
import datetime
import io
import json
from decimal import Decimal

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from accounts.models import Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from districts.actions.rural import classify_districts, designate_rural
from districts.models import AgencyStatus, District, FigureSource, RuralDesignation, School
from tests.factories import (
    CountyFactory,
    DistrictFactory,
    DistrictFiguresFactory,
    PostFactory,
    SchoolFactory,
    ServiceAgencyFactory,
    StateRoleFactory,
)

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 9, 14)
DAY = datetime.timedelta(days=1)
COMMAND = "manage.py classify_districts"


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(NOON, tick=False):
        yield


def a_registrar():
    return StateRoleFactory(role=Role.REGISTRAR, user__name="Rae Registrar").user


def a_small_rural_district(leaid="3900001", *, enrollment=587, poor=200, locale=43, density="128.40", **fields):
    """One with two schools and figures of both kinds."""
    district = DistrictFactory(leaid=leaid, **fields)
    county = CountyFactory(name="Vinton County", people_per_sq_mile=density)
    for number in (1, 2):
        SchoolFactory(
            ncessch=f"{leaid}0000{number}", district=district, county=county, locale=locale, place_year="2014-15"
        )
    DistrictFiguresFactory(district=district, enrollment=enrollment)
    DistrictFiguresFactory(
        district=district,
        school_year="2020",
        source=FigureSource.SAIPE,
        enrollment=None,
        children_5_17=1_000,
        children_5_17_in_poverty=poor,
    )
    return district


def answers(district):
    classify_districts(by=COMMAND, at=NOON)
    district.refresh_from_db()
    return district.srsa, district.rlis


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
    text = b"".join(Client().get(address).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


# --- stored answers


def test_a_district_gets_its_answers_with_the_school_year_and_the_versions_of_the_rules():
    district = a_small_rural_district()

    assert answers(district) == ("yes", "yes")
    assert (district.rural_year, district.rural_rules) == ("2026-27", "SRSA 1, RLIS 1")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"enrollment": 600}, ("no", "yes")),
        ({"enrollment": 600, "density": "9.90"}, ("yes", "yes")),
        ({"enrollment": 600, "density": "10.00"}, ("no", "yes")),
        ({"enrollment": 600, "density": None}, ("unknown", "yes")),
        ({"enrollment": None}, ("unknown", "yes")),
        ({"poor": 199}, ("yes", "no")),
        ({"poor": None}, ("yes", "unknown")),
        ({"locale": 33}, ("no", "yes")),
        ({"locale": 31}, ("no", "no")),
        ({"locale": None}, ("unknown", "unknown")),
    ],
)
def test_each_fact_of_the_register_counts(facts, expected):
    assert answers(a_small_rural_district(**facts)) == expected


@pytest.mark.parametrize(
    "status", [AgencyStatus.CLOSED, AgencyStatus.MERGED, AgencyStatus.FUTURE, AgencyStatus.INACTIVE]
)
def test_only_open_schools_count(status):
    district = a_small_rural_district()
    SchoolFactory(ncessch="390000100009", district=district, locale=11, status=status)

    assert answers(district) == ("yes", "yes")


def test_schools_of_other_districts_do_not_count():
    district, other = a_small_rural_district(), a_small_rural_district("3900002", locale=11)

    assert answers(district) == ("yes", "yes")
    assert answers(other) == ("no", "no")


def test_what_an_applicant_wrote_about_itself_is_no_ground():
    district = a_small_rural_district(enrollment=None)
    DistrictFiguresFactory(
        district=district, school_year="2025-26", source=FigureSource.APPLICATION_FILE, enrollment=12
    )

    assert answers(district) == ("unknown", "yes")


def test_service_agencies_and_those_of_whom_nothing_is_known_get_unknown():
    assert answers(ServiceAgencyFactory()) == ("unknown", "unknown")


def test_before_the_first_time_the_answers_are_unknown():
    district = DistrictFactory()

    assert (district.srsa, district.rlis, district.rural_year) == ("unknown", "unknown", "")


def test_a_second_time_changes_nothing_and_writes_nothing_into_the_log():
    a_small_rural_district()
    classify_districts(by=COMMAND, at=NOON)
    before = list(District.objects.values())

    counts = classify_districts(by=COMMAND, at=NOON)

    assert counts == {"SRSA yes": 1, "RLIS yes": 1}
    assert list(District.objects.values()) == before
    assert [entry.event for entry in Entry.objects.all()] == ["districts.classified"]


def test_a_new_school_year_is_answered_anew():
    district = a_small_rural_district()
    classify_districts(by=COMMAND, at=NOON)

    classify_districts(by=COMMAND, at=NOON + 365 * DAY)

    district.refresh_from_db()
    assert district.rural_year == "2027-28"


def test_some_districts_are_classified_without_touching_others():
    district, other = a_small_rural_district(), a_small_rural_district("3900002")

    classify_districts(districts=District.objects.filter(pk=district.pk), by=COMMAND, at=NOON)

    other.refresh_from_db()
    assert other.rural_year == ""


@pytest.mark.parametrize("number", [1, 3])
def test_a_nation_is_classified_in_a_few_statements(number, django_assert_num_queries):
    for n in range(number):
        a_small_rural_district(f"390000{n}")
    # savepoint and its release; the districts, figures, places, decisions; one update for each different answer;
    # the log: head, entry, head
    with django_assert_num_queries(10):
        classify_districts(by=COMMAND, at=NOON)


def test_the_command_says_how_many(capsys):
    a_small_rural_district()
    ServiceAgencyFactory()

    call_command("classify_districts")

    assert capsys.readouterr().out == "SRSA: 1 yes, 0 no, 1 unknown\nRLIS: 1 yes, 0 no, 1 unknown\n"


def test_only_registrars_classify():
    with pytest.raises(Refused, match="Only a registrar"):
        classify_districts(by=StateRoleFactory(role=Role.GRANTS_OFFICER).user, at=NOON)


# --- decisions of the State


def decide(district, is_rural, *, by=None, at=NOON, decided_on=None, reason="Its roads flood."):
    return designate_rural(
        district=district, is_rural=is_rural, reason=reason, decided_on=decided_on, by=by or a_registrar(), at=at
    )


def test_a_decision_of_the_state_changes_the_answer_at_once_and_stands_in_the_log():
    district = a_small_rural_district(locale=21)
    assert answers(district) == ("no", "no")

    decision = decide(district, True)

    district.refresh_from_db()
    assert (district.srsa, district.rlis) == ("yes", "no")
    assert (decision.decision, decision.decided_on, decision.starts_on, decision.ends_on) == (
        "Rural", TODAY, TODAY, None,
    )  # fmt: skip
    entry = Entry.objects.order_by("number").last()
    assert (entry.event, entry.detail["leaid"], entry.detail["is_rural"], entry.detail["reason"]) == (
        "district.designated", "3900001", True, "Its roads flood.",
    )  # fmt: skip


def test_the_state_may_decide_the_other_way():
    district = a_small_rural_district()

    decide(district, False)

    district.refresh_from_db()
    assert (district.srsa, district.rlis) == ("no", "yes")


def test_a_new_decision_ends_the_one_before_it():
    district = a_small_rural_district()
    first = decide(district, True, at=NOON - 10 * DAY)

    decide(district, False)

    first.refresh_from_db()
    assert first.ends_on == TODAY - DAY
    district.refresh_from_db()
    assert district.srsa == "no"


def test_of_two_decisions_on_one_day_the_later_one_holds():
    district = a_small_rural_district(locale=21)
    first = decide(district, True)

    decide(district, False, at=NOON + datetime.timedelta(hours=1), reason="A slip of the pen.")

    first.refresh_from_db()
    assert first.ends_on == TODAY
    district.refresh_from_db()
    assert district.srsa == "no"


def test_a_decision_taken_back_leaves_the_locales_to_decide():
    district = a_small_rural_district(locale=21)
    decide(district, True, at=NOON - DAY)

    back = decide(district, None, reason="It was meant for another district.")

    district.refresh_from_db()
    assert (district.srsa, back.decision) == ("no", "Decision taken back")
    assert RuralDesignation.objects.of_district(district).count() == 2


def test_what_was_never_decided_cannot_be_taken_back():
    district = a_small_rural_district()
    with pytest.raises(Unready, match="No decision of the State is on record"):
        decide(district, None)

    decide(district, True)
    decide(district, None)
    with pytest.raises(Unready, match="No decision of the State is on record"):
        decide(district, None)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"reason": " "}, "Say why the State decided so."),
        ({"reason": "x" * 1_001}, "1,001 characters"),
        ({"decided_on": TODAY + DAY}, "yet to come"),
        ({"decided_on": TODAY - 11 * DAY}, "a new one cannot be earlier"),
    ],
)
def test_a_decision_needs_a_reason_and_a_day_in_order(said, problem):
    district = a_small_rural_district()
    decide(district, True, decided_on=TODAY - 10 * DAY)

    with pytest.raises(Unready, match=problem):
        decide(district, False, **said)

    assert RuralDesignation.objects.count() == 1


def test_a_decision_may_be_recorded_later_than_it_was_made():
    decision = decide(a_small_rural_district(), True, decided_on=TODAY - 30 * DAY)

    assert (decision.starts_on, decision.decided_on) == (TODAY - 30 * DAY, TODAY - 30 * DAY)


@pytest.mark.parametrize("role", [Role.GRANTS_OFFICER, Role.AUDITOR, Role.SCORER, Role.BOARD_MEMBER])
def test_only_registrars_and_administrators_record_decisions_of_the_state(role):
    district = a_small_rural_district()

    with pytest.raises(Refused, match="Only a registrar"):
        decide(district, True, by=StateRoleFactory(role=role).user)
    with pytest.raises(Refused, match="Only a registrar"):
        decide(district, True, by=PostFactory(district=district).user)

    assert decide(district, True, by=StateRoleFactory(role=Role.ADMINISTRATOR).user).pk


# --- the record


def test_a_district_page_shows_each_fact_beside_its_threshold():
    a_small_rural_district(poor=199)

    text = words(page("/districts/3900001/"))

    assert "Small, rural: SRSA yes / RLIS no" in text
    for said in (
        "Enrollment 587 in 2023-24 (NCES CCD, agency membership), standing in for average daily attendance "
        "below 600 yes",
        "2 schools in Vinton County (128.4 people per square mile)",
        "2 of 2 schools with locale 43 (Rural, remote)",
        "199 of 1,000 children aged 5 to 17 in poverty in 2020 (Census SAIPE, school district estimates) "
        "at least 20% of children aged 5 to 17, not rounded no",
        "SRSA by ESEA section 5211(b)(1), 20 U.S.C. 7345, version 1 of the rule, in use since school year 2017-18.",
    ):
        assert said in text


def test_a_district_page_without_facts_says_unknown():
    DistrictFactory(leaid="3900001")

    text = words(page("/districts/3900001/"))

    assert "Small, rural: SRSA unknown / RLIS unknown" in text
    assert "No enrollment is on record below 600 unknown" in text


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

    assert "School year 2026-27 · SRSA no / RLIS no" in now
    assert "Enrollment 640 in 2025-26" in now
    assert "Rural, decided on 2025-09-01, recorded by Rae Registrar: Its roads flood." in now
    assert "School year 2024-25 · SRSA no / RLIS no" in before
    assert "Enrollment 587 in 2023-24" in before
    assert "No decision of the State is on record" in before


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

    assert "Not rural September 9, 2026 it holds Rae Registrar The city annexed it." in text
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
    assert "The State&#x27;s decision is recorded" in response.content.decode()
    decision = RuralDesignation.objects.get()
    assert (decision.is_rural, decision.starts_on, decision.officer) == (True, datetime.date(2026, 9, 1), registrar)
    district.refresh_from_db()
    assert district.srsa == "yes"

    client.post("/districts/3900001/rural/designate/", said | {"is_rural": "taken_back"})
    assert RuralDesignation.objects.get(ends_on=None).is_rural is None


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"reason": ""}, "This field is required."),
        ({"is_rural": "perhaps", "decided_on": "2026-09-01", "reason": "x"}, "Select a valid choice"),
        ({"is_rural": "rural", "decided_on": "tomorrow", "reason": "x"}, "Enter a valid date."),
        ({"is_rural": "rural", "decided_on": "2026-09-15", "reason": "x"}, "yet to come"),
        ({"is_rural": "taken_back", "decided_on": "2026-09-01", "reason": "x"}, "could be taken back"),
    ],
)
def test_a_form_that_is_wrong_says_so_and_writes_nothing(said, problem):
    a_small_rural_district()
    client = Client()
    client.force_login(a_registrar())

    response = client.post("/districts/3900001/rural/designate/", said)

    assert response.status_code == 200
    assert problem in response.content.decode()
    assert not RuralDesignation.objects.exists()


def test_only_registrars_find_the_way_to_the_form():
    a_small_rural_district()

    assert "Record a decision" in page("/districts/3900001/rural/", a_registrar())
    assert "Record a decision" not in page("/districts/3900001/rural/")
    assert "Record a decision" not in page("/districts/3900001/rural/", StateRoleFactory().user)


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
        said = f"Small, rural: SRSA {district.srsa} / RLIS {district.rlis}"
        assert said in words(page(f"/districts/{leaid}/"))


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

    assert "100 of 101 open schools" in words(text)
    assert 'href="/schools/?district=3900001"' in text
    assert 'href="/schools/390000100099/"' in text
    assert "School 100" not in text
