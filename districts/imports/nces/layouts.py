"""The official files by their headers: which columns make a file known, and what its rows become."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from districts.imports import values
from districts.imports.files import UnreadableFile
from districts.imports.values import BadValue
from districts.rules.official import (
    AgencyFact,
    CountyFact,
    EnrollmentFact,
    Fact,
    PlaceFact,
    PointFact,
    PovertyFact,
    SchoolFact,
)
from districts.rules.places import state_of

PCT = [f"PCT_{name}" for name in (
    "CITY11", "CITY12", "CITY13", "SUB21", "SUB22", "SUB23",
    "TOWN31", "TOWN32", "TOWN33", "RURAL41", "RURAL42", "RURAL43",
)]  # fmt: skip
YEAR_IN_NAME = re.compile(r"(?<![0-9])(20[0-9]{2})(?:[-_](20)?([0-9]{2}))?(?![0-9])")
SCHOOL_YEAR = re.compile(r"(20[0-9]{2})-(?:20)?([0-9]{2})")
UNDATED = "undated"

Row = dict[str, str]
Reader = Callable[[str, int, Row], Fact]


@dataclass(frozen=True)
class Layout:
    """One kind of official file. Column names may hold a year: `enroll_##`."""

    label: str
    columns: tuple[str, ...]
    key: str
    read: Callable[[str, int, Row, dict[str, str]], Fact]
    is_needed: bool = False

    def found_in(self, header: list[str]) -> dict[str, str]:
        """The file's own name of each column that it has; of several years the latest."""
        return {column: found for column in self.columns if (found := _column(column, header))}

    def missing_from(self, header: list[str]) -> list[str]:
        """The columns that the file lacks."""
        found = self.found_in(header)
        return [column for column in self.columns if column not in found]


def layout_of(name: str, header: list[str]) -> Layout | None:
    """The layout with that header; None for a file that is none of ours.

    Raises UnreadableFile for a header that is nearly one of ours: most of its columns, not all.
    """
    twice = sorted({column for column in header if header.count(column) > 1})
    close = [(len(layout.found_in(header)) / len(layout.columns), layout) for layout in LAYOUTS]
    likeness, layout = max(close, key=lambda pair: pair[0])
    if likeness <= 0.5:
        return None
    missing = layout.missing_from(header)
    if missing:
        raise UnreadableFile(f"{name} looks like the {layout.label} but has no column {', '.join(missing)}.")
    if twice:
        raise UnreadableFile(f"{name} has the column {', '.join(twice)} more than once.")
    return layout


def _column(column: str, header: list[str]) -> str | None:
    if "##" not in column:
        return column if column in header else None
    pattern = re.compile(re.escape(column).replace(r"\#\#", "[0-9]{2}"))
    return max((name for name in header if pattern.fullmatch(name)), default=None)


def school_year(label: str, value: str) -> str:
    """A school year as "2018-19" from "2018-2019" or the year in which it began."""
    if match := SCHOOL_YEAR.fullmatch(value):
        return f"{match[1]}-{match[2]}"
    if re.fullmatch("20[0-9]{2}", value):
        return f"{value}-{(int(value) + 1) % 100:02d}"
    raise BadValue(f"the {label} “{values.shown(value)}” is not a school year")


def _year_ending(column: str) -> str:
    end = int(column[-2:])
    return f"20{(end - 1) % 100:02d}-{end:02d}"


def _year_in(name: str) -> str:
    years = [f"{match[1]}-{match[3]}" if match[3] else match[1] for match in YEAR_IN_NAME.finditer(name)]
    return years[0] if len(years) == 1 else ""


def _county(file: str, line: int, row: Row, _: dict[str, str]) -> CountyFact:
    fips = values.county_code(row["GEOID"])
    if fips is None:
        raise BadValue("the county code is missing")
    if state_of(fips) is None:
        raise BadValue(f"no state has the code {fips[:2]} with which the county code {fips} begins")
    return CountyFact(
        file,
        line,
        fips,
        values.text("name", row["NAME"], 200, is_needed=True),
        values.whole("population", row["POP10"]),
        values.decimal("number of people per square mile", row["POP_PER_SQMI"], 9_999_999),
    )


def _agency(file: str, line: int, row: Row, _: dict[str, str]) -> AgencyFact:
    leaid = values.leaid(row["LEAID"])
    year = school_year("school year", row["SCHOOLYEAR"])
    return AgencyFact(
        file,
        line,
        leaid,
        values.text("name", row["NAME"], 200, is_needed=True),
        values.text("city", row["CITY"], 100),
        values.text("county's name", row["NMCNTY"], 200),
        _place(row["STREET"], row["ZIP"], row["CNTY"], row["LAT"], row["LON"], row["LOCALE"], year),
        _has_no_students(row),
        f"NCES EDGE agency locations, {year}",
    )


