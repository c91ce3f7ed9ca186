"""The facts of a district or school in words, and the choices for each."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from accounts.dates import short_day
from districts.rules.fact_owners import DISTRICT, SCHOOL, Fact
from districts.states import GRADE_NAMES, Locale, locale_name

if TYPE_CHECKING:
    from districts.models import District, School

# The facts in the table of a record's page, in this order; its other columns are elsewhere on the page.
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


def facts_of(record: "District | School") -> Mapping[str, Fact]:
    """The facts of a district or of a school, by field."""
    return SCHOOL if hasattr(record, "ncessch") else DISTRICT


def shown_of(record: "District | School") -> Sequence[str]:
    """The fields in the table of the record's page."""
    return SCHOOL_SHOWN if hasattr(record, "ncessch") else DISTRICT_SHOWN


def web_address(text: str) -> str:
    """The URL of a website typed with or without https://; empty if it isn't one."""
    if text.startswith(("https://", "http://")):
        return text
    is_bare_name = "." in text and not any(sign in text for sign in ": \\\"'<>")
    return f"https://{text}" if is_bare_name else ""


def words_of(record: "District | School", field: str) -> str:
    """The value of a fact in words; empty if it is not known."""
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


def choices_of(record: "District | School", field: str) -> list[tuple[str, str]]:
    """The values a fact may have, with labels; for a status, only those that can be set on their own."""
    if field == "locale":
        return [("", "not known"), *((str(code), locale_name(code)) for code in Locale.values)]
    if field in OF_GRADES:
        return [("", "not known"), *((grade, GRADE_NAMES.get(grade, grade)) for grade in GRADES)]
    if field == "is_charter":
        return [("", "not known"), ("True", "yes"), ("False", "no")]
    choices = type(record)._meta.get_field(field).flatchoices  # type: ignore[union-attr]  # a field, never a relation
    names = [(str(code), str(name)) for code, name in choices]
    return [choice for choice in names if field != "status" or choice[0] in STATUSES]


def as_shown(record: "District | School", *, apart_from: Collection[str] = ()) -> dict[str, str]:
    """The label and value in words of every fact on the page apart from these, as a verification stores them."""
    table = facts_of(record)
    return {table[field].label: words_of(record, field) for field in shown_of(record) if field not in apart_from}
