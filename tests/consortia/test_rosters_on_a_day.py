"""The roster of any day, as the register knows it and as it knew it."""

import csv
import datetime
import io
import json

import pytest
import time_machine
from django.test import Client

from consortia.actions.periods import keep_version
from consortia.actions.register import register_membership
from consortia.models import Consortium, Membership
from consortia.reads.rosters import NameChange
from districts.actions.history import record_changes
from districts.models import District
from portal.registry.pages.roster_totals import RosterTotals
from portal.registry.pages.rosters import name_on
from tests.factories import (
    ConsortiumFactory,
    CountyFactory,
    DistrictFactory,
    DistrictFiguresFactory,
    MembershipFactory,
    SchoolFactory,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date
IN_2023 = datetime.datetime(2023, 1, 1, 12, tzinfo=datetime.UTC)


def at(year: int, month: int, day: int, hour: int = 12) -> datetime.datetime:
    return datetime.datetime(year, month, day, hour, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC), tick=False):
        yield


def page(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def rows(address: str) -> list[dict[str, str]]:
    answer = Client().get(address)
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def names(address: str) -> list[str]:
    return [row["name"] for row in rows(address)]


def joins(consortium: Consortium, name: str, on: DAY | None, *, until: DAY | None = None, known_since=IN_2023):
    district = DistrictFactory(name=name)
    return register_membership(
        consortium=consortium, district=district, joins_on=on, leaves_on=until, status="confirmed",
        by="tests", at=known_since,
    )  # fmt: skip


def correct(line: Membership, at: datetime.datetime, **said: object) -> None:
    for field, value in said.items():
        setattr(line, field, value)
    line.save()
    keep_version(line, by="tests", at=at)


def rename(district: District, name: str, at: datetime.datetime, holds_from: DAY | None = None) -> None:
    before = {"name": district.name}
    district.name = name
    district.save()
    record_changes(district, before, source="the registrar", holds_from=holds_from, by="tests", at=at)


@pytest.fixture
def network() -> Consortium:
    return ConsortiumFactory(slug="mill-creek", name="Mill Creek Learning Network", formed_on=DAY(2022, 7, 1))


def test_the_first_and_the_last_day_of_a_membership_both_count(network):
    joins(network, "Cedar Gap", DAY(2024, 7, 1), until=DAY(2025, 6, 30))

    assert names("/consortia/mill-creek/members.csv?on=2024-06-30") == []
    assert names("/consortia/mill-creek/members.csv?on=2024-07-01") == ["Cedar Gap"]
    assert names("/consortia/mill-creek/members.csv?on=2025-06-30") == ["Cedar Gap"]
    assert names("/consortia/mill-creek/members.csv?on=2025-07-01") == []


def test_a_roster_shows_its_date_and_the_members_of_that_date_with_their_figures(network):
    line = joins(network, "Cedar Gap", DAY(2023, 7, 1))
    DistrictFiguresFactory(district=line.district, school_year="2022-23", enrollment=588)
    DistrictFiguresFactory(district=line.district, school_year="2025-26", enrollment=611)
    SchoolFactory(district=line.district)
    joins(network, "Stone Ridge", DAY(2025, 7, 1))

    text = page("/consortia/mill-creek/members/?on=2024-07-01")

    assert "Members on July 1, 2024, according to today’s records." in text
    assert "Cedar Gap" in text
    assert "Stone Ridge" not in text
    assert "588" in text
    assert "611" not in text
    assert "The district has 1 school. It has 588 students." in text


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"districts": 1}, "<strong>1</strong> district."),
        ({"districts": 1_200}, "<strong>1,200</strong> districts."),
        ({"districts": 12, "states": 2}, "<strong>12</strong> districts in 2 states."),
        ({"schools_as_members": 1}, "<strong>1</strong> school."),
        ({"schools_as_members": 3, "states": 2}, "<strong>3</strong> schools in 2 states."),
        ({"districts": 1, "schools_as_members": 1}, "<strong>2</strong> members: 1 district and 1 school."),
        (
            {"districts": 2, "schools_as_members": 4, "states": 3},
            "<strong>6</strong> members: 2 districts and 4 schools in 3 states.",
        ),
    ],
)
def test_the_size_of_a_roster_is_a_sentence_about_its_districts_and_schools(members, sentence):
    numbers = {"districts": 0, "schools_as_members": 0, "states": 1} | members
    total = numbers["districts"] + numbers["schools_as_members"]

    totals = RosterTotals(members=total, schools=9, students=None, students_known_for=0, **numbers)

    assert totals.sentences[0] == sentence


