"""What every list page gives its template."""

from typing import Any

from django.http import HttpRequest

from portal.components.lists import ListPaginator
from portal.registry.lists import FacetedList

PAGE = 50


def list_context(request: HttpRequest, found: FacetedList, rows: Any, *, kinds: tuple[str, ...]) -> dict[str, Any]:
    """The page of rows, the facets with their counts, the filters that are on, and the addresses of the files."""
    page = ListPaginator(rows, PAGE, count=found.total).get_page(request.GET.get("page"))
    return {
        "page": page,
        "found": found,
        "on": found.on,
        "querystring": found.querystring,
        "files": [(kind, found.address_of_file(kind)) for kind in kinds],
        "address": found.address_without_filters,
    }
