"""Files of counties and of yearly figures: gazetteer, membership, poverty estimates."""

import re

from districts.imports import values
from districts.imports.nces.layouts import UNDATED, FileReading, Layout, Row, school_year, year_ending, year_in
from districts.imports.values import BadValue
from districts.rules.official import CountyFact, EnrollmentFact, PovertyFact
from districts.rules.places import state_of

# The row for the whole agency among the rows by grade, race, and sex.
WHOLE_AGENCY = "Education Unit Total"
SAIPE_FILE = re.compile(r"ussd([0-9]{2})(?![0-9])", re.IGNORECASE)
THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+")
SAIPE_POOR = "Estimated number of relevant children 5 to 17 years old in poverty who are related to the householder"


def _county(sheet: FileReading, line: int, row: Row) -> CountyFact:
    fips = values.county_code(row["GEOID"])
    if fips is None:
        raise BadValue("the county code is missing")
    if state_of(fips) is None:
        raise BadValue(f"the county code {fips} begins with {fips[:2]}, which is not a state code")
    return CountyFact(
        sheet.file,
        line,
        fips,
        values.text("name", row["NAME"], 200, is_needed=True),
        values.whole("population", row["POP10"]),
        values.decimal("number of people per square mile", row["POP_PER_SQMI"], 9_999_999),
    )


def _enrollment(sheet: FileReading, line: int, row: Row) -> EnrollmentFact:
    return EnrollmentFact(
        sheet.file,
        line,
        values.leaid(row["LEAID"]),
        year_ending(sheet.names["enroll_##"]),
        values.whole("enrollment", row["enroll_##"]),
        values.decimal("student-teacher ratio", row["student_teacher_ratio_##"], 99_999),
        year_ending(sheet.names["expend_per_pupil_##"]),
        values.whole("spending per student", row["expend_per_pupil_##"]),
    )


def _membership(sheet: FileReading, line: int, row: Row) -> EnrollmentFact | None:
    if row["TOTAL_INDICATOR"] != WHOLE_AGENCY:
        return None
    return EnrollmentFact(
        sheet.file,
        line,
        values.leaid(row["LEAID"]),
        school_year("school year", row["SCHOOL_YEAR"]),
        values.whole("enrollment", row["STUDENT_COUNT"]),
        None,
        is_enrollment_only=True,
    )


def _poverty(sheet: FileReading, line: int, row: Row) -> PovertyFact:
    return PovertyFact(
        sheet.file,
        line,
        values.leaid(row["LEAID"]),
        year_in(sheet.file) or UNDATED,
        values.whole("population", row["POP_TOTAL"]),
        values.whole("number of children", row["POP_5_17"]),
        values.whole("number of children in poverty", row["POOR_5_17"]),
    )


def _estimates(sheet: FileReading, line: int, row: Row) -> PovertyFact:
    state, district = row["State FIPS Code"], row["District ID"]
    if len(state) != 2 or len(district) != 5:
        raise BadValue(
            f"the state's code “{values.shown(state)}” and the district's number “{values.shown(district)}” are not "
            "two and five digits: leading zeros were lost, as spreadsheets do. Nothing is guessed"
        )
    numbered = SAIPE_FILE.search(sheet.file)
    return PovertyFact(
        sheet.file,
        line,
        values.leaid(state + district),
        f"20{numbered[1]}" if numbered else year_in(sheet.file) or UNDATED,
        _count("population", row["Estimated Total Population"]),
        _count("number of children", row["Estimated Population 5-17"]),
        _count("number of children in poverty", row[SAIPE_POOR]),
    )


def _count(label: str, value: str) -> int | None:
    return values.whole(label, value.replace(",", "") if THOUSANDS.fullmatch(value) else value)


COUNTIES = Layout("county file", ("USPS", "GEOID", "NAME", "POP10", "ALAND_SQMI", "POP_PER_SQMI"), "GEOID", _county)
ENROLLMENT = Layout(
    "agency membership",
    ("LEAID", "LEA_NAME", "enroll_##", "student_teacher_ratio_##", "expend_per_pupil_##"),
    "LEAID",
    _enrollment,
)
MEMBERSHIP = Layout(
    "agency membership by grade",
    ("SCHOOL_YEAR", "LEAID", "GRADE", "RACE_ETHNICITY", "SEX", "STUDENT_COUNT", "TOTAL_INDICATOR"),
    "LEAID",
    _membership,
    never=("NCESSCH",),
)
POVERTY = Layout(
    "poverty estimates",
    ("LEAID", "STFIP", "DISTRICT_ID", "NAME", "POP_TOTAL", "POP_5_17", "POOR_5_17"),
    "LEAID",
    _poverty,
)
ESTIMATES = Layout(
    "poverty estimates (SAIPE)",
    ("State FIPS Code", "District ID", "Name", "Estimated Total Population", "Estimated Population 5-17", SAIPE_POOR),
    "District ID",
    _estimates,
)
