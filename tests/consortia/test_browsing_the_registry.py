"""The public browses districts, schools, regions and consortia."""

import csv
import datetime
import io
import json

import pytest
import time_machine
from django.test import Client

from consortia.models import ConsortiumPurpose
from consortia.states import MembershipStatus
from tests.factories import (
    ConsortiumFactory,
    ContractFactory,
    CountyFactory,
    DistrictFactory,
    DistrictFiguresFactory,
    MembershipFactory,
    RegionFactory,
    SchoolFactory,
    ServiceAgencyFactory,
    ServiceAgencyMembershipFactory,
    StateRoleFactory,
)

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 9, 14)
LISTS = ["districts", "schools", "consortia"]


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC), tick=False):
        yield


def page(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def rows(address: str) -> list[dict[str, str]]:
    response = Client().get(address)
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


def objects(address: str, name: str) -> list[dict[str, object]]:
    response = Client().get(address)
    return json.loads(b"".join(response.streaming_content))[name]


def three_of_everything() -> None:
    for number in range(3):
        region = RegionFactory()
        county = CountyFactory(fips=f"3900{number}", region=region)
        district = DistrictFactory(leaid=f"390000{number}", name=f"District {number}", county=county)
        DistrictFiguresFactory(district=district)
        DistrictFiguresFactory(district=district, school_year="2022-23", enrollment=900)
        school = SchoolFactory(ncessch=f"390000{number}00001", name=f"School {number}", district=district)
        consortium = ConsortiumFactory(slug=f"consortium-{number}", fiscal_agent=district)
        ConsortiumPurpose.objects.create(consortium=consortium, purpose="purchasing")
        MembershipFactory(consortium=consortium, district=district, role="lead")
        MembershipFactory(consortium=consortium, school=school, district=None)
        ServiceAgencyMembershipFactory(district=district)
        ContractFactory(consortium=consortium)


def one_of_everything() -> None:
    district = DistrictFactory(leaid="3900000", county=CountyFactory(fips="39000", region=RegionFactory()))
    DistrictFiguresFactory(district=district)
    school = SchoolFactory(ncessch="390000000001", district=district)
    consortium = ConsortiumFactory(slug="consortium-0", fiscal_agent=district)
    ConsortiumPurpose.objects.create(consortium=consortium, purpose="purchasing")
    MembershipFactory(consortium=consortium, district=district, role="lead")
    MembershipFactory(consortium=consortium, school=school, district=None)
    ServiceAgencyMembershipFactory(district=district)
    ContractFactory(consortium=consortium)


# Beside these, a visitor who is signed in costs 3: session, user, roles.
BUDGETS = [
    # the registry's revision; what is offered: states with regions, counties, consortia; combinations, whose consortia;
    # which 50, their names and enrollments, their memberships. What is offered and counted is kept until the registry
    # changes.
    ("/districts/", 9),
    # the same; the memberships of the 50 and of their districts
    ("/schools/", 9),
    # the revision; states with regions, counties, consortia; forms and statuses, purposes, regions of members; the rows
    # with members counted, purposes, leads
    ("/consortia/", 10),
    # the district with county, region, the State's decision and who confirmed it, memberships, components, figures,
    # schools, contracts and services, what was changed, disputed and succeeded, the map
    ("/districts/3900000/", 8),
    # the school with its district and county, memberships, figures, contracts, what was changed, the map
    ("/schools/390000000001/", 6),
    # the consortium, members with their enrollments and schools, counties on the map, purposes, lineage, services,
    # changes of the record, contracts
    ("/consortia/consortium-0/", 8),
]


@pytest.mark.parametrize("make", [one_of_everything, three_of_everything])
@pytest.mark.parametrize(("address", "budget"), BUDGETS)
def test_a_page_makes_the_same_number_of_queries_whatever_the_rows(make, address, budget, django_assert_num_queries):
    make()
    with django_assert_num_queries(budget):
        page(address)


@pytest.mark.parametrize("make", [one_of_everything, three_of_everything])
def test_a_signed_in_visitor_costs_five_more_queries(make, django_assert_num_queries):
    make()
    client = Client()
    client.force_login(StateRoleFactory().user)
    # session, user, roles, appointments, the proposals that they may see, and the nine of the list
    with django_assert_num_queries(14):
        client.get("/districts/")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_finds_part_of_a_name_in_any_case(name):
    three_of_everything()
    wanted = {"districts": "strict 1", "schools": "chool 1", "consortia": ""}[name]
    found = rows(f"/{name}.csv?q={wanted.upper()}")
    assert [row["name"] for row in found] == {
        "districts": ["District 1"],
        "schools": ["School 1"],
        "consortia": [row["name"] for row in rows("/consortia.csv")],
    }[name]


def test_a_list_finds_part_of_an_id():
    three_of_everything()
    assert [row["leaid"] for row in rows("/districts.csv?q=00002")] == ["3900002"]
    assert [row["ncessch"] for row in rows("/schools.csv?q=200001")] == ["390000200001"]


def test_lists_are_filtered_by_state_kind_county_region_and_consortium():
    three_of_everything()
    kentucky = DistrictFactory(leaid="2100001", state="KY")
    agency = ServiceAgencyFactory(name="Ridge ESC")
    assert [row["leaid"] for row in rows("/districts.csv?state=KY")] == [kentucky.leaid]
    assert agency.leaid in [row["leaid"] for row in rows("/districts.csv?kind=service_agency")]
    assert [row["leaid"] for row in rows("/districts.csv?county=39001")] == ["3900001"]
    assert [row["leaid"] for row in rows("/districts.csv?region=county-39001")] == ["3900001"]
    region = rows("/districts.csv?county=39001")[0]["region"]
    slug = next(row["slug"] for row in rows("/regions.csv?state=OH") if row["name"] == region)
    assert [row["leaid"] for row in rows(f"/districts.csv?region={slug}")] == ["3900001"]
    assert [row["leaid"] for row in rows("/districts.csv?consortium=consortium-2")] == ["3900002"]
    assert [row["ncessch"] for row in rows("/schools.csv?consortium=consortium-2")] == ["390000200001"]
    assert [row["ncessch"] for row in rows(f"/schools.csv?region={slug}")] == ["390000100001"]
    assert [row["ncessch"] for row in rows("/schools.csv?district=3900001")] == ["390000100001"]
    assert [row["slug"] for row in rows("/consortia.csv?region=county-39001")] == ["consortium-1"]
    assert len(rows("/consortia.csv?purpose=purchasing")) == 3
    assert rows("/consortia.csv?purpose=vocational") == []


@pytest.mark.parametrize(
    "question", ["region=nowhere", "county=99999", "consortium=none", "kind=castle", "state=Ohio", "q=%00"]
)
def test_a_wrong_filter_finds_nothing_and_breaks_nothing(question):
    one_of_everything()
    assert rows(f"/districts.csv?{question}") == []
    assert "No districts match your filters" in page(f"/districts/?{question}")


def test_a_district_that_left_is_no_longer_listed_as_a_member():
    line = MembershipFactory(leaves_on=TODAY - datetime.timedelta(days=1))
    assert rows(f"/districts.csv?consortium={line.consortium.slug}") == []
    line.leaves_on = TODAY
    line.save()
    assert len(rows(f"/districts.csv?consortium={line.consortium.slug}")) == 1


def test_a_long_list_is_shown_fifty_at_a_time_and_keeps_its_filters():
    for number in range(51):
        DistrictFactory(name=f"District {number:02d}")
    first, second = page("/districts/?q=district"), page("/districts/?q=district&page=2")
    assert "51 districts" in first
    assert "District 49" in first
    assert "District 50" not in first
    assert "District 50" in second
    assert "?q=district&amp;page=2" in first
    assert len(rows("/districts.csv?q=district&page=2")) == 51


def test_a_file_has_the_date_the_source_and_no_formula():
    DistrictFactory(name="=HYPERLINK(“x”)", source="NCES EDGE agency locations, 2018-19")
    row = rows("/districts.csv")[0]
    assert row["name"] == "'=HYPERLINK(“x”)"
    assert row["as_of"] == "2026-09-14"
    assert row["source"] == "NCES EDGE agency locations, 2018-19"


def test_a_file_names_the_latest_enrollment_with_its_year_and_the_consortia():
    three_of_everything()
    row = rows("/districts.csv?q=3900001")[0]
    assert (row["enrollment"], row["enrollment_year"]) == ("812", "2023-24")
    assert row["enrollment_source"] == "NCES CCD, agency membership"
    assert row["consortia"].startswith("Mill Creek Learning Network")


@pytest.mark.parametrize("name", [*LISTS, "regions"])
def test_the_json_file_says_the_same_as_the_csv_file(name):
    three_of_everything()
    as_csv = rows(f"/{name}.csv")
    as_json = objects(f"/{name}.json", name)
    assert [{key: "" if value is None else str(value) for key, value in row.items()} for row in as_json] == as_csv
    assert as_csv


def test_the_list_links_to_files_with_its_filters():
    three_of_everything()
    text = page("/districts/?state=OH&q=district")
    assert 'href="/districts.csv?state=OH&amp;q=district"' in text
    assert 'href="/districts.json?state=OH&amp;q=district"' in text


@pytest.mark.parametrize(
    "address",
    [
        "/districts/3900009/",
        "/districts/390000/",
        "/districts/abcdefg/",
        "/schools/390000000009/",
        "/schools/39/",
        "/consortia/nobody/",
        "/regions/nowhere/",
        "/regions/county-99999/",
        "/districts.exe",
    ],
)
def test_a_wrong_id_is_a_page_that_says_so(address):
    response = Client().get(address)
    assert response.status_code == 404


def test_a_district_page_shows_each_figure_with_its_year_and_source():
    district = DistrictFactory(leaid="3900001")
    DistrictFiguresFactory(district=district, enrollment=1234)
    text = page("/districts/3900001/")
    assert "1,234" in text
    assert "2023-24" in text
    assert "NCES CCD, agency membership" in text
    assert "used instead of average daily attendance" in text


def test_where_attendance_is_known_enrollment_is_not_used_instead():
    district = DistrictFactory(leaid="3900001")
    DistrictFiguresFactory(district=district, ada="1100.50", source="state")
    text = page("/districts/3900001/")
    assert "1,100.50" in text
    assert "used instead" not in text


def test_a_district_page_separates_current_former_and_future_memberships():
    district = DistrictFactory(leaid="3900001")
    yesterday, tomorrow = TODAY - datetime.timedelta(days=1), TODAY + datetime.timedelta(days=1)
    MembershipFactory(district=district, consortium__name="Still Together")
    MembershipFactory(district=district, consortium__name="Long Gone", leaves_on=yesterday)
    MembershipFactory(district=district, consortium__name="Not Yet", joins_on=tomorrow)
    MembershipFactory(district=district, consortium__name="Never Was", status=MembershipStatus.DECLINED)
    text = page("/districts/3900001/").split("<h2>Consortia</h2>")[1]
    now, later, before = (text.index(caption) for caption in ("Consortia today", "Joining later", "Former memberships"))
    assert now < text.index("Still Together") < later < text.index("Not Yet") < before < text.index("Long Gone")
    assert "Never Was" not in text


def test_a_district_page_names_its_service_agency_and_an_agency_its_districts():
    agency = ServiceAgencyFactory(leaid="3900008", name="Ridge Rivers ESC")
    ServiceAgencyMembershipFactory(agency=agency, district=DistrictFactory(leaid="3900001", name="Otter Run Local"))
    assert "Ridge Rivers ESC" in page("/districts/3900001/")
    assert "Otter Run Local" in page("/districts/3900008/")


def test_an_agency_known_from_the_school_directory_only_says_so():
    DistrictFactory(leaid="3900001", is_from_school_directory=True)
    assert "in the school directory only" in page("/districts/3900001/")


def test_a_school_page_shows_the_consortia_of_its_district():
    school = SchoolFactory(ncessch="390000100001", lowest_grade="KG", highest_grade="5")
    MembershipFactory(district=school.district, consortium__name="Mill Creek Network")
    text = page("/schools/390000100001/")
    assert "Mill Creek Network" in text
    assert "through its district" in text
    assert "kindergarten to 5" in text


def test_names_with_markup_stay_text():
    DistrictFactory(name="<script>alert(1)</script> & Sons")
    text = page("/districts/")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Sons" in text
