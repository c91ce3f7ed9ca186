"""What browsers and proxies may cache, and what is logged about every response."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control

from accounts.access import anyone
from accounts.actions.security import record_file_taken
from accounts.models import User

LOG = logging.getLogger("portal.security")


def log_refusals_and_files(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Logs what signed-in people were refused, and which files they downloaded.

    A file that is not public goes into the audit log, before it is sent: it may hold personal data, and such files are
    few. Refusals and public files, which anyone could request endlessly, go into the server's log.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        person = request.user
        if not isinstance(person, User):
            return response
        if response.status_code == HTTPStatus.FORBIDDEN:
            LOG.warning("refused: %s %s to person %s", request.method, request.path, person.pk)
        elif request.method == "GET" and _is_file(response):
            LOG.info("file: %s to person %s", request.path, person.pk)
            if not _is_public(request):
                record_file_taken(person=person, path=request.path, at=timezone.now())
        return response

    return answer


def _is_file(response: HttpResponseBase) -> bool:
    disposition = response.get("Content-Disposition", "")
    is_file = disposition.startswith("attachment") or response.get("Content-Type", "").startswith("application/pdf")
    return response.status_code == HTTPStatus.OK and is_file


def _is_public(request: HttpRequest) -> bool:
    """Whether everyone may open the view that answered."""
    match = request.resolver_match
    return match is None or getattr(match.func, "allow", anyone) is anyone


def keep_private(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Adds `Cache-Control: private, no-store` to responses for signed-in users.

    With `no-cache` the browser kept the page, and its Back button showed it after signing out.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and "Cache-Control" not in response:
            patch_cache_control(response, private=True, no_store=True)
        return response

    return answer
