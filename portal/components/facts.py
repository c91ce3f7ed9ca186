"""The facts, figures, and history of a district or school as its pages show them."""

import datetime
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.dates import short_day
from consortia.models import Membership
from districts.models import District, DistrictFigures, School, SchoolFigures
from districts.reads.records import HistoryEntry
from districts.rules.fact_owners import Fact, Owner
from districts.rules.records import OF_GRADES, facts_of, shown_of, web_address, words_of
from districts.states import GRADE_NAMES, locale_name

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Facts about the location: they have the year of the location file.
LOCATION_FIELDS = ("street", "zip_code", "county", "locale", "latitude", "longitude")


class FactLine(NamedTuple):
    """A fact in words (empty where it is not known), with its source, its date, and whether it is in dispute."""

    fact: Fact
    words: str
    source: str
    since: datetime.date | None
    is_disputed: bool
    # The page or website that the words link to, if any.
    address: str
    # Whether it has changed since the record was created.
    is_changed: bool = False

    @property
    def maintained_by(self) -> "str | _StrPromise":
        """Who maintains the fact."""
        return MAINTAINED_BY[self.fact.owner]

    @property
    def is_shown(self) -> bool:
        """Whether it has a row in the table; facts that are not known are listed below it."""
        return bool(self.words or self.is_disputed)

    @property
    def is_website(self) -> bool:
        """Whether the link leaves this site."""
        return self.fact.field == "website"

    @property
    def source_and_date(self) -> str:
        """“NCES agency file 2018-19, recorded Sep 1, 2026”; empty where there is no source."""
        if not self.source or self.since is None:
            return self.source
        words = _("%(source)s, %(date)s") if self.is_changed else _("%(source)s, recorded %(date)s")
        return str(words) % {"source": self.source, "date": short_day(self.since)}


MAINTAINED_BY = {
    Owner.STATE: _("state data"),
    Owner.DISTRICT: _("the district or school"),
    Owner.REGISTRAR: _("the registrar"),
    Owner.COMPUTED: _("computed"),
}


def fact_lines(
    record: District | School, *, changes: Iterable[HistoryEntry] = (), disputed: Collection[str] = ()
) -> list[FactLine]:
    """Every fact on the record's page. `changes`: its history, newest first (field, source, at, day)."""
    latest: dict[str, HistoryEntry] = {}
    for change in changes:
        latest.setdefault(change.field, change)
    table = facts_of(record)
    return [_line(record, table[field], latest.get(field), field in disputed) for field in shown_of(record)]


def _line(record: District | School, fact: Fact, change: HistoryEntry | None, is_disputed: bool) -> FactLine:
    words, address = words_of(record, fact.field), _address_of(record, fact.field)
    if change is not None:
        since = change.day or (timezone.localdate(change.at) if change.at else None)
        return FactLine(fact, words, change.source, since, is_disputed, address, is_changed=True)
    if not words:
        return FactLine(fact, words, "", None, is_disputed, "")
    source = record.source
    if fact.field in LOCATION_FIELDS and record.place_year and record.place_year not in source:
        year = gettext("location data %(year)s") % {"year": record.place_year}
        source = f"{source}, {year}" if source else year
    since = timezone.localdate(record.recorded_at) if record.recorded_at else None
    return FactLine(fact, words, source, since, is_disputed, address)


def _address_of(record: District | School, field: str) -> str:
    if field == "county" and record.county is not None:
        return str(record.county.get_absolute_url())
    if field == "website" and record.website:
        return web_address(record.website)
    return ""


FigureRow = DistrictFigures | SchoolFigures


class FigureLine(NamedTuple):
    """One figure: its latest value with its row (year, source), and the other (value, row), newest first."""

    label: str
    value: int
    row: FigureRow
    others: list[tuple[int, FigureRow]]

    @property
    def earlier(self) -> list[tuple[str, str]]:
        """The other values: (“1,602 in 2022-23”, the source if it is another one)."""
        return [
            (
                gettext("%(value)s in %(year)s") % {"value": intcomma(value), "year": row.school_year},
                row.get_source_display() if row.source != self.row.source else "",
            )
            for value, row in self.others
        ]


def figure_lines(figures: Iterable[tuple[str, int, FigureRow]]) -> list[FigureLine]:
    """The figures by label, from (label, value, row) with the latest first."""
    by_label: dict[str, list[tuple[int, FigureRow]]] = {}
    for label, value, row in figures:
        by_label.setdefault(label, []).append((value, row))
    return [FigureLine(label, *values[0], values[1:]) for label, values in by_label.items()]


class Event(NamedTuple):
    """An event in the history of a record: the day, the event in words, and its source."""

    on: datetime.date
    what: str
    source: str


def events_of(
    record: District | School,
    *,
    changes: Iterable[HistoryEntry] = (),
    memberships: Iterable[Membership] = (),
    on: datetime.date,
    via: str = "",
) -> list[Event]:
    """Changes of facts, and consortia joined and left, up to that day, newest first.

    `via`: "school" or "district" where a membership may be that of its school or district, which is then named.
    """
    table = facts_of(record)
    events = []
    for change in changes:
        if change.at is None:
            continue
        fact = table.get(change.field)
        label = fact.label if fact else change.field.replace("_", " ")
        old, new = (value_in_words(record, change.field, value) for value in (change.old, change.new))
        what = f"{label}: {old} → {new}"
        if change.day:
            what += gettext(", effective %(date)s") % {"date": short_day(change.day)}
        events.append(Event(timezone.localdate(change.at), what, change.source))
    for membership in memberships:
        other = getattr(membership, via, None) if via else None
        who = f"{other}: " if other else ""
        names = {"consortium": membership.consortium}
        if membership.joins_on and membership.joins_on <= on:
            words = who + gettext("joined %(consortium)s") % names
            events.append(Event(membership.joins_on, words, membership.authority))
        if membership.leaves_on and membership.leaves_on <= on:
            words = who + gettext("left %(consortium)s at the end of this day") % names
            events.append(Event(membership.leaves_on, words, membership.authority))
    return sorted(events, key=lambda event: event.on, reverse=True)


def value_in_words(record: District | School, field: str, value: str) -> str:
    """A value from the history or a dispute in words."""
    if value == "":
        return gettext("not known")
    column = next((column for column in type(record)._meta.concrete_fields if column.name == field), None)
    names = {str(code): str(name) for code, name in getattr(column, "flatchoices", ())}
    if value in names:
        return names[value]
    if field in OF_GRADES:
        return GRADE_NAMES.get(value, value)
    if field == "locale" and value.isdigit():
        return locale_name(int(value)) or value
    if field == "is_charter":
        return gettext("yes") if value == "True" else gettext("no")
    if field.endswith("_on"):
        return short_day(datetime.date.fromisoformat(value))
    return value
