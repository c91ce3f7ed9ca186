"""Exports of the search page and the official directories: they enrich what is there and duplicate nothing."""

import io

import pytest
from django.core.management import CommandError, call_command

from districts.models import Change, County, District, DistrictFigures, FactDispute, School, SchoolFigures
from tests.districts.uploads import write_files
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

SEARCHED_DISTRICTS = """NCES District ID,State District ID,District Name,County Name*,Street Address,City,State,ZIP,\
ZIP 4-digit,Phone,Students*,Teachers*,Schools,Locale Code*,Locale*,Student Teacher Ratio*,Type,Status
3900001,OH-00011,Otter Run Local Schools,Athens County,1 MILL ROAD,ATHENS,OH,45701,,(740)555-0100,799.00000,\
56.50000,1.00000,41,Rural: Fringe,14.14000000,Regular Local,Open
3900002,OH-00012,Ridge ESC,Athens County,2 MILL ROAD,ATHENS,OH,45701,,(740)555-0101,†,0.00000,0.00000,42,\
Rural: Distant,†,Other,Open
3900007,OH-00017,New Hope Charter,†,7 MILL ROAD,ATHENS,OH,45701,,(740)555-0107,†,†,1.00000,†,†,†,Charter,New
"""
SEARCHED_SCHOOLS = """NCES School ID,State School ID,NCES District ID,State District ID,Low Grade*,High Grade*,\
School Name,District,County Name*,Street Address,City,State,ZIP,ZIP 4-digit,Phone,Locale Code*,Locale*,Charter,\
Students*,Teachers*,Student Teacher Ratio*,Free Lunch*,Reduced Lunch*,Directly Certified*,Type,Status
390000100001,OH-00011-1,3900001,OH-00011,07,12,Otter Run High School,Otter Run Local Schools,Athens County,\
1 MILL ROAD,ATHENS,OH,45701,,(740)555-0200,42,Rural: Distant,No,301.00000,21.50000,14.0000000,90.00000,11.00000,–,\
Regular,Open
390000700001,OH-00017-1,3900007,OH-00017,KG,08,New Hope Charter School,New Hope Charter,†,7 MILL ROAD,ATHENS,OH,45701,\
,(740)555-0207,†,N,Yes,†,†,†,†,†,†,Other/Alternative,New
"""
DIRECTORY_HEADER = (
    "SCHOOL_YEAR,FIPST,STATENAME,ST,SCH_NAME,LEA_NAME,STATE_AGENCY_NO,UNION,ST_LEAID,LEAID,ST_SCHID,NCESSCH,SCHID,"
    "MSTREET1,MCITY,MSTATE,MZIP,LSTREET1,LCITY,LSTATE,LZIP,PHONE,WEBSITE,SY_STATUS,SY_STATUS_TEXT,UPDATED_STATUS,"
    "EFFECTIVE_DATE,SCH_TYPE_TEXT,SCH_TYPE,CHARTER_TEXT,NOGRADES,G_9_OFFERED,GSLO,GSHI,LEVEL,IGOFFERED\n"
)
DIRECTORY = DIRECTORY_HEADER + (
    "2022-2023,39,OHIO,OH,Otter Run High School,Otter Run Local,01,,OH-00011,3900001,OH-00011-1,390000100001,0000001,"
    "PO BOX 1,Athens,OH,45701,1 Mill Road,Athens,OH,45701,(740)555-0200,http://otter.example,1,Open,1,"
    ",Regular School,1,No,No,Yes,09,12,Secondary,As reported\n"
    "2022-2023,39,OHIO,OH,Harlan Academy,Harlan Charter Academy,01,,OH-00014,3900004,OH-00014-1,390000400001,0000001,"
    "4 Mill Road,Athens,OH,45701,4 Mill Road,Athens,OH,45701,M,,2,Closed,2,06/30/2023,Alternative School,4,Yes,No,No,"
    "KG,05,Elementary,As reported\n"
)
AGENCY_DIRECTORY = (
    "SCHOOL_YEAR,FIPST,STATENAME,ST,LEA_NAME,STATE_AGENCY_NO,UNION,ST_LEAID,LEAID,LSTREET1,LCITY,LSTATE,LZIP,PHONE,"
    "WEBSITE,SY_STATUS,SY_STATUS_TEXT,LEA_TYPE,LEA_TYPE_TEXT,CHARTER_LEA,GSLO,GSHI\n"
    "2022-2023,39,OHIO,OH,Otter Run Local,01,,OH-00011,3900001,1 Mill Road,Athens,OH,45701,(740)555-0100,"
    "http://otter.example,1,Open,1,Regular public school district,NOTCHR,PK,12\n"
    "2022-2023,39,OHIO,OH,Ridge ESC,01,,OH-00012,3900002,2 Mill Road,Athens,OH,45701,(740)555-0101,,6,Inactive,4,"
    "Regional Education Service Agency,NOTCHR,N,N\n"
)
MEMBERSHIP = (
    "SCHOOL_YEAR,FIPST,STATENAME,ST,LEA_NAME,STATE_AGENCY_NO,UNION,ST_LEAID,LEAID,GRADE,RACE_ETHNICITY,SEX,"
    "STUDENT_COUNT,TOTAL_INDICATOR,DMS_FLAG\n"
    "2024-2025,39,OHIO,OH,Otter Run Local,01,,OH-00011,3900001,Grade 9,White,Female,31,Category Set A,Reported\n"
    "2024-2025,39,OHIO,OH,Otter Run Local,01,,OH-00011,3900001,No Category Codes,No Category Codes,"
    "No Category Codes,805,Education Unit Total,Derived\n"
    "2024-2025,39,OHIO,OH,Otter Run Local,01,,OH-00011,3900001,No Category Codes,No Category Codes,"
    "No Category Codes,801,Derived - Education Unit Total minus Adult Education Count,Derived\n"
)


