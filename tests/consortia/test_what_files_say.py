"""Files of the lists: exactly the rows shown, each column explained in the data dictionary."""

import csv
import datetime
import io

import pytest
import time_machine
from django.test import Client

from portal.registry.files import FILES
from tests.factories import ConsortiumFactory, CountyFactory, DistrictFactory, MembershipFactory, SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC), tick=False):
        yield


def rows(address):
    text = b"".join(Client().get(address).streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


def page(address):
    return Client().get(address).content.decode()


@pytest.mark.parametrize("name", ["districts", "schools", "consortia", "regions"])
def test_a_file_has_the_columns_that_the_dictionary_explains(name):
    MembershipFactory(district=SchoolFactory(district__county=CountyFactory()).district)
    explained = [row["column"] for row in rows("/about/data.csv") if row["file"] == name]
    assert list(rows(f"/{name}.csv")[0]) == explained
    assert len(explained) == len(set(explained))


def test_the_dictionary_explains_every_column_and_what_empty_means():
    text = page("/about/data/")
    for row in rows("/about/data.csv"):
        assert all(row.values()), row
        assert f"<code>{row['column']}</code>" in text
    assert [file.name for file in FILES] == [
        "districts", "schools", "consortia", "regions", "members", "changes", "services", "contracts",
        "savings", "savings-claims", "shared-costs", "e-rate", "small-rural-districts-without-a-consortium", "awards",
        "award-outcomes",
    ]  # fmt: skip


def test_the_dictionary_says_who_verified_a_record_in_whole_sentences():
    means = {(row["file"], row["column"]): row["means"] for row in rows("/about/data.csv")}
    assert means["districts", "confirmed_on"] == "Date the district last verified its record."
    assert means["schools", "confirmed_on"] == "Date the school last verified its record."
    assert [meaning for meaning in means.values() if ",’s" in meaning or " ," in meaning] == []


def test_every_list_of_downloads_links_to_the_dictionary():
    MembershipFactory()
    SchoolFactory()
    for name in ("districts", "schools", "consortia"):
        assert 'href="/about/data/"' in page(f"/{name}/")


def test_the_school_file_has_what_is_on_record():
    athens = CountyFactory(fips="39009", name="Athens County")
    district = DistrictFactory(leaid="3900001", name="Otter Run Local", county=athens, srsa="yes")
    network, league = ConsortiumFactory(name="Valley Network"), ConsortiumFactory(name="League of Schools")
    school = SchoolFactory(
        ncessch="390000100001", name="Otter High", district=district, state_id="OH-043489", phone="740 555 0100",
        website="https://otter.example", level="high", kind="regular", is_charter=False, lowest_grade="9",
        highest_grade="12", confirmed_on=datetime.date(2026, 8, 1), source="NCES CCD 2019-20",
    )  # fmt: skip
    school.figures.create(school_year="2023-24", source="state", enrollment=541)
    school.figures.create(school_year="2022-23", source="state", enrollment=560)
    MembershipFactory(consortium=network, district=district)
    MembershipFactory(consortium=league, district=None, school=school)

    (row,) = rows("/schools.csv")

    assert row == {
        "ncessch": "390000100001", "state_id": "OH-043489", "name": "Otter High", "level": "high", "kind": "regular",
        "charter": "no", "status": "open", "leaid": "3900001", "district": "Otter Run Local", "state": "OH",
        "street": "", "city": "", "zip": "", "phone": "740 555 0100", "website": "https://otter.example",
        "county": "Athens County", "county_fips": "39009", "region": "", "locale": "", "latitude": "", "longitude": "",
        "place_year": "", "lowest_grade": "9", "highest_grade": "12", "enrollment": "541",
        "enrollment_year": "2023-24", "enrollment_source": "State records", "srsa": "yes", "rlis": "unknown",
        "srsa_rlis_year": "", "consortia": "League of Schools; Valley Network", "confirmed_on": "2026-08-01",
        "opened_on": "", "closed_on": "", "successor": "", "through": "both", "source": "NCES CCD 2019-20",
        "as_of": "2026-09-14",
    }  # fmt: skip


def test_the_school_file_says_whether_a_school_counts_through_its_district():
    by_itself, through_district, neither = (SchoolFactory(name=name) for name in ("A", "B", "C"))
    MembershipFactory(district=None, school=by_itself)
    MembershipFactory(district=through_district.district)
    MembershipFactory(district=neither.district, status="claimed")

    assert {row["name"]: row["through"] for row in rows("/schools.csv")} == {"A": "school", "B": "district", "C": ""}


def test_the_district_file_has_what_is_on_record():
    kept = DistrictFactory(leaid="3900002")
    DistrictFactory(
        leaid="3900001", state_id="OH-012345", phone="740 555 0100", office_email="office@example.org", status="merged",
        closed_on=datetime.date(2026, 6, 30), successor=kept, locale=42, latitude=39.3, longitude=-82.1,
        lowest_grade="KG", highest_grade="12",
    )  # fmt: skip

    row = rows("/districts.csv?status=merged")[0]

    said = ("leaid", "state_id", "phone", "office_email", "status", "closed_on", "successor", "locale", "latitude",
            "longitude", "lowest_grade", "highest_grade", "confirmed_on", "county", "enrollment")  # fmt: skip
    assert [row[name] for name in said] == [
        "3900001", "OH-012345", "740 555 0100", "office@example.org", "merged", "2026-06-30", "3900002", "42", "39.3",
        "-82.1", "KG", "12", "", "", "",
    ]  # fmt: skip


def test_a_file_asks_few_questions_whatever_its_rows(django_assert_num_queries):
    SchoolFactory.create_batch(3)
    # revision; states, regions, counties, consortia; counties, both sides of the lines, the schools, their figures
    with django_assert_num_queries(5):
        rows("/schools.csv")
    with django_assert_num_queries(4):  # counties, lines, the districts, their figures
        rows("/districts.csv")
