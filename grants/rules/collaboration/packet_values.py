"""Reads values from packets of any content. A value of the wrong type counts as unknown."""

import datetime
import math
import re
from collections.abc import Mapping
from typing import Any

from reviews.rules import paragraphs_of

JsonObject = Mapping[str, Any]  # of any content: the reader of a value checks its type


def mapping_of(value: object) -> JsonObject:
    """The value if it is a mapping, otherwise an empty one."""
    return value if isinstance(value, Mapping) else {}


def rows_of(mapping: JsonObject, key: str) -> list[JsonObject]:
    """The mappings in the list under a key; no rows if there is no list."""
    value = mapping.get(key)
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []


def texts_of(value: object) -> list[str]:
    """The texts and whole numbers in a list, as texts."""
    return [text_of(v) for v in value if v] if isinstance(value, list | tuple | set | frozenset) else []


def raw_text(value: object) -> str:
    """The value if it is a text, otherwise an empty text."""
    return value if isinstance(value, str) else ""


def text_of(value: object) -> str:
    """A text or a whole number, without the white space around it; an empty text for anything else."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def visible_text(value: object) -> str:
    """The text, or an empty one if it holds only white space and invisible characters."""
    return text_of(value) if paragraphs_of("", text_of(value)) else ""


_NON_ANSWERS = re.compile(
    r"(?:n ?/? ?a|not applicable|none|nothing|nil|tb[dac]|to be (?:determined|decided|announced|"
    r"added)|pending|(?:please )?(?:see|same as|refer to)(?: the)? (?:above|below|attached|"
    r"attachment|previous|prior|before|other)"
    r"(?: (?:answer|response|section|document|by-?laws|attachment))?|as above|as stated above|ditto|unknown|"
    r"x+|\?+|coming soon|will follow|placeholder|todo)?",
    re.IGNORECASE | re.DOTALL,
)
_AROUND = " \t\r\n.,;:!?…*_-–—()[]{}<>“”\"'"


def is_non_answer(text: str) -> bool:
    """Whether a text says nothing: "N/A", "TBD", "none", "-", "see above" and the like. True for an empty one."""
    return len(text) < 60 and _NON_ANSWERS.fullmatch(" ".join(text.split()).strip(_AROUND)) is not None


def number_of(value: object) -> int | None:
    """A finite number without its fraction; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return int(value)


def day_of(value: object) -> datetime.date | None:
    """The date of a date, a datetime or a text that begins with an ISO date; None for anything else."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def moment_of(value: object) -> datetime.datetime | None:
    """The date and time of a datetime or of a text in ISO form; None for anything else."""
    if isinstance(value, datetime.datetime):
        return value
    try:
        return datetime.datetime.fromisoformat(value) if isinstance(value, str) and len(value) > 10 else None
    except ValueError:
        return None
