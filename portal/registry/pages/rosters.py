"""Who was a member on a date, as recorded today or at an earlier moment: the rows and sentences of a roster."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlencode

from django.forms import Form
from django.utils import timezone
from django.utils.translation import gettext

from accounts.dates import day_in_words
from consortia.models import Consortium
from consortia.reads.rosters import NameChange, RosterEntry
from consortia.states import IN_FORCE, MemberRole, MembershipClass, MembershipStatus
from districts.models import District
from districts.rules.places import school_year_of
from portal.components.membership_status import tone_of_status

Member = tuple[int | None, int | None]
Names = Mapping[Member, Sequence[NameChange]]


def end_of(day: datetime.date) -> datetime.datetime:
    """The last moment of that day in the state's time zone."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.max))


def by_member(changes: Iterable[NameChange]) -> Names:
    """The name changes of each member, in the order they were recorded."""
    names: dict[Member, list[NameChange]] = defaultdict(list)
    for change in changes:
        names[change.district_pk, change.school_pk].append(change)
    return names


def name_on(
    name: str, changes: Sequence[NameChange], *, on: datetime.date, known_at: datetime.datetime | None = None
) -> str:
    """The member's name on that day, as recorded at that moment; `name` is the one on record today.

    A change without an effective date takes effect on the day it was recorded.
    """
    known = [change for change in changes if known_at is None or change.recorded_at <= known_at]
    later = [(_since(change), number) for number, change in enumerate(known) if _since(change) > on]
    if later:
        return known[min(later)[1]].old
    if len(known) < len(changes):
        return changes[len(known)].old
    return name


def _since(change: NameChange) -> datetime.date:
    return change.holds_from or timezone.localdate(change.recorded_at)


def named_on(
    entries: Iterable[RosterEntry], names: Names, *, on: datetime.date, known_at: datetime.datetime | None = None
) -> list[RosterEntry]:
    """The entries in their order, with the members' names of that day."""
    return [
        entry.as_of(on, name=name_on(entry.name, names.get(entry.member, ()), on=on, known_at=known_at))
        for entry in entries
    ]


def roster_on(
    entries: Iterable[RosterEntry], names: Names, *, on: datetime.date, known_at: datetime.datetime | None = None
) -> list[RosterEntry]:
    """The entries in force that day with the members' names of that day: the lead first, then by name."""
    in_force = [entry for entry in entries if entry.status in IN_FORCE and entry.holds_on(on)]
    then = named_on(in_force, names, on=on, known_at=known_at)
    return sorted(then, key=lambda entry: (_RANK.get(entry.role, 2), entry.name.lower(), entry.id, entry.membership))


_RANK: dict[str, int] = {MemberRole.LEAD: 0, MemberRole.FISCAL_AGENT: 1}


def role_in_words(entry: RosterEntry) -> str:
    """Lead, fiscal agent, or member."""
    return MemberRole(entry.role).label


def class_in_words(entry: RosterEntry) -> str:
    """Component, participating, or observer."""
    return MembershipClass(entry.membership_class).label


def status_in_words(entry: RosterEntry) -> str:
    """The label of the membership's status."""
    return MembershipStatus(entry.status).label


@dataclass(frozen=True)
class RosterRow:
    """A membership as a row of a roster."""

    entry: RosterEntry
    enrollment: int | None = None
    enrollment_year: str = ""
    schools: int | None = None
    # Sentences on what is recorded differently today.
    differences: list[str] = field(default_factory=list)
    name_today: str = ""
    # Under the name: the school's district, and today's name where it is another.
    notes: list[str] = field(default_factory=list)
    # Whether the row is highlighted because today's record is different.
    is_marked: bool = False
    # Whether its yearly verification is shown: the membership is in force, and today's records are shown.
    is_freshness_shown: bool = False
    # In files: what is scheduled to happen to the member or the consortium.
    scheduled: str = ""

    @property
    def role(self) -> str:
        """Lead, fiscal agent, or member."""
        return role_in_words(self.entry)

    @property
    def membership_class(self) -> str:
        """Component, participating, or observer."""
        return class_in_words(self.entry)

    @property
    def status(self) -> str:
        """The label of the membership's status."""
        return status_in_words(self.entry)

    @property
    def status_tone(self) -> str:
        """How the status is tagged; empty where it needs no tag."""
        return tone_of_status(self.entry.status)


