"""The home page, its navigation, and the answers when something goes wrong."""

import datetime
import gzip
import re
from pathlib import Path

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import Role
from districts.actions.shapes import record_shapes
from grants.models import Competition
from portal.home import views
from tests.districts.test_county_shapes import a_square
from tests.factories import (
    ConsortiumFactory,
    CountyFactory,
    DistrictFactory,
    RegionFactory,
    SchoolFactory,
    StateRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def _round(name: str, *, opens: int, closes: int) -> Competition:
    now = timezone.now()
    return Competition.objects.create(
        name=name,
        slug=name.lower().replace(" ", "-"),
        opens_at=now + datetime.timedelta(days=opens),
        closes_at=now + datetime.timedelta(days=closes),
    )


def _links_of_navigation(client: Client) -> list[str]:
    return [item.label for item in client.get("/").context["NAVIGATION"]]


def test_the_home_page_counts_the_registry_and_names_the_open_round(client):
    SchoolFactory()
    DistrictFactory()
    ConsortiumFactory()
    _round("Innovation Fund 2026", opens=-3, closes=3)
    _round("Innovation Fund 2025", opens=-300, closes=-200)
    _round("Innovation Fund 2027", opens=200, closes=300)

    page = client.get("/")

    assert (page.context["districts"], page.context["schools"], page.context["consortia"]) == (2, 1, 1)
    assert [one.name for one in page.context["open_rounds"]] == ["Innovation Fund 2026"]
    assert [one.name for one in page.context["coming_rounds"]] == ["Innovation Fund 2027"]


def test_the_home_page_counts_what_the_lists_show_that_its_numbers_lead_to(client):
    school = SchoolFactory()
    for status in ("closed", "merged", "future"):
        SchoolFactory(district=school.district, status=status)
        DistrictFactory(status=status)
    ConsortiumFactory()
    ConsortiumFactory(status="dissolved", ended_on=datetime.date(2020, 6, 30))

    page = client.get("/")

    assert (page.context["districts"], page.context["schools"], page.context["consortia"]) == (2, 2, 1)
    for name, number in (("districts", 2), ("schools", 2), ("consortia", 1)):
        assert client.get(f"/{name}/").context["list"].total == number


def test_the_regions_count_the_districts_and_schools_that_the_home_page_and_the_lists_count(client):
    county = CountyFactory(fips="39009", region=RegionFactory(name="Southeast Region", slug="southeast"))
    for status in ("open", "inactive", "future", "closed", "merged"):
        SchoolFactory(district=DistrictFactory(status=status, county=county, state="OH"), status=status)
    home, regions = client.get("/"), client.get("/regions/?state=OH")
    (area,) = regions.context["page"].areas
    region = client.get("/regions/southeast/").context["page"]

    assert (home.context["districts"], home.context["schools"]) == (3, 3)
    assert (area.counts.districts.all, area.counts.schools.all) == (3, 3)
    assert (region.districts.all, region.schools.all) == (3, 3)
    for address in (region.total_row.district_address, region.total_row.school_address):
        assert client.get(address).context["list"].total == 3


@time_machine.travel("2026-09-14T16:00:00Z", tick=False)
def test_the_deadline_of_an_open_round_and_the_opening_of_the_next_have_their_time_zone(client):
    _round("Innovation Fund 2026", opens=-3, closes=3)
    _round("Innovation Fund 2027", opens=100, closes=130)
    html = client.get("/").content.decode()

    assert "<strong>apply by Sep 17, 2026, 12:00 PM EDT</strong>" in html
    assert "opens Dec 23, 2026, 11:00 AM EST" in html


def test_without_an_open_round_the_home_page_says_so_and_leads_to_all_rounds(client):
    html = client.get("/").content.decode()

    assert "No funding round is open for applications now." in html
    assert 'href="/competitions/"' in html


def test_the_home_page_finds_a_region_and_has_the_map_with_its_name(client, settings):
    settings.STATE_CODE = "OH"
    CountyFactory(fips="39009", region=RegionFactory(name="Southeast Region", slug="southeast"))
    record_shapes(shapes={"OH": {"39009": a_square(-82.5, 39.0)}}, by="tests", at=timezone.now())
    html = client.get("/").content.decode()

    assert 'action="/regions/find/"' in html
    assert '<a class="map-link" href="/regions/southeast/">' in html
    assert "<title>Southeast Region</title>" in html


def test_a_state_whose_counties_are_mostly_in_no_region_has_no_map_on_the_home_page(client):
    counties = {fips: a_square(-82.5 + number, 39.0) for number, fips in enumerate(("39009", "39115", "39121"))}
    CountyFactory(fips="39009", region=RegionFactory(name="Southeast Region", slug="southeast"))
    for fips in ("39115", "39121"):
        CountyFactory(fips=fips)
    record_shapes(shapes={"OH": counties}, by="tests", at=timezone.now())

    assert "map-link" not in client.get("/").content.decode()


def test_the_home_page_is_light(client):
    """With its style sheets and pictures; a browser asks for nothing else."""
    page = client.get("/").content
    found = [finders.find(path.decode()) for path in re.findall(rb'(?:href|src)="/static/([^"]+)"', page)]
    files = [Path(file).read_bytes() for file in found if file]

    assert re.findall(rb'<script src="/static/js/([^"]+)"', page) == [b"print.js"]
    assert len(files) >= 4
    assert sum(len(gzip.compress(part)) for part in [page, *files]) < 50_000


@pytest.mark.parametrize("rows", [1, 3])
def test_the_home_page_makes_seven_queries(client, django_assert_num_queries, rows):
    SchoolFactory.create_batch(rows)
    ConsortiumFactory.create_batch(rows)
    for number in range(rows):
        _round(f"Round {number}", opens=-3, closes=3)

    for number in range(rows):
        CountyFactory(fips=f"3900{number}", region=RegionFactory())
    shapes = {f"3900{number}": a_square(-83.0 + number / 2, 40.0) for number in range(rows)}
    record_shapes(shapes={"OH": shapes}, by="tests", at=timezone.now())

    with django_assert_num_queries(7):  # districts, schools, consortia, rounds; boundaries, regions with their counties
        client.get("/")


def test_the_home_page_offers_the_reviews_only_to_people_with_access(client):
    assert client.get("/").context["offers_reviews"] is True  # after signing in

    client.force_login(UserFactory())
    assert client.get("/").context["offers_reviews"] is False

    client.force_login(StateRoleFactory(role=Role.AUDITOR).user)
    assert client.get("/").context["offers_reviews"] is True


def test_the_navigation_shows_each_person_what_is_theirs(client):
    public = ["Regions", "Districts", "Schools", "Consortia", "Contracts", "Funding rounds"]
    assert _links_of_navigation(client) == [*public, "Help"]

    client.force_login(StateRoleFactory(role=Role.GRANTS_OFFICER).user)
    assert _links_of_navigation(client) == ["My work", "Reviews", *public, "Help"]

    client.force_login(StateRoleFactory(role=Role.AUDITOR).user)
    assert _links_of_navigation(client) == ["My work", "Reviews", *public, "Audit log", "Help"]

    client.force_login(StateRoleFactory(role=Role.ADMINISTRATOR).user)
    assert _links_of_navigation(client) == [
        "My work", "Reviews", *public, "Imports", "Emails", "People", "Help",
    ]  # fmt: skip

    client.force_login(UserFactory())
    assert _links_of_navigation(client) == ["My work", *public, "Help"]


@pytest.mark.parametrize("role", ["", Role.GRANTS_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR, Role.SCORER])
def test_every_link_of_the_navigation_opens_for_the_person_who_sees_it(client, role):
    if role:
        client.force_login(StateRoleFactory(role=role).user)

    answers = {item.url: client.get(item.url).status_code for item in client.get("/").context["NAVIGATION"]}

    assert set(answers.values()) == {200}, answers


def test_the_navigation_marks_the_page_and_the_pages_below_it(client):
    client.force_login(UserFactory())

    assert '<a href="/my/" aria-current="page">' in client.get("/my/").content.decode()
    assert "aria-current" not in client.get("/search/").content.decode().split("<main")[0].split("</nav>")[0]


def test_robots_and_the_favicon_are_served(client):
    robots = client.get("/robots.txt")

    assert robots["Content-Type"].startswith("text/plain")
    assert "Disallow: /applications/" in robots.content.decode()
    assert client.get("/favicon.ico").headers["Location"] == "/static/img/favicon.svg"


def test_a_page_that_does_not_exist_says_so_in_the_portals_own_look(client):
    page = client.get("/no-such-page/")

    assert page.status_code == 404
    assert "<h1>Page not found</h1>" in page.content.decode()


def test_a_stale_form_says_what_to_do_and_that_nothing_is_lost():
    client = Client(enforce_csrf_checks=True)

    page = client.post("/accounts/logout/")

    assert page.status_code == 403
    assert "everything you saved earlier is safe" in page.content.decode()


def test_a_fault_is_answered_without_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        fault = views.server_error(RequestFactory().get("/"))
        unread = views.bad_request(RequestFactory().get("/"), ValueError("no"))

    assert (fault.status_code, unread.status_code) == (500, 400)
    assert "This isn’t your fault" in fault.content.decode()
