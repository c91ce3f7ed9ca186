"""The lists of districts, schools, and consortia: their order, and the records that have ended."""

import csv
import datetime
import io
import re

import pytest
import time_machine
from django.test import Client

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


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC), tick=False):
        yield


def page(address):
    response = Client().get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def shown(address):
    """The names in the rows of a list, in order."""
    rows = re.findall(r'<th scope="row">\s*<a class="usa-link" href="[^"]*">([^<]*)</a>', page(address))
    assert rows
    return rows


def in_file(address):
    text = b"".join(Client().get(address).streaming_content).decode()
    return [row["name"] for row in csv.DictReader(io.StringIO(text))]


def head(address, name):
    """The head of a column that can be sorted by: its aria-sort, and the address of its link."""
    found = re.search(rf'<th scope="col"([^>]*)>\s*<a class="list-sort" id="sort-{name}" href="([^"]*)"', page(address))
    direction = re.search(r'aria-sort="(\w+)"', found[1])
    return direction and direction[1], found[2].replace("&amp;", "&")


@pytest.fixture
def four_districts():
    athens, vinton = CountyFactory(fips="39009", name="Athens"), CountyFactory(fips="39163", name="Vinton")
    for name, county, enrollment in (
        ("Amber", vinton, 300),
        ("Beryl", athens, 900),
        ("Coral", None, None),
        ("Denim", vinton, 900),
    ):
        district = DistrictFactory(name=name, county=county)
        if enrollment:
            DistrictFiguresFactory(district=district, enrollment=enrollment)
            DistrictFiguresFactory(district=district, enrollment=5, school_year="2019-20")


# --- order


@pytest.mark.usefixtures("four_districts")
@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("", ["Amber", "Beryl", "Coral", "Denim"]),
        ("?sort=-name", ["Denim", "Coral", "Beryl", "Amber"]),
        # Equal ones are in the usual order, and those without a number are last in both orders.
        ("?sort=-enrollment", ["Beryl", "Denim", "Amber", "Coral"]),
        ("?sort=enrollment", ["Amber", "Beryl", "Denim", "Coral"]),
        ("?sort=location", ["Beryl", "Amber", "Denim", "Coral"]),
        ("?sort=-location", ["Amber", "Denim", "Beryl", "Coral"]),
        ("?sort=castle", ["Amber", "Beryl", "Coral", "Denim"]),
        ("?sort=srsa", ["Amber", "Beryl", "Coral", "Denim"]),
        ("?sort=%00&sort=-name", ["Denim", "Coral", "Beryl", "Amber"]),
    ],
)
def test_districts_are_sorted_as_the_address_says_on_the_page_and_in_the_file(question, order):
    assert shown(f"/districts/{question}") == order
    assert in_file(f"/districts.csv{question}") == order


@pytest.mark.usefixtures("four_districts")
def test_the_head_of_a_column_says_the_order_and_leads_to_the_next():
    assert head("/districts/", "name") == ("ascending", "/districts/?sort=-name")
    assert head("/districts/?sort=-name", "name") == ("descending", "/districts/")
    assert head("/districts/", "enrollment") == (None, "/districts/?sort=-enrollment")
    assert head("/districts/?sort=-enrollment", "enrollment") == ("descending", "/districts/?sort=enrollment")
    assert head("/districts/?sort=enrollment", "name") == (None, "/districts/")
    assert "sort-srsa" not in page("/districts/")


@pytest.mark.usefixtures("four_districts")
def test_the_order_is_kept_by_filters_the_files_and_the_next_page():
    for number in range(50):
        DistrictFactory(name=f"Far {number:02d}")
    text = page("/districts/?kind=local&sort=-name")
    assert '<input type="hidden" name="sort" value="-name">' in text
    assert 'href="/districts.csv?sort=-name&amp;kind=local"' in text
    assert 'href="?sort=-name&amp;kind=local&amp;page=2"' in text
    assert 'href="/districts/?sort=-name"' in text  # without the filter
    assert "Sort by: " not in text  # it is no filter


def test_no_page_of_equal_rows_shows_a_row_of_another_page():
    for number in range(60):
        DistrictFactory(name="Same Name", leaid=f"39{number:05d}", county=None)
    pages = [re.findall(r'href="/districts/(\d{7})/"', page(f"/districts/?sort=location&page={n}")) for n in (1, 2)]
    assert [len(set(leaids)) for leaids in pages] == [50, 10]
    assert not set(pages[0]) & set(pages[1])


def test_schools_are_sorted_by_district_and_by_grades():
    far, near = DistrictFactory(name="Far"), DistrictFactory(name="Near")
    SchoolFactory(name="High", district=far, first_grade=9, last_grade=12)
    SchoolFactory(name="Middle", district=near, first_grade=6, last_grade=8)
    SchoolFactory(name="Whole", district=far, first_grade=6, last_grade=12)
    SchoolFactory(name="Zero", district=near, first_grade=None, last_grade=None)
    assert shown("/schools/?sort=district") == ["High", "Whole", "Middle", "Zero"]
    assert shown("/schools/?sort=grades") == ["Middle", "Whole", "High", "Zero"]
    assert shown("/schools/?sort=-grades") == ["High", "Whole", "Middle", "Zero"]


