"""Counts the queries of one request and says so in a header."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse


def count_queries(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware: the answer's header X-Query-Count."""

    def counted(request: HttpRequest) -> HttpResponse:
        count = 0

        def add_one(execute: Callable[..., object], *call: object) -> object:
            nonlocal count
            count += 1
            return execute(*call)

        with connection.execute_wrapper(add_one):
            response = get_response(request)
            if response.streaming:
                # Streamed rows are read after the view: read them here, or they would not count.
                response = HttpResponse(b"".join(response), headers=dict(response.items()), status=response.status_code)
        response["X-Query-Count"] = str(count)
        return response

    return counted
