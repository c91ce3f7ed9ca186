"""One file of the members of all consortia: who is in force, and how, on any day."""

import csv
import datetime
import io
import json
import tracemalloc

import pytest
import time_machine
from django.test import Client

from consortia.actions.register import is_slug_taken
from consortia.models import Membership
from consortia.states import MembershipStatus
from districts.models import District
from portal.components import downloads
from tests.consortia.members import NOON, text_of
from tests.factories import (
    ConsortiumFactory,
    CountyFactory,
    DistrictFactory,
    DistrictFiguresFactory,
    MembershipFactory,
    RegionFactory,
    SchoolFactory,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date
FILE = "/consortia/members.csv"


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(NOON, tick=False):
        yield


def rows(query: str = "") -> list[dict[str, str]]:
    answer = Client().get(FILE + query)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith('attachment; filename="consortia-members-')
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def page(query: str = "") -> str:
    answer = Client().get(f"/consortia/members/{query}")
    assert answer.status_code == 200
    return text_of(answer)


@pytest.fixture
def two_consortia():
    """Mill Creek with a lead, a school, and a disputed district; Stone Bridge, which ended in 2025."""
    region = RegionFactory(name="Northeast", slug="northeast")
    county = CountyFactory(name="Lake County", fips="39085", region=region)
    lead = DistrictFactory(leaid="0100005", name="Zion Local", kind="local", county=county)
    school = SchoolFactory(ncessch="010000500871", name="Ash School", district=lead, county=None)
    agency = DistrictFactory(leaid="3900777", name="Bell Service Center", kind="service_agency", county=county)
    mill = ConsortiumFactory(name="Mill Creek", slug="mill-creek")
    MembershipFactory(
        consortium=mill, district=lead, role="lead", joins_on=DAY(2020, 7, 1), confirmed_on=DAY(2026, 8, 3),
        membership_class="component",
    )  # fmt: skip
    MembershipFactory(
        consortium=mill, district=None, school=school, joins_on=DAY(2021, 7, 1), status=MembershipStatus.RECORDED
    )
    MembershipFactory(
        consortium=mill, district=agency, joins_on=DAY(2022, 7, 1), status=MembershipStatus.DISPUTED,
        disputed_on=DAY(2026, 9, 1),
    )  # fmt: skip
    stone = ConsortiumFactory(
        name="Stone Bridge",
        slug="stone-bridge",
        status="dissolved",
        formed_on=DAY(2019, 7, 1),
        ended_on=DAY(2025, 6, 30),
    )
    MembershipFactory(consortium=stone, district=agency, joins_on=DAY(2019, 7, 1), leaves_on=DAY(2025, 6, 30))
    return mill


@pytest.mark.usefixtures("two_consortia")
def test_every_membership_in_force_says_how_it_is_and_who_the_member_is():
    found = rows()

    columns = (
        "consortium", "consortium_name", "member_type", "id", "name", "kind", "county", "region", "class", "role",
        "joins_on", "leaves_on", "status", "disputed_on", "confirmed_on", "as_of",
    )  # fmt: skip
    assert [tuple(row[name] for name in columns) for row in found] == [
        ("mill-creek", "Mill Creek", "district", "0100005", "Zion Local", "local", "Lake County", "Northeast",
         "component", "lead", "2020-07-01", "", "confirmed", "", "2026-08-03", "2026-09-14"),
        ("mill-creek", "Mill Creek", "school", "010000500871", "Ash School", "", "Lake County", "Northeast",
         "participating", "member", "2021-07-01", "", "recorded", "", "", "2026-09-14"),
        ("mill-creek", "Mill Creek", "district", "3900777", "Bell Service Center", "service_agency", "Lake County",
         "Northeast", "participating", "member", "2022-07-01", "", "disputed", "2026-09-01", "", "2026-09-14"),
    ]  # fmt: skip


@pytest.mark.usefixtures("two_consortia")
def test_a_past_date_includes_consortia_that_have_ended_since_and_no_later_verification():
    found = rows("?on=2025-06-30")

    assert [(row["consortium"], row["id"], row["confirmed_on"]) for row in found] == [
        ("mill-creek", "0100005", ""),
        ("mill-creek", "010000500871", ""),
        ("mill-creek", "3900777", ""),
        ("stone-bridge", "3900777", ""),
    ]
    assert {row["as_of"] for row in found} == {"2025-06-30"}
    assert [row["id"] for row in rows("?on=2025-07-01")] == ["0100005", "010000500871", "3900777"]


def test_pending_and_never_begun_memberships_are_in_no_row(two_consortia):
    for status in (
        MembershipStatus.CLAIMED, MembershipStatus.AGREED, MembershipStatus.DECLINED, MembershipStatus.WITHDRAWN
    ):  # fmt: skip
        MembershipFactory(consortium=two_consortia, status=status)

    assert len(rows()) == 3
    assert "<strong>3</strong> memberships" in page()


def test_a_proposal_has_no_rows():
    MembershipFactory(consortium=ConsortiumFactory(status="proposed"))

    assert rows() == []
    assert "No memberships on this date." in page()


@pytest.mark.usefixtures("two_consortia")
def test_the_roster_of_one_consortium_has_the_same_rows_and_columns():
    one = Client().get("/consortia/mill-creek/members.csv")
    of_one = list(csv.DictReader(io.StringIO(b"".join(one.streaming_content).decode())))

    of_all = rows()

    assert sorted(of_one, key=lambda row: row["id"]) == sorted(of_all, key=lambda row: row["id"])


@pytest.mark.usefixtures("two_consortia")
def test_the_filters_of_the_list_of_consortia_apply():
    other = ConsortiumFactory(name="Far Valley", slug="far-valley", legal_form="nonprofit")
    MembershipFactory(consortium=other, district=DistrictFactory(leaid="3900999"))

    assert [row["id"] for row in rows("?form=nonprofit")] == ["3900999"]
    assert {row["consortium"] for row in rows("?region=northeast")} == {"mill-creek"}
    assert {row["consortium"] for row in rows("?region=northeast&on=2025-06-30")} == {"mill-creek", "stone-bridge"}
    assert [row["consortium"] for row in rows("?q=valley")] == ["far-valley"]
    text = page("?form=nonprofit")
    assert "Legal form: Nonprofit organization" in text
    assert 'href="/consortia/members.xlsx?on=2026-09-14&amp;form=nonprofit"' in text
    assert "?on=2024-07-01&amp;form=nonprofit" in text
    assert 'name="form" value="nonprofit"' in text


@pytest.mark.usefixtures("two_consortia")
def test_a_status_of_memberships_can_be_asked_for():
    assert [row["id"] for row in rows("?membership=disputed")] == ["3900777"]
    assert [row["id"] for row in rows("?membership=recorded&on=2025-06-30")] == ["010000500871"]
    text = page("?membership=recorded&on=2025-06-30")
    assert "<strong>1</strong> membership on record, entered by the State, in 1 consortium." in text
    assert 'href="/consortia/members.csv?on=2025-06-30&amp;membership=recorded"' in text
    assert '<option value="recorded" selected>' in text
    # A pending one can't be asked for.
    assert Client().get(f"{FILE}?membership=claimed").status_code == 400


@pytest.mark.usefixtures("two_consortia")
def test_the_page_counts_what_the_file_has_and_leads_to_each_roster():
    text = page()

    assert (
        "<strong>3</strong> memberships in 1 consortium: 1 confirmed by both, 1 on record, entered by the State,"
        in text
    )
    assert "and 1 disputed." in text
    assert 'href="/consortia/mill-creek/members/?on=2026-09-14"' in text
    for kind in ("csv", "xlsx", "json"):
        assert f'href="/consortia/members.{kind}?on=2026-09-14"' in text
    # Before the list of consortia, which may be long.
    assert text.index("members.xlsx") < text.index("/consortia/mill-creek/members/")


@pytest.mark.usefixtures("two_consortia")
def test_the_json_has_its_date_and_count():
    answer = Client().get("/consortia/members.json?on=2025-06-30")

    content = json.loads(b"".join(answer.streaming_content))
    assert (content["as_of"], content["count"], len(content["members"])) == ("2025-06-30", 4, 4)
    assert content["members"][0]["id"] == "0100005"


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "0001-01-01"])
def test_a_date_that_is_none_gives_no_file_and_is_marked_on_the_page(day):
    assert Client().get(f"{FILE}?on={day}").status_code == 400
    assert "There is a problem" in page(f"?on={day}")


