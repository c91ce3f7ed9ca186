"""What every template can use: the state's names and contact, the navigation, and the visitor's roles."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from portal.address_forms import address_of

# (label, URL name, who sees it: "" for everyone, "signed in", or state-wide roles)
SECTIONS: list[tuple[str | Promise, str, str | tuple[Role, ...]]] = [
    (_("My work"), "my:dashboard", "signed in"),
    (_("Reviews"), "review:review_list", (Role.GRANTS_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR)),
    (_("Scoring"), "review:scoring_list", (Role.SCORER,)),
    (_("Regions"), "registry:region_list", ""),
    (_("Districts"), "registry:district_list", ""),
    (_("Schools"), "registry:school_list", ""),
    (_("Consortia"), "registry:consortium_list", ""),
    (_("Contracts"), "registry:contract_list", ""),
    (_("Funding rounds"), "applicant:competition_list", ""),
    (_("Imports"), "registrar:import_list", (Role.REGISTRAR, Role.ADMINISTRATOR)),
    (_("Emails"), "staff:email_list", (Role.REGISTRAR, Role.ADMINISTRATOR)),
    (_("People"), "staff:person_list", (Role.ADMINISTRATOR,)),
    (_("Audit log"), "staff:audit_log", (Role.AUDITOR,)),
    (_("Help"), "home:help", ""),
]
# Pages that belong to a section although their address does not begin with the section's.
BELOW = {"my:dashboard": ("applicant:application_list", "account:my_settings")}


@dataclass(frozen=True)
class Item:
    """One link of the main navigation."""

    label: str
    url: str
    current: str  # for aria-current: "page" on the page itself, "true" on pages below it, "" elsewhere

    @property
    def is_current(self) -> bool:
        return bool(self.current)


def state(request: HttpRequest) -> dict[str, object]:
    """What the header and footer of every page show."""
    return {
        **names_of_the_state(),
        "TIME_ZONE": settings.TIME_ZONE,
        "IS_SAMPLE": settings.SAMPLE_SIGN_IN,
        "IS_HOME": request.path == address_of("home:home"),  # the home page has its own search box
        "NAVIGATION": list(_navigation(request)),
        "ROLE_NAMES": sorted(Role(role).label for role in _roles(request)),
    }


def names_of_the_state() -> dict[str, object]:
    """The names and contact that the state sets; safe to use where the database does not answer."""
    return {
        "PORTAL_NAME": settings.PORTAL_NAME,
        "STATE_NAME": settings.STATE_NAME,
        "CONTACT_OFFICE": settings.CONTACT_OFFICE,
        "CONTACT_PHONE": settings.CONTACT_PHONE,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
    }


def _navigation(request: HttpRequest) -> Iterator[Item]:
    roles = _roles(request)
    for label, name, who in SECTIONS:
        if who == "" or (who == "signed in" and _user(request)) or not roles.isdisjoint(who):
            yield Item(str(label), address_of(name), _current(request.path, name))


def _current(path: str, name: str) -> str:
    if path == address_of(name):
        return "page"
    return "true" if path.startswith(tuple(address_of(below) for below in (name, *BELOW.get(name, ())))) else ""


def _roles(request: HttpRequest) -> frozenset[str]:
    user = _user(request)
    return user.roles if user else frozenset()


def _user(request: HttpRequest) -> User | None:
    user = getattr(request, "user", None)  # an error page can come before the user is known
    return user if isinstance(user, User) else None
