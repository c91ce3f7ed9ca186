"""What every template may name: the state's names, the navigation, the visitor's roles."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Role, User

# (what it says, the name of the page it leads to, who sees it: "" for everybody, "signed in", or state-wide roles)
SECTIONS: list[tuple[str, str, str | tuple[Role, ...]]] = [
    ("My work", "my:dashboard", "signed in"),
    ("Reviews", "review:review_list", (Role.GRANTS_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR)),
    ("Regions", "registry:region_list", ""),
    ("Districts", "registry:district_list", ""),
    ("Schools", "registry:school_list", ""),
    ("Consortia", "registry:consortium_list", ""),
    ("Competitions", "applicant:competition_list", ""),
    ("Imports", "registrar:import_list", (Role.REGISTRAR, Role.ADMINISTRATOR)),
    ("Letters", "staff:email_list", (Role.REGISTRAR, Role.ADMINISTRATOR)),
    ("People", "staff:person_list", (Role.ADMINISTRATOR,)),
    ("Log", "staff:audit_log", (Role.AUDITOR,)),
]
# Pages that belong to a section although their address does not begin with it.
BELOW = {"my:dashboard": ("applicant:application_list", "account:my_settings")}


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
        "IS_HOME": request.path == reverse("home:home"),  # which has a search box of its own
        "NAVIGATION": list(_navigation(request)),
        "ROLE_NAMES": sorted(Role(role).label for role in _roles(request)),
    }


def _navigation(request: HttpRequest) -> Iterator[Item]:
    roles = _roles(request)
    for label, name, who in SECTIONS:
        if who == "" or (who == "signed in" and _user(request)) or not roles.isdisjoint(who):
            yield Item(label, reverse(name), _current(request.path, name))


def _current(path: str, name: str) -> str:
    if path == reverse(name):
        return "page"
    return "true" if path.startswith(tuple(reverse(below) for below in (name, *BELOW.get(name, ())))) else ""


def _roles(request: HttpRequest) -> frozenset[str]:
    user = _user(request)
    return user.roles if user else frozenset()


def _user(request: HttpRequest) -> User | None:
    user = getattr(request, "user", None)  # an error page may be drawn before anybody is known
    return user if isinstance(user, User) else None
