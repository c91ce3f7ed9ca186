"""What the words and codes of official directories mean in the registry: types, statuses, levels, vintages."""

import re

# LEA_TYPE of the CCD directory by code; 1 and 2 are local districts, 2 within a supervisory union.
AGENCY_TYPES = {
    "1": "local", "2": "local", "3": "other", "4": "service_agency", "5": "state", "6": "federal", "7": "charter",
    "8": "other", "9": "other",
}  # fmt: skip
# The same in words, as the directory and the search page write them; the first match decides.
AGENCY_WORDS = (
    (re.compile(r"^regular|\bcomponent\b", re.IGNORECASE), "local"),
    (re.compile(r"supervisory union", re.IGNORECASE), "other"),
    (re.compile(r"\bRESA\b|regional|service agency", re.IGNORECASE), "service_agency"),
    (re.compile(r"charter", re.IGNORECASE), "charter"),
    (re.compile(r"^federal", re.IGNORECASE), "federal"),
    (re.compile(r"^state", re.IGNORECASE), "state"),
    (re.compile(r"^other|^specialized", re.IGNORECASE), "other"),
)
# SY_STATUS by code, and the words of the search page. A changed boundary or agency leaves it open.
STATUSES = {
    "1": "open", "2": "closed", "3": "open", "4": "open", "5": "open", "6": "inactive", "7": "future", "8": "open",
    "open": "open", "closed": "closed", "new": "open", "added": "open", "changed boundary": "open",
    "changed boundary/agency": "open", "changed agency": "open", "boundary changed": "open", "continuing": "open",
    "inactive": "inactive", "temporarily closed": "inactive", "future": "future", "future school": "future",
    "future agency": "future", "reopened": "open",
}  # fmt: skip
SCHOOL_TYPES = {
    "1": "regular", "2": "special_education", "3": "vocational", "4": "alternative", "5": "program",
    "regular": "regular", "regular school": "regular",
    "special education": "special_education", "special education school": "special_education",
    "vocational": "vocational", "vocational school": "vocational", "career and technical": "vocational",
    "career and technical school": "vocational", "career and technical education school": "vocational",
    "vocational education school": "vocational",
    "other/alternative": "alternative", "alternative": "alternative", "alternative school": "alternative",
    "alternative education school": "alternative", "other/alternative school": "alternative",
    "reportable program": "program",
}  # fmt: skip
# LEVEL in the words of the files since 2017-18 and in the codes of those before.
LEVELS = {
    "prekindergarten": "prekindergarten", "elementary": "elementary", "middle": "middle", "secondary": "secondary",
    "high": "high", "ungraded": "ungraded", "adult education": "adult", "other": "other", "primary": "elementary",
    "1": "elementary", "2": "middle", "3": "high", "4": "other",
    "not applicable": "", "not reported": "",
}  # fmt: skip
VINTAGE = re.compile(r", ([0-9]{4}-[0-9]{2})$")
# Kinds more specific than "other": a file with the type "other" does not replace them.
SPECIFIC_KINDS = frozenset({"service_agency", "vocational", "charter", "state", "federal"})


def kind_of_type(stated: str) -> str | None:
    """The kind of agency that a type means, given as a code or in words; None for an unknown type."""
    if stated in AGENCY_TYPES:
        return AGENCY_TYPES[stated]
    return next((kind for words, kind in AGENCY_WORDS if words.search(stated)), None)


def kind_after(known: str, stated: str) -> str:
    """The kind after a file has stated one: “other” does not replace a more specific kind."""
    return known if not stated or (stated == "other" and known in SPECIFIC_KINDS) else stated


def status_of(stated: str) -> str | None:
    """The status that a code or word means; None for an unknown one."""
    return STATUSES.get(stated.casefold())


def school_kind_of(stated: str) -> str | None:
    """The kind of school that a type means; None for an unknown type."""
    return SCHOOL_TYPES.get(stated.casefold())


def level_of(stated: str) -> str | None:
    """The level that a file states, empty if it states that there is none; None for an unknown word."""
    return LEVELS.get(stated.casefold())


def level_of_grades(lowest: str, highest: str, first: int | None, last: int | None) -> str:
    """The level computed from the lowest and highest grade; empty if no grade is known.

    As the Common Core of Data defines LEVEL (documentation of the public school universe, data element LEVEL):
    primary, low grade PK to 3 and high grade PK to 8; middle, low 4 to 7 and high 4 to 9; high, low 7 to 12 and
    high 12 only; any other span, including ungraded, is other. Since 2017-18 the files write elementary for primary
    and set prekindergarten, ungraded and adult education apart; so does this.
    """
    if not lowest and not highest:
        return ""
    if (lowest or highest) == (highest or lowest) and (alone := {"UG": "ungraded", "AE": "adult"}.get(lowest)):
        return alone
    if first is None or last is None:
        return "other"
    if first == last == -1:
        return "prekindergarten"
    if first <= 3 and last <= 8:
        return "elementary"
    if 4 <= first <= 7 and 4 <= last <= 9:
        return "middle"
    return "high" if 7 <= first <= 12 and last == 12 else "other"


def vintage(source: str) -> str:
    """The school year at the end of a source; empty if it has none."""
    match = VINTAGE.search(source)
    return match[1] if match else ""


def is_older(stated: str, known: str) -> bool:
    """Whether a school year is before another; one without a year is older than any year."""
    return stated < known
