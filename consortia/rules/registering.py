"""Why a consortium, a membership, or a contract cannot be registered: sentences for the reader."""

from collections.abc import Mapping

FIELDS = {
    "legal_form": "legal form",
    "fiscal_agent": "fiscal agent",
    "formed_on": "formation date",
    "role": "role",
    "joins_on": "start date",
    "title": "title",
    "supplier": "supplier",
    "starts_on": "start date",
    "ends_on": "end date",
}


def contradictions(what: str, known: Mapping[str, object], values: Mapping[str, object]) -> list[str]:
    """Where these values differ from the registry's; a value that either of them lacks contradicts nothing."""
    return [
        f"The {FIELDS[field]} of {what} is recorded as {known[field]}, not {value}."
        for field, value in values.items()
        if value not in (None, "") and known[field] not in (None, "") and value != known[field]
    ]


def problems_with_texts(*texts: tuple[str, str, int], is_needed: bool = False) -> list[str]:
    """Texts that are missing or too long: (noun, text, most characters)."""
    problems = [
        f"The {noun} is too long. Enter at most {most:,} characters." for noun, text, most in texts if len(text) > most
    ]
    if is_needed:
        problems += [f"Enter the {noun}." for noun, text, _ in texts if not text.strip()]
    return problems
