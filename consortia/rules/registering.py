"""What stands in the way of registering a consortium, a membership or a contract: sentences for the reader."""

from collections.abc import Mapping
from typing import Any

FIELDS = {
    "legal_form": "legal form",
    "fiscal_agent": "fiscal agent",
    "formed_on": "day of forming",
    "role": "role",
    "joins_on": "joining day",
    "title": "title",
    "supplier": "supplier",
    "starts_on": "first day",
    "ends_on": "last day",
}


def contradictions(what: str, known: Mapping[str, Any], said: Mapping[str, Any]) -> list[str]:
    """Where somebody says something else than the register; what either does not say contradicts nothing."""
    return [
        f"The {FIELDS[field]} of {what} is registered as {known[field]}, not as {value}."
        for field, value in said.items()
        if value not in (None, "") and known[field] not in (None, "") and value != known[field]
    ]


def problems_with_texts(*texts: tuple[str, str, int], is_needed: bool = False) -> list[str]:
    """Texts that are missing or too long: (what it is, text, most characters)."""
    problems = [f"{label} is longer than {most} characters." for label, text, most in texts if len(text) > most]
    if is_needed:
        problems += [f"{label} is missing." for label, text, _ in texts if not text.strip()]
    return problems
