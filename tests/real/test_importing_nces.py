"""The official files as they are downloaded: Ohio on both databases, the nation on PostgreSQL."""

import io
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command

from audit.models import Entry
from districts.models import Change, County, District, DistrictFigures, School, SchoolFigures
from districts.states import DistrictKind

pytestmark = pytest.mark.django_db


def take(real_data: Path, **options) -> str:
    said = io.StringIO()
    call_command("import_nces", str(real_data / "data"), stdout=said, **options)
    return said.getvalue()


def answers(program: str) -> Counter[str]:
    return Counter(District.objects.values_list(program, flat=True))


def test_ohio_comes_in_as_counted_by_hand_and_a_second_time_nothing_changes(real_data: Path):
    take(real_data, state="OH")

    assert District.objects.count() == 1_084
    assert District.objects.filter(is_from_school_directory=True).count() == 10
    assert District.objects.filter(kind=DistrictKind.SERVICE_AGENCY).count() == 52
    assert School.objects.count() == 3_597
    assert not District.objects.exclude(state="OH").exists()
    # As counted from the files by a script of its own; published for the nation: about 4,000 SRSA and 2,000 RLIS.
    assert answers("srsa") == {"yes": 41, "no": 884, "unknown": 159}
    assert answers("rlis") == {"yes": 32, "no": 873, "unknown": 179}

    before = [list(model.objects.order_by("pk").values()) for model in (County, District, School, DistrictFigures)]
    said = take(real_data, state="OH")
    after = [list(model.objects.order_by("pk").values()) for model in (County, District, School, DistrictFigures)]
    assert before == after
    assert " created" not in said
    assert " changed" not in said
    assert Entry.objects.filter(event="official_files.recorded").count() == 2


def test_a_known_district_of_ohio_is_as_the_files_describe_it(real_data: Path):
    take(real_data, state="OH")
    district = District.objects.get(leaid="3904706")

    assert (district.name, district.kind) == ("Fayette Local", "local")
    assert str(district.county) == "Fulton County"
    assert str(County.objects.get(fips="39009").people_per_sq_mile) == "128.59"
    assert district.figures.with_enrollment().first().school_year == "2023-24"


@pytest.mark.postgres
def test_the_whole_nation_comes_in_as_counted_by_hand(real_data: Path):
    said = take(real_data)

    assert District.objects.count() == 20_028
    assert District.objects.filter(is_from_school_directory=True).count() == 188
    assert School.objects.count() == 101_688
    assert "93,796 created, 8,791 unmatched" in said  # school points
    assert "13,213 created, 166 unmatched" in said  # enrollment
    assert "13,098 created, 75 unmatched" in said  # poverty
    assert "Rejected" not in said
    # Small and rural, as counted from the files by a script of its own; published: about 4,000 SRSA and 2,000 RLIS.
    assert answers("srsa") == {"yes": 4_025, "no": 12_054, "unknown": 3_949}
    assert answers("rlis") == {"yes": 2_207, "no": 13_571, "unknown": 4_250}
    # 16 agencies and 54 points with a record name counties that the county file of 2010 does not have.
    assert County.objects.filter(people_per_sq_mile=None).count() == 9
    assert District.objects.filter(county__people_per_sq_mile=None, is_from_school_directory=False).count() == 16


def search(real_data: Path) -> str:
    said = io.StringIO()
    call_command("import_nces", str(real_data / "data" / "search"), stdout=said, state="WA", school_year="2022-23")
    return said.getvalue()


def test_washingtons_search_pages_enrich_the_national_records_and_duplicate_none(real_data: Path):
    take(real_data, state="WA")
    assert (District.objects.count(), School.objects.count()) == (338, 2_499)

    said = search(real_data)

    # 9 agencies and 137 schools stand in no national file.
    assert "342 rows: 9 created, 333 changed" in said
    assert "2,553 rows: 137 created, 2,416 changed" in said
    assert "Rejected" not in said
    assert (District.objects.count(), School.objects.count()) == (347, 2_636)
    aberdeen = District.objects.get(leaid="5300030")
    assert (aberdeen.kind, aberdeen.state_id, aberdeen.phone) == ("local", "WA-14005", "(360)538-2000")
    figures = aberdeen.figures.get(source="nces_search")
    assert (figures.school_year, figures.enrollment, str(figures.teachers)) == ("2022-23", 3_304, "204.29")
    west = School.objects.get(ncessch="530003000001")
    assert (west.kind, west.is_charter, west.level, west.first_grade) == ("regular", False, "elementary", -1)
    lunch = west.figures.get()
    assert (lunch.enrollment, lunch.free_lunch, lunch.reduced_lunch, lunch.directly_certified) == (306, 248, 14, 156)
    # 28 new schools have a dagger everywhere.
    assert School.objects.filter(state="WA", figures__source="nces_search").count() == 2_525

    tables = (County, District, School, DistrictFigures, SchoolFigures, Change)
    before = [list(model.objects.order_by("pk").values()) for model in tables]
    again = search(real_data)
    assert [list(model.objects.order_by("pk").values()) for model in tables] == before
    assert "342 rows: 342 unchanged" in again
    assert "2,553 rows: 2,553 unchanged" in again
