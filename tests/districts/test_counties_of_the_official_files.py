"""Nine counties of Ohio from the official files, row for row as published (tests/extract/README.md)."""

import io
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command

from audit.models import Entry
from districts.models import County, District, DistrictFigures, School

pytestmark = pytest.mark.django_db

EXTRACT = Path(__file__).parent.parent / "extract"
TABLES = (County, District, School, DistrictFigures)


def import_extract() -> str:
    report = io.StringIO()
    call_command("import_nces", str(EXTRACT), stdout=report, state="OH")
    return report.getvalue()


def test_the_counties_are_imported_as_counted_by_hand_and_a_second_time_nothing_changes():
    report = import_extract()

    assert "agency file, 37 rows: 37 created" in report
    assert "school directory, 108 rows: 108 created" in report
    # Eight schools with a location in 2014-15 are not in the directory of 2019-20.
    assert "school locations, 113 rows: 105 created, 8 unmatched" in report
    assert "agency membership, 32 rows: 32 created" in report
    assert "poverty estimates, 32 rows: 32 created" in report
    assert "Rejected" not in report
    assert County.objects.count() == 88

    before = [list(model.objects.order_by("pk").values()) for model in TABLES]
    again = import_extract()
    assert [list(model.objects.order_by("pk").values()) for model in TABLES] == before
    assert " created" not in again
    assert Entry.objects.filter(event="official_files.recorded").count() == 2


def test_agencies_without_students_of_their_own_are_told_apart_by_their_names():
    import_extract()

    kinds = {kind: set(District.objects.filter(kind=kind).values_list("name", flat=True)) for kind in
             ("service_agency", "vocational", "unknown")}  # fmt: skip
    assert kinds["service_agency"] == {
        "Northwest Ohio Educational Service Center",
        "Athens-Meigs ESC",
        "Geauga County Educational Service Center",
    }
    assert kinds["vocational"] == {"Tri-County Career Center"}
    # Not in the enrollment of 2023-24 and not named as a service agency: no file says what it is.
    assert kinds["unknown"] == {"Newbury Local"}


def test_small_and_rural_districts_are_those_under_600_students_in_a_rural_locale():
    import_extract()

    eligible = District.objects.filter(srsa="yes").order_by("leaid").values_list("name", flat=True)
    assert list(eligible) == [
        "Fayette Local",  # 368 students, locale 42
        "Edgerton Local",  # 509
        "Edon Northwest Local",  # 520
        "Millcreek-West Unity Local",  # 505
        "North Central Local",  # 564
        "Stryker Local",  # 408
    ]
    # 476 students, but in a town (locale 32).
    assert District.objects.get(name="Pettisville Local").srsa == "no"
    assert Counter(District.objects.values_list("srsa", flat=True)) == {"yes": 6, "no": 26, "unknown": 5}


def test_low_income_rural_districts_are_too_large_for_the_other_program_and_poor():
    import_extract()

    assert set(District.objects.filter(rlis="yes").values_list("name", flat=True)) == {
        "Nelsonville-York City",
        "Trimble Local",
        "Meigs Local",
        "Vinton County Local",
    }


def test_a_school_has_the_address_of_one_file_and_the_grades_of_another():
    import_extract()

    school = School.objects.get(ncessch="390470602766")
    assert (school.name, school.district.name) == ("Fayette Elementary School", "Fayette Local")
    assert (school.first_grade, school.last_grade) == (-1, 6)  # the directory: Pre-K to 6
    assert (school.street, str(school.county)) == ("400 E GAMBLE RD", "Fulton County")  # the locations
