"""Who may open a page at all. What they see on it is up to each queryset's `visible_to`."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import Role, User, Visitor

View = Callable[..., HttpResponseBase]


NOT_SAVED = (
    "You were signed out, so what you just sent has not been saved. Sign in, then go back to the page you came from: "
    "if what you typed is still there, you can send it again."
)


class SignedInRequest(HttpRequest):
    """The request of a view that only people with an account may open."""

    user: User


def anyone(_: Visitor) -> bool:
    """Everyone, with or without an account."""
    return True


def signed_in(user: Visitor) -> bool:
    """Everyone with an account."""
    return user.is_authenticated


def holds(*roles: str) -> Callable[[Visitor], bool]:
    """People who hold one of these state-wide roles today."""

    def has_role(user: Visitor) -> bool:
        return isinstance(user, User) and user.has_role(*roles)

    return has_role


administrators = holds(Role.ADMINISTRATOR)
registrars = holds(Role.REGISTRAR, Role.ADMINISTRATOR)
# The review desk: officers work on it; administrators and auditors view it.
desk_readers = holds(Role.GRANTS_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR)
grants_officers = holds(Role.GRANTS_OFFICER)
# Funding rounds: who drafts, publishes, and changes them.
round_keepers = holds(Role.GRANTS_OFFICER, Role.ADMINISTRATOR)
auditors = holds(Role.AUDITOR)
scorers = holds(Role.SCORER)
# A consensus meeting: officials read its minutes, scorers in the room what they scored.
meeting_readers = holds(Role.GRANTS_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR, Role.SCORER)
consensus_people = holds(Role.GRANTS_OFFICER, Role.SCORER)
board_members = holds(Role.BOARD_MEMBER)
# The board's pages: members vote, officers and administrators enter decisions, auditors view.
board_readers = holds(Role.BOARD_MEMBER, Role.GRANTS_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR)
# Everyone who reads submitted applications for the state.
application_readers = holds(Role.GRANTS_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR, Role.SCORER)


def allow(who: Callable[[Visitor], bool]) -> Callable[[View], View]:
    """Lets `who` open the view. Others get 302 to sign in if they have not, or else 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if who(request.user):
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            raise PermissionDenied

        guarded.allow = who  # type: ignore[attr-defined]  # tests/test_access.py reads it
        return guarded

    return decorate


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    back = request.get_full_path()
    if request.method == "POST":
        back = _page_of_form(request) or back
        if "text/html" in request.headers.get("Accept", ""):  # a form in a browser; scripts show their own message
            messages.warning(request, NOT_SAVED)
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?next={quote(back)}")


def _page_of_form(request: HttpRequest) -> str:
    """The page that the form was on, or "" if it isn't ours. Many addresses accept forms only and have no page."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return ""
    return urlsplit(referer)._replace(scheme="", netloc="", fragment="").geturl()
