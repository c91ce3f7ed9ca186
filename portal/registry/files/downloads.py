"""A list as a .csv, .xlsx, .json, or .geojson file."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase

from portal.components.columns import Cells, File
from portal.components.downloads import (
    check_fits_xlsx,
    csv_response,
    geojson_response,
    json_response,
    with_points,
    xlsx_response,
)


def file_response(
    file: File, rows: Iterator[Cells], kind: str, queryset: QuerySet[Any], *, on: datetime.date
) -> HttpResponseBase:
    """These rows as a file of this kind. The .geojson has a point for each, and the sources of the records."""
    if kind == "csv":
        return csv_response(file.name, file.header, rows, on=on)
    if kind == "xlsx":
        check_fits_xlsx(queryset.count())
        return xlsx_response(file.name, file.header, rows, on=on)
    if kind == "geojson":
        source = "; ".join(filter(None, queryset.order_by("source").values_list("source", flat=True).distinct()))
        places = with_points(file.header, rows)
        return geojson_response(file.name, file.header, places, on=on, count=queryset.count(), source=source)
    return json_response(file.name, file.header, rows, on=on, count=queryset.count())
