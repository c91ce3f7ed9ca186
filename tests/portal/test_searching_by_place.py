"""A parent types a town, a ZIP code, a street, or a county, and sees who is there and which region it is."""

import datetime
import re

import pytest
from django.db import connection

from consortia.models import Consortium, ConsortiumPurpose
from consortia.states import MembershipStatus
from districts.models import District, School
from districts.models.names import with_address
from districts.rules.place_search import PlaceWords, place_words
from districts.states import AgencyStatus
from grants.models import Competition
from tests.factories import (
    ConsortiumFactory,
    CountyFactory,
    DistrictFactory,
    MembershipFactory,
    RegionFactory,
    SchoolFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def athens():
    """Bobcat City, a member, has its office and a school in Athens; Alder Local, of the next county, a school."""
    southeast = RegionFactory(name="Southeast Region", slug="southeast")
    county = CountyFactory(fips="39009", name="Athens County", region=southeast)
    meigs = CountyFactory(fips="39105", name="Meigs County", region=RegionFactory(name="River Region", slug="river"))
    city = DistrictFactory(
        name="Bobcat City", city="Athens", zip_code="45701-1301", county=county, street="21 Birge Dr"
    )
    SchoolFactory(name="East Elementary", district=city, city="ATHENS", zip_code="45701", street="3 WALLACE DRIVE")
    alder = DistrictFactory(name="Alder Local", city="Pomeroy", zip_code="45769", county=meigs)
    SchoolFactory(name="Ridge School", district=alder, city="Athens", zip_code="45701")
    MembershipFactory(consortium=ConsortiumFactory(name="Mill Creek Network", slug="mill-creek"), district=city)
    MembershipFactory(
        consortium=ConsortiumFactory(name="Pending Network"), district=city, status=MembershipStatus.CLAIMED
    )
    return county


def hits(client, words: str) -> dict[str, list[str]]:
    groups = client.get("/search/", {"q": words}).context["groups"]
    return {group.label: [hit.name for hit in group.hits] for group in groups}


def areas(client, words: str) -> dict[str, list[str]]:
    page = client.get("/regions/find/", {"place": words}).context["page"]
    return {area.name: [row.name for row in area.rows] for area in page.areas}


# --- what words mean


@pytest.mark.parametrize(
    ("typed", "towns"),
    [
        ("Athens", ("ATHENS",)),
        (" athens, OH ", ("ATHENS, OH", "ATHENS")),
        ("Athens Ohio", ("ATHENS OHIO", "ATHENS")),
        ("athens oh", ("ATHENS OH", "ATHENS")),
        ("Port Washington", ("PORT WASHINGTON", "PORT")),
        ("Mt. Vernon", ("MOUNT VERNON", "MT VERNON", "MT. VERNON")),
        ("Athens County", ()),
    ],
)
def test_a_town_is_read_with_and_without_its_state_and_however_its_first_word_is_written(typed, towns):
    assert place_words(typed).towns == towns


@pytest.mark.parametrize("typed", ["45701", "45701-1301", "Athens, OH 45701", "athens oh 45701-1301"])
def test_a_zip_code_says_it_all(typed):
    assert place_words(typed) == PlaceWords(zip_code="45701")


@pytest.mark.parametrize("typed", ["Athens", "Athens County", "athens co.", "Athens County, Ohio"])
def test_a_county_is_meant_with_and_without_the_word(typed):
    assert "ATHENS COUNTY" in place_words(typed).counties


@pytest.mark.parametrize(
    ("typed", "is_street"),
    [("21 Birge Drive", True), ("Wallace Dr", True), ("Main Street", True), ("Lincoln", False), ("St Clair", False)],
)
def test_words_are_a_street_only_if_they_look_like_one(typed, is_street):
    assert bool(place_words(typed).street) is is_street


# --- the search


@pytest.mark.parametrize("words", ["Athens", "athens, oh", "ATHENS OH"])
def test_a_town_finds_the_districts_and_schools_there(client, athens, words):
    found = hits(client, words)

    assert found["Districts"] == ["Alder Local", "Bobcat City"]
    assert found["Schools"] == ["East Elementary", "Ridge School"]


def test_a_zip_code_finds_them_with_their_region_and_consortia(client, athens):
    groups = client.get("/search/", {"q": "45701"}).context["groups"]

    assert [(group.label, [(hit.name, hit.about) for hit in group.hits]) for group in groups] == [
        (
            "Districts",
            [
                ("Alder Local", "Pomeroy, Meigs County, OH · River Region"),
                ("Bobcat City", "Athens, Athens County, OH · Southeast Region · Mill Creek Network"),
            ],
        ),
        (
            "Schools",
            [
                (
                    "East Elementary",
                    "Bobcat City · ATHENS, Athens County, OH · Southeast Region · Mill Creek Network",
                ),
                ("Ridge School", "Alder Local · Athens, Meigs County, OH · River Region"),
            ],
        ),
    ]


@pytest.mark.parametrize("words", ["3 wallace dr", "Wallace Drive", "WALLACE DR."])
def test_a_street_finds_the_school_there_however_it_is_abbreviated(client, athens, words):
    assert hits(client, words) == {"Districts": ["Bobcat City"], "Schools": ["East Elementary"]}


def test_a_name_finds_no_one_whose_street_has_it(client, athens):
    assert hits(client, "Wallace") == {}


def test_closed_records_are_not_found_by_their_address(client):
    DistrictFactory(name="Gone Local", city="Athens", status=AgencyStatus.CLOSED)

    assert hits(client, "Athens") == {}


def test_a_county_is_found_with_its_region(client, athens):
    (group,) = client.get("/search/", {"q": "Athens County"}).context["groups"]

    assert [(hit.name, hit.about, hit.address) for hit in group.hits] == [
        ("Athens County", "Southeast Region, OH", "/regions/county-39009/")
    ]


def test_five_digits_are_a_zip_code_first_and_the_code_of_a_county_if_no_one_is_there(client, athens):
    DistrictFactory(name="Zip Local", zip_code="39105")

    assert hits(client, "39105") == {"Districts": ["Zip Local"]}
    assert client.get("/search/", {"q": "39009"}).headers["Location"] == "/regions/county-39009/"


@pytest.mark.parametrize("words", ["special ed", "Special Education", "education, special".replace(",", "")])
def test_a_purpose_finds_the_consortia_that_have_it_today(client, words):
    today = datetime.date(2026, 9, 14)
    has, had = ConsortiumFactory(name="Mill Creek Network"), ConsortiumFactory(name="Old Network")
    ConsortiumPurpose.objects.create(consortium=has, purpose="special_education")
    ConsortiumPurpose.objects.create(
        consortium=had, purpose="special_education", ends_on=today - datetime.timedelta(days=365 * 9)
    )
    page = client.get("/search/", {"q": words})

    assert [(hit.name, hit.about) for hit in page.context["groups"][0].hits] == [
        ("Mill Creek Network", "Special education · OH")
    ]


def test_a_short_word_is_no_purpose(client):
    ConsortiumPurpose.objects.create(consortium=ConsortiumFactory(), purpose="special_education")

    assert hits(client, "ed") == {}


def test_a_round_is_found_by_its_name_and_a_draft_is_not(client):
    Competition.objects.create(name="Innovation Fund 2027", slug="fund-2027")
    Competition.objects.create(name="Innovation Fund 2028", slug="fund-2028", is_draft=True)

    assert hits(client, "innovation 202") == {"Funding rounds": ["Innovation Fund 2027"]}


@pytest.mark.parametrize("rows", [1, 3])
def test_an_address_that_finds_everything_takes_eight_queries_at_most(client, django_assert_num_queries, rows):
    for number in range(rows):
        county = CountyFactory(region=RegionFactory())
        district = DistrictFactory(county=county, zip_code="45701")
        SchoolFactory(district=district, zip_code="45701")
        consortium = ConsortiumFactory(name=f"Network 45701 {number}")
        ConsortiumPurpose.objects.create(consortium=consortium, purpose="purchasing")
        MembershipFactory(consortium=consortium, district=district)

    # the ID; consortia with their purposes, districts, schools, the consortia of both; regions, counties, rounds, and
    # contracts (no applications: the public sees none)
    with django_assert_num_queries(7):
        client.get("/search/", {"q": "45701"})


@pytest.mark.parametrize("place", [with_address(("ATHENS", "ATHENS, OH"), "", ()), with_address((), "45701", ())])
@pytest.mark.parametrize("model", [District, School])
def test_a_town_and_a_zip_code_are_found_by_an_index(model, place):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # a table of no rows is read whole otherwise

    assert re.search(r"districts_(district|school)_(town|zip)", model.objects.filter(place).order_by().explain())


# --- find your region


@pytest.mark.parametrize("words", ["Athens", "45701"])
def test_a_place_in_two_regions_is_said_to_be_in_two(client, athens, words):
    page = client.get("/regions/find/", {"place": words})
    html = page.content.decode()

    assert f"We found “{words}” in 2 regions." in html
    assert areas(client, words) == {"River Region": ["Alder Local"], "Southeast Region": ["Bobcat City"]}
    assert "not of homes" in html
    assert "Meigs County: 1 district and 1 school with this address." in html


def test_only_what_is_there_is_counted(client):
    county = CountyFactory(name="Meigs County")
    DistrictFactory(city="Pomeroy", county=county)
    SchoolFactory(city="Racine", district=DistrictFactory(county=county, status=AgencyStatus.CLOSED))

    pomeroy, racine = (client.get(f"/regions/find/?place={town}").content.decode() for town in ("Pomeroy", "Racine"))

    assert "Meigs County: 1 district with this address." in pomeroy
    assert "Meigs County: 1 school with this address." in racine


def test_a_county_leads_to_its_region_and_its_districts(client, athens):
    assert areas(client, "athens county") == {"Southeast Region": ["Bobcat City"]}
    assert "Athens County is in this region." in client.get("/regions/find/?place=Athens+County").content.decode()


def test_districts_are_shown_with_whom_to_call_and_their_consortia_in_force(client, athens):
    city = athens.districts.get()
    city.phone = "740 555 0100"
    city.save()
    Consortium.objects.filter(slug="mill-creek").update(phone="740 555 0199")
    html = client.get("/regions/find/?place=Athens+County").content.decode()

    assert 'href="tel:7405550100"' in html
    assert 'href="tel:7405550199"' in html
    assert 'href="/consortia/mill-creek/"' in html
    assert "Pending Network" not in html
    assert 'href="/regions/southeast/"' in html


def test_without_regions_the_county_is_the_answer(client):
    DistrictFactory(name="Lone Local", city="Athens", county=CountyFactory(fips="39009", name="Athens County"))

    assert areas(client, "Athens") == {"Athens County": ["Lone Local"]}
    assert "We found “Athens” in one county." in client.get("/regions/find/?place=Athens").content.decode()


def test_a_district_without_a_known_county_is_shown_apart(client):
    DistrictFactory(name="Lost Local", city="Athens")
    html = client.get("/regions/find/?place=Athens").content.decode()

    assert "Districts whose county is not on record" in html
    assert "Lost Local" in html


def test_the_states_own_regions_come_before_those_of_other_states(client, settings):
    settings.STATE_CODE = "OH"
    for state, region in (("GA", "Athens Area"), ("OH", "Southeast Region")):
        county = CountyFactory(name="Clarke County", state=state, region=RegionFactory(name=region, state=state))
        DistrictFactory(city="Athens", county=county, state=state)

    assert list(areas(client, "Athens")) == ["Southeast Region", "Athens Area, Georgia"]


def test_a_name_in_many_regions_says_in_how_many_and_how_to_find_ones_own(client):
    for number in range(13):
        county = CountyFactory(region=RegionFactory(name=f"Region {number:02d}"))
        DistrictFactory(city="Washington", county=county)
    html = " ".join(client.get("/regions/find/?place=Washington").content.decode().split())

    assert "We found “Washington” in 13 regions. The first 12 are below. To find yours, enter a ZIP code." in html
    assert ("Region 11" in html, "Region 12" in html) == (True, False)


def test_nothing_found_says_what_to_try_and_which_name_is_similar(client, athens):
    html = client.get("/regions/find/", {"place": "Athns"}).content.decode()

    assert "We didn’t find “Athns” in any region." in html
    assert "the name of your county" in html
    assert 'href="/regions/find/?place=Athens"' in html


@pytest.mark.parametrize(
    "words",
    ["", " ", "x", "%", ",", "OH", "athens\x00", "\u202eathens", "'; DROP TABLE districts_district; --", "9" * 5000],
)
def test_whatever_is_typed_is_answered(client, words):
    assert client.get("/regions/find/", {"place": words}).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_finding_a_region_takes_four_queries(client, django_assert_num_queries, rows):
    for number in range(rows):
        county = CountyFactory(name=f"County {number}", region=RegionFactory())
        district = DistrictFactory(city="Athens", county=county)
        SchoolFactory.create_batch(rows, city="Athens", district=district)
        MembershipFactory(district=district)

    # schools by county, districts, counties with their regions, consortia
    with django_assert_num_queries(4):
        client.get("/regions/find/?place=Athens")
