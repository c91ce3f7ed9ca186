"""A state's own files: regions (region, county FIPS) and component districts (agency, district, from, until)."""

import datetime
from pathlib import Path

from accounts.models import User
from districts.actions.divisions import record_components, record_regions
from districts.actions.import_batches import COMPONENTS, REGIONS
from districts.actions.outcome import Outcome
from districts.imports import values
from districts.imports.files import from_path
from districts.imports.own_files import read_own_file
from districts.imports.report import Remark, Report
from districts.imports.types import ImportColumn, ImportType, Values, add_import_type
from districts.imports.values import BadValue
from districts.rules.divisions import ComponentDistrictFact, RegionFact
from districts.rules.places import is_county_code
from districts.states import ImportKind


def import_regions(path: Path, *, dry_run: bool, by: User | str, at: datetime.datetime) -> Report:
    """Assign counties to regions; raises UnreadableFile with nothing written."""
    facts, report = read_own_file(from_path(path), REGION_FILE)
    outcome = record_regions(facts=facts, file=report.as_read()[0], dry_run=dry_run, by=by, at=at)
    return with_outcome(report, outcome)


def import_components(path: Path, *, dry_run: bool, by: User | str, at: datetime.datetime) -> Report:
    """Record component districts; raises UnreadableFile with nothing written."""
    facts, report = read_own_file(from_path(path), COMPONENT_FILE)
    outcome = record_components(facts=facts, file=report.as_read()[0], dry_run=dry_run, by=by, at=at)
    return with_outcome(report, outcome)


def _region(file: str, line: int, row: Values) -> RegionFact:
    fips = row["county_fips"]
    if not is_county_code(fips):
        values.county_code(fips)
        raise BadValue("the county code is missing")
    return RegionFact(file, line, values.text("region", row["region"], 200, is_needed=True), fips)


def _component(file: str, line: int, row: Values) -> ComponentDistrictFact:
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


REGION_FILE = ImportType(
    place=10,
    kind=REGIONS,
    label=ImportKind.REGIONS.label,
    file_label="regions",
    purpose="Puts counties into the regions your state uses. Without it, lists and maps use counties.",
    next_step="Lists, maps, and counts use the regions as soon as you import them.",
    undoing="Counties return to their earlier regions, and new regions that aren’t in use are removed.",
    columns=(
        ImportColumn("region", "Name of the region.", is_needed=True),
        ImportColumn(
            "county_fips",
            "FIPS code of a county, 5 digits, such as 39009.",
            is_needed=True,
            others=("county fips", "fips", "county"),
        ),
    ),
    read=_region,
    has_other_columns=True,
)
COMPONENT_FILE = ImportType(
    place=20,
    kind=COMPONENTS,
    label=ImportKind.COMPONENTS.label,
    file_label="component districts",
    purpose="Says which districts belong to each educational service agency.",
    next_step="The pages of these districts and agencies show it as soon as you import it.",
    undoing="Dates return to their earlier values, and new entries are removed.",
    columns=(
        ImportColumn("agency", "LEAID of the service agency, 7 digits.", is_needed=True, others=("agency_leaid",)),
        ImportColumn("district", "LEAID of the district, 7 digits.", is_needed=True, others=("district_leaid",)),
        ImportColumn("from", "Start date, such as 2020-07-01. Leave blank if it is not known.", is_needed=True),
        ImportColumn("until", "End date. Leave blank if it has not ended.", is_needed=True),
    ),
    read=_component,
    has_other_columns=True,
)
add_import_type(REGION_FILE)
add_import_type(COMPONENT_FILE)
