"""Two rosters compared: who joined, left, changed or was renamed, in numbers that add up."""

import csv
import datetime
import io

import pytest
import time_machine
from django.test import Client

from consortia.models import Consortium
from districts.actions.history import record_changes
from tests.factories import ConsortiumFactory, CountyFactory, DistrictFactory, MembershipFactory, RegionFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date
ADDRESS = "/consortia/mill-creek/members/changes/"
FILE = "/consortia/mill-creek/members/changes.csv"
TWO_YEARS = "?from=2024-07-01&to=2026-07-01"


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.fixture
def network() -> Consortium:
    return ConsortiumFactory(slug="mill-creek", name="Mill Creek Learning Network")


def a_member(consortium: Consortium, name: str, since: DAY | None, until: DAY | None = None, **more: object):
    district = more.pop("district", None) or DistrictFactory(name=name)
    return MembershipFactory(consortium=consortium, district=district, joins_on=since, leaves_on=until, **more)


def page(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def changes(address: str) -> list[tuple[str, str, str]]:
    answer = Client().get(address)
    rows = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()))
    return [(row["name"], row["change"], row["on"]) for row in rows]


def sum_on(text: str) -> list[str]:
    """The four numbers of the sum as they stand on the page."""
    inside = text.split('<dl class="sum">')[1].split("</dl>", maxsplit=1)[0]
    cells = [cell.split("</dd>")[0] for cell in inside.split("<dd>")[1:]]
    return ["".join(c for c in cell.split('<span class="sum__what">')[0] if c.isdigit()) for cell in cells]


def test_the_file_says_the_status_of_each_membership(network):
    a_member(network, "Joins", DAY(2025, 7, 1))
    a_member(network, "On record", DAY(2026, 7, 1), status="recorded")
    answer = Client().get(FILE + TWO_YEARS)
    rows = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()))
    assert [(row["name"], row["status"]) for row in rows] == [("Joins", "confirmed"), ("On record", "recorded")]


def test_from_and_joined_less_left_make_to(network):
    a_member(network, "Stays", DAY(2020, 7, 1))
    a_member(network, "Leaves", DAY(2020, 7, 1), DAY(2025, 6, 30), authority="Board vote of May 5, 2025")
    a_member(network, "Joins", DAY(2025, 7, 1), authority="Resolution 12")
    a_member(network, "Joins as well", DAY(2026, 7, 1))

    text = page(ADDRESS + TWO_YEARS)

    assert sum_on(text) == ["2", "2", "1", "3"]
    assert changes(FILE + TWO_YEARS) == [
        ("Joins", "joined", "2025-07-01"),
        ("Joins as well", "joined", "2026-07-01"),
        ("Leaves", "left", "2025-06-30"),
    ]
    assert "Resolution 12" in text
    assert "Board vote of May 5, 2025" in text


def test_a_member_still_belongs_on_its_last_day(network):
    a_member(network, "Leaves", DAY(2020, 7, 1), DAY(2026, 7, 1))

    assert sum_on(page(ADDRESS + TWO_YEARS)) == ["1", "0", "0", "1"]
    assert changes(FILE + "?from=2024-07-01&to=2026-07-02") == [("Leaves", "left", "2026-07-01")]


def test_a_change_of_role_is_neither_joining_nor_leaving(network):
    was = a_member(network, "Cedar Gap", DAY(2020, 7, 1), DAY(2025, 6, 30))
    a_member(network, "", DAY(2025, 7, 1), district=was.district, role="lead", continues=was)

    text = page(ADDRESS + TWO_YEARS)

    assert sum_on(text) == ["1", "0", "0", "1"]
    assert changes(FILE + TWO_YEARS) == [("Cedar Gap", "changed", "2025-07-01")]
    assert ">member<" in text
    assert ">lead<" in text


def test_a_change_of_class_is_named(network):
    was = a_member(network, "Cedar Gap", DAY(2020, 7, 1), DAY(2025, 6, 30), membership_class="component")
    a_member(network, "", DAY(2025, 7, 1), district=was.district, membership_class="observer", continues=was)

    text = page(ADDRESS + TWO_YEARS)

    assert "member, component" in text
    assert "member, observer" in text


def test_a_member_with_a_new_name_is_renamed_and_counts_once(network):
    line = a_member(network, "Cedar Gap", DAY(2020, 7, 1))
    before = {"name": "Cedar Gap"}
    line.district.name = "Cedar Valley"
    line.district.save()
    at = datetime.datetime(2025, 8, 1, 16, tzinfo=datetime.UTC)
    record_changes(line.district, before, source="the board", holds_from=DAY(2025, 7, 1), by="tests", at=at)

    text = page(ADDRESS + TWO_YEARS)

    assert sum_on(text) == ["1", "0", "0", "1"]
    assert changes(FILE + TWO_YEARS) == [("Cedar Valley", "renamed", "2025-07-01")]
    assert "Cedar Gap" in text


