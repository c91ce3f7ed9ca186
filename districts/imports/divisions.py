"""A state's own files: regions (region, county FIPS) and component districts (agency, district, from, until)."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from accounts.models import User
from districts.actions.divisions import record_components, record_regions
from districts.actions.outcome import Outcome
from districts.imports import values
from districts.imports.files import Source, UnreadableFile, check_is_whole, from_path, rows_of
from districts.imports.report import FileReport, Remark, Report
from districts.imports.rows import Rows
from districts.imports.values import BadValue
from districts.rules.divisions import ComponentDistrictFact, RegionFact
from districts.rules.places import is_county_code

DivisionFact = TypeVar("DivisionFact", RegionFact, ComponentDistrictFact)
# Each column with the names a file may use for it, in upper or lower case.
REGION_COLUMNS = {"region": ("region",), "county_fips": ("county_fips", "county fips", "fips", "county")}
COMPONENT_COLUMNS = {
    "agency": ("agency", "agency_leaid"),
    "district": ("district", "district_leaid"),
    "from": ("from",),
    "until": ("until",),
}


def import_regions(path: Path, *, dry_run: bool, by: User | str, at: datetime.datetime) -> Report:
    """Assign counties to regions; raises UnreadableFile with nothing written."""
    facts, report = read_regions(from_path(path))
    outcome = record_regions(facts=facts, file=report.as_read()[0], dry_run=dry_run, by=by, at=at)
    return with_outcome(report, outcome)


def import_components(path: Path, *, dry_run: bool, by: User | str, at: datetime.datetime) -> Report:
    """Record component districts; raises UnreadableFile with nothing written."""
    facts, report = read_components(from_path(path))
    outcome = record_components(facts=facts, file=report.as_read()[0], dry_run=dry_run, by=by, at=at)
    return with_outcome(report, outcome)


def read_regions(source: Source) -> tuple[list[RegionFact], Report]:
    """The counties in the file with their regions, and the report so far; raises UnreadableFile."""
    return _read(source, REGION_COLUMNS, "regions", _region)


def read_components(source: Source) -> tuple[list[ComponentDistrictFact], Report]:
    """The memberships in the file, and the report so far; raises UnreadableFile."""
    return _read(source, COMPONENT_COLUMNS, "component districts", _component)


def _read(
    source: Source,
    columns: dict[str, tuple[str, ...]],
    label: str,
    read: Callable[[str, int, dict[str, str]], DivisionFact],
) -> tuple[list[DivisionFact], Report]:
    name, text_file = source.name, source.read()
    header = [title.casefold() for title in source.opening()[0]]
    indexes = {}
    for column, names in columns.items():
        found = [at for at, title in enumerate(header) if title in names]
        if len(found) != 1:
            how = "no column" if not found else "more than one column"
            raise UnreadableFile(f"{name} has {how} “{column}”; it needs {', '.join(columns)}.")
        indexes[column] = found[0]
    report = Report(files=[FileReport(name, label, text_file.sha256)])
    rows: Rows[DivisionFact] = Rows(report)
    line, row = 1, header
    for line, row in rows_of(text_file):
        report.files[0].rows += 1
        if len(row) != len(header):
            report.remark(name, line, "rejected", f"{len(row)} values instead of {len(header)}")
            continue
        try:
            rows.add(read(name, line, {column: row[at] for column, at in indexes.items()}))
        except BadValue as bad:
            report.remark(name, line, "rejected", str(bad))
    check_is_whole(text_file, line, len(row), len(header))
    return rows.taken(), report


def _region(file: str, line: int, row: dict[str, str]) -> RegionFact:
    fips = row["county_fips"]
    if not is_county_code(fips):
        values.county_code(fips)
        raise BadValue("the county code is missing")
    return RegionFact(file, line, values.text("region", row["region"], 200, is_needed=True), fips)


def _component(file: str, line: int, row: dict[str, str]) -> ComponentDistrictFact:
    agency, district = values.any_leaid(row["agency"]), values.any_leaid(row["district"])
    if agency == district:
        raise BadValue(f"{agency} cannot be its own component district")
    starts_on, ends_on = values.day("start date", row["from"]), values.day("end date", row["until"])
    if starts_on and ends_on and ends_on < starts_on:
        raise BadValue(f"the end date {ends_on} is before the start date {starts_on}")
    return ComponentDistrictFact(file, line, agency, district, starts_on, ends_on)


def with_outcome(report: Report, outcome: Outcome) -> Report:
    """The report with the outcome added."""
    file = report.files[0]
    file.counts.update(outcome.counts[file.name])
    for what, remarks in (("unmatched", outcome.unmatched), ("rejected", outcome.rejected)):
        report.remarks += [Remark(name, line, what, reason) for name, line, reason in remarks]
    report.remarks.sort(key=lambda remark: remark.line)
    return report
