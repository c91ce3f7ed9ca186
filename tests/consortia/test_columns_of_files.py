"""A column of a file is declared once: adding one to its table adds it to the file and shifts no other cell."""

import csv
import datetime
import io
import json
from dataclasses import replace

import pytest
import time_machine
from django.test import Client

from portal.components.columns import GIVEN, Attached, Column, Computed
from portal.registry.files import consortia, districts, regions, rosters, schools
from tests.factories import CountyFactory, MembershipFactory, SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.fixture
def _a_record_of_each_kind():
    athens = CountyFactory(fips="39009", name="Athens County")
    school = SchoolFactory(district__county=athens, latitude=39.3, longitude=-82.1, county=athens)
    MembershipFactory(district=school.district, consortium__slug="mill-creek")


def body(address):
    response = Client().get(address)
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()


def answers(name):
    """The rows of the file in each of its kinds."""
    features = json.loads(body(f"/{name}.geojson"))["features"]
    return {
        "csv": list(csv.DictReader(io.StringIO(body(f"/{name}.csv")))),
        "json": json.loads(body(f"/{name}.json"))[name],
        "geojson": [feature["properties"] for feature in features],
        "places": [feature["geometry"] for feature in features],
    }


@pytest.mark.usefixtures("_a_record_of_each_kind")
@pytest.mark.parametrize(
    ("module", "table", "name", "added"),
    [
        (districts, "DISTRICTS", "districts", Column("known_as", source="name")),
        (schools, "SCHOOLS", "schools", Column("known_as", source=Computed(str.upper, "district__name"))),
        (
            schools,
            "SCHOOLS",
            "schools",
            Column("known_as", source=Attached(lambda facts, key: len(facts.places), "pk")),
        ),
        (consortia, "CONSORTIA", "consortia", Column("known_as", source=lambda consortium: consortium.name)),
        (regions, "REGIONS", "regions", Column("known_as", source=lambda area: area.slug)),
    ],
)
def test_a_column_added_to_a_list_shifts_no_cell(monkeypatch, module, table, name, added):
    before = answers(name)
    file = getattr(module, table)
    longer = replace(file, columns=(*file.columns[:3], added, *file.columns[3:]))
    monkeypatch.setattr(module, table, longer)
    if table == "REGIONS":
        monkeypatch.setattr(module, "REGION_BORDERS", longer.renamed(county="counties"))

    after = answers(name)

    assert after["places"] == before["places"]
    for kind in ("csv", "json", "geojson"):
        assert [list(row)[3] for row in after[kind]] == ["known_as"]
        assert [bool(row.pop("known_as")) for row in after[kind]] == [True]
        assert after[kind] == before[kind]


@pytest.mark.usefixtures("_a_record_of_each_kind")
def test_a_column_added_to_a_roster_shifts_no_cell(monkeypatch):
    address = "/consortia/mill-creek/members.csv"
    before = list(csv.DictReader(io.StringIO(body(address))))
    added = Column("role_in_words", source=lambda row: row.role)
    columns = (*rosters.ROSTER.columns[:5], added, *rosters.ROSTER.columns[5:])
    monkeypatch.setattr("portal.registry.files.rosters.ROSTER", replace(rosters.ROSTER, columns=columns))
    monkeypatch.setattr("portal.registry.views.rosters.ROSTER", replace(rosters.ROSTER, columns=columns))

    after = list(csv.DictReader(io.StringIO(body(address))))

    assert [row.pop("role_in_words") for row in after] == ["Member"]
    assert after == before


def test_a_cell_that_the_file_should_give_and_does_not_is_an_error():
    columns = (Column("leaid"), Column("as_of", source=GIVEN))
    with pytest.raises(KeyError, match="as_of"):
        replace(districts.DISTRICTS, columns=columns).rows([])
