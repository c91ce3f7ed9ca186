"""Small and rural in the register: stored answers, and the State's own decisions."""

import datetime

import pytest
import time_machine
from django.core.management import call_command

from accounts.models import Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from districts.actions.history import touch_registry
from districts.actions.rural import classify_districts
from districts.models import District, RuralDesignation
from districts.states import AgencyStatus, FigureSource
from tests.districts.rural import COMMAND, DAY, NOON, TODAY, a_small_rural_district, decide
from tests.factories import (
    AppointmentFactory,
    DistrictFactory,
    DistrictFiguresFactory,
    SchoolFactory,
    ServiceAgencyFactory,
    StateRoleFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(NOON, tick=False):
        yield


def answers(district):
    classify_districts(by=COMMAND, at=NOON)
    district.refresh_from_db()
    return district.srsa, district.rlis


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
def test_each_fact_of_the_registry_counts(facts, expected):
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


def test_service_agencies_and_districts_without_facts_get_unknown():
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
    touch_registry()  # its row is there, as after every migration
    # savepoint and its release; the districts, figures, places, decisions; one update for each different answer;
    # the register's revision; the log: head, entry, head
    with django_assert_num_queries(11):
        classify_districts(by=COMMAND, at=NOON)


def test_the_command_prints_how_many(capsys):
    a_small_rural_district()
    ServiceAgencyFactory()

    call_command("classify_districts")

    assert capsys.readouterr().out == "SRSA: 1 yes, 0 no, 1 unknown\nRLIS: 1 yes, 0 no, 1 unknown\n"


def test_only_registrars_classify():
    with pytest.raises(Refused, match="Only a registrar"):
        classify_districts(by=StateRoleFactory(role=Role.GRANTS_OFFICER).user, at=NOON)


# --- decisions of the State


def test_a_state_designation_changes_the_answer_at_once_and_is_in_the_log():
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
    assert (district.srsa, back.decision) == ("no", "Decision withdrawn")
    assert RuralDesignation.objects.of_district(district).count() == 2


def test_a_designation_that_was_never_made_cannot_be_withdrawn():
    district = a_small_rural_district()
    with pytest.raises(Unready, match="There is no designation to withdraw"):
        decide(district, None)

    decide(district, True)
    decide(district, None)
    with pytest.raises(Unready, match="There is no designation to withdraw"):
        decide(district, None)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"reason": " "}, "Enter the reason."),
        ({"reason": "x" * 1_001}, "It has 1,001."),
        ({"decided_on": TODAY + DAY}, "Choose a decision date that is not in the future"),
        ({"decided_on": TODAY - 11 * DAY}, "or later: the designation on record is from that date"),
    ],
)
def test_a_designation_needs_a_reason_and_a_date_in_order(said, problem):
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
        decide(district, True, by=AppointmentFactory(district=district).user)

    assert decide(district, True, by=StateRoleFactory(role=Role.ADMINISTRATOR).user).pk