class RosterDates(NamedTuple):
    """The date of a roster, the date its records are from (None: today), and today."""

    on: datetime.date
    known: datetime.date | None
    today: datetime.date

    @property
    def fresh_on(self) -> datetime.date | None:
        """The day on which yearly verification is judged: today; None for the roster of another day."""
        return self.today if self.on == self.today and self.known is None else None

    @property
    def is_scheduled_shown(self) -> bool:
        """Whether files name what is scheduled: not in a roster of an earlier date, nor by earlier records."""
        return self.on >= self.today and self.known is None

    @property
    def query(self) -> str:
        """Both dates as the query string of an address."""
        return urlencode({"on": self.on} | ({"known": self.known} if self.known else {}))

    @property
    def quick_dates(self) -> list[tuple[str, datetime.date]]:
        """Dates that readers often ask for: today, the start of this school year, July 1 two years ago."""
        start = datetime.date(int(school_year_of(self.today)[:4]), 7, 1)
        earlier = datetime.date(self.today.year - 2, 7, 1)
        return [
            (gettext("Today"), self.today),
            (gettext("Start of this school year, %(date)s") % {"date": day_in_words(start)}, start),
            (gettext("Two years ago, %(date)s") % {"date": day_in_words(earlier)}, earlier),
        ]

    @property
    def recorded_later_note(self) -> str:
        """Why memberships are listed as recorded later."""
        return gettext("These memberships are on record today for %(on)s, but were not on record yet on %(known)s.") % {
            "on": day_in_words(self.on),
            "known": day_in_words(self.known or self.today),
        }


@dataclass(frozen=True)
class RosterPage:
    """The members of a consortium on a date."""

    consortium: Consortium
    form: Form
    dates: RosterDates
    all_entries: list[RosterEntry]
    rows: list[RosterRow]
    recorded_later: list[RosterRow]

    @property
    def title(self) -> str:
        """The title of the page."""
        return gettext("Members of %(name)s on %(date)s") % {
            "name": self.consortium.name, "date": day_in_words(self.dates.on),
        }  # fmt: skip

    @property
    def intro(self) -> str:
        """Both dates in a sentence."""
        return members_sentence(self.dates)


@dataclass(frozen=True)
class DistrictRosterPage:
    """The consortia of a district and its schools on a date."""

    district: District
    form: Form
    dates: RosterDates
    rows: list[RosterRow]
    recorded_later: list[RosterRow]

    @property
    def title(self) -> str:
        """The title of the page."""
        return gettext("Consortia of %(name)s on %(date)s") % {
            "name": self.district.name, "date": day_in_words(self.dates.on),
        }  # fmt: skip

    @property
    def intro(self) -> str:
        """Both dates in a sentence."""
        return consortia_sentence(self.dates)


@dataclass(frozen=True)
class MemberFigures:
    """What is known about the members: students with their school year, schools, and today's names.

    `fresh_on` is the day on which yearly verification is judged; None where it is not shown.
    """

    enrollments: Mapping[int, tuple[int, str]]
    schools: Mapping[int, int]
    names_today: Mapping[Member, str]
    fresh_on: datetime.date | None


def roster_rows(
    entries: Sequence[RosterEntry],
    figures: MemberFigures,
    dates: RosterDates,
    *,
    differences: Mapping[int, list[str]] | None = None,
) -> list[RosterRow]:
    """A row for each entry with its figures, today's name where it is another, and what is recorded otherwise today."""
    rows = []
    for entry in entries:
        enrollment, year = figures.enrollments.get(entry.district_pk or 0, (None, ""))
        name = figures.names_today.get(entry.member, entry.name)
        name_today = name if name != entry.name else ""
        otherwise = (differences or {}).get(entry.membership, [])
        rows.append(
            RosterRow(
                entry,
                enrollment,
                year,
                figures.schools.get(entry.district_pk, 0) if entry.district_pk else None,
                otherwise,
                name_today,
                _notes(entry, name_today, dates),
                is_marked=bool(otherwise or (name_today and dates.known)),
                is_freshness_shown=figures.fresh_on is not None and entry.holds_on(figures.fresh_on),
            )
        )
    return rows


def _notes(entry: RosterEntry, name_today: str, dates: RosterDates) -> list[str]:
    notes = []
    if entry.is_school:
        words = gettext("school of %(name)s") if dates.on == dates.today else gettext("now a school of %(name)s")
        notes.append(words % {"name": entry.district_name})
    if name_today:
        notes.append(gettext("now called %(name)s") % {"name": name_today})
    return notes


def differences_from_today(
    then: Sequence[RosterEntry], now: Sequence[RosterEntry], all_entries_now: Iterable[RosterEntry]
) -> tuple[dict[int, list[str]], list[RosterEntry]]:
    """What is recorded differently today, by membership, and today's entries that were not on record then."""
    today = {entry.membership: entry for entry in all_entries_now}
    in_force_today = {entry.membership for entry in now}
    members_then = {(entry.consortium, entry.member) for entry in then}
    members_now = {(entry.consortium, entry.member) for entry in now}
    differences: dict[int, list[str]] = {}
    for entry in then:
        sentences = _differences(
            entry,
            today.get(entry.membership),
            is_in_force=entry.membership in in_force_today,
            is_member=(entry.consortium, entry.member) in members_now,
        )
        if sentences:
            differences[entry.membership] = sentences
    return differences, [entry for entry in now if (entry.consortium, entry.member) not in members_then]


