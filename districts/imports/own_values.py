"""One cell of a state's own file as a value, as people type it or a spreadsheet saves it."""

import datetime
import re
from collections.abc import Mapping

from districts.imports.types import Values
from districts.imports.values import CONTROL, BadValue, any_leaid, any_ncessch, day, shown
from districts.rules.disputing import YEARS

# Each row is carried out by itself, in about a fiftieth of a second, while other changes wait.
MOST_OWN_ROWS = 500
# A spreadsheet reads these as the start of a formula, and no name or authority begins with one.
FORMULA_STARTS = ("=", "@", "+", "-")
# Copied along from web pages and address books: a name that looks like another one would not be found to be the same.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
US_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


def own_text(
    label: str, value: str, most: int, *, is_needed: bool = False, has_lines: bool = False, has_signs: bool = False
) -> str:
    """Plain text, on one line unless `has_lines`; `has_signs`: it may begin with + or -, as a phone number does."""
    value = value.replace("\r\n", "\n").strip()
    if is_needed and not value:
        raise BadValue(f"the {label} is missing")
    if len(value) > most:
        raise BadValue(f"the {label} is {len(value):,} characters long, more than {most:,}")
    if CONTROL.search(value.replace("\n", "") if has_lines else value):
        raise BadValue(f"the {label} has control characters in it: “{shown(value)}”")
    if INVISIBLE.search(value):
        raise BadValue(
            f"the {label} has an invisible character in it: “{shown(INVISIBLE.sub('', value))}”; type it again"
        )
    if value.startswith(FORMULA_STARTS[: 2 if has_signs else 4]):
        raise BadValue(
            f"the {label} “{shown(value)}” begins with “{value[0]}”, which a spreadsheet would run as a formula"
        )
    return value


def choice(label: str, value: str, choices: Mapping[str, str], *, is_needed: bool = False, default: str = "") -> str:
    """The code of one of these choices, given as the code or the label, in upper or lower case."""
    wanted = value.casefold()
    if not wanted:
        if is_needed:
            raise BadValue(f"the {label} is missing; it is one of: {', '.join(choices)}")
        return default
    for code, name in choices.items():
        if wanted in (code.casefold(), str(name).casefold()):
            return code
    raise BadValue(f"the {label} “{shown(value)}” is not one of: {', '.join(choices)}")


def typed_day(label: str, value: str) -> datetime.date | None:
    """A date written like 2026-07-01, or 7/1/2026, as Excel saves it; None if blank."""
    if match := US_DAY.fullmatch(value):
        month, number, year = map(int, match.groups())
        value = f"{year:04d}-{month:02d}-{number:02d}"
    try:
        found = day(label, value)
    except BadValue as bad:
        raise BadValue(f"{bad} or 7/1/2026") from None
    if found and found.year not in YEARS:
        raise BadValue(f"the {label} {found} can’t be right; check the year")
    return found


def split_list(value: str) -> list[str]:
    """The values in a cell that holds several, separated by semicolons."""
    return [part for part in (text.strip() for text in value.split(";")) if part]


def place_id(row: Values) -> str:
    """The LEAID or the NCESSCH of a row that names a district or a school."""
    leaid, ncessch = row.get("leaid", ""), row.get("ncessch", "")
    if leaid and ncessch:
        raise BadValue("the row has a LEAID and an NCESSCH; enter only one of them")
    if not leaid and not ncessch:
        raise BadValue("the row names no district and no school; enter a LEAID or an NCESSCH")
    return any_leaid(leaid) if leaid else any_ncessch(ncessch)
