"""For the State: small rural districts that belong to nothing, as a map and a list."""

import datetime
from types import SimpleNamespace

import pytest

from districts.rules.drawing.sheet import SHEETS
from portal.components.dot_maps import dot_map
from tests.consortia.members import a_district
from tests.factories import (
    CountyFactory,
    MembershipFactory,
    RegionFactory,
    SchoolFactory,
)


def a_small_district(name, **more):
    return a_district(name, **({"srsa": "yes"} | more))


def test_the_state_sees_small_rural_districts_that_belong_to_nothing(client, db):
    a_small_district("Alone Local School District")
    a_small_district("Unknown Local School District", srsa="unknown", rlis="unknown")
    a_small_district("Poor Local School District", srsa="no", rlis="yes")
    a_small_district("Closed Local School District", status="closed")
    member = a_small_district("Member Local School District")
    MembershipFactory(district=member)
    school = SchoolFactory(district=a_small_district("Through A School Local School District"))
    MembershipFactory(district=None, school=school)
    left = MembershipFactory(district=a_small_district("Left Local School District"))
    left.leaves_on = datetime.date(2025, 6, 30)
    left.save()

    page = client.get("/partners/").content.decode()
    rows = client.get("/partners.csv").getvalue().decode().splitlines()

    assert [row.split(",")[1] for row in rows] == [
        "name", "Alone Local School District", "Left Local School District", "Poor Local School District",
    ]  # fmt: skip
    assert {row.split(",")[2] for row in rows} == {"status", "open"}
    assert "3 of 5 small rural districts" in page
    assert "Who fits" not in page  # that page needs an account
    for name in ("Unknown", "Closed", "Member Local", "Through A School"):
        assert name not in page


def test_the_state_looks_at_one_region(client, db):
    region = RegionFactory(name="Southeast")
    a_small_district("Inside Local School District", county=CountyFactory(region=region))
    a_small_district("Outside Local School District", county=CountyFactory(region=RegionFactory()))

    page = client.get(f"/partners/?region={region.slug}").content.decode()

    assert "Inside" in page
    assert "Outside" not in page
    assert "1 district<" in page
    assert client.get("/partners/?region=nowhere").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_those_outside_asks_the_same_number_of_questions(number, client, db, django_assert_num_queries):
    for each in range(number):
        a_small_district(f"Alone {each} Local School District", county=CountyFactory(region=RegionFactory()))

    # Regions to choose from, districts, their enrollments, boundaries, all small rural districts.
    with django_assert_num_queries(5):
        client.get("/partners/")


def test_each_dot_of_the_map_leads_to_its_district():
    square = SimpleNamespace(
        fips="39001", state="OH", path="M0 0L100 0L100 100L0 100Z", left=0, top=0, right=100, bottom=100
    )
    middle_of_ohio = SHEETS["OH"][1], SHEETS["OH"][0]

    drawn = dot_map([square], [("/districts/9900001/", "Otter Run", *middle_of_ohio), ("/x/", "Nowhere", None, None)])

    assert [(dot.spot, dot.words) for dot in drawn.dots] == [((0, 0), "Otter Run")]
    assert drawn.without == 1
    assert dot_map([], []) is None
