"""A registrar creates, renames, and retires regions, and moves counties between them."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from accounts.refusals import Refused
from audit.models import Entry
from changes.actions.change_set import digest_of_preview
from districts.actions.regions import RegionEdit, preview_region, save_region
from districts.models import County, Region, RegionChange
from tests.factories import (
    CountyFactory,
    DistrictFactory,
    MembershipFactory,
    RegionFactory,
    SchoolFactory,
    StateRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _september():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def user():
    return StateRoleFactory(role=Role.REGISTRAR).user


@pytest.fixture
def registrar(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def south():
    region = RegionFactory(name="South Region", slug="south-region", state="OH")
    CountyFactory(fips="39001", name="Adams County", region=region, state="OH")
    CountyFactory(fips="39009", name="Athens County", region=region, state="OH")
    return region


@pytest.fixture
def north():
    region = RegionFactory(name="North Region", slug="north-region", state="OH")
    CountyFactory(fips="39007", name="Ashtabula County", region=region, state="OH")
    return region


def text_of(response):
    return " ".join(response.content.decode().split())


def save(client, address, **fields):
    """Preview, then press the button below the preview."""
    preview = client.post(address, fields | {"preview": "1"})
    digest = preview.context["preview_digest"]
    return client.post(address, fields | {"record": "1", "preview_digest": digest}, follow=True)


def edit_address(region):
    return reverse("registrar:region_edit", args=[region.slug])


def test_counties_in_no_region_come_first(registrar, south):
    for fips in ("39105", "39163"):
        CountyFactory(fips=fips, name=f"County {fips}", state="OH")
    page = text_of(registrar.get("/regions/manage/"))
    assert "2 counties aren’t in a region" in page
    assert page.index("County 39105") < page.index("South Region")
    assert "Adams County, Athens County" in page


def test_a_new_region_is_previewed_with_what_moves_and_then_public(registrar, south):
    meigs = CountyFactory(fips="39105", name="Meigs County", state="OH")
    district = DistrictFactory(county=meigs)
    SchoolFactory.create_batch(2, district=district)
    MembershipFactory(district=district)
    fields = {"name": " Southeast  Region ", "counties": ["39105", "39001"]}

    preview = text_of(registrar.post("/regions/new/?state=OH", fields | {"preview": "1"}))
    assert "2 counties move, with 1 district, 2 schools, and members of 1 consortium." in preview
    assert "Moves from South Region to Southeast Region." in preview
    assert "Joins Southeast Region. It wasn’t in a region." in preview
    assert not Region.objects.filter(name="Southeast Region").exists()

    assert "Southeast Region is saved." in text_of(save(registrar, "/regions/new/?state=OH", **fields))
    region = Region.objects.get(name="Southeast Region")
    assert sorted(region.counties.values_list("fips", flat=True)) == ["39001", "39105"]
    assert Entry.objects.get(event="region.saved").detail["counties"] == {
        "39001": "southeast-region", "39105": "southeast-region",
    }  # fmt: skip
    page = text_of(Client().get("/regions/southeast-region/"))
    assert "Adams County (39001) joined; it was in South Region before" in page
    assert "Adams County (39001) left; it is now in Southeast Region" in text_of(Client().get("/regions/south-region/"))


def test_a_region_has_no_address_that_is_another_page(registrar, south):
    new = reverse("registrar:region_new")
    sent = {"name": "Find", "state": "OH", "counties": ["39001"], "seen": ""}
    save(registrar, new, **sent)
    assert Region.objects.get(name="Find").slug == "find-oh"


def test_a_new_name_keeps_the_web_address_and_the_former_name(registrar, south):
    save(registrar, edit_address(south), name="Valley Region", counties=["39001", "39009"], seen="39001,39009")
    page = text_of(Client().get("/regions/south-region/"))
    assert "<h1>Valley Region, Ohio</h1>" in page
    assert "Name: South Region → Valley Region" in page


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"name": "north region"}, "Ohio already has a region named North Region. Enter a different name."),
        ({"name": "..."}, "Enter the name of the region"),
        ({"name": "South " * 40}, "The name is longer than 200 characters."),
        ({"counties": []}, "Select at least one county. To remove the region, retire it"),
        ({"counties": ["39001", "39007"]}, "North Region would be left without counties"),
        ({"counties": ["39001", "21001"]}, "Select a valid choice. 21001"),
    ],
)
def test_what_cannot_be_a_region_is_refused_with_the_reason(registrar, south, north, fields, problem):
    CountyFactory(fips="21001", state="KY")
    sent = {"name": "South Region", "counties": ["39001", "39009"], "seen": "39001,39009"} | fields
    response = registrar.post(edit_address(south), sent | {"preview": "1"})
    assert problem in text_of(response)
    assert not response.context["can_record"]
    registrar.post(edit_address(south), sent | {"record": "1", "preview_digest": "x"})
    assert not RegionChange.objects.exists()
    assert County.objects.filter(region=south).count() == 2


def test_a_county_that_someone_else_moved_meanwhile_stays_where_it_is(registrar, user, south, north):
    opened = {"name": "Valley Region", "counties": ["39001", "39009"], "seen": "39001,39009"}
    edit = RegionEdit("North Region", joining=frozenset({"39009"}))
    preview = preview_region(region=north, edit=edit, by=user, at=AT)
    save_region(region=north, edit=edit, preview_digest=digest_of_preview(preview), by=user, at=AT)

    save(registrar, edit_address(south), **opened)
    assert County.objects.get(fips="39009").region == north
    assert Region.objects.get(slug="south-region").name == "Valley Region"


def test_nothing_is_saved_when_the_preview_is_no_longer_true(registrar, south, north):
    fields = {"name": "North Region", "counties": ["39007", "39001"], "seen": "39007"}
    digest = registrar.post(edit_address(north), fields | {"preview": "1"}).context["preview_digest"]
    County.objects.filter(fips="39001").update(region=None)
    response = registrar.post(edit_address(north), fields | {"record": "1", "preview_digest": digest})
    assert "Nothing has been recorded." in text_of(response)
    assert County.objects.get(fips="39001").region is None


def test_a_retired_region_gives_its_counties_away_and_keeps_its_address(registrar, south, north):
    address = reverse("registrar:region_retire", args=["south-region"])
    assert "South Region is retired." in text_of(save(registrar, address, into="north-region"))
    assert County.objects.filter(region=north).count() == 3
    page = text_of(Client().get("/regions/south-region/"))
    assert "This region was retired on Sep 14, 2026. It has no counties." in page
    assert "Athens County (39009) left; it is now in North Region" in page
    assert "South Region" not in text_of(Client().get("/regions/"))
    assert "South Region" not in text_of(Client().get("/consortia/changes/"))
    assert "was already retired on Sep 14, 2026" in text_of(registrar.post(address, {"preview": "1"}))


def test_a_retired_region_is_used_again_and_its_name_is_not_taken(registrar, south, north):
    save(registrar, reverse("registrar:region_retire", args=["south-region"]), into="")
    assert "2 counties aren’t in a region" in text_of(registrar.get("/regions/manage/"))
    page = text_of(registrar.post("/regions/new/?state=OH", {"name": "South Region", "counties": ["39001"]}))
    assert "Ohio had a region named South Region until Sep 14, 2026." in page

    save(registrar, edit_address(south), name="South Region", counties=["39001"], seen="")
    south.refresh_from_db()
    assert south.retired_on is None
    assert "Region restored" in text_of(Client().get("/regions/south-region/"))


def test_only_registrars_change_regions(south):
    edit = RegionEdit("Valley Region")
    with pytest.raises(Refused, match="Only a registrar"):
        save_region(region=south, edit=edit, preview_digest="", by=UserFactory(), at=AT)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_region_and_for_three(registrar, django_assert_num_queries, number):
    for _ in range(number):
        CountyFactory(region=RegionFactory(state="OH"), state="OH")
    registrar.get("/regions/manage/")
    # The session and the user, the roles, states, counties, regions.
    with django_assert_num_queries(6):
        registrar.get("/regions/manage/")
