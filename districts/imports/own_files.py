"""Reading a state's own file: recognized by its header row, read row by row as its type says."""

from collections.abc import Iterator
from typing import Any

from districts.imports.files import Source, TextFile, UnreadableFile, check_is_whole, rows_of
from districts.imports.report import FileReport, Report
from districts.imports.rows import Rows
from districts.imports.types import FileTable, ImportColumn, ImportType, import_types
from districts.imports.values import BadValue, shown

# Excel separates values as the computer's region does.
DELIMITERS = (",", ";", "\t")
# A file with this share of the needed columns is meant to be of that type, and is told what it lacks.
ENOUGH = 0.6


def type_of_file(source: Source) -> ImportType | None:
    """The type whose columns the header row has; None for official files and others."""
    titles = set(_header_of(source)[0])
    scores = [(_share_of_columns(import_type, titles), import_type) for import_type in import_types()]
    score, likeliest = max(scores, key=lambda pair: pair[0], default=(0.0, None))
    return likeliest if score >= ENOUGH else None


def read_own_file(source: Source, table: FileTable) -> tuple[list[Any], Report]:
    """The facts in the file, and the report so far; raises UnreadableFile."""
    text_file = source.read()
    header, delimiter = _header_of(source)
    indexes = _indexes(source.name, header, table)
    report = Report(files=[FileReport(source.name, table.file_label, text_file.sha256)])
    rows: Rows[Any] = Rows(report)
    for line, row in _filled_rows(text_file, delimiter, header):
        report.files[0].rows += 1
        if table.most_rows and report.files[0].rows > table.most_rows:
            raise UnreadableFile(
                f"{source.name} has more than {table.most_rows:,} rows. Split it into several files, and import "
                "one after the other."
            )
        values = {column: row[at] if at < len(row) else "" for column, at in indexes.items()}
        key = next((shown(values[column]) for column in table.shown if values.get(column)), "")
        if len(row) != len(header):
            report.remark(source.name, line, "rejected", f"{len(row)} values instead of {len(header)}", key=key)
            continue
        try:
            rows.add(table.read(source.name, line, values))
        except BadValue as bad:
            report.remark(source.name, line, "rejected", str(bad), key=key)
    return table.check(rows.taken(), report), report


def _filled_rows(text_file: TextFile, delimiter: str, header: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Every row that has a value: spreadsheets add rows of separators at the end."""
    line, row = 1, header
    for line, row in rows_of(text_file, delimiter=delimiter):
        if any(row):
            yield line, row
    check_is_whole(text_file, line, len(row), len(header))


def _header_of(source: Source) -> tuple[list[str], str]:
    """The titles of the columns in lower case, and the separator that gives the most of them."""
    headers = [(source.opening(delimiter)[0], delimiter) for delimiter in DELIMITERS]
    titles, delimiter = max(headers, key=lambda pair: len(pair[0]))
    return [title.casefold() for title in titles], delimiter


def _share_of_columns(import_type: ImportType, titles: set[str]) -> float:
    needed = [column for column in import_type.columns if column.is_needed]
    known = sum(not titles.isdisjoint(_names(column)) for column in needed)
    others = sum(not titles.isdisjoint(_names(column)) for column in import_type.columns) - known
    # Of two types, the one more of whose other columns are there; no other column makes up for a needed one.
    return known / len(needed) + others / 1_000


def _indexes(name: str, header: list[str], table: FileTable) -> dict[str, int]:
    indexes = {}
    for column in table.columns:
        found = [at for at, title in enumerate(header) if title in _names(column)]
        if len(found) > 1 or (column.is_needed and not found):
            how = "more than one column" if found else "no column"
            needed = ", ".join(one.name for one in table.columns if one.is_needed)
            raise UnreadableFile(f"{name} has {how} “{column.name}”; it needs {needed}.")
        if found:
            indexes[column.name] = found[0]
    known = {title for column in table.columns for title in _names(column)}
    unknown = [title for title in header if title and title not in known]
    if unknown and not table.has_other_columns:
        raise UnreadableFile(
            f"{name} has a column “{shown(unknown[0])}” that this type of file does not have. Remove it, or use the "
            "template."
        )
    return indexes


def _names(column: ImportColumn) -> set[str]:
    return {column.name, *column.others}
