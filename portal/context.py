"""What every template may name: the state's names, the navigation, the visitor's roles."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from accounts.models import Role, User

# (what it says, where it leads, who sees it: "" for everybody, "signed in", or state-wide roles)
SECTIONS: list[tuple[str, str, str | tuple[Role, ...]]] = [
    ("My page", "/my/", "signed in"),
    ("Reviews", "/reviews/", (Role.GRANTS_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR)),
    ("Regions", "/regions/", ""),
    ("Districts", "/districts/", ""),
    ("Schools", "/schools/", ""),
    ("Consortia", "/consortia/", ""),
    ("Competitions", "/competitions/", ""),
    ("Imports", "/imports/", (Role.REGISTRAR, Role.ADMINISTRATOR)),
    ("Letters", "/letters/", (Role.REGISTRAR, Role.ADMINISTRATOR)),
    ("People", "/accounts/people/", (Role.ADMINISTRATOR,)),
    ("Log", "/audit/", (Role.AUDITOR,)),
]
# Pages that belong to a section although their address does not begin with it.
BELOW = {"/my/": ("/applications/", "/accounts/settings/")}


@dataclass(frozen=True)
class Item:
    """One link of the main navigation."""

    label: str
    url: str
    current: str  # for aria-current: "page" on that page itself, "true" on the pages below it, or nothing

    @property
    def is_current(self) -> bool:
        return bool(self.current)


def state(request: HttpRequest) -> dict[str, object]:
    """The names that the state sets, and what the header shows of the visitor."""
    return {
        "PORTAL_NAME": settings.PORTAL_NAME,
        "STATE_NAME": settings.STATE_NAME,
        "TIME_ZONE": settings.TIME_ZONE,
        "IS_SAMPLE": settings.SAMPLE_SIGN_IN,
        "IS_HOME": request.path == "/",  # which has a search box of its own
        "NAVIGATION": list(_navigation(request)),
        "ROLE_NAMES": sorted(Role(role).label for role in _roles(request)),
    }


def _navigation(request: HttpRequest) -> Iterator[Item]:
    roles = _roles(request)
    for label, url, who in SECTIONS:
        if who == "" or (who == "signed in" and _user(request)) or not roles.isdisjoint(who):
            yield Item(label, url, _current(request.path, url))


def _current(path: str, url: str) -> str:
    if path == url:
        return "page"
    return "true" if path.startswith((url, *BELOW.get(url, ()))) else ""


def _roles(request: HttpRequest) -> frozenset[str]:
    user = _user(request)
    return user.roles if user else frozenset()


def _user(request: HttpRequest) -> User | None:
    user = getattr(request, "user", None)  # an error page may be drawn before anybody is known
    return user if isinstance(user, User) else None
