"""What every list page passes to its template."""

from typing import Any

from django.http import HttpRequest

from portal.components.downloads import MOST_ROWS_IN_XLSX
from portal.components.lists import page_of
from portal.registry.lists import FacetedList

PAGE = 50


def list_context(
    request: HttpRequest,
    faceted_list: FacetedList,
    rows: Any,
    *,
    kinds: tuple[str, ...],
    is_long: bool = False,
) -> dict[str, Any]:
    """The page of rows, the facets with their counts, the filters in use, and the addresses of the files."""
    page = page_of(rows, PAGE, request, count=faceted_list.total, is_long=is_long)
    return {
        "page": page,
        "list": faceted_list,
        "on": faceted_list.on,
        "querystring": faceted_list.querystring,
        "files": [
            (kind, faceted_list.address_of_file(kind))
            for kind in kinds
            if kind != "xlsx" or faceted_list.total <= MOST_ROWS_IN_XLSX
        ],
        "address": faceted_list.address_without_filters,
    }
