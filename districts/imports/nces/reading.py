"""Official files read as checked rows."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from districts.imports.files import MissingYear, Source, UnreadableFile, check_is_whole, from_path, rows_of
from districts.imports.nces.agencies import AGENCIES, AGENCY_DIRECTORY, SEARCHED_AGENCIES
from districts.imports.nces.figures import COUNTIES, ENROLLMENT, ESTIMATES, MEMBERSHIP, POVERTY
from districts.imports.nces.layouts import FileReading, Layout, known_as
from districts.imports.nces.schools import EDGE_POINTS, POINTS, SCHOOLS, SEARCHED_SCHOOLS
from districts.imports.report import FileReport, Report
from districts.imports.rows import Rows
from districts.imports.values import BadValue, shown
from districts.rules.official import Fact
from districts.rules.places import state_of

LAYOUTS = (
    COUNTIES, AGENCIES, AGENCY_DIRECTORY, SEARCHED_AGENCIES, SCHOOLS, SEARCHED_SCHOOLS, POINTS, EDGE_POINTS,
    ENROLLMENT, MEMBERSHIP, POVERTY, ESTIMATES,
)  # fmt: skip
SUFFIXES = (".csv", ".txt")

Facts = dict[str, list[Fact]]


def read_sources(sources: Sequence[Source], *, state: str | None, school_year: str) -> tuple[Facts, Report]:
    """The rows of every recognized file, by the label of its layout, and the report so far.

    Rows for other states are skipped, by the first two digits of their ID; all counties are kept, because an agency may
    have its address in another state. Raises UnreadableFile.
    """
    known = [(source, known_as(source, LAYOUTS, school_year=school_year)) for source in sources]
    report = Report()
    report.unrecognized = [source.name for source, found in known if found is None and not _is_text(source.name)]
    for source, found in known:
        if found and found[0].needs_year and not school_year:
            raise MissingYear(
                f"{source.name} is an export of the NCES search page, which doesn’t state the school year. Enter "
                "the year of its figures, such as 2022-23."
            )
    facts: Facts = {layout.label: [] for layout in LAYOUTS}
    for layout in LAYOUTS:
        rows: Rows[Fact] = Rows(report)
        for source, sheet in ((source, found[1]) for source, found in known if found and found[0] is layout):
            for fact in _read_file(source, layout, sheet, state, report):
                rows.add(fact)
        facts[layout.label] = rows.taken()
    return facts, report


def sources_in(folder: Path) -> list[Source]:
    """The .csv and .txt files directly in the folder; raises UnreadableFile if there are none."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and _is_data_file(path))
    except OSError as error:
        raise UnreadableFile(f"{folder} can’t be read as a folder: {error.strerror or 'no reason given'}.") from error
    if not any(path.suffix.lower() == ".csv" for path in paths):
        paths = [path for path in paths if known_as(from_path(path), LAYOUTS, school_year="")]
    if not paths:
        raise UnreadableFile(f"{folder} has no .csv file directly in it.")
    return [from_path(path) for path in paths]


def _is_data_file(path: Path) -> bool:
    # Report broken symlinks as unreadable; skip folders.
    return path.is_file() or (path.is_symlink() and not path.exists())


def _is_text(name: str) -> bool:
    # Ignore .txt files that match no layout, such as a readme.
    return name.lower().endswith(".txt")


def _read_file(source: Source, layout: Layout, sheet: FileReading, state: str | None, report: Report) -> Iterator[Fact]:
    text_file = source.read()
    key = sheet.indexes[layout.key]
    file = FileReport(source.name, layout.label, text_file.sha256)
    report.files.append(file)
    line, row = 1, list(sheet.indexes)
    columns = sheet.indexes.items()
    for line, row in rows_of(text_file, delimiter=sheet.delimiter, header_line=sheet.header_line):
        file.rows += 1
        if len(row) != sheet.width:
            report.remark(source.name, line, "rejected", f"{len(row)} values instead of {sheet.width}")
            continue
        if _is_elsewhere(row[key], layout, state):
            _count_elsewhere(report, file, row[key])
            continue
        try:
            fact = layout.read(sheet, line, {column: row[at] for column, at in columns})
        except BadValue as bad:
            report.remark(source.name, line, "rejected", str(bad), key=shown(row[key]))
            continue
        if fact is None:
            file.parts += 1
        elif _is_elsewhere(fact.key[0], layout, state):
            _count_elsewhere(report, file, fact.key[0])
        else:
            yield fact
    check_is_whole(text_file, line, len(row), sheet.width)


def _count_elsewhere(report: Report, file: FileReport, federal_id: str) -> None:
    file.elsewhere += 1
    report.elsewhere[state_of(federal_id) or ""] += 1


def _is_elsewhere(federal_id: str, layout: Layout, state: str | None) -> bool:
    if not state or layout is COUNTIES or not _is_id(federal_id):
        return False
    return (other := state_of(federal_id)) is not None and other != state


def _is_id(text: str) -> bool:
    return len(text) in (7, 12) and text.isascii() and text.isdigit()
