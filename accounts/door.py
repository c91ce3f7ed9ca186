"""The door of every page: who is let in at all. What they then see is each queryset's `visible_to`."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url

from accounts.models import Role, User

Visitor = User | AnonymousUser
View = Callable[..., HttpResponseBase]


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


def admits(who: Callable[[Visitor], bool]) -> Callable[[View], View]:
    """Let `who` through: visitors without an account are sent to sign in (302), others refused (403)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if who(request.user):
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            raise PermissionDenied

        guarded.admits = who  # type: ignore[attr-defined]  # tests/test_doors.py reads it
        return guarded

    return decorate


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?next={quote(request.get_full_path())}")
