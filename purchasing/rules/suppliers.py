"""The names of suppliers: as one text, as a list, and as addresses. Pure."""

import datetime
import re
import unicodedata
from collections.abc import Collection

LONGEST_SLUG, NAME_AT_MOST = 180, 200


def names_in(text: str) -> list[str]:
    """The suppliers that a contract's text names, separated by semicolons, each once, in order."""
    names: dict[str, str] = {}
    for part in text.split(";"):
        if name := " ".join(part.split()):
            names.setdefault(name.casefold(), name)
    return list(names.values())


def slug_for(name: str, taken: Collection[str]) -> str:
    """The last part of a supplier's address, “acme-paper”; with a number where other suppliers have it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-") or "supplier"
    number = 1
    while (numbered := slug if number == 1 else f"{slug}-{number}") in taken:
        number += 1
    return numbered


def problems_with_new_name(
    name: str, *, old: str, other: str, until: datetime.date | None, on: datetime.date
) -> list[str]:
    """Problems with another name for a supplier. `other`: a different supplier with that name, if there is one."""
    if not name:
        return ["Enter the new name."]
    problems = []
    if len(name) > NAME_AT_MOST:
        problems.append(f"The name is too long. Enter at most {NAME_AT_MOST} characters.")
    if ";" in name:
        problems.append("Enter the name without a semicolon. Semicolons separate suppliers.")
    if name == old:
        problems.append(f"The supplier is already called {old}. Enter a different name.")
    if other:
        problems.append(f"{other} is another supplier in the registry. Enter a different name.")
    if until and until > on:
        problems.append("Enter the end date of the old name, not later than today.")
    return problems
