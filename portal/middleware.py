"""What is answered before anything looks at the visitor, and what ends a request that takes too long."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import MiddlewareNotUsed
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from districts.actions.bulk import IS_LONG_WORK
from portal.components.request_size import ENVELOPE, View, most_bytes_of
from portal.home.views import health, too_large


def answer_health(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answers `/healthz` under every host name and without HTTPS: monitors ask by IP address."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path_info != "/healthz":
            return get_response(request)
        request.user = AnonymousUser()
        return health(request)

    return answer


class RefuseLargeBodies:
    """Answers 413 to a request larger than its page takes, before anything reads it.

    Checking the CSRF token reads the whole form, and files in it would be written to the server's disk. A body without
    a stated length is never read (WSGI).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing yet: which view answers is not known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """The refusal, or None."""
        most = most_bytes_of(view)
        stated = request.META.get("CONTENT_LENGTH") or "0"
        if not stated.isdecimal():
            request.META["CONTENT_LENGTH"] = ""  # Django would fail where it reads the body
        return too_large(request, most) if stated.isdecimal() and int(stated) > most + ENVELOPE else None


def end_at_deadline(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Ends a request that is not done after REQUEST_DEADLINE seconds: its next query fails, its writes are rolled back.

    The visitor gets the 503 page. The limits of the database are for one query each; this one is for all of them.
    Work that says it takes long (an import) has LONG_WORK times as much. A file that is sent while it is read has no
    deadline: its first bytes are the answer.
    """
    if not settings.REQUEST_DEADLINE:
        raise MiddlewareNotUsed

    def answer(request: HttpRequest) -> HttpResponseBase:
        started, is_long_work = time.monotonic(), IS_LONG_WORK.set(False)

        def refuse_when_late(execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
            patience = settings.LONG_WORK if IS_LONG_WORK.get() else 1
            is_late = time.monotonic() - started > settings.REQUEST_DEADLINE * patience
            if is_late and not str(sql).startswith(("ROLLBACK", "RELEASE")):  # what goes back to a savepoint
                raise OperationalError("The request is past its deadline (REQUEST_DEADLINE).")
            return execute(sql, *rest)

        # Not `connection.execute_wrapper`: it removes the last wrapper, which may be one that was added meanwhile.
        connection.execute_wrappers.append(refuse_when_late)
        try:
            return get_response(request)
        finally:
            connection.execute_wrappers.remove(refuse_when_late)
            IS_LONG_WORK.reset(is_long_work)

    return answer
