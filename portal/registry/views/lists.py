"""What every list page gives its template."""

from typing import Any

from django.http import HttpRequest

from portal.components.lists import ListPaginator
from portal.registry.lists import FacetedList

PAGE = 50


def list_context(request: HttpRequest, found: FacetedList, rows: Any, *, kinds: tuple[str, ...]) -> dict[str, Any]:
    """The page of rows, the facets with their counts, the filters that are on, and the addresses of the files."""
    page = ListPaginator(rows, PAGE, count=found.total).get_page(request.GET.get("page"))
    querystring = found.querystring
    question = f"?{querystring}" if querystring else ""
    return {
        "page": page,
        "found": found,
        "on": found.on,
        "querystring": querystring,
        "files": [(kind, f"/{found.name}.{kind}{question}") for kind in kinds],
        "address": f"/{found.name}/",
    }
