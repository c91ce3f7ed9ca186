"""The summary that the page of a district or school begins with, and what is folded below it."""

import html
import re

import pytest
from django.test import Client
from django.utils import timezone

from districts.actions.facts import dispute_fact
from tests.factories import (
    AppointmentFactory,
    CountyFactory,
    DistrictFactory,
    DistrictFiguresFactory,
    MembershipFactory,
    RegionFactory,
    SchoolFactory,
    ServiceAgencyFactory,
)

pytestmark = pytest.mark.django_db


def source(address):
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def words_of(text):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def card(address):
    """The words of the summary."""
    return words_of(source(address).split('<div class="record-card">')[1].split("<details")[0])


@pytest.fixture
def otter_run():
    region = RegionFactory(slug="southeast", name="Southeast")
    return DistrictFactory(
        leaid="3900001", name="Otter Run Local", street="12 Mill Road", city="Athens", state="OH", zip_code="45701",
        phone="614-555-0137", website="www.otterrun.example", office_email="", lowest_grade="KG", highest_grade="12",
        county=CountyFactory(fips="39009", name="Athens County", region=region), state_id="OH-1",
    )  # fmt: skip


def test_a_summary_says_where_a_district_is_how_to_reach_it_and_whom_it_teaches(otter_run):
    DistrictFiguresFactory(district=otter_run, enrollment=1599, school_year="2025-26")
    DistrictFiguresFactory(district=otter_run, enrollment=1700, school_year="2024-25")
    MembershipFactory(district=otter_run, consortium__name="Valley Network")
    assert card("/districts/3900001/") == (
        "Address 12 Mill Road Athens, OH 45701 Phone 614-555-0137 Website www.otterrun.example "
        "Grades kindergarten to 12 Students 1,599 in 2025-26 Location Athens County Southeast "
        "Consortia Valley Network Not known: Opened on, Locale, Office email."
    )
    text = source("/districts/3900001/")
    assert 'href="tel:614-555-0137"' in text
    assert 'href="https://www.otterrun.example" rel="nofollow"' in text


def test_what_is_not_known_has_no_row_and_is_listed_once():
    SchoolFactory(ncessch="390000100001", city="", street="", zip_code="", lowest_grade="", highest_grade="")
    text = card("/schools/390000100001/")
    assert "not known" not in text
    assert "Address," in text.split("Not known: ")[1]
    assert "Grades," in text.split("Not known: ")[1]
    assert text.endswith("Students.")
    assert "Closed on" not in text
    assert source("/schools/390000100001/").count("Not known:") == 1


def test_a_closed_record_misses_the_day_it_closed():
    DistrictFactory(leaid="3900001", status="closed")
    assert "Closed on" in card("/districts/3900001/")


def test_a_disputed_fact_is_called_so_in_the_summary(otter_run):
    leader = AppointmentFactory(district=otter_run).user
    dispute_fact(record=otter_run, field="city", claimed="Cedar Gap", reason="We moved", by=leader, at=timezone.now())
    assert card("/districts/3900001/").startswith("Address 12 Mill Road Athens, OH 45701 disputed Phone")


def test_a_school_without_a_location_of_its_own_says_whose_it_shows(otter_run):
    SchoolFactory(ncessch="390000100001", district=otter_run, county=None)
    MembershipFactory(district=otter_run, consortium__name="Valley Network")
    text = card("/schools/390000100001/")
    assert "Athens County (location of its district’s office; the school’s own location is not known) Southeast" in text
    assert "Valley Network (through its district)" in text


def test_a_consortium_is_listed_once_and_as_a_districts_own(otter_run):
    own = MembershipFactory(district=otter_run, consortium__name="Valley Network")
    school = SchoolFactory(name="Otter High", district=otter_run)
    MembershipFactory(consortium=own.consortium, district=None, school=school)
    MembershipFactory(consortium__name="League of Schools", district=None, school=school)
    assert "Consortia League of Schools (through Otter High) Valley Network Not known" in card("/districts/3900001/")


def test_breadcrumbs_lead_back_to_the_list_of_the_region(otter_run):
    SchoolFactory(ncessch="390000100001", district=otter_run)
    assert '<a href="/districts/?region=southeast" class="usa-breadcrumb__link">' in source("/districts/3900001/")
    assert '<a href="/schools/?region=southeast" class="usa-breadcrumb__link">' in source("/schools/390000100001/")


def test_sources_and_the_working_of_the_rural_rules_are_folded(otter_run):
    text = source("/districts/3900001/")
    folded = re.findall(r"<details[^>]*>\s*<summary>([^<]*)</summary>", text)
    assert folded[:2] == ["Where these facts come from", "How eligibility is determined"]
    assert "Small and rural (SRSA): unknown. Low-income and rural (RLIS): unknown. School year" in words_of(text)
    order = [text.index(heading) for heading in ("record-card", ">Schools</h2>", ">Consortia</h2>", ">History</h2>")]
    assert order == sorted(order)


def test_a_service_agency_is_not_tested_for_the_rural_programs():
    ServiceAgencyFactory(leaid="3900008", name="Ridge ESC")
    text = source("/districts/3900008/")
    assert "SRSA" not in text
    assert "How eligibility is determined" not in text


def test_the_schools_of_a_district_are_the_open_ones_with_a_link_to_all(otter_run):
    SchoolFactory(name="Otter High", district=otter_run)
    SchoolFactory(name="Old Otter High", district=otter_run, status="closed")
    text = source("/districts/3900001/")
    assert "Otter High</a>" in text
    assert "Old Otter High" not in text
    assert 'href="/schools/?district=3900001&amp;closed=yes"' in text
    assert "All schools, including 1 closed" in text
