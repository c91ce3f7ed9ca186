"""Lists going out as files: exactly the rows shown, safe to open in a spreadsheet."""

import csv
import datetime
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

# What a spreadsheet takes for a formula; a leading apostrophe makes it text (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Line:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def safe_cell(value: object) -> object:
    """The value for a cell: text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A CSV file line by line, every cell safe.

    It begins with the first column's name and no byte-order mark: a program that reads the file by its
    columns would otherwise not find the first one, which is the id.
    """
    writer = csv.writer(_Line())
    yield writer.writerow([safe_cell(name) for name in header])
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])


def json_lines(
    about: dict[str, Any], name: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> Iterator[str]:
    """A JSON object piece by piece: what it is about, then the rows under `name`."""
    yield json.dumps(about, default=str)[:-1] + f', "{name}": ['
    between = ""
    for row in rows:
        yield between + json.dumps(dict(zip(header, row, strict=True)), default=str)
        between = ",\n"
    yield "]}\n"


def csv_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[object]], *, on: datetime.date
) -> StreamingHttpResponse:
    """The rows as a CSV download, named with the day."""
    response = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{on}.csv"'
    return response


def json_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[object]], *, on: datetime.date, count: int
) -> StreamingHttpResponse:
    """The rows as JSON with the day and their number."""
    about = {"as_of": on, "count": count}
    return StreamingHttpResponse(json_lines(about, name, header, rows), content_type="application/json")
