"""The page of a consortium: whom to call, where its members are, how many students and schools they have."""

import html
import re

import pytest
from django.test import Client

from consortia.models import ConsortiumPurpose
from tests.factories import (
    ConsortiumFactory,
    CountyFactory,
    DistrictFactory,
    DistrictFiguresFactory,
    MembershipFactory,
    SchoolFactory,
)

pytestmark = pytest.mark.django_db


def source(address="/consortia/valley/"):
    return Client().get(address).content.decode()


def words(text):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def card():
    return words(source().split('<div class="record-card">')[1].split("<h2")[0])


@pytest.fixture
def valley():
    return ConsortiumFactory(slug="valley", name="Valley Network", state="OH", phone="614-555-0100")


def a_member(consortium, county, *, students=None, schools=0, **more):
    district = DistrictFactory(county=county, name=more.pop("name", "Otter Run"))
    for _ in range(schools):
        SchoolFactory(district=district)
    if students:
        DistrictFiguresFactory(district=district, enrollment=students)
    MembershipFactory(consortium=consortium, district=district, **more)
    return district


def test_the_summary_counts_the_students_and_schools_of_members_once(valley):
    athens, vinton = (
        CountyFactory(fips="39009", name="Athens County"),
        CountyFactory(fips="39163", name="Vinton County"),
    )
    otter = a_member(valley, athens, students=1_200, schools=2, role="lead")
    SchoolFactory(district=otter, status="closed")
    a_member(valley, vinton, students=800, schools=1, name="Cedar Gap")
    a_member(valley, vinton, schools=4, name="Invited", status="claimed")
    # A school of a member district is counted with it; one of another district is a member itself.
    MembershipFactory(consortium=valley, district=None, school=otter.schools.first())
    MembershipFactory(consortium=valley, district=None, school=SchoolFactory(district__county=athens))
    assert card().startswith(
        "Office phone 614-555-0100 Lead member Otter Run Counties Athens County , Vinton County "
        "Students 2,000 Schools 3 in member districts; 1 as a member itself"
    )
    assert card().endswith("Not known: Office email, Website, Purposes, Fiscal agent.")


def test_students_that_are_not_known_are_said_to_be_missing(valley):
    a_member(valley, CountyFactory(), students=800)
    a_member(valley, None, name="Cedar Gap")
    assert "Students 800 in 1 of 2 member districts; not known for the others" in card()


def test_counties_of_two_states_are_named_with_their_state(valley):
    a_member(valley, CountyFactory(fips="39009", name="Athens County"))
    a_member(valley, CountyFactory(fips="21001", name="Adair County", state="KY"), name="Adair Schools")
    assert "Counties Adair County, KY , Athens County, OH Students" not in card()  # no students are known
    assert "Counties Adair County, KY , Athens County, OH Schools 0 in member districts" in card()


def test_the_page_goes_from_what_it_is_to_its_history(valley):
    ConsortiumPurpose.objects.create(consortium=valley, purpose="purchasing")
    a_member(valley, CountyFactory())
    a_member(valley, CountyFactory(), name="Invited", status="claimed")
    text = source()
    facts = ("record-line", "Office phone", "<dt>Counties", "<dt>Schools", "<dt>Purposes")
    sections = ('id="members"', 'id="pending"', 'id="services"', 'id="contracts"', 'id="changes"')
    places = [text.index(part) for part in (*facts, *sections)]
    assert places == sorted(places)


def test_a_consortium_without_members_has_no_counties_to_be_known(valley):
    assert card() == "Office phone 614-555-0100 Not known: Office email, Website, Purposes, Fiscal agent."


@pytest.mark.parametrize("number", [1, 3])
def test_the_counties_of_member_schools_cost_no_query_each(valley, number, django_assert_num_queries):
    for _ in range(number):
        MembershipFactory(consortium=valley, district=None, school=SchoolFactory(county=CountyFactory()))
    # the consortium, members, the counties on the map, purposes, lineage, services, changes of the record, contracts
    with django_assert_num_queries(8):
        source()
