"""The desk begins with the money, the students, and the lead; nothing of the sealed plan is missing on it."""

import html
import re

import pytest
import time_machine

from districts.actions.shapes import record_shapes
from districts.models import County, District
from grants.actions.application import start_application, submit_application
from grants.models import Application
from tests.factories import CountyFactory, DistrictFactory, DistrictFiguresFactory, MembershipFactory, SchoolFactory
from tests.grants.builders import AT, a_case, an_application, an_officer
from tests.grants.pages import shown, signed_in
from tests.grants.walking import CLOSES, WRITING, a_network, a_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def words(client):
    """The desk of three members: $61,500 of the grant, $9,000 match, 6, 7, and 8 students reached."""
    case = a_case(3)
    match = {"line": "Bus", "amount": 9_000, "source": "match", "payer": "9900002", "payee": "9900001",
             "benefits": ["9900001"], "activity": "welding"}  # fmt: skip
    application = an_application(
        3, budget=[*case["budget"], match], partners=[{"name": "Ridge University", "kind": "university"}]
    )
    District.objects.filter(leaid="9900001").update(
        phone="555-0142", office_email="office@mill.example", srsa="yes", rural_year="2025-26"
    )
    return shown(signed_in(client, an_officer()).get(f"/reviews/{application.reference}/"))


@pytest.mark.parametrize(
    "fact",
    [
        "Requested $61,500",
        "Maximum award $15,000,000",
        "Match $9,000",
        "Students reached 21 of 1,311",
        "Requested per student $2,929",
        "Project Aug 1, 2026 to Jun 30, 2028",
        "Small (SRSA) 1 yes, 2 unknown",
        "555-0142",
        "office@mill.example",
        "yes (2025-26)",
    ],
)
def test_the_summary_says(words, fact):
    assert fact in words


@pytest.mark.parametrize(
    "stated",
    [
        "Bus $9,000 match, Harlan Valley Local School District Mill Creek Local School District",
        "All lines $61,500 $9,000",
        "Welding credential $0 $9,000",
        "Dual enrollment",
        "9-12",
        "Ridge University University or college",
    ],
)
def test_nothing_that_was_submitted_is_missing_in_the_plan(words, stated):
    assert stated in words


def test_the_summary_links_members_and_the_consortium_to_the_registry(client):
    application = an_application(3)

    page = signed_in(client, an_officer()).get(f"/reviews/{application.reference}/").content.decode()

    assert 'href="/districts/9900002/"' in page
    assert f'href="{Application.objects.get().consortium.get_absolute_url()}"' in page


def test_a_member_school_has_the_latest_enrollment_of_its_own(client):
    world = a_network(1)
    school = SchoolFactory(district=DistrictFactory(), name="Otter Run Academy")
    school.figures.create(school_year="2022-23", source="state", enrollment=388)
    school.figures.create(school_year="2023-24", source="state", enrollment=431)
    DistrictFiguresFactory(district=school.district, enrollment=2_904)
    MembershipFactory(consortium=world.consortium, district=None, school=school)
    by_lead = {"by": world.lead, "at": WRITING}
    application = start_application(competition=a_round(), consortium=world.consortium, **by_lead)
    submit_application(application=application, **by_lead)

    with time_machine.travel(CLOSES, tick=False):
        desk = signed_in(client, an_officer()).get(f"/reviews/{application.reference}/")

    assert [member.students for member in desk.context["summary"].members] == ["unknown", "431"]


def test_the_question_is_beside_each_element(client):
    application = an_application(3)
    elements = application.versions.get().content["elements"]

    page = signed_in(client, an_officer()).get(f"/reviews/{application.reference}/")

    assert elements[2]["question"].startswith("Who makes which decisions, and by what kind of vote?")
    words = html.unescape(shown(page))
    assert [element["number"] for element in elements if element["question"] not in words] == []


@pytest.fixture
def counties(client):
    """The desk and the print view of three members in three counties of Ohio, whose outlines are loaded."""
    application, officer = an_application(3), an_officer()
    places = {leaid: CountyFactory() for leaid in ("9900001", "9900002", "9900003")}
    for leaid, county in places.items():
        District.objects.filter(leaid=leaid).update(county=county)
    squares = {
        fips: [[[[west, 40.0], [west + 0.5, 40.0], [west + 0.5, 40.5], [west, 40.5], [west, 40.0]]]]
        for west, fips in enumerate(County.objects.filter(state="OH").values_list("fips", flat=True), start=-84)
    }
    record_shapes(shapes={"OH": squares}, by="tests", at=AT)
    signed_in(client, officer)
    return {
        "names": sorted(county.name for county in places.values()),
        "desk": client.get(f"/reviews/{application.reference}/").content.decode(),
        "paper": client.get(f"/reviews/{application.reference}/print/").content.decode(),
    }


@pytest.mark.parametrize("page", ["desk", "paper"])
def test_the_counties_with_members_are_on_a_map_and_the_same_in_a_list(counties, page):
    assert counties[page].count("<title>Map: Counties with members</title>") == 1
    assert counties[page].count('class="map-filled"') == 1
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", counties[page]))
    assert f"Counties {', '.join(counties['names'])}" in words
    assert [name for name in counties["names"] if f'data-label="County">{name}<' not in counties[page]] == []


def test_on_paper_no_member_is_a_link(counties):
    assert "/districts/" in counties["desk"]
    assert "/districts/" not in counties["paper"]


def test_without_outlines_there_is_the_list_alone(client):
    application = an_application(3)
    client = signed_in(client, an_officer())

    for address in (f"/reviews/{application.reference}/", f"/reviews/{application.reference}/print/"):
        page = client.get(address).content.decode()
        assert "Counties with members" not in page
        assert "Map of the members" not in page
        assert "Members in the registry" in page
