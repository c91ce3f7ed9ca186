"""The facts of a contract as text, as forms send them and as history and emails show them."""

import datetime
from collections.abc import Mapping

from districts.models import District
from purchasing.models import Contract
from purchasing.rules.contracts import ALWAYS_CHOSEN, COUNT, DAY, DISTRICT, FACTS, LONG_TEXT


def text_of(contract: Contract) -> dict[str, str]:
    """The facts of a contract as forms send them, by field; empty where one is not known."""
    return {field: _text(contract, field) for field in FACTS}


def _text(contract: Contract, field: str) -> str:
    if field == "lead":
        return contract.lead.leaid if contract.lead else ""
    value = getattr(contract, field)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def with_values(contract: Contract, values: Mapping[str, str]) -> list[str]:
    """Give the contract these values; the problems with those that can't be read, which are left out."""
    problems = []
    for field, text in values.items():
        kind, value = FACTS[field].kind, plain(field, text)
        if field == "requires_joinder":
            contract.requires_joinder = value == "yes" if value else contract.requires_joinder
        elif field in ALWAYS_CHOSEN:
            setattr(contract, field, value or getattr(contract, field))
        elif kind == DISTRICT:
            contract.lead = District.objects.filter(leaid=value).first() if value else None
            if value and contract.lead is None:
                problems.append("Enter the LEAID of a district in the registry, seven digits, as the lead agency.")
        elif kind == COUNT:
            setattr(contract, field, int(value) if value.isascii() and value.isdigit() else None)
        else:
            setattr(contract, field, (datetime.date.fromisoformat(value) if value else None) if kind == DAY else value)
    return problems


def plain(field: str, text: str) -> str:
    """The text without needless spaces; a long one keeps its lines."""
    if FACTS[field].kind == LONG_TEXT:
        return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    return " ".join(text.split())
