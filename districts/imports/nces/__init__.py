"""Importing the official files of NCES and the Census, from a folder or as uploads."""

import datetime
import re
from collections.abc import Sequence
from pathlib import Path

from accounts.models import User
from districts.actions.official import OfficialFacts, record_official_files
from districts.actions.outcome import Outcome
from districts.imports.files import Source, UnreadableFile
from districts.imports.nces.agencies import AGENCIES
from districts.imports.nces.layouts import SCHOOL_YEAR
from districts.imports.nces.reading import LAYOUTS, read_sources, sources_in
from districts.imports.nces.schools import SCHOOLS
from districts.imports.report import Remark, Report
from districts.models import District, School

__all__ = ["import_folder", "read_official"]


def import_folder(
    folder: Path, *, state: str | None, school_year: str = "", dry_run: bool, by: User | str, at: datetime.datetime
) -> Report:
    """Import the official files in the folder, all or nothing, and report the outcome.

    `school_year` is for files that state none. Raises UnreadableFile with nothing written if a file cannot be trusted
    or a required one is missing.
    """
    facts, report = read_official(sources_in(folder), state=state, school_year=school_year, where=str(folder))
    outcome = record_official_files(facts=facts, files=report.as_read(), state=state, dry_run=dry_run, by=by, at=at)
    finish(report, outcome)
    return report


def read_official(
    sources: Sequence[Source], *, state: str | None, school_year: str, where: str
) -> tuple[OfficialFacts, Report]:
    """The checked facts in the files, and the report so far; raises UnreadableFile."""
    if school_year and not is_school_year(school_year):
        raise UnreadableFile(f"“{school_year}” is not a school year such as 2022-23.")
    facts, report = read_sources(sources, state=state, school_year=school_year)
    _check_needed_files(where, state, report)
    return OfficialFacts.of([fact for layout in LAYOUTS for fact in facts[layout.label]]), report


def is_school_year(text: str) -> bool:
    """Whether the text is a school year such as "2022-23"."""
    match = SCHOOL_YEAR.fullmatch(text)
    return bool(match) and re.fullmatch("20[0-9]{2}-[0-9]{2}", text) is not None and _follows(text)


def _follows(year: str) -> bool:
    return (int(year[2:4]) + 1) % 100 == int(year[5:])


def finish(report: Report, outcome: Outcome) -> None:
    """Add the outcome to the report of what was read."""
    for file in report.files:
        file.counts.update(outcome.counts[file.name])
        file.elsewhere += file.counts.pop("elsewhere", 0)
    for what, remarks in (("unmatched", outcome.unmatched), ("kept", outcome.kept)):
        report.remarks += [Remark(file, line, what, reason) for file, line, reason in remarks]
    report.notes += [f"{what}: {number:,}" for what, number in outcome.made.items()]
    report.totals = outcome.totals


def _check_needed_files(where: str, state: str | None, report: Report) -> None:
    """Raise UnreadableFile if a first import has no agency file or no school file."""
    files = {file.label: file.name for file in report.files}
    filled = {file.label for file in report.files if file.rows > file.elsewhere}
    held = {AGENCIES: District.objects.official(), SCHOOLS: School.objects.official()}
    alternatives = {AGENCIES: "agency directory", SCHOOLS: ""}
    for layout, rows in held.items():
        if layout.label in filled or alternatives[layout] in filled or rows.exists():
            continue
        if layout.label in files:
            whose = f" for {state}" if state else ""
            raise UnreadableFile(f"{files[layout.label]}, the {layout.label}, has no rows{whose}. Download it again.")
        raise UnreadableFile(
            f"{where} has no {layout.label}: no .csv file in it has the columns {', '.join(layout.columns[:8])}"
            f"{' …' if len(layout.columns) > 8 else ''}. The first import for a state needs it."
        )