def _differences(entry: RosterEntry, current: RosterEntry | None, *, is_in_force: bool, is_member: bool) -> list[str]:
    if current is None:
        return [
            gettext("Today this membership doesn’t count: it was withdrawn, declined, or moved to another consortium.")
        ]
    sentences = []
    if not is_in_force and not is_member:
        sentences.append(gettext("Today’s record says it wasn’t a member on this date."))
    if current.role != entry.role:
        sentences.append(gettext("Today’s record says role: %(role)s.") % {"role": role_in_words(current).lower()})
    if current.membership_class != entry.membership_class:
        label = class_in_words(current).lower()
        sentences.append(gettext("Today’s record says member type: %(label)s.") % {"label": label})
    if current.joins_on != entry.joins_on:
        day = _day(current.joins_on, gettext("not known"))
        sentences.append(gettext("Today’s record says start date: %(date)s.") % {"date": day})
    if current.leaves_on != entry.leaves_on:
        day = _day(current.leaves_on, gettext("none (ongoing)"))
        sentences.append(gettext("Today’s record says end date: %(date)s.") % {"date": day})
    if current.status != entry.status:
        label = status_in_words(current).lower()
        sentences.append(gettext("Today’s record says status: %(label)s.") % {"label": label})
    return sentences


def _day(day: datetime.date | None, unknown: str) -> str:
    return day_in_words(day) if day else unknown


def members_sentence(dates: RosterDates) -> str:
    """Which members a roster lists, with both of its dates."""
    return _sentence(
        dates,
        planned=gettext("Planned members on %(on)s, according to today’s records."),
        now=gettext("Members on %(on)s, according to today’s records."),
        was_planned=gettext("Planned members on %(on)s, according to the records of %(known)s."),
        then=gettext("Members on %(on)s, according to the records of %(known)s."),
    )


def consortia_sentence(dates: RosterDates) -> str:
    """Which consortia of a district are listed, with both dates."""
    return _sentence(
        dates,
        planned=gettext("Planned memberships on %(on)s, according to today’s records."),
        now=gettext("Memberships on %(on)s, according to today’s records."),
        was_planned=gettext("Planned memberships on %(on)s, according to the records of %(known)s."),
        then=gettext("Memberships on %(on)s, according to the records of %(known)s."),
    )


def _sentence(dates: RosterDates, *, planned: str, now: str, was_planned: str, then: str) -> str:
    words = {"on": day_in_words(dates.on), "known": day_in_words(dates.known) if dates.known else ""}
    if dates.known is None:
        return (planned if dates.on > dates.today else now) % words
    return (was_planned if dates.on > dates.known else then) % words


def reason_for_no_members(entries: Sequence[RosterEntry], *, on: datetime.date, formed_on: datetime.date | None) -> str:
    """Why a roster has no members that day."""
    counted = [entry for entry in entries if entry.status in IN_FORCE]
    starts = [entry.joins_on for entry in counted if entry.joins_on]
    ends = [entry.leaves_on for entry in counted if entry.leaves_on]
    if not counted:
        return gettext("No members of this consortium are on record.")
    if formed_on and on < formed_on:
        return gettext("The consortium was formed on %(date)s.") % {"date": day_in_words(formed_on)}
    if starts and on < min(starts):
        return gettext("The first members joined on %(date)s.") % {"date": day_in_words(min(starts))}
    if ends and on > max(ends):
        return gettext("The last members left on %(date)s.") % {"date": day_in_words(max(ends))}
    return gettext("The consortium had no members on this date.")


def versions_note(known: datetime.date | None, since: datetime.datetime | None) -> str:
    """Since when versions of this roster are kept, for readers who ask for an earlier date; otherwise empty."""
    if known is None or (since is not None and timezone.localdate(since) <= known):
        return ""
    note = gettext(
        "Earlier records are shown as they were when we began keeping versions; corrections made before then aren’t "
        "known."
    )
    if since is None:
        return note
    kept = gettext("We have kept versions of this roster since %(date)s.")
    return f"{kept % {'date': day_in_words(timezone.localdate(since))}} {note}"


def dates_from(given: Mapping[str, datetime.date | None], today: datetime.date) -> RosterDates:
    """The dates a reader asked for. Records from today or later are today's: `known` is then None."""
    known = given.get("known")
    return RosterDates(given.get("on") or today, known if known and known < today else None, today)


def by_consortium(entries: Iterable[RosterEntry]) -> list[RosterEntry]:
    """The entries of one district by consortium name, its own before those of its schools."""
    return sorted(
        entries,
        key=lambda entry: (entry.consortium_name.lower(), entry.is_school, entry.name.lower(), entry.membership),
    )
