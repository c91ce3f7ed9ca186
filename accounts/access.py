"""The door of every page: who is let in at all. What they then see is each queryset's `visible_to`."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import Role, User

Visitor = User | AnonymousUser
View = Callable[..., HttpResponseBase]


NOT_SAVED = (
    "You were signed out in the meantime, so what you just sent is not saved yet. Sign in, then go back with your "
    "browser to the page you wrote on: what you typed is usually still there, and you can send it again."
)


class SignedInRequest(HttpRequest):
    """What a view behind the door gets where only people with an account are let in."""

    user: User


def anyone(_: Visitor) -> bool:
    """The public."""
    return True


def signed_in(user: Visitor) -> bool:
    """Anybody with an account."""
    return user.is_authenticated


def holds(*roles: str) -> Callable[[Visitor], bool]:
    """People who hold one of these state-wide roles today."""

    def held(user: Visitor) -> bool:
        return isinstance(user, User) and user.has_role(*roles)

    return held


administrators = holds(Role.ADMINISTRATOR)
registrars = holds(Role.REGISTRAR, Role.ADMINISTRATOR)
# The desk: officers work on it, administrators and auditors read it.
desk_readers = holds(Role.GRANTS_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR)
grants_officers = holds(Role.GRANTS_OFFICER)
auditors = holds(Role.AUDITOR)


def allow(who: Callable[[Visitor], bool]) -> Callable[[View], View]:
    """Let `who` through: visitors without an account are sent to sign in (302), others refused (403)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if who(request.user):
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            raise PermissionDenied

        guarded.allow = who  # type: ignore[attr-defined]  # tests/test_doors.py reads it
        return guarded

    return decorate


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    back = request.get_full_path()
    if request.method == "POST":
        back = _page_of_form(request) or back
        if "text/html" in request.headers.get("Accept", ""):  # a person's form, not a script that says so itself
            messages.warning(request, NOT_SAVED)
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?next={quote(back)}")


def _page_of_form(request: HttpRequest) -> str:
    """The page of ours from which a form was sent: many addresses take forms only and have no page to come back to."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return ""
    return urlsplit(referer)._replace(scheme="", netloc="", fragment="").geturl()
