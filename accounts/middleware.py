"""What browsers and proxies may cache."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

# Refusals and files are reads: they are in the server's log, because a request that only reads writes to no table.
LOG = logging.getLogger("portal.security")


def log_refusals_and_files(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Writes to the server's log what signed-in people were refused, and which files they took out."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code == HTTPStatus.FORBIDDEN and request.user.is_authenticated:
            LOG.warning("refused: %s %s to person %s", request.method, request.path, request.user.pk)
        elif response.get("Content-Disposition", "").startswith("attachment") and request.user.is_authenticated:
            LOG.info("file: %s to person %s", request.path, request.user.pk)
        return response

    return answer


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
