"""No invented name is a real one: compared with the official files, which are not in this repository."""

import csv
import datetime
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from districts.imports.atlas import read_counties
from sample.names import PARTNER_WORDS, PLACE_WORDS
from sample.registry import make_registry
from sample.state import make_small_state

MAP = Path("node_modules/us-atlas/counties-10m.json")
FILES = {
    "lea_edge_geocode_2018_19.csv": ("NAME", "CITY", "NMCNTY"),
    "lea_enrollment_2023_24.csv": ("LEA_NAME",),
    "lea_saipe_poverty_2020.csv": ("NAME",),
    "sch_ccd_directory_2019_20.csv": ("SCH_NAME", "LEA_NAME", "LCITY"),
}


@pytest.fixture(scope="module")
def real_names(real_data):
    """Every name of an agency, a school, a town or a county in the official files, in lower case."""
    names = set()
    for name, columns in FILES.items():
        with (real_data / "data" / name).open(encoding="utf-8", errors="replace", newline="") as file:
            for row in csv.DictReader(file):
                names.update((row[column] or "").casefold().strip() for column in columns)
    return names


def test_no_invented_place_or_partner_has_the_word_of_a_real_one(real_names):
    real_words = {word for name in real_names for word in re.findall(r"[a-z]+", name)}
    assert not [word for word in (*PLACE_WORDS, *PARTNER_WORDS) if word.casefold() in real_words]


def test_no_invented_county_is_made_up(real_data):
    with (real_data / "data" / "county_gazetteer_2010.csv").open(encoding="utf-8", newline="") as file:
        real = {row["GEOID"]: row["NAME"].strip() for row in csv.DictReader(file) if row["USPS"] == "OH"}
    assert {county.fips: county.name for county in read_counties(MAP)["OH"]} == real


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_invented_district_school_or_consortium_has_a_real_name(real_names, seed):
    state = make_small_state(
        seed=seed,
        on=datetime.date(2026, 3, 2),
        zone=ZoneInfo("America/New_York"),
        state="OH",
        counties=read_counties(MAP)["OH"],
    )
    invented = {agency.name.casefold() for agency in state.registry.agencies}
    invented |= {school.name.casefold() for school in state.registry.schools}
    invented |= {consortium.name.casefold() for consortium in state.consortia}
    assert not invented & real_names


def test_no_name_of_a_large_invented_state_is_real(real_names):
    registry = make_registry(
        seed=1,
        on=datetime.date(2026, 3, 2),
        state="TX",
        counties=read_counties(MAP)["TX"],
        agencies=1_700,
        schools=9_000,
        is_home=False,
    )
    invented = {one.name.casefold() for one in (*registry.agencies, *registry.schools)}
    assert not invented & real_names
