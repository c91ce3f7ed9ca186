"""A region with districts, schools, and consortia, and what a reader reads on its pages."""

import csv
import io
import re

from django.test import Client

from districts.actions.shapes import record_shapes
from districts.models import Region
from districts.states import AgencyStatus
from tests.districts.test_county_shapes import NOON, a_square
from tests.factories import (
    ConsortiumFactory,
    CountyFactory,
    DistrictFactory,
    MembershipFactory,
    RegionFactory,
    SchoolFactory,
)


def page(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def file(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200, address
    return b"".join(response.streaming_content).decode()


def rows(address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file(address))))


def words_of(html: str) -> str:
    """What a reader reads, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


SQUARES = {"39009": a_square(-82.5, 39.0), "39105": a_square(-82.0, 39.0), "39049": a_square(-83.5, 40.0)}


def a_southeast_region() -> Region:
    """Athens and Meigs County are the Southeast Region: two districts in a consortium, one in none, one member school.

    Five open schools: two of Athens City, a member; one of Meigs, a member; one of Alder, in none; and one of Alder
    that is a member of its own.
    """
    region = RegionFactory(name="Southeast Region", slug="southeast")
    athens = CountyFactory(fips="39009", name="Athens County", region=region)
    meigs = CountyFactory(fips="39105", name="Meigs County", region=region)
    CountyFactory(fips="39049", name="Franklin County", region=RegionFactory(name="Central Region", slug="central"))
    record_shapes(shapes={"OH": SQUARES}, by="tests", at=NOON)
    city = DistrictFactory(leaid="3900001", name="Athens City", county=athens, latitude=39.33, longitude=-82.1)
    southern = DistrictFactory(leaid="3900002", name="Meigs Southern", county=meigs)
    alder = DistrictFactory(leaid="3900003", name="Alder Local", county=meigs)
    DistrictFactory(leaid="3900004", name="Closed Local", county=meigs, status=AgencyStatus.CLOSED)
    for number, (district, county) in enumerate(
        [(city, athens), (city, None), (southern, meigs), (alder, meigs), (alder, athens)], 1
    ):
        SchoolFactory(
            ncessch=f"{district.leaid}0000{number}", name=f"School {number}", district=district, county=county
        )
    mill = ConsortiumFactory(slug="mill-creek", name="Mill Creek Network")
    MembershipFactory(consortium=mill, district=city, role="lead")
    MembershipFactory(consortium=mill, district=southern)
    league = ConsortiumFactory(slug="league", name="League of Schools")
    MembershipFactory(consortium=league, district=None, school=alder.schools.get(name="School 5"))
    MembershipFactory(consortium=mill, district=DistrictFactory(leaid="3900005", name="Far Away"))
    return region
