"""The official files of NCES and the Census, taken from a folder into the register."""

import datetime
from pathlib import Path

from accounts.models import User
from districts.actions.official import OfficialFacts, record_official_files
from districts.imports.files import UnreadableFile
from districts.imports.nces.layouts import AGENCIES, COUNTIES, ENROLLMENT, LAYOUTS, POINTS, POVERTY, SCHOOLS
from districts.imports.nces.reading import read_folder
from districts.imports.report import Remark, Report
from districts.models import District, School

__all__ = ["import_folder"]


def import_folder(
    folder: Path, *, state: str | None, is_rehearsal: bool, by: User | str, at: datetime.datetime
) -> Report:
    """Take the folder's official files into the register, all or nothing; what happened, as a report.

    Raises UnreadableFile, with nothing written, where a file cannot be trusted or a needed one is missing.
    """
    facts, report = read_folder(folder, state)
    _check_needed_files(folder, state, report)
    outcome = record_official_files(
        facts=OfficialFacts(
            counties=facts[COUNTIES.label],  # type: ignore[arg-type]  # each layout reads its own facts
            agencies=facts[AGENCIES.label],  # type: ignore[arg-type]
            schools=facts[SCHOOLS.label],  # type: ignore[arg-type]
            points=facts[POINTS.label],  # type: ignore[arg-type]
            enrollments=facts[ENROLLMENT.label],  # type: ignore[arg-type]
            poverty=facts[POVERTY.label],  # type: ignore[arg-type]
        ),
        files=report.as_read(),
        state=state,
        is_rehearsal=is_rehearsal,
        by=by,
        at=at,
    )
    for file in report.files:
        file.counts.update(outcome.counts[file.name])
        file.elsewhere += file.counts.pop("elsewhere", 0)
    report.remarks += [Remark(file, line, "unmatched", reason) for file, line, reason in outcome.unmatched]
    report.notes += [f"{what}: {number:,}" for what, number in outcome.made.items()]
    report.totals = outcome.totals
    return report


def _check_needed_files(folder: Path, state: str | None, report: Report) -> None:
    """Without its agencies or its schools, a delivery would be taken for something that it is not."""
    files = {file.label: file.name for file in report.files}
    filled = {file.label for file in report.files if file.rows > file.elsewhere}
    held = {AGENCIES: District.objects.official(), SCHOOLS: School.objects.official()}
    for layout in LAYOUTS:
        if not layout.is_needed or layout.label in filled or held[layout].exists():
            continue
        if layout.label in files:
            whose = f" of {state}" if state else ""
            raise UnreadableFile(f"{files[layout.label]}, the {layout.label}, has no row{whose}. Download it again.")
        raise UnreadableFile(
            f"{folder} has no {layout.label}: no .csv file in it has the columns {', '.join(layout.columns[:8])}"
            f"{' …' if len(layout.columns) > 8 else ''}."
        )