def take(folder, **options) -> str:
    said = io.StringIO()
    call_command("import_nces", str(folder), stdout=said, **options)
    return said.getvalue()


def search(folder, **files: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in ({"d": SEARCHED_DISTRICTS, "s": SEARCHED_SCHOOLS} | files).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return take(folder, school_year="2022-23")


def alone(folder, name: str, text: str, **options) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return take(folder, **options)


def test_the_search_page_enriches_the_same_records_and_adds_what_is_not_there(tmp_path):
    take(write_files(tmp_path / "national"))
    said = search(tmp_path / "search")

    assert "d.csv: districts of the search page, 3 rows: 1 created, 2 changed" in said
    assert "s.csv: schools of the search page, 2 rows: 1 created, 1 changed" in said
    otter = District.objects.get(leaid="3900001")
    assert (otter.kind, otter.status, otter.state_id, otter.phone) == ("local", "open", "OH-00011", "(740)555-0100")
    assert otter.name == "Otter Run Local Schools"  # the newer file's
    assert (otter.street, otter.latitude, otter.place_year) == ("1 Mill Road", 39.3, "2018-19")
    school = School.objects.get(ncessch="390000100001")
    assert (school.kind, school.is_charter, school.level) == ("regular", False, "high")
    assert (school.lowest_grade, school.first_grade, school.last_grade) == ("7", 7, 12)
    new = School.objects.get(ncessch="390000700001")
    assert (new.district.kind, new.kind, new.is_charter, new.level) == ("charter", "alternative", True, "elementary")


def test_a_dagger_and_a_dash_mean_unknown_and_a_zero_is_a_zero(tmp_path):
    take(write_files(tmp_path / "national"))
    search(tmp_path / "search")
    figures = DistrictFigures.objects.get(district__leaid="3900001", source="nces_search")
    assert (figures.school_year, figures.enrollment, str(figures.teachers)) == ("2022-23", 799, "56.50")
    ridge = DistrictFigures.objects.get(district__leaid="3900002", source="nces_search")
    assert (ridge.enrollment, ridge.teachers, ridge.students_per_teacher) == (None, 0, None)
    lunch = SchoolFigures.objects.get(school__ncessch="390000100001")
    assert (lunch.free_lunch, lunch.reduced_lunch, lunch.directly_certified) == (90, 11, None)
    assert not SchoolFigures.objects.filter(school__ncessch="390000700001").exists()


def test_a_type_other_does_not_take_a_kind_away_that_says_more(tmp_path):
    take(write_files(tmp_path / "national"))
    search(tmp_path / "search")
    assert District.objects.get(leaid="3900002").kind == "service_agency"


def test_taking_the_search_page_twice_changes_nothing_nor_do_the_older_files_after_it(tmp_path):
    national = write_files(tmp_path / "national", points=None)
    take(national)
    search(tmp_path / "search")
    models = (County, District, School, DistrictFigures, SchoolFigures, Change)
    before = [list(model.objects.order_by("pk").values()) for model in models]
    said = search(tmp_path / "search") + take(national)
    assert [list(model.objects.order_by("pk").values()) for model in models] == before
    assert " created" not in said
    assert " changed" not in said


def test_without_a_school_year_the_search_page_is_refused_and_none_is_guessed(tmp_path):
    take(write_files(tmp_path / "national"))
    with pytest.raises(CommandError, match=r"d\.csv is an export of the NCES search page, which doesn’t state"):
        alone(tmp_path / "search", "d.csv", SEARCHED_DISTRICTS)
    with pytest.raises(CommandError, match=r"“2022-24” is not a school year such as 2022-23"):
        alone(tmp_path / "search", "d.csv", SEARCHED_DISTRICTS, school_year="2022-24")


def test_an_id_kept_as_text_for_a_spreadsheet_is_read(tmp_path):
    take(write_files(tmp_path / "national"))
    said = search(tmp_path / "search", d=SEARCHED_DISTRICTS.replace("\n3900001,", '\n="3900001",'))
    assert "1 created, 2 changed" in said


def test_a_type_that_nobody_knows_is_rejected_with_its_word(tmp_path):
    take(write_files(tmp_path / "national"))
    said = search(tmp_path / "search", d=SEARCHED_DISTRICTS.replace("Regular Local", "Wizarding"))
    assert "d.csv, line 2: the type of agency “Wizarding” is not recognized" in said


def test_the_school_directory_states_level_type_status_and_charter(tmp_path):
    take(write_files(tmp_path / "national"))
    said = alone(tmp_path / "ccd", "ccd_sch_029.csv", DIRECTORY)
    assert "ccd_sch_029.csv: school directory, 2 rows: 2 changed" in said
    school = School.objects.get(ncessch="390000100001")
    assert (school.level, school.kind, school.status, school.is_charter) == ("secondary", "regular", "open", False)
    assert (school.state_id, school.website) == ("OH-00011-1", "http://otter.example")
    harlan = School.objects.get(ncessch="390000400001")
    assert (harlan.status, harlan.kind, harlan.is_charter, harlan.phone) == ("closed", "alternative", True, "")
    assert harlan.source == "NCES CCD school directory, 2022-23"


def test_the_agency_directory_states_type_and_status(tmp_path):
    take(write_files(tmp_path / "national"))
    said = alone(tmp_path / "ccd", "ccd_lea_029.csv", AGENCY_DIRECTORY)
    assert "ccd_lea_029.csv: agency directory, 2 rows: 2 changed" in said
    otter = District.objects.get(leaid="3900001")
    assert (otter.kind, otter.lowest_grade, otter.highest_grade) == ("local", "PK", "12")
    ridge = District.objects.get(leaid="3900002")
    assert (ridge.kind, ridge.status, ridge.website) == ("service_agency", "inactive", "")


def test_of_the_membership_by_grade_the_total_of_the_agency_is_taken(tmp_path):
    take(write_files(tmp_path / "national"))
    said = alone(tmp_path / "ccd", "ccd_lea_052.csv", MEMBERSHIP)
    assert "3 rows (2 that are parts of a total skipped): 1 created" in said
    figures = DistrictFigures.objects.get(district__leaid="3900001", school_year="2024-25")
    assert (figures.enrollment, figures.source) == (805, "ccd_membership")


def test_school_locations_without_a_header_are_told_by_their_shape(tmp_path):
    take(write_files(tmp_path / "national", points=None))
    row = (
        "390000100001|3900001|Otter Run High School|39|1 Mill Road|Athens|OH|45701|39|39009|Athens County|42|39.32|"
        "-82.12|N|N|0|N|N|N|N|3915|39094|39030|2023-2024"
    )
    said = alone(tmp_path / "edge", "EDGE_GEOCODE_PUBLICSCH_2324.TXT", row + "\n")
    assert "school locations (EDGE), 1 rows: 1 created" in said
    school = School.objects.get(ncessch="390000100001")
    assert (school.latitude, school.locale, school.place_year) == (39.32, 42, "2023-24")


def test_poverty_estimates_as_the_census_publishes_them_after_lines_of_title(tmp_path):
    take(write_files(tmp_path / "national", saipe_2020=None))
    text = (
        "Table with column headers in row 3,,,,,,\nSchool district estimates for 2022,,,,,,\n"
        "State Postal Code,State FIPS Code,District ID,Name,Estimated Total Population,Estimated Population 5-17,"
        "Estimated number of relevant children 5 to 17 years old in poverty who are related to the householder\n"
        'OH,39,00001,Otter Run Local School District,"6,512",905,181\n'
        "OH,39,3,Cedar,1,1,1\n"
    )
    said = alone(tmp_path / "saipe", "ussd22.csv", text)
    assert "2 rows: 1 created, 1 rejected" in said
    assert "ussd22.csv, line 5: the state's code “39” and the district's number “3” are not two and five" in said
    figures = DistrictFigures.objects.get(district__leaid="3900001", source="saipe")
    assert (figures.school_year, figures.population, figures.children_5_17_in_poverty) == ("2022", 6512, 181)


def test_what_the_district_owns_is_filled_in_once_and_never_overwritten(tmp_path):
    take(write_files(tmp_path / "national"))
    District.objects.filter(leaid="3900001").update(phone="(740) 555-9999")
    search(tmp_path / "search")
    assert District.objects.get(leaid="3900001").phone == "(740) 555-9999"
    assert District.objects.get(leaid="3900002").phone == "(740)555-0101"


@pytest.mark.parametrize("status", ["merged", "duplicate"])
def test_a_file_does_not_open_again_what_was_merged_into_another(tmp_path, status):
    take(write_files(tmp_path / "national"))
    other = District.objects.get(leaid="3900002")
    District.objects.filter(leaid="3900001").update(status=status, successor=other)
    search(tmp_path / "search")
    assert District.objects.get(leaid="3900001").status == status


def test_a_word_that_the_registrar_found_wrong_does_not_come_back(tmp_path):
    take(write_files(tmp_path / "national"))
    otter = District.objects.get(leaid="3900001")
    FactDispute.objects.create(
        district=otter,
        field="name",
        recorded="Otter Run Local Schools",
        claimed="Otter Run Local",
        reason="We never changed it.",
        status="accepted",
        raised_by=UserFactory(),
        raised_at="2026-01-05T12:00:00Z",
    )
    search(tmp_path / "search")
    assert District.objects.get(leaid="3900001").name == "Otter Run Local"


def test_the_history_says_what_an_import_changed_and_nothing_of_new_records(tmp_path):
    take(write_files(tmp_path / "national"))
    assert not Change.objects.exists()
    search(tmp_path / "search")
    changes = {change.field: change for change in Change.objects.filter(district__leaid="3900001")}
    assert set(changes) == {"name", "state_id", "phone"}
    assert (changes["name"].old, changes["name"].new) == ("Otter Run Local", "Otter Run Local Schools")
    assert changes["name"].source == "NCES search page, 2022-23"
    assert not Change.objects.filter(school__ncessch="390000700001").exists()
    assert School.objects.get(ncessch="390000700001").recorded_at == changes["name"].recorded_at


@pytest.mark.parametrize(
    ("lowest", "highest", "level"),
    [
        ("Pre-K", "Pre-K", "prekindergarten"),
        ("Pre-K", "8", "elementary"),
        ("3", "8", "elementary"),
        ("4", "8", "middle"),
        ("7", "9", "middle"),
        ("3", "9", "other"),
        ("7", "12", "high"),
        ("12", "12", "high"),
        ("6", "12", "other"),
        ("9", "11", "other"),
        ("Kindergarten", "12", "other"),
        ("Ungraded", "Ungraded", "ungraded"),
        ("Not applicable", "Not applicable", ""),
    ],
)
def test_without_a_stated_level_the_grades_make_it(tmp_path, lowest, highest, level):
    schools = (
        "NCESSCH,LEAID,SCH_NAME,LEA_NAME,LCITY,LSTATE,GSLO,GSHI\n"
        f"390000100001,3900001,Otter Run High School,Otter Run Local,Athens,OH,{lowest},{highest}\n"
    )
    take(write_files(tmp_path, sch=schools))
    assert School.objects.get().level == level
