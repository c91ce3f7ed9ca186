"""A state of many consortia: lists stay short and their filters quick to read."""

import pytest
from django.test import Client

from consortia.models import Consortium
from tests.factories import CountyFactory, DistrictFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def page(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_district_of_five_consortia_shows_three_in_the_list_and_leads_to_the_others():
    district = DistrictFactory(name="Amber Local School District", leaid="9900555")
    for name in ("Circle", "Compact", "Exchange", "League", "Network"):
        MembershipFactory(district=district, consortium__name=f"Amber {name}")

    shown = page("/districts/")

    assert shown.count('<a class="usa-link" href="/consortia/') == 3
    assert "and 2 more" in shown


def test_up_to_a_hundred_consortia_are_offered_to_choose_from():
    county = CountyFactory()
    Consortium.objects.bulk_create(
        Consortium(slug=f"circle-{n}", name=f"Circle {n}", state=county.state) for n in range(100)
    )

    assert 'value="circle-99"> <span>Circle 99</span>' in page("/districts/")


def test_more_than_a_hundred_are_asked_for_by_name():
    county = CountyFactory()
    Consortium.objects.bulk_create(
        Consortium(slug=f"circle-{n}", name=f"Circle {n}", state=county.state) for n in range(101)
    )
    district = DistrictFactory(name="Amber Local School District")
    MembershipFactory(district=district, consortium=Consortium.objects.get(slug="circle-77"))
    DistrictFactory(name="Beryl Local School District")

    assert 'value="circle-99"' not in page("/districts/")
    assert "Name or part of a name" in page("/districts/")
    by_part_of_the_name = page("/districts/?consortium=circle+77")
    assert "Amber Local" in by_part_of_the_name
    assert "Beryl Local" not in by_part_of_the_name
    assert "Amber Local" in page("/districts/?consortium=circle-77")
