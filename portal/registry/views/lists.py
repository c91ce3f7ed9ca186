"""What every list page passes to its template."""

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from portal.components.lists import ListPaginator
from portal.registry.lists import FacetedList

PAGE = 50


def list_context(
    request: HttpRequest, faceted_list: FacetedList, rows: QuerySet[Model], *, kinds: tuple[str, ...]
) -> dict[str, object]:
    """The page of rows, the facets with their counts, the filters in use, and the addresses of the files."""
    page = ListPaginator(rows, PAGE, count=faceted_list.total).get_page(request.GET.get("page"))
    return {
        "page": page,
        "list": faceted_list,
        "on": faceted_list.on,
        "querystring": faceted_list.querystring,
        "files": [(kind, faceted_list.address_of_file(kind)) for kind in kinds],
        "address": faceted_list.address_without_filters,
    }
