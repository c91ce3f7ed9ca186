"""The official files of a folder as checked rows."""

from collections.abc import Iterator
from pathlib import Path

from districts.imports.files import UnreadableFile, check_is_whole, read_delivered, read_header, rows_of
from districts.imports.nces.layouts import COUNTIES, LAYOUTS, Layout, layout_of
from districts.imports.report import FileReport, Report
from districts.imports.rows import Rows
from districts.imports.values import BadValue
from districts.rules.official import Fact
from districts.rules.places import state_of

Facts = dict[str, list[Fact]]


def read_folder(folder: Path, state: str | None) -> tuple[Facts, Report]:
    """The rows of every known file directly in the folder, by label of layout, and the report begun.

    Rows of other states are passed over, by the first two digits of their id; counties are kept all,
    because an agency may have its address in another state. Raises UnreadableFile.
    """
    report, known = Report(), _known_files(folder)
    report.left_alone = [path.name for path, layout in known if layout is None]
    facts: Facts = {layout.label: [] for layout in LAYOUTS}
    for layout in LAYOUTS:
        rows: Rows[Fact] = Rows(report)
        for path in (path for path, found in known if found is layout):
            for fact in _read_file(path, layout, state, report):
                rows.add(fact)
        facts[layout.label] = rows.taken()
    return facts, report


def _known_files(folder: Path) -> list[tuple[Path, Layout | None]]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv" and _is_delivered(path))
    except OSError as error:
        raise UnreadableFile(f"{folder} cannot be read as a folder: {error.strerror or 'no reason given'}.") from error
    if not paths:
        raise UnreadableFile(f"{folder} has no .csv file directly in it.")
    return [(path, layout_of(path.name, read_header(path))) for path in paths]


def _is_delivered(path: Path) -> bool:
    # A link that leads nowhere is a file that cannot be read, and is said to be so; a folder is none.
    return path.is_file() or (path.is_symlink() and not path.exists())


def _read_file(path: Path, layout: Layout, state: str | None, report: Report) -> Iterator[Fact]:
    delivered = read_delivered(path)
    header = read_header(path)
    names = layout.found_in(header)
    indexes = {column: header.index(name) for column, name in names.items()}
    key = indexes[layout.key]
    file = FileReport(path.name, layout.label, delivered.sha256)
    report.files.append(file)
    line, row = 1, header
    for line, row in rows_of(delivered):
        file.rows += 1
        if len(row) != len(header):
            report.remark(path.name, line, "rejected", f"{len(row)} values instead of {len(header)}")
            continue
        if state and layout is not COUNTIES and (other := state_of(row[key])) and other != state and _is_id(row[key]):
            file.elsewhere += 1
            continue
        try:
            yield layout.read(path.name, line, {column: row[at] for column, at in indexes.items()}, names)
        except BadValue as bad:
            report.remark(path.name, line, "rejected", str(bad))
    check_is_whole(delivered, line, len(row), len(header))


def _is_id(text: str) -> bool:
    return len(text) in (7, 12) and text.isascii() and text.isdigit()
