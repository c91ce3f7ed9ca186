"""A parent reads the page of a region: who serves it, whom to call, and which districts and schools are there."""

import datetime
import re

import pytest
import time_machine

from consortia.actions import register_membership
from consortia.models import Consortium, ConsortiumPurpose, Membership
from districts.models import County
from portal.registry.lists import COUNTS_CACHE
from tests.consortia.regions import a_southeast_region, page, rows, words_of
from tests.districts.test_county_shapes import NOON
from tests.factories import ConsortiumFactory, CountyFactory, DistrictFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def southeast():
    """Southeast Region of two counties, with three districts and five schools (see regions.py)."""
    return a_southeast_region()


def test_a_regions_counts_add_up_and_lead_to_the_lists_that_show_them(southeast):
    html = page("/regions/southeast/")
    text = words_of(html)

    assert "In a consortium 2 member districts 4 member schools" in text
    assert "Not in a consortium 1 districts not in a consortium 1 schools not in a consortium" in text
    assert "All 3 districts 5 schools" in text
    for list_, numbers in [("districts", {"yes": 2, "no": 1, None: 3}), ("schools", {"yes": 4, "no": 1, None: 5})]:
        for member, number in numbers.items():
            question = "region=southeast" + (f"&member={member}" if member else "")
            assert f'href="/{list_}/?{question.replace("&", "&amp;")}"' in html
            assert len(rows(f"/{list_}.csv?{question}")) == number, question


def test_a_parent_downloads_the_member_schools_of_a_region(southeast):
    html = page("/regions/southeast/")
    (address,) = re.findall(r'<a class="usa-button" href="([^"]+)" download>Download these 4 member schools', html)

    assert [row["name"] for row in rows(address.replace("&amp;", "&"))] == [
        "School 1",
        "School 2",
        "School 3",
        "School 5",
    ]


def test_consortia_are_listed_with_their_members_there_and_a_district_links_to_its_schools(southeast):
    html = page("/regions/southeast/")
    text = words_of(html)

    assert "2 consortia have members here" in text
    assert "Mill Creek Network 2 of 3 members are in this region" in text
    assert "Athens City , lead, 2 schools Meigs Southern , 1 school" in text
    assert "League of Schools Its only member is in this region" in text
    assert "School 5 , school of Alder Local" in text
    assert "Far Away" not in text
    assert 'href="/districts/3900001/"' in html
    assert 'href="/schools/390000100001/"' in page("/districts/3900001/")


def test_a_region_begins_with_its_consortia_what_they_do_and_whom_to_call(southeast):
    mill = Consortium.objects.get(slug="mill-creek")
    Consortium.objects.filter(pk=mill.pk).update(phone="740 555 0100", office_email="office@mill.example")
    ConsortiumPurpose.objects.create(consortium=mill, purpose="purchasing")
    ConsortiumPurpose.objects.create(
        consortium=mill,
        purpose="online_courses",
        starts_on=datetime.date(2010, 7, 1),
        ends_on=datetime.date(2020, 6, 30),
    )
    html = page("/regions/southeast/")

    assert "Mill Creek Network Purchasing Contact: 740 555 0100 office@mill.example 2 of 3" in words_of(html)
    assert html.index("Mill Creek Network") < html.index("Districts and schools, as of")
    assert 'href="tel:7405550100"' in html


def test_without_an_office_the_lead_is_whom_to_call_also_if_it_is_elsewhere(southeast):
    elsewhere = DistrictFactory(name="Columbus Lead", phone="614 555 0100")
    league = Consortium.objects.get(slug="league")
    MembershipFactory(consortium=league, district=elsewhere, role="lead")
    text = words_of(page("/regions/southeast/"))

    assert "League of Schools Contact its lead, Columbus Lead : 614 555 0100 1 of 2 members" in text.replace(
        "Lead:", "Lead :"
    )
    assert "not known" not in text


