"""The official files of NCES and the Census come in: what is taken, what is rejected, what stops everything."""

import io

import pytest
from django.core.management import CommandError, call_command

from audit.models import Entry
from districts.models import County, District, DistrictFigures, School
from tests.districts.uploads import (
    AGENCIES,
    COUNTIES,
    ENROLLMENT,
    NO_STUDENTS,
    POINTS,
    POVERTY,
    SCHOOLS,
    SHARES,
    write_files,
)

pytestmark = pytest.mark.django_db


def take(folder, **options) -> str:
    said = io.StringIO()
    call_command("import_nces", str(folder), stdout=said, **options)
    return said.getvalue()


def stored() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (County, District, School, DistrictFigures, Entry))


def test_official_files_are_imported(tmp_path):
    said = take(write_files(tmp_path))

    otter = District.objects.get(leaid="3900001")
    assert (otter.name, otter.kind, otter.state, otter.city) == ("Otter Run Local", "local", "OH", "Athens")
    assert (otter.county.fips, otter.locale, otter.place_year) == ("39009", 42, "2018-19")
    assert not otter.is_from_school_directory
    school = School.objects.get(ncessch="390000100001")
    assert (school.district, school.street, school.place_year) == (otter, "1 MILL ROAD", "2014-15")
    assert (school.lowest_grade, school.highest_grade) == ("9", "12")
    assert School.objects.get(ncessch="010000300001").lowest_grade == "PK"
    assert "lea.csv: agency file, 3 rows: 3 created" in said
    assert "Agencies in the registry: 4" in said


def test_figures_keep_their_year_and_source(tmp_path):
    take(write_files(tmp_path))
    figures = {(row.school_year, row.source): row for row in District.objects.get(leaid="3900001").figures.all()}
    assert figures["2023-24", "ccd_membership"].enrollment == 812
    assert str(figures["2023-24", "ccd_membership"].students_per_teacher) == "14.25"
    assert figures["2021-22", "ccd_membership"].spending_per_student == 12345
    assert figures["2020", "saipe"].children_5_17_in_poverty == 180
    assert len(figures) == 3


def test_what_a_file_calls_missing_is_unknown(tmp_path):
    take(write_files(tmp_path))
    figures = DistrictFigures.objects.get(district__leaid="0100003")
    assert (figures.enrollment, figures.students_per_teacher) == (None, None)


def test_importing_the_same_files_again_changes_nothing(tmp_path):
    take(write_files(tmp_path))
    before = [list(model.objects.order_by("pk").values()) for model in (County, District, School, DistrictFigures)]
    said = take(tmp_path)
    after = [list(model.objects.order_by("pk").values()) for model in (County, District, School, DistrictFigures)]
    assert before == after
    assert "3 unchanged" in said
    assert "created" not in said


def test_a_row_that_differs_changes_its_record_and_nothing_else(tmp_path):
    take(write_files(tmp_path))
    said = take(write_files(tmp_path, lea=AGENCIES.replace("1 Mill Road", "10 Mill Road")))
    assert District.objects.get(leaid="3900001").street == "10 Mill Road"
    assert "lea.csv: agency file, 3 rows: 1 changed, 2 unchanged" in said
    assert School.objects.get(ncessch="390000100001").district.leaid == "3900001"


def test_a_state_is_told_by_the_first_two_digits_of_the_id_not_by_the_address(tmp_path):
    moved = AGENCIES.replace(
        "Athens,OH,45701,39,39009,Athens County,39.3,-82.1,2018-2019,42,0",
        "Paris,KY,40361,21,21001,Adair County,39.3,-82.1,2018-2019,42,0",
    )
    take(write_files(tmp_path, lea=moved), state="oh")
    assert sorted(District.objects.values_list("leaid", flat=True)) == ["3900001", "3900002", "3900004"]
    assert District.objects.get(leaid="3900001").state == "OH"
    assert District.objects.get(leaid="3900001").county.people_per_sq_mile is not None