def _has_no_students(row: Row) -> bool:
    shares = [values.share(column, row[column]) for column in PCT]  # all are checked
    return all(shares)


def _school(file: str, line: int, row: Row, _: dict[str, str]) -> SchoolFact:
    ncessch, leaid = values.ncessch(row["NCESSCH"]), values.leaid(row["LEAID"])
    if ncessch[:7] != leaid:
        raise BadValue(f"the NCESSCH {ncessch} does not begin with the LEAID {leaid}")
    year = _year_in(file)
    return SchoolFact(
        file,
        line,
        ncessch,
        values.text("name", row["SCH_NAME"], 200, is_needed=True),
        leaid,
        values.text("agency's name", row["LEA_NAME"], 200, is_needed=True),
        values.text("city", row["LCITY"], 100),
        values.grade(row["GSLO"]),
        values.grade(row["GSHI"]),
        f"NCES CCD school directory, {year}" if year else "NCES CCD school directory",
    )


def _point(file: str, line: int, row: Row, _: dict[str, str]) -> PointFact:
    year = school_year("survey year", row["SURVYEAR"])
    return PointFact(
        file,
        line,
        values.ncessch(row["NCESSCH"]),
        values.text("county's name", row["CONAME"], 200).title(),
        _place(row["LSTREE"], row["LZIP"], row["CONUM"], row["LATCODE"], row["LONGCODE"], row["LOCALE"], year),
    )


def _place(street: str, zip_code: str, county: str, lat: str, lon: str, locale: str, year: str) -> PlaceFact:
    return PlaceFact(
        values.text("street", street, 200),
        values.text("ZIP", zip_code, 10),
        values.county_code(county),
        values.degrees("latitude", lat, 90),
        values.degrees("longitude", lon, 180),
        values.locale(locale),
        year,
    )


def _enrollment(file: str, line: int, row: Row, names: dict[str, str]) -> EnrollmentFact:
    return EnrollmentFact(
        file,
        line,
        values.leaid(row["LEAID"]),
        _year_ending(names["enroll_##"]),
        values.whole("enrollment", row["enroll_##"]),
        values.decimal("number of students for each teacher", row["student_teacher_ratio_##"], 99_999),
        _year_ending(names["expend_per_pupil_##"]),
        values.whole("spending for each student", row["expend_per_pupil_##"]),
    )


def _poverty(file: str, line: int, row: Row, _: dict[str, str]) -> PovertyFact:
    return PovertyFact(
        file,
        line,
        values.leaid(row["LEAID"]),
        _year_in(file) or UNDATED,
        values.whole("population", row["POP_TOTAL"]),
        values.whole("number of children", row["POP_5_17"]),
        values.whole("number of children in poverty", row["POOR_5_17"]),
    )


COUNTIES = Layout("county file", ("USPS", "GEOID", "NAME", "POP10", "ALAND_SQMI", "POP_PER_SQMI"), "GEOID", _county)
AGENCIES = Layout(
    "agency file",
    ("LEAID", "NAME", "STREET", "CITY", "STATE", "ZIP", "CNTY", "NMCNTY", "LAT", "LON", "SCHOOLYEAR", "LOCALE", *PCT),
    "LEAID",
    _agency,
    is_needed=True,
)
SCHOOLS = Layout(
    "school directory",
    ("NCESSCH", "LEAID", "SCH_NAME", "LEA_NAME", "LCITY", "LSTATE", "GSLO", "GSHI"),
    "NCESSCH",
    _school,
    is_needed=True,
)
POINTS = Layout(
    "school locations",
    ("SURVYEAR", "NCESSCH", "LSTREE", "LZIP", "LATCODE", "LONGCODE", "CONUM", "CONAME", "LOCALE"),
    "NCESSCH",
    _point,
)
ENROLLMENT = Layout(
    "agency membership",
    ("LEAID", "LEA_NAME", "enroll_##", "student_teacher_ratio_##", "expend_per_pupil_##"),
    "LEAID",
    _enrollment,
)
POVERTY = Layout(
    "poverty estimates",
    ("LEAID", "STFIP", "DISTRICT_ID", "NAME", "POP_TOTAL", "POP_5_17", "POOR_5_17"),
    "LEAID",
    _poverty,
)
LAYOUTS = (COUNTIES, AGENCIES, SCHOOLS, POINTS, ENROLLMENT, POVERTY)