@pytest.mark.usefixtures("two_consortia")
def test_too_many_rows_for_a_workbook_are_offered_as_csv_and_say_why(monkeypatch):
    monkeypatch.setattr(downloads, "MOST_ROWS_IN_XLSX", 2)
    monkeypatch.setattr("portal.registry.views.all_rosters.MOST_ROWS_IN_XLSX", 2)

    assert "members.xlsx" not in page()
    assert Client().get("/consortia/members.xlsx").status_code == 400


@pytest.mark.usefixtures("two_consortia")
@pytest.mark.parametrize("address", ["/", "/consortia/", "/consortia/?form=unknown", "/about/data/", "/help/public/"])
def test_readers_find_it_where_they_look(address):
    assert "/consortia/members" in text_of(Client().get(address))


@pytest.mark.usefixtures("two_consortia")
def test_the_list_of_consortia_offers_the_members_of_its_rows_before_them():
    text = text_of(Client().get("/consortia/?form=unknown"))

    assert text.index('href="/consortia/members/?form=unknown"') < text.index("<table")


def test_no_new_consortium_takes_the_address_of_the_page():
    assert is_slug_taken("members")


@pytest.mark.parametrize("number", [1, 3])
def test_the_file_takes_the_same_queries_for_any_roster_of_one_batch(number, django_assert_num_queries):
    for _ in range(number):
        consortium = ConsortiumFactory()
        district = DistrictFactory()
        DistrictFiguresFactory(district=district, enrollment=100)
        MembershipFactory(consortium=consortium, district=district)
        MembershipFactory(consortium=consortium, district=None, school=SchoolFactory())

    # What is scheduled; the memberships; for each thousand: their names, students, and schools.
    with django_assert_num_queries(5):
        assert len(rows()) == 2 * number


def test_twenty_thousand_rows_are_never_in_memory_together():
    consortium = ConsortiumFactory()
    county = CountyFactory()
    District.objects.bulk_create(
        District(leaid=f"{number:07}", name=f"District {number}", state="OH", county=county)
        for number in range(1_000_000, 1_020_000)
    )
    Membership.objects.bulk_create(
        Membership(consortium=consortium, district_id=pk, status=MembershipStatus.RECORDED)
        for pk in District.objects.values_list("pk", flat=True)
    )
    answer = Client().get(FILE)
    tracemalloc.start()
    length = sum(len(chunk) for chunk in answer.streaming_content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert length > 2_000_000
    assert peak < 12_000_000
