"""Which consortia a district and its schools belonged to on a day, as the register knows it and knew it."""

import csv
import datetime
import io

import pytest
import time_machine
from django.test import Client

from consortia.actions.register import register_membership
from districts.models import District
from tests.factories import ConsortiumFactory, DistrictFactory, MembershipFactory, SchoolFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.fixture
def district() -> District:
    return DistrictFactory(leaid="9900001", name="Cedar Gap Local School District")


def page(question: str) -> str:
    answer = Client().get(f"/districts/9900001/consortia/{question}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def names(question: str) -> list[str]:
    answer = Client().get(f"/districts/9900001/consortia.csv{question}")
    return [row["consortium"] for row in csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()))]


def test_the_date_decides_which_consortia_are_listed_and_schools_count_through_their_own_memberships(district):
    old, new, league = (ConsortiumFactory(slug=slug, name=slug.title()) for slug in ("old", "new", "league"))
    MembershipFactory(consortium=old, district=district, joins_on=DAY(2020, 7, 1), leaves_on=DAY(2024, 6, 30))
    MembershipFactory(consortium=new, district=district, joins_on=DAY(2024, 7, 1))
    school = SchoolFactory(district=district, name="Cedar Gap High School")
    MembershipFactory(consortium=league, district=None, school=school, joins_on=DAY(2023, 1, 1))

    assert names("?on=2024-06-30") == ["league", "old"]
    assert names("?on=2024-07-01") == ["league", "new"]
    text = page("?on=2024-06-30")
    assert "Memberships on June 30, 2024, according to today’s records." in text
    assert "Cedar Gap High School" in text


def test_a_membership_recorded_later_is_not_in_earlier_records(district):
    for slug, known_since in (("old", 2023), ("late", 2026)):
        register_membership(
            consortium=ConsortiumFactory(slug=slug), district=district, joins_on=DAY(2022, 7, 1), status="confirmed",
            by="tests", at=datetime.datetime(known_since, 2, 1, 12, tzinfo=datetime.UTC),
        )  # fmt: skip

    assert names("?on=2024-07-01&known=2025-03-03") == ["old"]
    assert "Recorded later" in page("?on=2024-07-01&known=2025-03-03")
    assert sorted(names("?on=2024-07-01")) == ["late", "old"]


def test_a_district_without_a_consortium_says_so(district):
    assert "No consortium on this date." in page("?on=1990-01-01")


def test_wrong_days_get_a_sentence_and_no_file(district):
    assert "is not a valid date" in page("?on=soon")
    assert Client().get("/districts/9900001/consortia.csv?on=soon").status_code == 400
    assert Client().get("/districts/9999999/consortia/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_whatever_the_number_of_consortia(district, number, django_assert_num_queries):
    for _ in range(number):
        MembershipFactory(district=district)
    with django_assert_num_queries(2):  # the district, its lines
        page("?on=2024-07-01")
    with django_assert_num_queries(3):  # and their versions
        page("?on=2024-07-01&known=2025-01-01")
