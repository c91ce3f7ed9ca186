"""The facts of a district or school as its pages show them."""

import datetime
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.utils import timezone

from accounts.dates import short_day
from districts.rules.fact_owners import Fact, Owner
from districts.rules.records import OF_GRADES, facts_of, shown_of, web_address, words_of
from districts.states import GRADE_NAMES, locale_name

# Where it stands: these come with the year of the file of places.
OF_THE_PLACE = ("street", "zip_code", "county", "locale", "latitude", "longitude")


class FactLine(NamedTuple):
    """One fact on the page: in words (empty where unknown), where it comes from and since when, whether disputed."""

    fact: Fact
    words: str
    source: str
    since: datetime.date | None
    is_disputed: bool
    # Where the words lead, if anywhere: the county's page, the website.
    address: str
    # Whether it was changed since the record came into the register.
    is_changed: bool = False

    @property
    def whose(self) -> str:
        """Whose word counts, for the reader."""
        return WHOSE[self.fact.owner]


WHOSE = {
    Owner.STATE: "the State’s files",
    Owner.DISTRICT: "its own people",
    Owner.REGISTRAR: "the registrar",
    Owner.COMPUTED: "computed",
}


def fact_lines(record: Any, *, changes: Iterable[Any] = (), disputed: Collection[str] = ()) -> list[FactLine]:
    """Every fact of the record's page. `changes`: its history, the latest first (field, source, at, day)."""
    latest: dict[str, Any] = {}
    for change in changes:
        latest.setdefault(change.field, change)
    table = facts_of(record)
    return [_line(record, table[field], latest.get(field), field in disputed) for field in shown_of(record)]


def _line(record: Any, fact: Fact, change: Any, is_disputed: bool) -> FactLine:
    words, address = words_of(record, fact.field), _address_of(record, fact.field)
    if change is not None:
        since = change.day or (timezone.localdate(change.at) if change.at else None)
        return FactLine(fact, words, change.source, since, is_disputed, address, is_changed=True)
    if not words:
        return FactLine(fact, words, "", None, is_disputed, "")
    source = record.source
    if fact.field in OF_THE_PLACE and record.place_year and record.place_year not in source:
        source = f"{source}, place of {record.place_year}" if source else f"place of {record.place_year}"
    since = timezone.localdate(record.recorded_at) if record.recorded_at else None
    return FactLine(fact, words, source, since, is_disputed, address)


def _address_of(record: Any, field: str) -> str:
    if field == "county" and record.county is not None:
        return str(record.county.get_absolute_url())
    if field == "website" and record.website:
        return web_address(record.website)
    return ""


class FigureLine(NamedTuple):
    """One figure: its latest value with its row (year, source), and the others, the latest first."""

    label: str
    value: Any
    row: Any
    others: list[tuple[Any, Any]]


def figure_lines(figures: Iterable[tuple[str, Any, Any]]) -> list[FigureLine]:
    """Figures by what they are, from lines (label, value, row) of which the latest come first."""
    found: dict[str, list[tuple[Any, Any]]] = {}
    for label, value, row in figures:
        found.setdefault(label, []).append((value, row))
    return [FigureLine(label, *values[0], values[1:]) for label, values in found.items()]


class Event(NamedTuple):
    """One thing that happened to a record: the day, what, and where that comes from."""

    on: datetime.date
    what: str
    source: str


def events_of(
    record: Any, *, changes: Iterable[Any] = (), lines: Iterable[Any] = (), on: datetime.date, whose: str = ""
) -> list[Event]:
    """Changes of facts and comings and goings in consortia until that day, the latest first.

    `whose`: "school" or "district" where a line may be another's and its name is to be said.
    """
    table = facts_of(record)
    events = []
    for change in changes:
        if change.at is None:
            continue
        fact = table.get(change.field)
        label = fact.label if fact else change.field.replace("_", " ")
        what = f"{label}: {spoken(record, change.field, change.old)} → {spoken(record, change.field, change.new)}"
        if change.day:
            what += f", from {short_day(change.day)}"
        events.append(Event(timezone.localdate(change.at), what, change.source))
    for line in lines:
        other = getattr(line, whose, None) if whose else None
        who = f"{other}: " if other else ""
        if line.joins_on and line.joins_on <= on:
            events.append(Event(line.joins_on, f"{who}joined {line.consortium}", line.authority))
        if line.leaves_on and line.leaves_on <= on:
            events.append(Event(line.leaves_on, f"{who}left {line.consortium} at the end of this day", line.authority))
    return sorted(events, key=lambda event: event.on, reverse=True)


def spoken(record: Any, field: str, written: str) -> str:
    """A value as history or a dispute holds it, in words."""
    if written == "":
        return "not known"
    column = next((one for one in type(record)._meta.concrete_fields if one.name == field), None)
    names = {str(code): str(name) for code, name in getattr(column, "flatchoices", ())}
    if written in names:
        return names[written]
    if field in OF_GRADES:
        return GRADE_NAMES.get(written, written)
    if field == "locale" and written.isdigit():
        return locale_name(int(written)) or written
    if field == "is_charter":
        return "yes" if written == "True" else "no"
    if field.endswith("_on"):
        return short_day(datetime.date.fromisoformat(written))
    return written