def test_an_unknown_state_is_refused(tmp_path):
    with pytest.raises(CommandError, match="not a two-letter state abbreviation"):
        take(write_files(tmp_path), state="Ohio")


def test_an_empty_state_is_refused_and_is_not_the_whole_nation(tmp_path):
    with pytest.raises(CommandError, match="not a two-letter state abbreviation"):
        take(write_files(tmp_path), state="")
    assert stored() == (0, 0, 0, 0, 0)


def test_a_dry_run_reports_and_writes_nothing(tmp_path):
    said = take(write_files(tmp_path), dry_run=True)
    assert stored() == (0, 0, 0, 0, 0)
    assert "Dry run: nothing was written" in said
    assert "3 created" in said


def test_a_service_agency_is_recognized_by_its_name_and_having_no_students(tmp_path):
    take(write_files(tmp_path))
    assert District.objects.get(leaid="3900002").kind == "service_agency"
    take(write_files(tmp_path / "other", lea=AGENCIES.replace(NO_STUDENTS, SHARES).replace("3900002", "3900005")))
    assert District.objects.get(leaid="3900005").kind == "unknown"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("North Point Educational Service Center", "service_agency"),
        ("ADAMS COUNTY BOCES", "service_agency"),
        ("EDUCATIONAL SERVICE UNIT 06", "service_agency"),
        ("Allegheny IU 3", "service_agency"),
        ("Cooperative Ed Serv Agcy 01", "service_agency"),
        ("Region 8 Education Service Center", "service_agency"),
        ("Cooper Public Schools", "unknown"),
        ("Escambia County", "unknown"),
        ("Ombudsman Educational Services LTD", "unknown"),
        ("Knox County JVSD", "vocational"),
        ("Harlan Charter Academy", "charter"),
    ],
)
def test_the_kind_of_an_agency_is_recognized_by_plain_names_only(tmp_path, name, kind):
    take(write_files(tmp_path, lea=AGENCIES.replace("Ridge ESC", name)))
    assert District.objects.get(leaid="3900002").kind == kind


def test_a_school_adds_an_agency_missing_in_the_agency_file(tmp_path):
    said = take(write_files(tmp_path))
    agency = District.objects.get(leaid="3900004")
    assert (agency.name, agency.kind, agency.is_from_school_directory) == ("Harlan Charter Academy", "charter", True)
    assert agency.county is None
    assert "Agencies added from the school directory: 1" in said


def test_an_agency_added_by_a_school_is_completed_by_the_agency_file(tmp_path):
    take(write_files(tmp_path))
    line = AGENCIES.splitlines()[1].replace("3900001", "3900004").replace("Otter Run Local", "Harlan Charter Academy")
    take(write_files(tmp_path, lea=AGENCIES + line + "\n"))
    assert not District.objects.get(leaid="3900004").is_from_school_directory
    take(write_files(tmp_path))
    assert not District.objects.get(leaid="3900004").is_from_school_directory


def test_a_county_missing_in_the_county_file_is_made_from_the_row(tmp_path):
    take(write_files(tmp_path))
    county = County.objects.get(fips="01999")
    assert (county.name, county.state, county.people_per_sq_mile) == ("Cedar County", "AL", None)
    assert str(County.objects.get(fips="39009").people_per_sq_mile) == "128.59"


def test_figures_and_points_without_a_record_create_nothing(tmp_path):
    said = take(write_files(tmp_path))
    assert not District.objects.filter(leaid="3900099").exists()
    assert not School.objects.filter(ncessch="390000199999").exists()
    assert "enrollment.csv, line 3: no agency 3900099" in said
    assert "points.csv, line 3: no school 390000199999" in said


def test_one_run_is_one_entry_of_the_log_with_files_and_counts(tmp_path):
    take(write_files(tmp_path), state="OH")
    entry = Entry.objects.get(event="official_files.recorded")
    assert entry.by == "manage.py import_nces"
    files = {file["name"]: file for file in entry.detail["files"]}
    assert len(files) == 6
    assert len(files["lea.csv"]["sha256"]) == 64
    assert files["lea.csv"]["created"] == 2
    assert entry.detail["state"] == "OH"


