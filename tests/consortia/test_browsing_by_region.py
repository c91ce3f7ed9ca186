"""The public browses by region: a map and the same as a list, from a region to its consortia, districts, schools."""

import datetime
import json
import re
from itertools import pairwise

import pytest
import time_machine

from consortia.models import Consortium
from districts.actions.shapes import record_shapes
from districts.models import School
from portal.registry.lists import COUNTS_CACHE
from tests.consortia.regions import SQUARES, a_southeast_region, file, page, rows, words_of
from tests.districts.test_county_shapes import NOON, a_square
from tests.factories import (
    ConsortiumFactory,
    CountyFactory,
    DistrictFactory,
    MembershipFactory,
    RegionFactory,
    SchoolFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def southeast():
    """Southeast Region of two counties, with three districts and five schools (see regions.py)."""
    return a_southeast_region()


def features(address: str) -> dict:
    return json.loads(file(address))


# --- the list and the map


def test_the_list_counts_districts_schools_members_and_consortia(southeast):
    text = words_of(page("/regions/?state=OH"))

    assert "1 Central Region Franklin 0 0 0 0 2 Southeast Region Athens, Meigs 3 5 4 2" in text
    assert "All of Ohio 3 5 4 2" in text


def test_the_map_has_the_same_links_in_the_same_order_as_the_list(southeast):
    html = page("/regions/?state=OH")
    in_list = re.findall(r'<a class="usa-link" href="(/regions/[^"]+/)"', html)

    assert in_list == ["/regions/central/", "/regions/southeast/"]
    assert re.findall(r'<a class="map-link" href="([^"]+)"', html) == in_list
    assert "2. Southeast Region: 3 districts, 5 schools, 4 member schools, 2 consortia" in html
    assert re.findall(r'<text class="map-number"[^>]*>(\d)</text>', html) == ["1", "2"]


def test_without_regions_counties_are_used_and_the_page_says_so():
    CountyFactory(fips="39009", name="Athens County")
    record_shapes(shapes={"OH": SQUARES}, by="tests", at=NOON)

    text = page("/regions/?state=OH")

    assert "its counties are used instead" in text
    assert text.count('href="/regions/county-39009/"') == 2


def test_a_county_in_no_region_is_listed_with_the_regions(southeast):
    CountyFactory(fips="39167", name="Washington County")

    assert "3 Washington County 0 0 0 0" in words_of(page("/regions/?state=OH")).replace("Washington 0", "0")


def test_without_boundaries_the_list_works_and_the_page_says_that_there_is_no_map():
    CountyFactory(name="Athens County", region=RegionFactory(name="Southeast Region", slug="southeast"))

    text = page("/regions/?state=OH")

    assert 'href="/regions/southeast/"' in text
    assert "No map is available for this state" in text
    assert '<svg class="state-map"' not in text


def test_an_empty_registry_says_where_regions_come_from():
    assert "They are imported from the official files" in page("/regions/")


def test_the_map_names_each_region_with_its_share_of_member_schools(southeast):
    html = page("/regions/?state=OH")
    names = re.findall(r'<text class="map-name"[^>]*>([^<]+)</text>', html)

    # In Southeast Region four of five are members; Central Region, a single county, has no room for its name.
    assert names == ["Southeast", "80%"]
    assert "no member schools (1 area)" in html
    assert "80% of schools (1 area)" in html


def test_whoever_points_to_a_region_sees_its_counties(southeast):
    hints = re.findall(r'<text class="map-hint"[^>]*>([^<]+)</text>', page("/regions/?state=OH"))

    assert "Athens, Meigs" in hints


def test_schools_are_shown_as_points_on_request(southeast):
    School.objects.filter(name="School 1").update(latitude=39.2, longitude=-82.2)
    School.objects.filter(name="School 4").update(latitude=39.3, longitude=-81.9)
    html = page("/regions/?state=OH")
    shown = page("/regions/?state=OH&schools=points")

    assert 'class="map-points' not in html
    assert 'href="/regions/?state=OH&amp;schools=points#map"' in html
    assert "1 school in a consortium" in shown
    assert "1 other school" in shown
    assert "3 schools aren’t shown because their locations are not on record." in shown
    points = dict(re.findall(r'<path class="map-points map-points--(\w+)" d="(M\d{2,} \d{2,}h0)"', shown))
    assert sorted(points) == ["member", "other"]


@pytest.mark.parametrize("state", ["OH", "ZZ"])
def test_without_boundaries_there_are_no_points(state):
    CountyFactory()

    assert "map-points" not in page(f"/regions/?state={state}&schools=points")


def test_a_choice_of_state_is_offered_only_where_there_is_one(southeast):
    assert '<select name="state"' not in page("/regions/")

    CountyFactory(fips="13059", state="GA")

    assert '<select name="state"' in page("/regions/")


def test_records_without_a_known_county_are_listed_as_not_counted(southeast):
    lost = DistrictFactory(leaid="3900008", county=None)
    SchoolFactory(ncessch="390000800001", district=lost)
    html = page("/regions/?state=OH")

    # Beside the lost one, the member far away has no county either.
    assert "because their county is not known: 2 districts and 1 school ." in words_of(html)
    assert len(rows("/districts.csv?state=OH&county=unknown")) == 2
    assert len(rows("/schools.csv?state=OH&county=unknown")) == 1


def one_region() -> None:
    _a_region(0)


def three_regions() -> None:
    for number in range(3):
        _a_region(number)


def _a_region(number: int) -> None:
    county = CountyFactory(fips=f"3900{number}", region=RegionFactory(slug=f"region-of-{number}"))
    shapes = {f"3900{number}": a_square(-83.0 + number / 2, 40.0) for number in range(3)}
    record_shapes(shapes={"OH": shapes}, by="tests", at=NOON)
    district = DistrictFactory(leaid=f"390000{number}", county=county)
    SchoolFactory(ncessch=f"390000{number}00001", district=district)
    MembershipFactory(consortium=ConsortiumFactory(), district=district)
    # Each region has as many of everything as there are regions.
    for line in range(number):
        MembershipFactory(district=DistrictFactory(leaid=f"39010{number}{line}", county=county))


@pytest.mark.parametrize("make", [one_region, three_regions])
@pytest.mark.parametrize(
    ("address", "first_visit", "budget"),
    [
        # states, counties, regions; the registry's revision; what has no county (and first: boundaries; points)
        ("/regions/", 10, 5),
        ("/regions/?schools=points", 12, 5),
        # the counties, boundaries; the registry's revision; 20 consortia, their purposes, their members there; of a
        # region, its history
        ("/regions/region-of-0/", 13, 7),
        ("/regions/county-39000/", 12, 6),
    ],
)
def test_a_page_makes_the_same_number_of_queries_whatever_the_rows(
    make, address, first_visit, budget, django_assert_num_queries, monkeypatch
):
    make()
    monkeypatch.setattr(COUNTS_CACHE, "is_on", True)
    # The first visit after a change of the registry counts the state: its counties, and in them districts, schools and
    # consortia; and, for one region, reads its districts and how many schools each has. What was counted is kept, and
    # so are the map and its points.
    with django_assert_num_queries(first_visit):
        page(address)
    with django_assert_num_queries(budget):
        page(address)


# --- places as files


def test_every_list_has_its_places_with_day_source_and_number(southeast):
    found = features("/districts.geojson?region=southeast&status=open")

    assert found["type"] == "FeatureCollection"
    assert (found["as_of"], found["count"]) == ("2026-09-14", 3)
    assert "source" in found
    assert [feature["properties"]["leaid"] for feature in found["features"]] == ["3900003", "3900001", "3900002"]


def test_points_have_the_longitude_first_and_rows_without_one_stay(southeast):
    places = {f["properties"]["leaid"]: f["geometry"] for f in features("/districts.geojson?state=OH")["features"]}

    assert places["3900001"] == {"type": "Point", "coordinates": [-82.1, 39.33]}
    assert places["3900002"] is None


def test_points_have_six_decimals_at_most(southeast):
    SchoolFactory(ncessch="390000100009", name="Sharp", latitude=39.123456789, longitude=-82.987654321)

    (school,) = features("/schools.geojson?q=Sharp")["features"]

    assert school["geometry"]["coordinates"] == [-82.987654, 39.123457]


def test_a_consortium_has_the_points_of_its_members(southeast):
    places = {f["properties"]["slug"]: f["geometry"] for f in features("/consortia.geojson")["features"]}

    assert places == {"mill-creek": {"type": "MultiPoint", "coordinates": [[-82.1, 39.33]]}, "league": None}


def test_a_region_has_one_border_around_its_counties(southeast):
    found = features("/regions.geojson?state=OH")
    borders = {feature["properties"]["slug"]: feature["geometry"] for feature in found["features"]}

    assert found["count"] == 2
    ((ring,),) = borders["southeast"]["coordinates"]
    # Two squares side by side: against the clock, closed, without the line between them.
    assert sorted(map(tuple, ring[:-1])) == [
        (-82.5, 39.0),
        (-82.5, 39.5),
        (-82.0, 39.0),
        (-82.0, 39.5),
        (-81.5, 39.0),
        (-81.5, 39.5),
    ]
    assert ring[0] == ring[-1]
    assert sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) > 0


def test_a_region_of_which_a_county_has_no_boundary_has_none(southeast):
    CountyFactory(fips="39167", region=southeast)

    borders = {f["properties"]["slug"]: f["geometry"] for f in features("/regions.geojson?state=OH")["features"]}

    assert borders["southeast"] is None
    assert borders["central"]["type"] == "MultiPolygon"


def test_regions_as_a_table_have_a_row_for_each_county(southeast):
    CountyFactory(fips="39167", name="Washington County")

    assert [(row["slug"], row["county"]) for row in rows("/regions.csv?state=OH")] == [
        ("central", "Franklin County"),
        ("southeast", "Athens County"),
        ("southeast", "Meigs County"),
        ("county-39167", "Washington County"),
    ]


def test_a_filter_that_finds_nothing_gives_an_empty_collection(southeast):
    found = features("/schools.geojson?region=nowhere")

    assert (found["count"], found["features"]) == (0, [])


def test_places_of_a_proposed_consortium_are_not_public():
    ConsortiumFactory(slug="quiet", status="proposed")

    assert features("/consortia.geojson")["features"] == []
    assert Consortium.objects.count() == 1
    assert datetime.date(2026, 9, 14).isoformat() == features("/consortia.geojson")["as_of"]