def test_students_are_added_up_as_far_as_known_with_the_number_of_districts(network):
    line = joins(network, "Cedar Gap", DAY(2023, 7, 1))
    DistrictFiguresFactory(district=line.district, school_year="2022-23", enrollment=588)
    joins(network, "Stone Ridge", DAY(2023, 7, 1))

    assert "588 students are known, in 1 of 2 districts." in page("/consortia/mill-creek/members/?on=2024-07-01")


def test_where_no_enrollment_is_known_the_number_of_students_is_unknown_and_never_0(network):
    joins(network, "Cedar Gap", DAY(2023, 7, 1))

    assert "The number of students is not known." in page("/consortia/mill-creek/members/?on=2024-07-01")


def test_before_it_was_formed_a_consortium_has_no_members_and_the_page_says_why(network):
    joins(network, "Cedar Gap", DAY(2022, 7, 1))

    assert "The consortium was formed on July 1, 2022." in page("/consortia/mill-creek/members/?on=1950-01-01")


def test_after_the_last_member_left_a_consortium_has_no_members(network):
    joins(network, "Cedar Gap", DAY(2022, 7, 1), until=DAY(2024, 6, 30))

    assert "The last members left on June 30, 2024." in page("/consortia/mill-creek/members/?on=2024-07-01")


def test_a_day_to_come_shows_the_members_as_planned(network):
    joins(network, "Cedar Gap", DAY(2027, 7, 1))

    text = page("/consortia/mill-creek/members/?on=2027-07-01")

    assert "Planned members on July 1, 2027, according to today’s records." in text
    assert "Cedar Gap" in text


