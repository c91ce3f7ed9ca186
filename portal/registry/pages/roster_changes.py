"""What changed in rosters between two dates: counts that add up, and each change with its date and its authority."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from django.core.paginator import Page
from django.forms import Form
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from accounts.dates import day_in_words, short_day
from consortia.models import Consortium
from consortia.reads.rosters import NameChange, RosterEntry
from consortia.states import IN_FORCE, MembershipClass
from districts.rules.places import school_year_of
from portal.registry.pages.rosters import Member, Names, class_in_words, name_on, role_in_words

Documents = Mapping[int, Sequence[tuple[str, datetime.date | None]]]
Key = tuple[str, Member]


@dataclass(frozen=True)
class MemberChange:
    """One change of a member: the kind of change, its date, the role or name before and after, and the authority."""

    kind: str
    entry: RosterEntry
    on: datetime.date | None
    before: str = ""
    after: str = ""
    authority: str = ""


@dataclass(frozen=True)
class RosterComparison:
    """Who joined, left, changed role, or was renamed. `before` + joined - left = `after`."""

    start: datetime.date
    end: datetime.date
    before: int = 0
    after: int = 0
    joined: list[MemberChange] = field(default_factory=list)
    left: list[MemberChange] = field(default_factory=list)
    changed: list[MemberChange] = field(default_factory=list)
    renamed: list[MemberChange] = field(default_factory=list)
    # Not in the counts: members that came and went between the two dates, or left and came back.
    in_between: list[MemberChange] = field(default_factory=list)

    @property
    def parts(self) -> list[tuple[str, list[MemberChange]]]:
        """Each kind of change under its heading."""
        return [
            (gettext("Joined"), self.joined),
            (gettext("Left"), self.left),
            (gettext("Changed role or member type"), self.changed),
            (gettext("Renamed"), self.renamed),
            (gettext("Came and went between the dates"), self.in_between),
        ]

    @property
    def all(self) -> list[MemberChange]:
        """All changes, by consortium, then in the order of the parts."""
        changes = [change for _, part in self.parts for change in part]
        return sorted(changes, key=lambda change: change.entry.consortium_name.lower())

    def with_others(self, number: int) -> "RosterComparison":
        """Add this many members who belonged on both dates."""
        return replace(self, before=self.before + number, after=self.after + number)


def compare(
    entries: Iterable[RosterEntry],
    names: Names,
    *,
    start: datetime.date,
    end: datetime.date,
    documents: Documents | None = None,
) -> RosterComparison:
    """The difference between the rosters of two dates. A member counts once in each consortium."""
    by_key: dict[Key, list[RosterEntry]] = defaultdict(list)
    for entry in entries:
        if entry.status in IN_FORCE:
            by_key[entry.consortium, entry.member].append(entry)
    comparison = RosterComparison(start, end)
    before = after = 0
    for (_, member), periods in by_key.items():
        periods.sort(key=lambda entry: (entry.joins_on or datetime.date.min, entry.membership))
        old = next((entry for entry in periods if entry.holds_on(start)), None)
        new = next((entry for entry in reversed(periods) if entry.holds_on(end)), None)
        before, after = before + bool(old), after + bool(new)
        _add_changes(comparison, periods, old, new, names.get(member, ()), documents or {})
    for _, part in comparison.parts:
        part.sort(key=lambda change: (change.entry.consortium_name.lower(), change.entry.name.lower(), change.entry.id))
    return replace(comparison, before=before, after=after)


def _add_changes(
    comparison: RosterComparison,
    periods: list[RosterEntry],
    old: RosterEntry | None,
    new: RosterEntry | None,
    renames: Sequence[NameChange],
    documents: Documents,
) -> None:
    """Add what happened to one member of one consortium; `periods` are its memberships there, the earliest first."""
    start, end = comparison.start, comparison.end
    if new:
        new = new.as_of(end, name=name_on(new.name, renames, on=end))
    if old:
        old = old.as_of(start, name=name_on(old.name, renames, on=start))
    if new and not old:
        first = next(entry for entry in periods if entry.joins_on and entry.joins_on > start)
        comparison.joined.append(
            MemberChange("joined", new, first.joins_on, "", _as(first), _authority(first, documents))
        )
    elif old and not new:
        last = [entry for entry in periods if entry.leaves_on and start <= entry.leaves_on < end][-1]
        comparison.left.append(MemberChange("left", old, last.leaves_on, _as(last), "", _authority(last, documents)))
    elif old and new:
        if _as(old) != _as(new):
            change = MemberChange("changed", new, new.joins_on, _as(old), _as(new), _authority(new, documents))
            comparison.changed.append(change)
        if gap := _gap(periods, start, end):
            back = gettext("back on %(date)s") % {"date": _short(gap[1])}
            comparison.in_between.append(MemberChange("was away", new, gap[0], _as(old), back))
        if old.name != new.name:
            comparison.renamed.append(_rename(old, new, renames, start, end))
    elif short := [entry for entry in periods if entry.joins_on and entry.leaves_on and start < entry.joins_on <= end]:
        came_on = short[0].joins_on or end
        entry = short[0].as_of(came_on, name=name_on(short[0].name, renames, on=came_on))
        left = gettext("left on %(date)s") % {"date": _short(short[-1].leaves_on)}
        visit = MemberChange("came and went", entry, entry.joins_on, "", left)
        comparison.in_between.append(replace(visit, authority=_authority(short[0], documents)))


def _rename(
    old: RosterEntry, new: RosterEntry, renames: Sequence[NameChange], start: datetime.date, end: datetime.date
) -> MemberChange:
    days = [(change.holds_from or timezone.localdate(change.recorded_at), change.source) for change in renames]
    on, source = max((day for day in days if start < day[0] <= end), default=(None, ""))
    return MemberChange("renamed", new, on, old.name, new.name, source)


def _gap(
    periods: list[RosterEntry], start: datetime.date, end: datetime.date
) -> tuple[datetime.date, datetime.date] | None:
    """The first day away and the day of coming back, where a member left and rejoined between the two dates."""
    for entry, following in pairwise(periods):
        if entry.leaves_on and following.joins_on and start <= entry.leaves_on and following.joins_on <= end:
            away = entry.leaves_on + datetime.timedelta(days=1)
            if away < following.joins_on:
                return away, following.joins_on
    return None


def _as(entry: RosterEntry) -> str:
    role = role_in_words(entry).lower()
    if entry.membership_class == MembershipClass.PARTICIPATING:
        return role
    return f"{role}, {class_in_words(entry).lower()}"


def _authority(entry: RosterEntry, documents: Documents) -> str:
    found = [
        gettext("%(document)s of %(date)s") % {"document": kind, "date": _short(day)} if day else kind
        for kind, day in documents.get(entry.membership, ())
    ]
    return "; ".join([*([entry.authority] if entry.authority else []), *found])


def _short(day: datetime.date | None) -> str:
    return short_day(day) if day else gettext("an unknown date")


@dataclass(frozen=True)
class RosterChangesPage:
    """What changed in one consortium between two dates."""

    consortium: Consortium
    form: Form
    comparison: RosterComparison
    notes: list[str]
    quick_starts: list[tuple[str, datetime.date]]
    files: list[tuple[str, str]]
    trail: Sequence[tuple[str, str | None]]

    @property
    def period(self) -> str:
        """Both dates in a sentence."""
        return period_sentence(self.comparison)

    @property
    def before_label(self) -> str:
        """“members”, after the number on the first date."""
        return ngettext("member", "members", self.comparison.before)

    @property
    def after_label(self) -> str:
        """“members”, after the number on the second date."""
        return ngettext("member", "members", self.comparison.after)


@dataclass(frozen=True)
class AllChangesPage:
    """What changed in all consortia of the state, or of one region, between two dates."""

    form: Form
    comparison: RosterComparison
    rows: Page[MemberChange]
    consortia: Iterable[Consortium]
    is_place: bool
    notes: list[str]
    query: str
    quick_starts: list[tuple[str, datetime.date]]
    files: list[tuple[str, str]]
    trail: Sequence[tuple[str, str | None]]

    @property
    def period(self) -> str:
        """Both dates in a sentence."""
        return period_sentence(self.comparison)

    @property
    def before_label(self) -> str:
        """“memberships”, after the number on the first date."""
        return ngettext("membership", "memberships", self.comparison.before)

    @property
    def after_label(self) -> str:
        """“memberships”, after the number on the second date."""
        return ngettext("membership", "memberships", self.comparison.after)

    @property
    def formed_or_ended(self) -> list[tuple[Consortium, str]]:
        """Consortia formed or ended between the dates, each with “formed Jul 1, 2025”."""
        start, end = self.comparison.start, self.comparison.end
        found = []
        for consortium in self.consortia:
            dates = []
            if consortium.formed_on and start < consortium.formed_on <= end:
                dates.append(gettext("formed %(date)s") % {"date": short_day(consortium.formed_on)})
            if consortium.ended_on and start <= consortium.ended_on < end:
                dates.append(gettext("ended %(date)s") % {"date": short_day(consortium.ended_on)})
            found.append((consortium, ", ".join(dates)))
        return found


def period_sentence(comparison: RosterComparison) -> str:
    """Both dates of a comparison in a sentence."""
    return gettext("From %(start)s to %(end)s, according to today’s records.") % {
        "start": day_in_words(comparison.start), "end": day_in_words(comparison.end),
    }  # fmt: skip


def in_order(start: datetime.date, end: datetime.date) -> tuple[datetime.date, datetime.date, str]:
    """Both dates in order, and a note where they were the wrong way round or are the same."""
    if start > end:
        return end, start, gettext("The first date was after the second, so we switched them.")
    if start == end:
        return start, end, gettext("Both dates are the same, so nothing has changed. Choose an earlier first date.")
    return start, end, ""


def two_years_ago(today: datetime.date) -> datetime.date:
    """July 1 of the year before last."""
    return datetime.date(today.year - 2, 7, 1)


def quick_starts(today: datetime.date) -> list[tuple[str, datetime.date]]:
    """First dates readers often ask for: July 1 two years ago, the ends of the last year and the last school year."""
    earlier = two_years_ago(today)
    return [
        (gettext("Since %(date)s") % {"date": day_in_words(earlier)}, earlier),
        (gettext("This calendar year"), datetime.date(today.year - 1, 12, 31)),
        (gettext("This school year"), datetime.date(int(school_year_of(today)[:4]), 6, 30)),
    ]
