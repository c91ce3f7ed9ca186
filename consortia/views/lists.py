"""What every list page gives its template."""

from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest

from districts.filters import ListFilter

PAGE = 50


def list_context(request: HttpRequest, found: ListFilter, page: Page[Any], name: str) -> dict[str, Any]:
    """The rows, the filters, the query string without its page, and the addresses of the files."""
    asked = request.GET.copy()
    asked.pop("page", None)
    for empty in [key for key, value in asked.items() if not value]:
        del asked[empty]
    querystring = asked.urlencode()
    question = f"?{querystring}" if querystring else ""
    return {
        "page": page,
        "form": found.form,
        "on": found.on,
        "querystring": querystring,
        "is_filtered": bool(querystring),
        "files": [("csv", f"/{name}.csv{question}"), ("json", f"/{name}.json{question}")],
    }