@pytest.mark.parametrize("wrong", ["2024-02-30", "last summer", "01.07.2024", "0001-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_read_gets_a_sentence_and_the_page_shows_today(network, wrong):
    joins(network, "Cedar Gap", DAY(2022, 7, 1))

    text = page(f"/consortia/mill-creek/members/?on={wrong}")

    assert "Enter a date like 2024-07-01 or 7/1/2024." in text or "Enter a year between 1800 and 2200." in text
    assert "Members on September 14, 2026" in text


def test_a_file_of_a_day_that_cannot_be_read_is_refused_rather_than_of_another_day(network):
    assert Client().get("/consortia/mill-creek/members.csv?on=2024-02-30").status_code == 400
    assert Client().get("/consortia/mill-creek/members.csv?known=yesterday").status_code == 400


def test_a_consortium_that_is_not_there_has_no_roster():
    assert Client().get("/consortia/nobody/members/").status_code == 404
    assert Client().get("/consortia/nobody/members.csv").status_code == 404


def test_declined_memberships_are_in_no_roster(network):
    MembershipFactory(consortium=network, status="declined")

    assert names("/consortia/mill-creek/members.csv?on=2026-01-01") == []


def test_a_past_roster_shows_no_later_verification_and_no_later_enrollment(network):
    membership = MembershipFactory(consortium=network, district__name="Cedar Gap", confirmed_on=DAY(2026, 3, 2))
    for year, number in (("2023-24", 812), ("2025-26", 640)):
        DistrictFiguresFactory(district=membership.district, school_year=year, enrollment=number)

    past, today = (rows(f"/consortia/mill-creek/members.csv{on}") for on in ("?on=2024-07-01", ""))

    assert [(row["confirmed_on"], row["enrollment"]) for row in (past[0], today[0])] == [
        ("", "812"),
        ("2026-03-02", "640"),
    ]
    assert "erified" in page("/consortia/mill-creek/members/")
    assert "erified" not in page("/consortia/mill-creek/members/?on=2024-07-01")


def test_a_pending_membership_is_on_no_roster_and_a_disputed_one_is_with_its_status(network):
    MembershipFactory(consortium=network, district__name="Cedar Gap", status="claimed")
    MembershipFactory(consortium=network, district__name="Late Fork", status="disputed")

    text = page("/consortia/mill-creek/members/")
    assert "Cedar Gap" not in text
    assert "Late Fork" in text
    assert "Disputed" in text


# --- as the register knew it


def test_a_member_recorded_later_is_not_in_earlier_records_and_is_listed_separately(network):
    joins(network, "Cedar Gap", DAY(2023, 7, 1))
    joins(network, "Late Fork", DAY(2023, 7, 1), known_since=at(2026, 2, 1))

    text = page("/consortia/mill-creek/members/?on=2024-07-01&known=2025-03-03")

    assert "Members on July 1, 2024, according to the records of March 3, 2025." in text
    assert names("/consortia/mill-creek/members.csv?on=2024-07-01&known=2025-03-03") == ["Cedar Gap"]
    assert names("/consortia/mill-creek/members.csv?on=2024-07-01") == ["Cedar Gap", "Late Fork"]
    assert text.index("Recorded later") < text.index("Late Fork")


def test_a_joining_day_corrected_later_is_as_it_was_and_marked(network):
    line = joins(network, "Cedar Gap", DAY(2023, 7, 1))
    correct(line, at(2026, 2, 1), joins_on=DAY(2024, 9, 1))

    text = page("/consortia/mill-creek/members/?on=2024-07-01&known=2025-03-03")

    assert "Today’s record says it wasn’t a member on this date." in text
    assert "Today’s record says start date: September 1, 2024." in text
    assert names("/consortia/mill-creek/members.csv?on=2024-07-01") == []


def test_a_membership_that_was_withdrawn_later_was_on_the_roster_until_then(network):
    line = joins(network, "Cedar Gap", DAY(2023, 7, 1))
    correct(line, at(2026, 2, 1), status="withdrawn")

    assert names("/consortia/mill-creek/members.csv?on=2024-07-01&known=2025-03-03") == ["Cedar Gap"]
    assert "Today this membership doesn’t count" in page(
        "/consortia/mill-creek/members/?on=2024-07-01&known=2025-03-03"
    )


def test_what_was_recorded_in_the_last_hour_of_the_day_was_known_on_that_day(network):
    # 11 PM on March 3 in Ohio is already March 4 in Greenwich.
    joins(network, "Cedar Gap", DAY(2023, 7, 1), known_since=at(2025, 3, 4, hour=4))
    joins(network, "Late Fork", DAY(2023, 7, 1), known_since=at(2025, 3, 4, hour=6))

    assert names("/consortia/mill-creek/members.csv?on=2024-07-01&known=2025-03-03") == ["Cedar Gap"]


def test_memberships_from_before_versions_were_kept_are_shown_with_a_note(network):
    MembershipFactory(consortium=network, district__name="Cedar Gap", joins_on=DAY(2022, 7, 1))
    joins(network, "Late Fork", DAY(2023, 7, 1), known_since=at(2025, 3, 4))

    text = page("/consortia/mill-creek/members/?on=2024-07-01&known=2024-08-01")

    assert names("/consortia/mill-creek/members.csv?on=2024-07-01&known=2024-08-01") == ["Cedar Gap"]
    assert "We have kept versions of this roster since March 4, 2025." in text
    assert "corrections made before then aren’t known" in text


def test_the_records_of_a_future_date_are_todays(network):
    joins(network, "Cedar Gap", DAY(2023, 7, 1))

    assert "according to today’s records" in page("/consortia/mill-creek/members/?on=2024-07-01&known=2030-01-01")


def test_both_dates_are_in_every_row_of_the_file(network):
    joins(network, "Cedar Gap", DAY(2023, 7, 1))

    [known_then] = rows("/consortia/mill-creek/members.csv?on=2024-07-01&known=2025-03-03")
    [known_now] = rows("/consortia/mill-creek/members.csv?on=2024-07-01")

    assert (known_then["as_of"], known_then["known_on"]) == ("2024-07-01", "2025-03-03")
    assert (known_now["as_of"], known_now["known_on"]) == ("2024-07-01", "2026-09-14")


def test_the_file_of_places_has_a_point_for_each_member_whose_place_is_known(network):
    county = CountyFactory(name="Perry County")
    MembershipFactory(consortium=network, district=DistrictFactory(latitude=39.7, longitude=-82.2, county=county))
    MembershipFactory(consortium=network)

    answer = Client().get("/consortia/mill-creek/members.geojson")
    found = json.loads(answer.content)

    assert answer["Content-Type"] == "application/geo+json"
    assert [f["geometry"] for f in found["features"]] == [{"type": "Point", "coordinates": [-82.2, 39.7]}, None]
    assert found["features"][0]["properties"]["county"] == "Perry County"
    assert found["features"][0]["properties"]["as_of"] == "2026-09-14"


# --- names


def test_a_renamed_member_is_listed_under_its_name_of_that_day(network):
    line = joins(network, "Cedar Gap", DAY(2023, 7, 1))
    rename(line.district, "Cedar Valley", at(2025, 10, 1), holds_from=DAY(2025, 7, 1))

    text = page("/consortia/mill-creek/members/?on=2024-07-01")

    assert "Cedar Gap" in text
    assert "now called Cedar Valley" in text
    assert names("/consortia/mill-creek/members.csv?on=2025-07-01") == ["Cedar Valley"]
    # On that day in August nobody had said so yet.
    assert names("/consortia/mill-creek/members.csv?on=2025-08-01&known=2025-08-01") == ["Cedar Gap"]


RENAMED_TWICE = [
    NameChange(1, None, "A", "B", DAY(2020, 7, 1), at(2020, 8, 1)),
    NameChange(1, None, "B", "C", None, at(2024, 3, 1)),
]


@pytest.mark.parametrize(
    ("on", "known_at", "name"),
    [
        (DAY(2020, 6, 30), None, "A"),
        (DAY(2020, 7, 1), None, "B"),
        (DAY(2024, 2, 29), None, "B"),
        (DAY(2024, 3, 1), None, "C"),
        (DAY(2026, 1, 1), at(2023, 1, 1), "B"),
        (DAY(2026, 1, 1), at(2020, 7, 15), "A"),
        (DAY(2019, 1, 1), at(2026, 1, 1), "A"),
    ],
)
def test_a_name_on_a_day_as_known_at_a_moment(on, known_at, name):
    assert name_on("C", RENAMED_TWICE, on=on, known_at=known_at) == name


# --- how much it costs


def members(number: int) -> None:
    network = Consortium.objects.get()
    for position in range(number):
        line = joins(network, f"District {position}", DAY(2023, 7, 1))
        DistrictFiguresFactory(district=line.district)
        SchoolFactory(district=line.district)
        rename(line.district, f"Renamed {position}", at(2025, 1, 1))
    joins(network, "Late Fork", DAY(2023, 7, 1), known_since=at(2026, 2, 1))


@pytest.mark.parametrize("number", [1, 3])
def test_a_roster_costs_the_same_whatever_its_length(network, number, django_assert_num_queries):
    members(number)
    with django_assert_num_queries(6):  # the consortium, its lines, names, enrollments, schools, stated totals
        page("/consortia/mill-creek/members/?on=2024-07-01")
    with django_assert_num_queries(8):  # the same, its versions, since when there are versions
        page("/consortia/mill-creek/members/?on=2024-07-01&known=2025-03-03")
    with django_assert_num_queries(6):  # the same without the last and without totals
        rows("/consortia/mill-creek/members.csv?on=2024-07-01&known=2025-03-03")


def test_a_long_roster_comes_in_pages_and_counts_all_of_it(network):
    MembershipFactory.create_batch(101, consortium=network)

    assert "<strong>101</strong> districts" in page("/consortia/mill-creek/members/")
    assert "Members 101 to 101." in page("/consortia/mill-creek/members/?page=2")
    assert len(rows("/consortia/mill-creek/members.csv")) == 101


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/consortia/mill-creek/members.csv", "members"),
        ("/consortia/mill-creek/members/changes.csv", "changes"),
        ("/consortia/mill-creek/services.csv", "services"),
    ],
)
def test_every_file_has_the_columns_that_the_dictionary_explains(network, address, file):
    explained = [row["column"] for row in rows("/about/data.csv") if row["file"] == file]
    answer = Client().get(address)

    header = b"".join(answer.streaming_content).decode().splitlines()[0]

    assert header.split(",") == explained
