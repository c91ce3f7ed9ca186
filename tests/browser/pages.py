"""Every page that a person can look at, and who looks at it. A page that is not in this table fails a test."""

from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.browser.world import KINDS, NOBODY, World

EVERYBODY = tuple(KINDS)
SIGNED_IN = tuple(kind for kind in KINDS if kind != NOBODY)
ADMINISTRATOR = ("administrator",)
AUDITOR = ("auditor",)


@dataclass(frozen=True)
class Shown:
    """A page: the name of its URL, the keys of the world that its address is made of, who sees it."""

    name: str
    who: tuple[str, ...]
    keys: tuple[str, ...] = ()
    query: str = ""

    def address(self, world: World) -> str:
        """Where it is in that world."""
        return reverse(self.name, args=[world.keys[key] for key in self.keys]) + self.query


SHOWN = [
    Shown("portal:home", EVERYBODY),
    Shown("portal:my", SIGNED_IN),
    Shown("portal:search", EVERYBODY),
    Shown("portal:search", EVERYBODY, query="?q=Otter"),
    Shown("portal:search", (NOBODY,), query="?q=nothing-of-this-name"),
    Shown("portal:accessibility", (NOBODY,)),
    Shown("account_login", (NOBODY,)),
    Shown("account_reset_password", (NOBODY,)),
    Shown("account_reset_password_done", (NOBODY,)),
    Shown("account_logout", ("principal",)),
    Shown("account_change_password", ("principal",)),
    Shown("mfa_index", ("principal",)),
    Shown("accounts:my_settings", SIGNED_IN),
    Shown("accounts:person_list", ADMINISTRATOR),
    Shown("accounts:person_invite", ADMINISTRATOR),
    Shown("accounts:person_detail", ADMINISTRATOR, ("person",)),
    Shown("accounts:role_give", ADMINISTRATOR, ("person",)),
    Shown("audit:entry_list", AUDITOR),
]

# Addresses without a page: files, and forms that only answer a POST.
NO_PAGE = {
    "portal:robots",
    "portal:favicon",
    "accounts:sample_sign_in",
    "accounts:invitation_renew",
    "accounts:invitation_withdraw",
    "accounts:account_close",
    "accounts:account_reopen",
    "accounts:role_end",  # shown by tests/accounts, with a role to end
    "accounts:invitation_accept",  # the token of its address is in a letter only
}
OURS = ("portal", "grants", "consortia", "districts", "accounts", "audit")


def names_of_ours() -> set[str]:
    """The names of all addresses of our own apps."""
    return set(_names(get_resolver().url_patterns))


def _names(patterns: list[Any], space: str = "") -> list[str]:
    names = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            names += _names(pattern.url_patterns, pattern.namespace or space)
        elif isinstance(pattern, URLPattern) and pattern.name and space in OURS:
            names.append(f"{space}:{pattern.name}")
    return names