def test_a_file_with_an_unknown_header_is_named_and_skipped(tmp_path):
    write_files(tmp_path)
    (tmp_path / "notes.csv").write_bytes(b"who,what\n\xff\xfe,\0\n")
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "readme.txt").write_text("LEAID")
    (tmp_path / "search").mkdir()
    (tmp_path / "search" / "lea.csv").write_text("LEAID,NAME")
    said = take(tmp_path)
    assert "notes.csv: skipped" in said
    assert "empty.csv: skipped" in said
    assert "readme" not in said
    assert District.objects.count() == 4


def test_files_are_recognized_by_their_header_not_their_name(tmp_path):
    write_files(tmp_path)
    for number, path in enumerate(sorted(tmp_path.iterdir())):
        path.rename(tmp_path / f"{number}.CSV")
    take(tmp_path)
    assert District.objects.count() == 4
    assert DistrictFigures.objects.filter(source="saipe").get().school_year == "undated"


# --- rows that are rejected, one by one


def rejected(folder, **changed) -> str:
    said = take(write_files(folder, **changed))
    return said[said.index("Rejected:") :]


@pytest.mark.parametrize(
    ("file", "text", "line", "reason"),
    [
        (
            "lea",
            AGENCIES.replace("0100003", "100003"),
            4,
            "“100003” has 6 digits instead of 7: it lost its leading zeros",
        ),
        ("sch", SCHOOLS.replace("010000300001", "10000300001"), 4, "has 11 digits instead of 12: it lost its leading"),
        ("lea", AGENCIES.replace("01999", "1999"), 4, "the county code “1999” has 4 digits instead of 5"),
        ("lea", AGENCIES.replace("0100003", "01OOOO3"), 4, "the LEAID “01OOOO3” is not 7 digits"),
        ("lea", AGENCIES.replace("0100003", "9900003"), 4, "begins with 99, which is not a state code"),
        ("lea", AGENCIES.replace("Cedar Gap City", ""), 4, "the name is missing"),
        ("lea", AGENCIES.replace("Cedar Gap City", "x" * 201), 4, "the name is 201 characters long"),
        ("lea", AGENCIES.replace("Cedar Gap City", "Cedar\x07Gap"), 4, "control characters"),
        ("lea", AGENCIES.replace("Cedar Gap City", "Cedar, Gap"), 4, "27 values instead of 26"),
        ("lea", AGENCIES.replace("34.1", "134.1"), 4, "the latitude “134.1” is not between"),
        ("lea", AGENCIES.replace("34.1", "nan"), 4, "the latitude “nan” is not between"),
        ("lea", AGENCIES.replace("2018-2019,41", "2018-2019,40"), 4, "“40” is not one of the twelve locale codes"),
        ("lea", AGENCIES.replace("2018-2019,41", "last year,41"), 4, "“last year” is not a school year"),
        ("sch", SCHOOLS.replace("010000300001,0100003", "010000300001,3900001"), 4, "does not begin with the LEAID"),
        ("sch", SCHOOLS.replace("Pre-K", "Nursery"), 4, "“Nursery” is not a grade"),
        ("enrollment", ENROLLMENT.replace("812", "812.5"), 2, "the enrollment “812.5” is not a whole number"),
        ("enrollment", ENROLLMENT.replace("812", "-812"), 2, "the enrollment “-812” is not a whole number"),
        ("enrollment", ENROLLMENT.replace("812", "99999999999"), 2, "is not a whole number"),
        ("enrollment", ENROLLMENT.replace("14.25", "1e5"), 2, "“1e5” is not a number from 0 to 99,999"),
        ("saipe_2020", POVERTY.replace("6500", "many"), 2, "the population “many” is not a whole number"),
        ("counties", COUNTIES.replace("128.59", "dense"), 2, "“dense” is not a number"),
    ],
)
def test_a_bad_row_is_rejected_with_its_line_and_reason_and_the_rest_is_imported(tmp_path, file, text, line, reason):
    said = rejected(tmp_path, **{file: text})
    assert "Rejected: 1\n" in said
    assert f"{file}.csv, line {line}: " in said
    assert reason in said
    assert District.objects.filter(leaid="3900001").exists()


