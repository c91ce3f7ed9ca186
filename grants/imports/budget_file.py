"""Reads a budget from an .xlsx file that may be damaged or hostile, and returns its rows as text.

A workbook is a zip file of XML. Its sizes are checked before anything is unpacked, and the XML is read by defusedxml,
which refuses entities. Formulas aren't calculated, and the results that a file states for them aren't trusted.
"""

import datetime
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from openpyxl import load_workbook
from openpyxl.xml import DEFUSEDXML

from accounts.refusals import Unready
from grants.rules.budget_cells import COLUMNS, MOST_ROWS, BudgetFileRow, columns_in, is_blank
from grants.rules.texts import on_one_line

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS, MOST_COLUMNS = 500, 40
# Spreadsheets often have thousands of formatted, empty rows below the last one.
MOST_EMPTY_ROWS = 2_000
_FIRST_ROWS = 20  # in which the row with the names of the columns is looked for
# What Python raises while it unpacks bytes that were changed.
_DAMAGED = (zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
NOT_A_WORKBOOK = (
    "This isn’t an .xlsx file that we can read. In your spreadsheet program, save it as .xlsx, then upload it."
)


def rows_of_workbook(content: bytes) -> list[BudgetFileRow]:
    """The rows of the first sheet that has a budget. Raises Unready with what to do."""
    _check_sizes(content)
    if not DEFUSEDXML:  # a wrong installation must not read files unsafely
        raise Unready("We can’t read files now. Enter the lines in the table instead.")
    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        for sheet in workbook.worksheets:
            sheet.reset_dimensions()
            if rows := _rows_in(sheet.iter_rows(max_col=MOST_COLUMNS)):
                return list(rows)
    except Unready:
        raise
    except Exception as no:  # openpyxl raises whatever a damaged file leads it to
        raise Unready(NOT_A_WORKBOOK) from no
    names = ", ".join(f"“{label}”" for label in COLUMNS.values())
    raise Unready(f"We couldn’t find the column names in this file: {names}. Download the budget and change that file.")


def _check_sizes(content: bytes) -> None:
    if len(content) > LARGEST_FILE:
        raise Unready(f"This file is larger than {LARGEST_FILE // 1024 // 1024} MB. Upload only the budget.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            sizes = [part.file_size for part in parts.infolist()]
            if len(sizes) > MOST_PARTS or sum(sizes) > LARGEST_UNPACKED:
                raise Unready("This file holds more than a budget needs. Copy the rows into a new workbook.")
            if any(
                b"<mergeCell " in parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/")
            ):
                raise Unready("This file has merged cells. Unmerge them, then upload it again.")
    except (zipfile.BadZipFile, *_DAMAGED) as no:
        raise Unready(NOT_A_WORKBOOK) from no


def _rows_in(rows: Iterable[Sequence[Any]]) -> list[BudgetFileRow] | None:
    """The rows below the names of the columns; None if the sheet doesn't have those."""
    numbered = enumerate(rows, start=1)
    for number, row in numbered:
        columns = columns_in(_text(cell.value) for cell in row)
        if {"line", "amount"} <= set(columns.values()):
            return list(_below(numbered, columns))
        if number >= _FIRST_ROWS:
            break
    return None


def _below(numbered: Iterable[tuple[int, Sequence[Any]]], columns: Mapping[int, str]) -> Iterator[BudgetFileRow]:
    empty = found = 0
    for number, row in numbered:
        cells, formulas = dict.fromkeys([*COLUMNS, "key", "revision"], ""), []
        for place, column in columns.items():
            if place >= len(row):
                continue
            cells[column] = _text(row[place].value)
            if row[place].data_type == "f":
                formulas.append(column)
        if is_blank(cells):
            empty += 1
            if empty > MOST_EMPTY_ROWS:
                return
            continue
        empty, found = 0, found + 1
        if found > MOST_ROWS:
            raise Unready(f"This file has more than {MOST_ROWS} lines. Upload it in parts.")
        key, revision = cells.pop("key"), cells.pop("revision")
        yield BudgetFileRow(number, key, int(revision) if revision.isdecimal() and len(revision) < 10 else 0, cells,
                      tuple(column for column in formulas if column in COLUMNS))  # fmt: skip


def _text(value: object) -> str:
    """The value as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()[:10]
    return on_one_line(str(value)[:2_000])
