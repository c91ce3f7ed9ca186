"""What did we know, and who belonged: corrections twice a day, the nights when clocks change, schools that move."""

import csv
import datetime
import io
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from accounts.models import Role
from consortia.actions.periods import keep_version
from consortia.models import MembershipPeriod
from districts.actions.history import record_changes
from tests.factories import (
    ConsortiumFactory,
    DistrictFactory,
    MembershipFactory,
    SchoolFactory,
    StateRoleFactory,
)

pytestmark = pytest.mark.django_db
OHIO = ZoneInfo("America/New_York")


@pytest.fixture(autouse=True)
def _a_monday_in_november():
    with time_machine.travel(datetime.datetime(2026, 11, 16, 16, tzinfo=datetime.UTC), tick=False):
        yield


def at(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=OHIO)


def rows(address):
    file = Client().get(address).getvalue().decode()
    return list(csv.DictReader(io.StringIO(file)))


def said(line, moment, **values):
    for name, value in values.items():
        setattr(line, name, value)
    line.save()
    keep_version(line, by="tests", at=at(moment))


@pytest.fixture
def line():
    return MembershipFactory(
        consortium=ConsortiumFactory(slug="mill-creek"), district=DistrictFactory(name="Cedar Gap")
    )


def test_of_two_corrections_on_one_day_the_last_one_was_known_that_day(line):
    said(line, "2026-03-01T09:00", joins_on=datetime.date(2020, 7, 1))
    said(line, "2026-03-10T09:00", joins_on=datetime.date(2021, 7, 1))
    said(line, "2026-03-10T15:00", joins_on=datetime.date(2022, 7, 1))

    for known, joins in (("2026-03-09", "2020-07-01"), ("2026-03-10", "2022-07-01")):
        [row] = rows(f"/consortia/mill-creek/members.csv?on=2024-07-01&known={known}")
        assert row["joins_on"] == joins
    assert MembershipPeriod.objects.count() == 3


@pytest.mark.parametrize(
    ("moment", "known", "is_known"),
    [
        # The last minute of the day in Ohio, on the two Sundays when clocks change, and the first of the next.
        ("2026-03-08T23:59", "2026-03-08", True),
        ("2026-03-09T00:00", "2026-03-08", False),
        ("2026-11-01T23:59", "2026-11-01", True),
        ("2026-11-02T00:00", "2026-11-01", False),
    ],
)
def test_a_day_of_knowledge_ends_at_midnight_in_the_state_also_when_clocks_change(moment, known, is_known, line):
    said(line, moment)

    assert len(rows(f"/consortia/mill-creek/members.csv?on=2026-02-01&known={known}")) == is_known


def test_a_membership_that_the_state_entered_and_then_withdrew_is_in_the_records_in_between(line):
    said(line, "2026-03-01T09:00", status="recorded")
    said(line, "2026-03-20T09:00", status="withdrawn")

    found = {
        known: len(rows(f"/consortia/mill-creek/members.csv?on=2026-02-01&known={known}"))
        for known in ("2026-02-28", "2026-03-01", "2026-03-19", "2026-03-20")
    }
    assert found == {"2026-02-28": 0, "2026-03-01": 1, "2026-03-19": 1, "2026-03-20": 0}
    assert rows("/consortia/mill-creek/members.csv?on=2026-02-01") == []


def test_what_was_pending_is_in_no_record_of_its_day(line):
    said(line, "2026-03-01T09:00", status="claimed")
    said(line, "2026-03-20T09:00", status="confirmed")

    found = [len(rows(f"/consortia/mill-creek/members.csv?on=2026-02-01&known={known}"))
             for known in ("2026-03-19", "2026-03-20")]  # fmt: skip
    assert found == [0, 1]


def test_of_a_name_changed_twice_the_roster_shows_the_one_of_its_day(line):
    for moment, old, new in (("2025-01-10T09:00", "First", "Second"), ("2025-06-10T09:00", "Second", "Cedar Gap")):
        line.district.name = new
        line.district.save()
        record_changes(line.district, {"name": old}, source="Directory", by="tests", at=at(moment))

    names = [rows(f"/consortia/mill-creek/members.csv?on={day}")[0]["name"]
             for day in ("2025-01-09", "2025-01-10", "2025-06-09", "2025-06-10")]  # fmt: skip
    assert names == ["First", "Second", "Second", "Cedar Gap"]
    [change] = rows("/consortia/mill-creek/members/changes.csv?from=2025-01-01&to=2025-12-31")
    assert (change["change"], change["before"], change["after"]) == ("renamed", "First", "Cedar Gap")


def test_a_roster_of_last_year_does_not_say_that_a_school_was_then_where_it_is_today():
    consortium = ConsortiumFactory(slug="league")
    school = SchoolFactory(name="Cedar High", district=DistrictFactory(name="New District"))
    MembershipFactory(consortium=consortium, district=None, school=school)

    def page(day):
        return Client().get(f"/consortia/league/members/?on={day}").content.decode()

    assert "now a school of New District" in page("2026-06-30")
    assert ">school of New District" in page("2026-11-16")
    changes = Client().get("/consortia/league/members/changes/?from=2015-01-01").content.decode()
    assert "now a school of New District" in changes


def test_members_that_left_and_came_back_belong_on_both_sides_of_the_gap(line):
    said(line, "2026-03-01T09:00", leaves_on=datetime.date(2023, 6, 30))
    again = MembershipFactory(
        consortium=line.consortium, district=line.district, joins_on=datetime.date(2024, 7, 1), continues=None
    )
    keep_version(again, by="tests", at=at("2026-03-01T09:00"))

    found = [
        len(rows(f"/consortia/mill-creek/members.csv?on={day}"))
        for day in ("2023-06-30", "2023-07-01", "2024-06-30", "2024-07-01")
    ]
    assert found == [1, 0, 0, 1]


def test_registrars_see_no_other_history_than_the_public(line):
    said(line, "2026-03-01T09:00", status="claimed")
    client = Client()
    client.force_login(StateRoleFactory(role=Role.REGISTRAR).user)
    address = "/consortia/mill-creek/members.csv?on=2026-02-01&known=2026-03-02"

    assert client.get(address).getvalue() == Client().get(address).getvalue()
