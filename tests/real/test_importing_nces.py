"""The official files as they are downloaded: Ohio on both databases, the nation on PostgreSQL."""

import io
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command

from audit.models import Entry
from districts.models import County, District, DistrictFigures, DistrictKind, School

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