def test_consortia_are_sorted_by_their_members():
    for name, members, state in (("Amber", 1, "OH"), ("Beryl", 3, "KY"), ("Coral", 0, "OH")):
        consortium = ConsortiumFactory(name=name, state=state)
        for _ in range(members):
            MembershipFactory(consortium=consortium)
    assert shown("/consortia/?sort=-members") == ["Beryl", "Amber", "Coral"]
    assert shown("/consortia/?sort=members") == ["Coral", "Amber", "Beryl"]
    assert shown("/consortia/?sort=state") == ["Beryl", "Amber", "Coral"]
    assert in_file("/consortia.csv?sort=-members") == ["Beryl", "Amber", "Coral"]


# --- records that have ended


@pytest.fixture
def open_and_closed():
    for name, status in (("Open", "open"), ("Soon", "future"), ("Gone", "closed"), ("Joined", "merged")):
        district = DistrictFactory(name=f"{name} Local", status=status)
        SchoolFactory(name=f"{name} High", district=district, status=status)
    ConsortiumFactory(name="Open Network")
    ConsortiumFactory(name="Gone Network", status="dissolved", ended_on=datetime.date(2026, 6, 30))


@pytest.mark.usefixtures("open_and_closed")
@pytest.mark.parametrize(
    ("name", "existing", "ended", "label"),
    [
        ("districts", ["Open Local", "Soon Local"], ["Gone Local", "Joined Local"], "Include closed districts"),
        ("schools", ["Open High", "Soon High"], ["Gone High", "Joined High"], "Include closed schools"),
        ("consortia", ["Open Network"], ["Gone Network"], "Include dissolved and merged consortia"),
    ],
)
def test_a_list_shows_what_has_ended_only_where_it_is_asked_for(name, existing, ended, label):
    assert shown(f"/{name}/") == in_file(f"/{name}.csv") == existing
    everything = sorted([*existing, *ended])
    assert shown(f"/{name}/?closed=yes") == in_file(f"/{name}.csv?closed=yes") == everything
    assert f"{len(existing)} " in re.search(r"data-said>([^<]*)", page(f"/{name}/"))[1]
    # The box says how many more there are.
    box = re.search(
        r'name="closed" value="yes"( checked)?>\s*<span>([^<]*)</span>\s*<span[^>]*>(\d+)', page(f"/{name}/")
    )
    assert box.groups() == (None, label, str(len(ended)))
    assert 'name="closed" value="yes" checked' in page(f"/{name}/?closed=yes")
    # A search finds them, and its page says so instead of offering the box.
    assert shown(f"/{name}/?q=gone") == [row for row in ended if "Gone" in row]
    assert "A search finds" in page(f"/{name}/?q=gone")
    assert 'type="checkbox" id="f-closed"' not in page(f"/{name}/?q=gone")
    # A value that makes no sense is the usual list.
    assert shown(f"/{name}/?closed=perhaps") == existing


@pytest.mark.usefixtures("open_and_closed")
def test_an_address_with_a_status_shows_that_status():
    assert shown("/districts/?status=closed") == ["Gone Local"]
    assert shown("/schools/?status=closed&status=open") == ["Gone High", "Open High"]
    assert in_file("/districts.csv?status=merged") == ["Joined Local"]
    assert 'type="checkbox" id="f-closed"' not in page("/districts/?status=closed")
    assert 'name="closed" value="yes"' in page("/districts/?status=closed&closed=yes")  # kept, in a hidden field


@pytest.mark.usefixtures("open_and_closed")
def test_an_id_finds_a_closed_school():
    closed = SchoolFactory(ncessch="391234500001", name="Long Gone", status="closed")
    assert shown(f"/schools/?q={closed.ncessch}") == ["Long Gone"]


def test_where_only_closed_ones_match_the_list_says_how_to_see_them():
    DistrictFactory(name="Gone Local", status="closed", kind="charter")
    text = page("/districts/?kind=charter")
    assert "No districts match your filters" in text
    assert 'href="/districts/?kind=charter&amp;closed=yes">' in text
    assert "Include closed districts (1)" in text
    assert "No districts yet" not in page("/districts/")


# --- the same place in the other lists, and the files


def test_a_region_is_kept_from_one_list_to_the_other_and_back():
    county = CountyFactory(fips="39009", name="Athens County", region=RegionFactory(slug="southeast", name="Southeast"))
    SchoolFactory(district=DistrictFactory(county=county), county=county)
    districts = page("/districts/?region=southeast&srsa=unknown")
    assert '<a class="usa-link" href="/schools/?region=southeast">Schools in Southeast</a>' in districts
    assert (
        '<a class="usa-link" href="/consortia/?region=southeast">Consortia with members in Southeast</a>' in districts
    )
    assert '<a class="usa-link" href="/regions/southeast/">About Southeast</a>' in districts
    schools = page("/schools/?county=39009")
    assert '<a class="usa-link" href="/districts/?region=county-39009">Districts in Athens County</a>' in schools
    assert '<a class="usa-link" href="/regions/county-39009/">About Athens County</a>' in schools
    assert '<a class="usa-link" href="/schools/?region=southeast">' in page("/consortia/?region=southeast")
    assert "list-place" not in page("/districts/")
    assert "list-place" not in page("/districts/?region=nowhere")


def test_files_are_offered_above_the_rows_with_their_number():
    DistrictFactory(name="Amber")
    text = " ".join(page("/districts/").split())
    assert "<span>Download 1 district:</span>" in text
    assert text.index("Download 1 district") < text.index(">Amber</a>")
