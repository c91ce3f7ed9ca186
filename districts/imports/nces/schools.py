"""School files: the CCD directory (ccd_sch_029), EDGE locations, exports of the search page."""

from districts.imports import values
from districts.imports.nces.agencies import address_of, place_of
from districts.imports.nces.layouts import FileReading, Layout, Row, school_year, year_in
from districts.imports.values import BadValue
from districts.rules.directory import level_of, school_kind_of, status_of
from districts.rules.official import FiguresFact, PointFact, SchoolFact, StatedFacts

EDGE = ("NCESSCH", "NAME", "STREET", "ZIP", "CNTY", "NMCNTY", "LOCALE", "LAT", "LON", "SCHOOLYEAR")
EDGE_ORDER = (
    "NCESSCH", "LEAID", "NAME", "OPSTFIPS", "STREET", "CITY", "STATE", "ZIP", "STFIP", "CNTY", "NMCNTY", "LOCALE",
    "LAT", "LON", "CBSA", "NMCBSA", "CBSATYPE", "CSA", "NMCSA", "NECTA", "NMNECTA", "CD", "SLDL", "SLDU", "SCHOOLYEAR",
)  # fmt: skip


def _ids(ncessch: str, leaid: str) -> tuple[str, str]:
    ncessch, leaid = values.ncessch(ncessch), values.leaid(leaid)
    if ncessch[:7] != leaid:
        raise BadValue(f"the NCESSCH {ncessch} does not begin with the LEAID {leaid}")
    return ncessch, leaid


def _directory(sheet: FileReading, line: int, row: Row) -> SchoolFact:
    ncessch, leaid = _ids(row["NCESSCH"], row["LEAID"])
    stated_year = row.get("SCHOOL_YEAR", "")
    year = school_year("school year", stated_year) if stated_year else year_in(sheet.file) or sheet.school_year
    has_address = "LSTREET1" in row
    return SchoolFact(
        sheet.file,
        line,
        ncessch,
        values.text("name", row["SCH_NAME"], 200, is_needed=True).replace('""', '"'),
        leaid,
        values.text("agency's name", row["LEA_NAME"], 200, is_needed=True),
        values.text("city", row["LCITY"], 100),
        values.grade(row["GSLO"]),
        values.grade(row["GSHI"]),
        f"NCES CCD school directory, {year}" if year else "NCES CCD school directory",
        address=address_of(row["LSTREET1"], row.get("LZIP", ""), "", year) if has_address else None,
        stated=StatedFacts(
            kind=values.word("type of school", row.get("SCH_TYPE", ""), school_kind_of),
            status=values.word("status", row.get("SY_STATUS", ""), status_of),
            state_id=values.text("state ID", row.get("ST_SCHID", ""), 40),
            phone=values.text("phone", row.get("PHONE", ""), 40),
            website=values.text("website", row.get("WEBSITE", ""), 200),
            level=values.word("level", row.get("LEVEL", ""), level_of),
            is_charter=values.yes_or_no("charter", row.get("CHARTER_TEXT", "")),
        ),
    )


def _search(sheet: FileReading, line: int, row: Row) -> SchoolFact:
    ncessch, leaid = _ids(row["NCES School ID"], row["NCES District ID"])
    figures = FiguresFact(
        sheet.school_year,
        values.whole("number of students", row["Students*"]),
        values.decimal("number of teachers", row["Teachers*"], 9_999_999),
        values.decimal("student-teacher ratio", row["Student Teacher Ratio*"], 99_999),
        values.whole("number of students with free lunch", row["Free Lunch*"]),
        values.whole("number of students with reduced-price lunch", row["Reduced Lunch*"]),
        values.whole("number of students directly certified", row["Directly Certified*"]),
        values.locale(row["Locale Code*"]),
    )
    return SchoolFact(
        sheet.file,
        line,
        ncessch,
        values.text("name", row["School Name"], 200, is_needed=True),
        leaid,
        values.text("agency's name", row["District"], 200, is_needed=True),
        values.text("city", row["City"], 100),
        values.grade(row["Low Grade*"]),
        values.grade(row["High Grade*"]),
        f"NCES search page, {sheet.school_year}",
        county_name=values.text("county's name", row["County Name*"], 200),
        address=address_of(row["Street Address"], row["ZIP"], row["Locale Code*"], sheet.school_year),
        stated=StatedFacts(
            kind=values.word("type of school", row["Type"], school_kind_of),
            status=values.word("status", row["Status"], status_of),
            state_id=values.text("state ID", row["State School ID"], 40),
            phone=values.text("phone", row["Phone"], 40),
            is_charter=values.yes_or_no("charter", row["Charter"]),
        ),
        figures=figures,
    )


def _point(sheet: FileReading, line: int, row: Row) -> PointFact:
    year = school_year("survey year", row["SURVYEAR"])
    return PointFact(
        sheet.file,
        line,
        values.ncessch(row["NCESSCH"]),
        values.text("county's name", row["CONAME"], 200).title(),
        place_of(row["LSTREE"], row["LZIP"], row["CONUM"], row["LATCODE"], row["LONGCODE"], row["LOCALE"], year),
    )


def _edge(sheet: FileReading, line: int, row: Row) -> PointFact:
    year = school_year("school year", row["SCHOOLYEAR"])
    return PointFact(
        sheet.file,
        line,
        values.ncessch(row["NCESSCH"]),
        values.text("county's name", row["NMCNTY"], 200),
        place_of(row["STREET"], row["ZIP"], row["CNTY"], row["LAT"], row["LON"], row["LOCALE"], year),
    )


SCHOOLS = Layout(
    "school directory",
    ("NCESSCH", "LEAID", "SCH_NAME", "LEA_NAME", "LCITY", "LSTATE", "GSLO", "GSHI"),
    "NCESSCH",
    _directory,
    also=(
        "SCHOOL_YEAR", "SCH_TYPE", "SY_STATUS", "ST_SCHID", "PHONE", "WEBSITE", "LEVEL", "CHARTER_TEXT", "LSTREET1",
        "LZIP",
    ),
    is_needed=True,
)  # fmt: skip
POINTS = Layout(
    "school locations",
    ("SURVYEAR", "NCESSCH", "LSTREE", "LZIP", "LATCODE", "LONGCODE", "CONUM", "CONAME", "LOCALE"),
    "NCESSCH",
    _point,
)
EDGE_POINTS = Layout("school locations (EDGE)", EDGE, "NCESSCH", _edge, order=EDGE_ORDER)
SEARCHED_SCHOOLS = Layout(
    "schools of the search page",
    (
        "NCES School ID", "State School ID", "NCES District ID", "Low Grade*", "High Grade*", "School Name", "District",
        "County Name*", "Street Address", "City", "State", "ZIP", "Phone", "Locale Code*", "Charter", "Students*",
        "Teachers*", "Student Teacher Ratio*", "Free Lunch*", "Reduced Lunch*", "Directly Certified*", "Type", "Status",
    ),
    "NCES School ID",
    _search,
    needs_year=True,
)  # fmt: skip