def test_a_repeated_row_is_reported_and_imported_once(tmp_path):
    said = take(write_files(tmp_path, sch=SCHOOLS + SCHOOLS.splitlines()[1] + "\n"))
    assert "sch.csv, line 5: 390000100001 repeats line 2" in said
    assert "Rejected" not in said
    assert School.objects.count() == 3


def test_rows_that_contradict_each_other_are_rejected_with_both_lines(tmp_path):
    other = SCHOOLS.splitlines()[1].replace("Otter Run High School", "Otter Run Academy")
    said = rejected(tmp_path, sch=SCHOOLS + other + "\n")
    assert "sch.csv, line 2: 390000100001 contradicts line 5; neither row is imported" in said
    assert "sch.csv, line 5: 390000100001 contradicts line 2; neither row is imported" in said
    assert not School.objects.filter(ncessch="390000100001").exists()


def test_every_row_that_is_not_imported_can_be_written_to_a_file(tmp_path):
    lost = "".join(f"10000{number:03d}001,100003,School,Agency,City,AL,1,5\n" for number in range(30))
    said = take(write_files(tmp_path / "in", sch=SCHOOLS + lost), report=tmp_path / "report.csv")
    assert "… and 10 more. Use --report FILE to list them all." in said
    lines = (tmp_path / "report.csv").read_text().splitlines()
    assert lines[0] == "file,line,outcome,reason"
    assert sum(",rejected," in line for line in lines) == 30


def test_windows_line_ends_a_byte_order_mark_and_quoted_line_breaks_are_read(tmp_path):
    agencies = "\ufeff" + AGENCIES.replace("\n", "\r\n")
    schools = SCHOOLS.replace("Otter Run High School", '"Otter Run ""High"" School, new"')
    take(write_files(tmp_path, lea=agencies, sch=schools))
    assert District.objects.count() == 4
    assert School.objects.get(ncessch="390000100001").name == 'Otter Run "High" School, new'


def test_a_name_that_looks_like_code_is_only_a_name(tmp_path):
    name = "'; DROP TABLE districts_district; -- <script>"
    take(write_files(tmp_path, lea=AGENCIES.replace("Otter Run Local", name)))
    assert District.objects.get(leaid="3900001").name == name


# --- files that stop everything