def test_a_region_leads_to_all_its_schools_as_a_list_and_as_files(southeast):
    html = page("/regions/southeast/")

    assert "All 5 schools Download: .csv" in words_of(html)
    for address in ("/schools/?", "/schools.csv?", "/schools.xlsx?", "/districts.csv?", "/districts.xlsx?"):
        assert f'href="{address}region=southeast"' in html
    assert len(rows("/schools.csv?region=southeast")) == 5


def test_the_region_is_kept_on_the_way_to_the_schools_of_a_district(southeast):
    html = page("/regions/southeast/")
    address = "/schools/?region=southeast&amp;district=3900003"

    assert f'href="{address}"' in html
    assert "Alder Local 2 schools" in words_of(html)
    assert [row["name"] for row in rows("/schools.csv?region=southeast&district=3900003")] == [
        "School 4",
        "School 5",
    ]


def test_a_county_is_named_without_its_code(southeast):
    County.objects.filter(fips="39009").update(people_per_sq_mile=128)
    text = words_of(page("/regions/southeast/"))

    assert "Athens County, 128 people per square mile Meigs County Population" in text
    assert "39105" not in text


def test_a_disputed_membership_says_since_when_and_what_that_means(southeast):
    assert "Disputed:" not in words_of(page("/regions/southeast/"))
    membership = Membership.objects.get(consortium__slug="mill-creek", district__name="Meigs Southern")
    Membership.objects.filter(pk=membership.pk).update(status="disputed", disputed_on=datetime.date(2026, 9, 1))
    text = words_of(page("/regions/southeast/"))

    assert "Meigs Southern , 1 school, disputed since Sep 1, 2026" in text
    assert (
        "Disputed: the member or the consortium says this membership is wrong. It counts until the registrar decides."
        in text
    )


def test_a_district_that_is_closed_for_a_while_says_so(southeast):
    DistrictFactory(name="Quiet Local", county=southeast.counties.first(), status="inactive")

    assert "Quiet Local Temporarily closed" in words_of(page("/regions/southeast/"))


def test_a_consortium_whose_members_here_have_no_schools_links_to_none(southeast):
    agency = DistrictFactory(name="Ridge ESC", kind="service_agency", county=southeast.counties.first())
    MembershipFactory(consortium=ConsortiumFactory(slug="ridge", name="Ridge Network"), district=agency)
    html = page("/regions/southeast/")

    assert "Ridge ESC , no schools in this region" in words_of(html)
    assert "consortium=ridge" not in html
    assert "consortium=mill-creek" in html


def test_a_region_says_in_words_where_it_lies(southeast):
    html = page("/regions/southeast/")

    assert "In Southeast Region, in the southeast of Ohio" in words_of(html)
    assert 'class="map-filled"' in html


def test_a_county_used_as_a_region_says_so():
    CountyFactory(fips="39009", name="Athens County")

    assert "This county isn’t in a region, so it is listed by itself" in page("/regions/county-39009/")


def test_many_consortia_come_page_by_page(southeast):
    district = DistrictFactory(leaid="3900009", county=southeast.counties.first())
    for number in range(20):
        MembershipFactory(consortium=ConsortiumFactory(name=f"A network {number:02d}"), district=district)

    assert "A network 19" in page("/regions/southeast/")
    assert "Mill Creek Network" not in page("/regions/southeast/")
    assert "Mill Creek Network" in page("/regions/southeast/?page=2")


def test_consortia_of_a_region_are_those_of_the_list(southeast):
    assert [row["slug"] for row in rows("/consortia.csv?region=southeast")] == ["league", "mill-creek"]


def test_counts_are_made_again_after_a_change_of_the_registry(southeast, monkeypatch):
    monkeypatch.setattr(COUNTS_CACHE, "is_on", True)
    before = page("/regions/southeast/")
    newcomer = DistrictFactory(name="Newcomer Fork", county=County.objects.filter(region__slug="southeast")[0])
    register_membership(consortium=ConsortiumFactory(name="A new network"), district=newcomer, by="tests", at=NOON)

    after = page("/regions/southeast/")

    assert "A new network" not in before
    assert "A new network" in after
