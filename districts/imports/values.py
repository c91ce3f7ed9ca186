"""One cell of an official file as a value; None if the file marks it as missing."""

import datetime
import re
from collections.abc import Callable
from decimal import Decimal

from districts.rules.places import is_county_code, is_leaid, is_ncessch, state_of

# Blank, not applicable (-2, N), missing (-1, M, NA) and withheld for quality (-9): CCD and EDGE file notes. The search
# page marks not applicable with a dagger, missing with a dash, withheld with a double dagger.
MISSING = frozenset({"", "-1", "-2", "-9", "M", "N", "NA", "†", "–", "‡"})
LOCALES = frozenset({11, 12, 13, 21, 22, 23, 31, 32, 33, 41, 42, 43})
WHOLE = re.compile(r"([0-9]{1,12})(?:\.0{1,8})?")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
DECIMAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,12})?")
GRADES = {
    "Pre-K": "PK", "Kindergarten": "KG", "Ungraded": "UG", "Adult education": "AE", "Not applicable": "", "": "",
    "PK": "PK", "KG": "KG", "UG": "UG", "AE": "AE", "N": "", "M": "", "NA": "", "†": "", "–": "", "-1": "", "-2": "",
    **{form: str(number) for number in range(1, 14) for form in (str(number), f"{number:02d}")},
}  # fmt: skip


class BadValue(Exception):
    """The row is rejected; the text is the reason for the report."""


def shown(text: str) -> str:
    """The text for a report: shortened, and without characters that could mislead a terminal."""
    return "".join(letter if letter.isprintable() else "�" for letter in text[:40]) + ("…" if len(text) > 40 else "")


def leaid(text: str) -> str:
    """A valid LEAID. One that lost its leading zeros is reported, never guessed."""
    if not is_leaid(text):
        raise BadValue(_wrong_id("LEAID", text, 7))
    if state_of(text) is None:
        raise BadValue(f"the LEAID {text} begins with {text[:2]}, which is not a state code")
    return text


def any_leaid(text: str) -> str:
    """A valid LEAID, including fictional ones."""
    if not is_leaid(text):
        raise BadValue(_wrong_id("LEAID", text, 7))
    return text


def day(label: str, value: str) -> datetime.date | None:
    """A date written like 2026-07-01, or None if blank."""
    if not value:
        return None
    try:
        if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return datetime.date.fromisoformat(value)
    except ValueError:
        pass
    raise BadValue(f"the {label} “{shown(value)}” is not a date written like 2026-07-01")


def ncessch(text: str) -> str:
    """A valid NCESSCH. One that lost its leading zeros is reported, never guessed."""
    if not is_ncessch(text):
        raise BadValue(_wrong_id("NCESSCH", text, 12))
    if state_of(text) is None:
        raise BadValue(f"the NCESSCH {text} begins with {text[:2]}, which is not a state code")
    return text


def any_ncessch(text: str) -> str:
    """A valid NCESSCH, including fictional ones."""
    if not is_ncessch(text):
        raise BadValue(_wrong_id("NCESSCH", text, 12))
    return text


def county_code(text: str) -> str | None:
    """A county's FIPS code, or None if missing."""
    if text in MISSING:
        return None
    if not is_county_code(text):
        raise BadValue(_wrong_id("county code", text, 5))
    return text


def text(label: str, value: str, most: int, *, is_needed: bool = False) -> str:
    """Plain text on one line."""
    if len(value) > most:
        raise BadValue(f"the {label} is {len(value):,} characters long, more than {most}")
    if CONTROL.search(value):
        raise BadValue(f"the {label} has control characters in it: “{shown(value)}”")
    if value in MISSING:
        value = ""
    if is_needed and not value:
        raise BadValue(f"the {label} is missing")
    return value


def whole(label: str, value: str) -> int | None:
    """A number of people or dollars, or None if missing."""
    if value in MISSING:
        return None
    match = WHOLE.fullmatch(value)
    if match is None or int(match[1]) >= 2**31:
        raise BadValue(f"the {label} “{shown(value)}” is not a whole number")
    return int(match[1])


def decimal(label: str, value: str, most: int) -> Decimal | None:
    """A number of zero or more with two places, or None if missing."""
    if value in MISSING:
        return None
    if not DECIMAL.fullmatch(value) or not 0 <= Decimal(value) <= most:
        raise BadValue(f"the {label} “{shown(value)}” is not a number from 0 to {most:,}")
    return Decimal(value).quantize(Decimal("0.01"))


def degrees(label: str, value: str, most: int) -> float | None:
    """A latitude or a longitude, or None if missing."""
    if value in MISSING:
        return None
    if not DECIMAL.fullmatch(value) or not -most <= float(value) <= most:
        raise BadValue(f"the {label} “{shown(value)}” is not between -{most} and {most}")
    return float(value)


def locale(value: str) -> int | None:
    """One of the twelve NCES locale codes, or None if missing."""
    if value in MISSING:
        return None
    match = WHOLE.fullmatch(value)
    if match is None or int(match[1]) not in LOCALES:
        raise BadValue(f"“{shown(value)}” is not one of the twelve locale codes")
    return int(match[1])


def grade(value: str) -> str:
    """PK, KG, 1 to 13, UG, or AE; empty if missing or not applicable."""
    if value not in GRADES:
        raise BadValue(f"“{shown(value)}” is not a grade")
    return GRADES[value]


def word(label: str, value: str, meaning: Callable[[str], str | None]) -> str:
    """The meaning of a directory's word, empty if missing; `meaning` returns None for an unknown word."""
    if value in MISSING:
        return ""
    found = meaning(value)
    if found is None:
        raise BadValue(f"the {label} “{shown(value)}” is not recognized")
    return found


def yes_or_no(label: str, value: str) -> bool | None:
    """Yes or no, or None if missing or not applicable."""
    if value in MISSING or value.casefold() == "not applicable":
        return None
    if value.casefold() not in ("yes", "no"):
        raise BadValue(f"the {label} “{shown(value)}” is neither yes nor no")
    return value.casefold() == "yes"


def share(label: str, value: str) -> bool:
    """Whether a PCT_ column says "not applicable" (-2): an agency without students."""
    if value == "-2":
        return True
    if value not in MISSING and (not DECIMAL.fullmatch(value) or not 0 <= float(value) <= 100):
        raise BadValue(f"the share {label} “{shown(value)}” is not a number from 0 to 100")
    return False


def _wrong_id(label: str, value: str, digits: int) -> str:
    if not value:
        return f"the {label} is missing"
    if value.isascii() and value.isdigit() and len(value) < digits:
        return (
            f"the {label} “{shown(value)}” has {len(value)} digits instead of {digits}: it lost its leading zeros, "
            "as happens in spreadsheets. Format the column as text and enter the ID again, or use the file exactly as "
            "you downloaded it"
        )
    return f"the {label} “{shown(value)}” is not {digits} digits"