@pytest.mark.parametrize(
    ("file", "content", "reason"),
    [
        ("lea", AGENCIES.replace("Cedar", "Cedár").encode("latin-1"), r"lea\.csv, line 4 is not UTF-8 text"),
        ("lea", AGENCIES.encode("utf-16"), r"lea\.csv, line 1 has a NUL character"),
        ("sch", SCHOOLS.replace("Harlan", "Har\0lan"), r"sch\.csv, line 3 has a NUL character"),
        ("sch", SCHOOLS + '010000300002,0100003,"Cedar', r"line 5: a quotation mark is never closed"),
        ("points", POINTS.replace("1 MILL", '"1 MILL" X'), r"there is a quotation mark in the middle of a value"),
        ("sch", SCHOOLS.replace("Athens", "A" * 200_000), r"a value is far too long"),
        ("lea", AGENCIES.replace("LEAID,", "LEA_ID,"), r"lea\.csv looks like the agency file but has no column LEAID"),
        ("sch", SCHOOLS.replace("GSHI", "HIGH"), r"looks like the school directory but has no column GSHI"),
        ("points", POINTS.replace("CONUM", "COUNTY"), r"looks like the school locations but has no column CONUM"),
        ("enrollment", ENROLLMENT.replace("enroll_24", "students"), r"has no column enroll_##"),
        ("saipe_2020", POVERTY.replace("POOR_5_17", "POOR"), r"has no column POOR_5_17"),
        ("counties", COUNTIES.replace("GEOID", "FIPS"), r"has no column GEOID"),
        ("lea", AGENCIES.replace("STREET", "NAME"), r"has no column STREET"),
        ("saipe_2020", POVERTY.replace("STATE", "NAME"), r"has the column NAME more than once"),
        ("lea", AGENCIES.split("\n", 1)[1], r"has no agency file: no \.csv file in it has the columns LEAID, NAME"),
        ("sch", None, r"has no school directory"),
        ("lea", b"", r"has no agency file"),
        ("lea", AGENCIES.splitlines()[0] + "\n", r"lea\.csv, the agency file, has no rows\."),
        ("sch", SCHOOLS[:-40], r"sch\.csv is incomplete: it ends in the middle of line 4"),
        ("enrollment", ENROLLMENT[:-9], r"enrollment\.csv is incomplete: it ends in the middle of line 4"),
    ],
)
def test_a_file_that_cannot_be_trusted_stops_everything(tmp_path, file, content, reason):
    with pytest.raises(CommandError, match=rf"{reason}[\s\S]*Nothing was written\."):
        take(write_files(tmp_path, **{file: content}))
    assert stored() == (0, 0, 0, 0, 0)


def test_a_last_row_without_a_line_end_is_a_row(tmp_path):
    take(write_files(tmp_path, sch=SCHOOLS.rstrip("\n")))
    assert School.objects.count() == 3


def test_a_needed_file_without_a_row_of_the_state_stops_everything(tmp_path):
    with pytest.raises(CommandError, match=r"lea\.csv, the agency file, has no rows for WA\."):
        take(write_files(tmp_path), state="WA")
    assert stored() == (0, 0, 0, 0, 0)


def test_a_broken_link_is_an_unreadable_file(tmp_path):
    write_files(tmp_path)
    (tmp_path / "more.csv").symlink_to("more.csv")
    with pytest.raises(CommandError, match=r"more\.csv can’t be opened: .*Nothing was written\."):
        take(tmp_path)


def test_a_folder_named_like_a_file_is_skipped(tmp_path):
    (write_files(tmp_path) / "more.csv").mkdir()
    take(tmp_path)
    assert District.objects.count() == 4


def test_a_folder_that_is_not_there_is_said_to_be_so(tmp_path):
    with pytest.raises(CommandError, match="can’t be read as a folder"):
        take(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(CommandError, match=r"has no \.csv file"):
        take(tmp_path / "empty")


def test_figures_alone_can_follow_later(tmp_path):
    take(write_files(tmp_path / "all"))
    said = take(
        write_files(
            tmp_path / "figures",
            lea=None,
            sch=None,
            points=None,
            counties=None,
            saipe_2020=None,
            enrollment=ENROLLMENT.replace("_24", "_25").replace("812", "799"),
        )
    )
    assert "2 created, 1 unmatched" in said
    years = District.objects.get(leaid="3900001").figures.with_enrollment()
    assert [(row.school_year, row.enrollment) for row in years] == [("2024-25", 799), ("2023-24", 812)]


def test_a_crash_while_writing_leaves_nothing_behind(tmp_path, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("districts.actions.official.log.record", fail)
    with pytest.raises(CommandError, match=r"No space left on device\. Nothing was written\."):
        take(write_files(tmp_path))
    assert stored() == (0, 0, 0, 0, 0)


def test_a_report_that_cannot_be_written_is_an_error_after_the_import(tmp_path):
    with pytest.raises(CommandError, match=r"the report could not be written: No such file or directory\."):
        take(write_files(tmp_path / "in"), report=tmp_path / "nowhere" / "report.csv")
    assert District.objects.count() == 4