def test_a_member_that_came_and_went_in_between_is_listed_outside_the_counts(network):
    a_member(network, "Guest", DAY(2025, 1, 1), DAY(2025, 6, 30))

    text = page(ADDRESS + TWO_YEARS)

    assert sum_on(text) == ["0", "0", "0", "0"]
    assert changes(FILE + TWO_YEARS) == [("Guest", "came and went", "2025-01-01")]
    assert "left on Jun 30, 2025" in text


def test_a_member_that_left_and_came_back_is_listed_outside_the_counts(network):
    was = a_member(network, "Cedar Gap", DAY(2020, 7, 1), DAY(2025, 1, 31))
    a_member(network, "", DAY(2025, 9, 1), district=was.district)

    text = page(ADDRESS + TWO_YEARS)

    assert sum_on(text) == ["1", "0", "0", "1"]
    assert changes(FILE + TWO_YEARS) == [("Cedar Gap", "was away", "2025-02-01")]
    assert "back on Sep 1, 2025" in text


def test_dates_in_the_wrong_order_are_switched_with_a_note(network):
    a_member(network, "Joins", DAY(2025, 7, 1))

    text = page(ADDRESS + "?from=2026-07-01&to=2024-07-01")

    assert "The first date was after the second, so we switched them." in text
    assert sum_on(text) == ["0", "1", "0", "1"]


def test_the_same_day_twice_gets_a_sentence(network):
    assert "Both dates are the same" in page(ADDRESS + "?from=2026-07-01&to=2026-07-01")


def test_without_dates_it_shows_changes_since_two_years_ago(network):
    a_member(network, "Joins", DAY(2025, 7, 1))

    text = page(ADDRESS)

    assert "From July 1, 2024 to September 14, 2026" in text
    assert changes(FILE) == [("Joins", "joined", "2025-07-01")]


def test_a_wrong_day_gets_a_sentence_and_its_file_is_refused(network):
    assert "is not a valid date" in page(ADDRESS + "?from=yesterday")
    assert Client().get(FILE + "?from=yesterday").status_code == 400
    assert Client().get("/consortia/changes.csv?to=2025-13-01").status_code == 400


# --- all consortia


def test_all_consortia_of_the_state_add_up_too(network):
    a_member(network, "Leaves", DAY(2020, 7, 1), DAY(2025, 6, 30))
    other = ConsortiumFactory(name="Untouched Network")
    a_member(other, "Stays", DAY(2020, 7, 1))
    third = ConsortiumFactory(name="Third Network", formed_on=DAY(2025, 7, 1))
    a_member(third, "Founds", DAY(2025, 7, 1))

    text = page("/consortia/changes/" + TWO_YEARS)

    assert sum_on(text) == ["2", "1", "1", "2"]
    assert changes("/consortia/changes.csv" + TWO_YEARS) == [
        ("Leaves", "left", "2025-06-30"),
        ("Founds", "joined", "2025-07-01"),
    ]
    assert "Third Network</a>, formed Jul 1, 2025" in text


def test_a_region_counts_its_own_members_only(network):
    creek = RegionFactory(name="Creek Region", slug="creek")
    there = DistrictFactory(name="In the region", county=CountyFactory(region=creek))
    a_member(network, "", DAY(2025, 7, 1), district=there)
    a_member(network, "Elsewhere", DAY(2025, 7, 1))

    address = "/consortia/changes.csv" + TWO_YEARS + "&region=creek"

    assert changes(address) == [("In the region", "joined", "2025-07-01")]
    assert "Only members in this region are counted." in page("/consortia/changes/" + TWO_YEARS + "&region=creek")
    assert "Choose a region from the list." in page("/consortia/changes/?region=nowhere")


@pytest.mark.parametrize("number", [1, 3])
def test_comparing_costs_the_same_whatever_changed(network, number, django_assert_num_queries):
    for position in range(number):
        a_member(network, f"Joins {position}", DAY(2025, 7, 1))
        a_member(ConsortiumFactory(formed_on=DAY(2025, 7, 1)), f"Founds {position}", DAY(2025, 7, 1))
    with django_assert_num_queries(4):  # the consortium, its lines, names, papers
        page(ADDRESS + TWO_YEARS)
    with django_assert_num_queries(6):  # regions, lines, names, papers, memberships elsewhere, formed and ended
        page("/consortia/changes/" + TWO_YEARS)


def test_a_new_name_is_listed_even_where_no_member_joined_or_left(network):
    a_member(network, "Stays", DAY(2020, 7, 1))
    renamed = a_member(ConsortiumFactory(name="Quiet Network"), "New Name", DAY(2020, 7, 1)).district
    record_changes(
        renamed,
        {"name": "Old Name"},
        source="Directory",
        by="tests",
        at=datetime.datetime(2025, 9, 1, 12, tzinfo=datetime.UTC),
    )

    assert changes("/consortia/changes.csv" + TWO_YEARS) == [("New Name", "renamed", "2025-09-01")]
    assert sum_on(page("/consortia/changes/" + TWO_YEARS)) == ["2", "0", "0", "2"]


def test_the_changes_of_this_year_are_one_link_away(network):
    html = page("/consortia/changes/")

    assert '<a class="usa-link" href="?from=2025-12-31">This calendar year</a>' in html
    assert '<a class="usa-link" href="?from=2026-06-30">This school year</a>' in html
