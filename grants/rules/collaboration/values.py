"""Values of a packet, whatever is in it: what is of the wrong type is unknown."""

import datetime
import math
from collections.abc import Mapping
from typing import Any

from reviews.rules import paragraphs_of


def mapping_of(value: object) -> Mapping[Any, Any]:
    """The mapping; an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def rows_of(of: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The rows under a key that are rows; none where there is no list."""
    value = of.get(key)
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []


def texts_of(value: object) -> list[str]:
    """The texts of a list."""
    return [text_of(v) for v in value if v] if isinstance(value, list | tuple | set | frozenset) else []


def raw_text(value: object) -> str:
    """A text as it is; empty for anything else."""
    return value if isinstance(value, str) else ""


def text_of(value: object) -> str:
    """A text or a whole number without the white space around it; empty for anything else."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def said_in(value: object) -> str:
    """A text that says something: one of white space and invisible characters only is no text."""
    lines = paragraphs_of("", text_of(value))
    return text_of(value) if lines else ""


def number_of(value: object) -> int | None:
    """A finite number, cut to a whole one; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return int(value)


def day_of(value: object) -> datetime.date | None:
    """The day of a date, a moment or a text that begins with one; None for anything else."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
