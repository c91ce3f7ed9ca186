"""What is scheduled in files of rosters and on comparisons, which don't show it as done before its day."""

import csv
import io

import pytest
from django.test import Client

from accounts.models import Role
from tests.consortia.members import NOON
from tests.consortia.test_scheduled_changes import scheduled_dissolution, scheduled_merger, text_of
from tests.factories import ConsortiumFactory, DistrictFactory, MembershipFactory, SchoolFactory, StateRoleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _that_noon(time_machine) -> None:
    time_machine.move_to(NOON)


@pytest.fixture
def registrar():
    return StateRoleFactory(role=Role.REGISTRAR).user


@pytest.fixture
def old():
    return DistrictFactory(name="Otter Run", state="OH")


@pytest.fixture
def new():
    return DistrictFactory(name="Mill Creek", state="OH")


def rows_of_file(address, **question):
    text = Client().get(address, question).getvalue().decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_files_of_rosters_name_what_is_scheduled_for_each_member(registrar, old, new):
    consortium = ConsortiumFactory(name="Ridge Rivers", slug="ridge-rivers")
    MembershipFactory(consortium=consortium, district=old)
    MembershipFactory(consortium=consortium, district=None, school=SchoolFactory(district=old))
    MembershipFactory(consortium=consortium, district=new)
    scheduled_merger(registrar, old, new)
    words = f"{old.leaid} merges into {new.leaid} on 2027-07-01"
    roster = "/consortia/ridge-rivers/members.csv"

    scheduled = {row["id"]: row["scheduled"] for row in rows_of_file(roster)}
    assert sorted(scheduled.values()) == ["", words, words]
    assert (scheduled[old.leaid], scheduled[new.leaid]) == (words, "")
    assert [row["scheduled"] for row in rows_of_file(f"/districts/{old.leaid}/consortia.csv")] == [words, words]
    assert {row["scheduled"] for row in rows_of_file(roster, on="2027-08-01")} == {"", words}
    # What nobody knew then, and what is no part of an earlier day.
    assert {row["scheduled"] for row in rows_of_file(roster, on="2026-09-13")} == {""}
    assert {row["scheduled"] for row in rows_of_file(roster, known="2026-09-13")} <= {""}


def test_files_of_rosters_name_the_end_of_the_consortium_and_a_split(registrar, old):
    consortium = ConsortiumFactory(name="Ridge Rivers", slug="ridge-rivers")
    MembershipFactory(consortium=consortium, district=old)
    school = SchoolFactory(district=old)
    scheduled_dissolution(registrar, consortium)
    scheduled_merger(registrar, old, None, goes_to={school.pk: None})

    (row,) = rows_of_file("/consortia/ridge-rivers/members.csv")
    assert row["scheduled"] == f"{old.leaid} is split on 2027-07-01; ridge-rivers is dissolved on 2027-07-01"


def test_a_comparison_with_a_later_day_says_what_is_scheduled_until_then(registrar, old, new):
    consortium = ConsortiumFactory(name="Ridge Rivers", slug="ridge-rivers")
    MembershipFactory(consortium=consortium, district=None, school=SchoolFactory(district=old))
    MembershipFactory(consortium=consortium, district=new)
    scheduled_merger(registrar, old, new)
    scheduled_merger(registrar, DistrictFactory(name="Alone Local", state="OH"), DistrictFactory(state="OH"))
    note = (
        "Otter Run will merge into Mill Creek on July 1, 2027. This comparison and its file don’t show that change yet."
    )

    for address in ("/consortia/ridge-rivers/members/changes/", "/consortia/changes/"):
        later = text_of(Client().get(address, {"from": "2026-07-01", "to": "2027-07-01"}))
        assert note in later
        assert "Alone Local" not in later  # in no consortium
        assert "don’t show that change" not in text_of(Client().get(address, {"to": "2027-06-30"}))
        assert "don’t show that change" not in text_of(Client().get(address))


@pytest.mark.parametrize("number", [1, 3])
def test_what_is_scheduled_costs_one_query_however_much_it_is(registrar, number, django_assert_num_queries):
    consortium = ConsortiumFactory(slug="ridge-rivers")
    for _ in range(number):
        ending = DistrictFactory(state="OH")
        MembershipFactory(consortium=consortium, district=ending)
        scheduled_merger(registrar, ending, DistrictFactory(state="OH"))

    # the consortium; memberships, names of members, enrollments, schools; what is scheduled
    with django_assert_num_queries(6):
        rows_of_file("/consortia/ridge-rivers/members.csv")
    # the consortium; memberships, names of members, documents; what is scheduled
    with django_assert_num_queries(5):
        Client().get("/consortia/ridge-rivers/members/changes/", {"to": "2027-07-01"})
