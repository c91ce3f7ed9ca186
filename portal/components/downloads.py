"""Lists as files: exactly the rows shown, safe to open in a spreadsheet."""

import csv
import datetime
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

import xlsxwriter
from django.core.exceptions import BadRequest
from django.http import HttpResponse, StreamingHttpResponse

from districts.rules.drawing import Polygons, area_of, is_inside, outer_rings

# A spreadsheet reads these as the start of a formula; a leading apostrophe makes it text (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
# A workbook is written before it is sent: this many rows of the widest list take about a second.
MOST_ROWS_IN_XLSX = 5_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Rows sent together: a chunk for each row would cost more than the row.
ROWS_A_CHUNK = 400
# The first characters of cells to check.
_SUSPECT = frozenset(" =+-@\t\r\n")
Item = TypeVar("Item")


def safe_cell(value: object) -> object:
    """The value for a cell, with an apostrophe before text that a spreadsheet would run as a formula."""
    if value is None:
        return ""
    if isinstance(value, str) and value and value[0] in _SUSPECT and value.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A CSV file in chunks of many lines, every cell safe.

    It begins with the first column's name and no byte-order mark: a program that reads the file by its
    columns would otherwise not find the first one, which is the id.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([safe_cell(name) for name in header])
    for chunk in _chunks(rows):
        # A national file has millions of cells, so only suspicious ones are checked. None is written as empty.
        writer.writerows(
            [value if type(value) is not str or value[:1] not in _SUSPECT else safe_cell(value) for value in row]
            for row in chunk
        )
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, ROWS_A_CHUNK)):
        yield chunk


def json_lines(
    about: dict[str, Any], name: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> Iterator[str]:
    """A JSON object in chunks: the metadata in `about`, then the rows under `name`."""
    yield json.dumps(about, default=str)[:-1] + f', "{name}": ['
    between = ""
    for chunk in _chunks(rows):
        yield between + ",\n".join(json.dumps(dict(zip(header, row, strict=True)), default=str) for row in chunk)
        between = ",\n"
    yield "]}\n"


def csv_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[object]], *, on: datetime.date
) -> StreamingHttpResponse:
    """The rows as a CSV download with the date in its file name."""
    response = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{on}.csv"'
    return response


def json_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[object]], *, on: datetime.date, count: int
) -> StreamingHttpResponse:
    """The rows as JSON with the date and their number."""
    about = {"as_of": on, "count": count}
    return StreamingHttpResponse(json_lines(about, name, header, rows), content_type="application/json")


def check_fits_xlsx(count: int) -> None:
    """Refuse a workbook of more rows than a request can make in a second. Raises BadRequest."""
    if count > MOST_ROWS_IN_XLSX:
        raise BadRequest(
            f"This list has {count:,} rows. You can download up to {MOST_ROWS_IN_XLSX:,} rows as .xlsx. "
            "Add a filter, or download the .csv file."
        )


def xlsx_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[object]], *, on: datetime.date
) -> HttpResponse:
    """The rows as an Excel workbook with the date in its file name. Text stays text: an ID keeps its leading zeros."""
    file = io.BytesIO()
    as_they_are = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd", **as_they_are})
    bold = workbook.add_format({"bold": True})
    sheet = workbook.add_worksheet(name[:31])
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(header) - 1, 16)
    sheet.write_row(0, 0, header, bold)
    last = 0
    for last, row in enumerate(rows, start=1):
        sheet.write_row(last, 0, row)
    sheet.autofilter(0, 0, last, len(header) - 1)
    workbook.close()
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}-{on}.xlsx"'
    return response


def geojson_lines(
    about: dict[str, Any], header: Sequence[str], features: Iterable[tuple[dict[str, Any] | None, Sequence[object]]]
) -> Iterator[str]:
    """A GeoJSON FeatureCollection (RFC 7946) in chunks: the metadata in `about`, then one feature on each line."""
    collection = {"type": "FeatureCollection", **about}
    yield json.dumps(collection, default=str)[:-1] + ', "features": [\n'
    between = ""
    for geometry, row in features:
        properties = dict(zip(header, row, strict=True))
        feature = {"type": "Feature", "geometry": geometry, "properties": properties}
        yield between + json.dumps(feature, default=str, separators=(",", ":"))
        between = ",\n"
    yield "\n]}\n"


def geojson_response(
    name: str,
    header: Sequence[str],
    features: Iterable[tuple[dict[str, Any] | None, Sequence[object]]],
    *,
    on: datetime.date,
    count: int,
    source: str,
) -> StreamingHttpResponse:
    """The rows with their geometries as GeoJSON, with the date, their number, and their source."""
    about = {"as_of": on, "source": source, "count": count}
    response = StreamingHttpResponse(geojson_lines(about, header, features), content_type="application/geo+json")
    response["Content-Disposition"] = f'attachment; filename="{name}-{on}.geojson"'
    return response


def with_points(
    header: Sequence[str], rows: Iterable[Sequence[object]]
) -> Iterator[tuple[dict[str, Any] | None, Sequence[object]]]:
    """Each row with the point of its columns `latitude` and `longitude`, or None where they are not known."""
    latitude, longitude = header.index("latitude"), header.index("longitude")
    for row in rows:
        yield point(row[latitude], row[longitude]), row


def point(latitude: Any, longitude: Any) -> dict[str, Any] | None:
    """A GeoJSON point, longitude first, to six decimals (a tenth of a meter); None where it is not known."""
    if latitude is None or longitude is None:
        return None
    return {"type": "Point", "coordinates": [round(longitude, 6), round(latitude, 6)]}


def multipolygon(parts: Iterable[Polygons]) -> dict[str, Any] | None:
    """The outline of these areas as a GeoJSON MultiPolygon: outer rings counterclockwise, each with its holes.

    Shared borders are removed: the parts of a MultiPolygon may touch only at points.
    """
    every = (ring[:-1] for polygons in parts for part in polygons for ring in part)
    rings = outer_rings([[(spot[0], spot[1]) for spot in ring] for ring in every])
    outer = [(ring, abs(area_of(ring)), [_closed(ring)]) for ring in rings if area_of(ring) > 0]
    for hole in (ring for ring in rings if area_of(ring) < 0):
        around = [(area, polygon) for ring, area, polygon in outer if _holds(ring, hole)]
        if around:
            min(around, key=lambda pair: pair[0])[1].append(_closed(hole))
    if not outer:
        return None
    return {"type": "MultiPolygon", "coordinates": [polygon for _, _, polygon in outer]}


def _closed(ring: Sequence[Any]) -> list[list[float]]:
    return [list(spot) for spot in (*ring, ring[0])]


def _holds(ring: Sequence[Any], hole: Sequence[Any]) -> bool:
    """Whether the hole is inside the ring, judged by a point that the two don't share."""
    own = set(ring)
    spot = next((spot for spot in hole if spot not in own), None)
    return spot is not None and is_inside(spot, ring)
