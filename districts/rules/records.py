"""A record as its page shows it: every fact in words, whose word it is, where it comes from, and since when."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from accounts.dates import short_day
from districts.rules.fact_owners import DISTRICT, SCHOOL, Fact
from districts.states import GRADE_NAMES, Locale, locale_name

# What a page shows of a record, in this order; the other columns stand elsewhere on it.
DISTRICT_SHOWN = (
    *("name", "kind", "status", "opened_on", "closed_on", "state_id", "street", "city", "zip_code", "county"),
    *("locale", "lowest_grade", "highest_grade", "phone", "website", "office_email"),
)
SCHOOL_SHOWN = (
    *("name", "level", "kind", "is_charter", "status", "opened_on", "closed_on", "state_id", "street", "city"),
    *("zip_code", "county", "locale", "lowest_grade", "highest_grade", "phone", "website"),
)
GRADES = ("PK", "KG", *(str(grade) for grade in range(1, 14)), "UG", "AE")
STATUSES = ("open", "future", "inactive", "closed")
OF_GRADES = ("lowest_grade", "highest_grade")


def facts_of(record: Any) -> Mapping[str, Fact]:
    """The table of owners for this record: a school's has a district."""
    return SCHOOL if hasattr(record, "ncessch") else DISTRICT


def shown_of(record: Any) -> Sequence[str]:
    """The names of the facts that its page shows."""
    return SCHOOL_SHOWN if hasattr(record, "ncessch") else DISTRICT_SHOWN


def web_address(text: str) -> str:
    """The address of a website as people write it, with or without https://; empty where it is no such thing."""
    if text.startswith(("https://", "http://")):
        return text
    is_bare_name = "." in text and not any(sign in text for sign in ": \\\"'<>")
    return f"https://{text}" if is_bare_name else ""


def words_of(record: Any, field: str) -> str:
    """What the register says, in words; empty where it knows nothing."""
    value = getattr(record, field)
    if value is None or value == "":
        return ""
    if field == "locale":
        return str(record.locale_name)
    if field in OF_GRADES:
        return GRADE_NAMES.get(value, str(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.date):
        return short_day(value)
    display = getattr(record, f"get_{field}_display", None)
    return str(display() if display else value)


def choices_of(record: Any, field: str) -> list[tuple[str, str]]:
    """The codes that a fact may have, with their words; of a status those that need nothing else."""
    if field == "locale":
        return [("", "not known"), *((str(code), locale_name(code)) for code in Locale.values)]
    if field in OF_GRADES:
        return [("", "not known"), *((grade, GRADE_NAMES.get(grade, grade)) for grade in GRADES)]
    if field == "is_charter":
        return [("", "not known"), ("True", "yes"), ("False", "no")]
    names = [(str(code), str(name)) for code, name in type(record)._meta.get_field(field).flatchoices]
    return [one for one in names if field != "status" or one[0] in STATUSES]


def as_shown(record: Any) -> dict[str, str]:
    """Label and words of every fact of the page, as a confirmation keeps them."""
    table = facts_of(record)
    return {table[field].label: words_of(record, field) for field in shown_of(record)}
