"""The boundaries of counties: read from the county map, stored once, and what happens where the map is missing."""

import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.refusals import Refused
from audit.models import Entry
from districts.actions.shapes import record_shapes
from districts.imports.atlas import COUNTY_MAP, read_counties
from districts.management.commands import import_nces, load_county_shapes
from districts.models import County, CountyShape
from districts.rules.drawing import area_of
from tests.factories import CountyFactory, UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC)


def a_square(west: float, south: float) -> list[list[list[list[float]]]]:
    east, north = west + 0.5, south + 0.5
    return [[[[west, south], [east, south], [east, north], [west, north], [west, south]]]]


SHAPES = {"OH": {"39001": a_square(-83.5, 39.0), "39003": a_square(-83.0, 39.0)}}


def test_counties_of_the_registry_get_their_boundary():
    adams = CountyFactory(fips="39001")

    assert record_shapes(shapes=SHAPES, by="tests", at=NOON) == 1

    assert adams.shape.coordinates == SHAPES["OH"]["39001"]
    assert [shape.fips for shape in CountyShape.objects.drawn("OH")] == ["39001"]
    assert CountyShape.objects.drawn("KY") == []


def test_the_same_again_writes_nothing_and_says_nothing():
    CountyFactory(fips="39001")
    record_shapes(shapes=SHAPES, by="tests", at=NOON)

    assert record_shapes(shapes=SHAPES, by="tests", at=NOON) == 0
    assert Entry.objects.filter(event="county_shapes.recorded").count() == 1


def test_a_boundary_that_has_moved_is_written_again():
    county = CountyFactory(fips="39001")
    record_shapes(shapes=SHAPES, by="tests", at=NOON)
    moved = {"OH": {"39001": a_square(-83.4, 39.0)}}

    assert record_shapes(shapes=moved, by="tests", at=NOON) == 1
    assert CountyShape.objects.get(county=county).coordinates == moved["OH"]["39001"]


def test_only_registrars_and_commands_write_boundaries():
    with pytest.raises(Refused):
        record_shapes(shapes=SHAPES, by=UserFactory(), at=NOON)


def test_the_command_draws_what_is_missing_and_then_has_nothing_to_do(capsys):
    CountyFactory(fips="39009", name="Athens County")
    CountyFactory(fips="39105", name="Meigs County")
    CountyFactory(fips="39999", name="No such county on the map")

    call_command("load_county_shapes", skip_checks=True)
    call_command("load_county_shapes", skip_checks=True)
    call_command("load_county_shapes", again=True, skip_checks=True)

    assert capsys.readouterr().out.splitlines() == [
        "Recorded the boundaries of 2 counties.",
        "All boundaries are up to date.",
        "All boundaries are up to date.",
    ]
    assert County.objects.without_shape() == [("39999", "OH")]


def test_without_the_county_map_the_command_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(load_county_shapes, "COUNTY_MAP", Path("nowhere") / "counties.json")
    CountyFactory()

    with pytest.raises(CommandError, match="make setup"):
        call_command("load_county_shapes", skip_checks=True)


def test_an_import_without_the_county_map_is_done_all_the_same(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(import_nces, "COUNTY_MAP", Path("nowhere") / "counties.json")
    monkeypatch.setattr(import_nces.ImportCommand, "handle", lambda *args, **options: CountyFactory())

    call_command("import_nces", str(tmp_path), skip_checks=True)

    assert "The import is complete, but maps lack the boundaries of new counties" in capsys.readouterr().out


def test_the_county_map_has_every_part_of_a_county_turned_as_geojson_asks():
    counties = {county.fips: county for state in read_counties(COUNTY_MAP).values() for county in state}

    assert len(counties) == 3231
    # The Aleutians lie on both sides of the date line: no ring of theirs crosses it.
    aleutians = [ring for polygon in counties["02016"].polygons for ring in polygon]
    assert len(aleutians) > 20
    assert all(max(x for x, _ in ring) - min(x for x, _ in ring) < 180 for ring in aleutians)
    for county in counties.values():
        for outer, *holes in county.polygons:
            assert outer[0] == outer[-1]
            assert area_of(outer[:-1]) > 0
            assert all(area_of(hole[:-1]) < 0 for hole in holes)
