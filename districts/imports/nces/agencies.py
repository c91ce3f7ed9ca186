"""Agency files: EDGE locations, the CCD directory (ccd_lea_029), exports of the search page."""

from districts.imports import values
from districts.imports.nces.layouts import FileReading, Layout, Row, school_year
from districts.rules.directory import kind_of_type, status_of
from districts.rules.official import AgencyFact, FiguresFact, PlaceFact, StatedFacts

PCT = tuple(f"PCT_{name}" for name in (
    "CITY11", "CITY12", "CITY13", "SUB21", "SUB22", "SUB23",
    "TOWN31", "TOWN32", "TOWN33", "RURAL41", "RURAL42", "RURAL43",
))  # fmt: skip
EDGE = ("LEAID", "NAME", "STREET", "CITY", "STATE", "ZIP", "CNTY", "NMCNTY", "LAT", "LON", "SCHOOLYEAR", "LOCALE")
EDGE_ORDER = (
    "LEAID", "NAME", "OPSTFIPS", "STREET", "CITY", "STATE", "ZIP", "STFIP", "CNTY", "NMCNTY", "LOCALE", "LAT", "LON",
    "CBSA", "NMCBSA", "CBSATYPE", "CSA", "NMCSA", "NECTA", "NMNECTA", "CD", "SLDL", "SLDU", "SCHOOLYEAR",
)  # fmt: skip


def place_of(street: str, zip_code: str, county: str, lat: str, lon: str, locale: str, year: str) -> PlaceFact:
    """The location in an EDGE file."""
    return PlaceFact(
        values.text("street", street, 200),
        values.text("ZIP", zip_code, 10),
        values.county_code(county),
        values.degrees("latitude", lat, 90),
        values.degrees("longitude", lon, 180),
        values.locale(locale),
        year,
    )


def address_of(street: str, zip_code: str, locale: str, year: str) -> PlaceFact:
    """The address in a directory, without coordinates."""
    return PlaceFact(
        values.text("street", street, 200),
        values.text("ZIP", zip_code, 10),
        None,
        None,
        None,
        values.locale(locale),
        year,
    )


def _edge(sheet: FileReading, line: int, row: Row) -> AgencyFact:
    leaid = values.leaid(row["LEAID"])
    year = school_year("school year", row["SCHOOLYEAR"])
    return AgencyFact(
        sheet.file,
        line,
        leaid,
        values.text("name", row["NAME"], 200, is_needed=True),
        values.text("city", row["CITY"], 100),
        values.text("county's name", row["NMCNTY"], 200),
        place_of(row["STREET"], row["ZIP"], row["CNTY"], row["LAT"], row["LON"], row["LOCALE"], year),
        _has_no_students(row),
        f"NCES EDGE agency locations, {year}",
    )


def _has_no_students(row: Row) -> bool:
    shares = [values.share(column, row[column]) for column in PCT if column in row]  # all are checked
    return len(shares) == len(PCT) and all(shares)


def _directory(sheet: FileReading, line: int, row: Row) -> AgencyFact:
    leaid = values.leaid(row["LEAID"])
    year = school_year("school year", row["SCHOOL_YEAR"])
    return AgencyFact(
        sheet.file,
        line,
        leaid,
        values.text("name", row["LEA_NAME"], 200, is_needed=True),
        values.text("city", row.get("LCITY", ""), 100),
        "",
        address_of(row.get("LSTREET1", ""), row.get("LZIP", ""), "", year),
        has_no_students=False,
        source=f"NCES CCD agency directory, {year}",
        is_address=True,
        lowest_grade=values.grade(row.get("GSLO", "")),
        highest_grade=values.grade(row.get("GSHI", "")),
        stated=StatedFacts(
            kind=values.word("type of agency", row["LEA_TYPE"], kind_of_type),
            status=values.word("status", row["SY_STATUS"], status_of),
            state_id=values.text("state ID", row.get("ST_LEAID", ""), 40),
            phone=values.text("phone", row.get("PHONE", ""), 40),
            website=values.text("website", row.get("WEBSITE", ""), 200),
        ),
    )


def _search(sheet: FileReading, line: int, row: Row) -> AgencyFact:
    leaid = values.leaid(row["NCES District ID"])
    locale = values.locale(row["Locale Code*"])
    enrollment = values.whole("number of students", row["Students*"])
    teachers = values.decimal("number of teachers", row["Teachers*"], 9_999_999)
    ratio = values.decimal("student-teacher ratio", row["Student Teacher Ratio*"], 99_999)
    return AgencyFact(
        sheet.file,
        line,
        leaid,
        values.text("name", row["District Name"], 200, is_needed=True),
        values.text("city", row["City"], 100),
        values.text("county's name", row["County Name*"], 200),
        address_of(row["Street Address"], row["ZIP"], row["Locale Code*"], sheet.school_year),
        has_no_students=False,
        source=f"NCES search page, {sheet.school_year}",
        is_address=True,
        stated=StatedFacts(
            kind=values.word("type of agency", row["Type"], kind_of_type),
            status=values.word("status", row["Status"], status_of),
            state_id=values.text("state ID", row["State District ID"], 40),
            phone=values.text("phone", row["Phone"], 40),
        ),
        figures=FiguresFact(sheet.school_year, enrollment, teachers, ratio, locale=locale),
    )


AGENCIES = Layout("agency file", EDGE, "LEAID", _edge, also=PCT, never=("NCESSCH",), is_needed=True, order=EDGE_ORDER)
AGENCY_DIRECTORY = Layout(
    "agency directory",
    ("SCHOOL_YEAR", "LEAID", "LEA_NAME", "LEA_TYPE", "SY_STATUS"),
    "LEAID",
    _directory,
    also=("ST_LEAID", "PHONE", "WEBSITE", "LSTREET1", "LCITY", "LZIP", "GSLO", "GSHI"),
    never=("NCESSCH",),
)
SEARCHED_AGENCIES = Layout(
    "districts of the search page",
    (
        "NCES District ID", "State District ID", "District Name", "County Name*", "Street Address", "City", "State",
        "ZIP", "Phone", "Students*", "Teachers*", "Locale Code*", "Student Teacher Ratio*", "Type", "Status",
    ),
    "NCES District ID",
    _search,
    needs_year=True,
)  # fmt: skip
