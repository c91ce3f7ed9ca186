"""What changed in rosters between two days: numbers that add up, and every change with its day and its authority."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from django.utils import timezone

from accounts.dates import day_in_words, short_day
from consortia.reads.rosters import NameChange, RosterLine
from consortia.states import NEVER, MembershipClass
from districts.rules.places import school_year_of
from portal.registry.pages.rosters import Member, Names, class_in_words, name_on, role_in_words

Documents = Mapping[int, Sequence[tuple[str, datetime.date | None]]]
Key = tuple[str, Member]


@dataclass(frozen=True)
class Change:
    """One member's change: what it is, since when, from what to what, by which authority."""

    kind: str
    line: RosterLine
    on: datetime.date | None
    before: str = ""
    after: str = ""
    authority: str = ""


@dataclass(frozen=True)
class Comparison:
    """Who joined, left, changed or was renamed. `before` + joined - left = `after`."""

    start: datetime.date
    end: datetime.date
    before: int = 0
    after: int = 0
    joined: list[Change] = field(default_factory=list)
    left: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    renamed: list[Change] = field(default_factory=list)
    # Not in the sum: who came and went again between the two days, and who was away in between.
    passing: list[Change] = field(default_factory=list)

    @property
    def parts(self) -> list[tuple[str, list[Change]]]:
        """Every kind of change with its heading."""
        return [
            ("Joined", self.joined),
            ("Left", self.left),
            ("Changed role or class", self.changed),
            ("Renamed", self.renamed),
            ("Came and went in between", self.passing),
        ]

    @property
    def all(self) -> list[Change]:
        """Every change, by consortium, then in the order of the parts."""
        changes = [change for _, part in self.parts for change in part]
        return sorted(changes, key=lambda change: change.line.consortium_name.lower())

    def with_others(self, number: int) -> "Comparison":
        """The same where so many more belonged on both days."""
        return replace(self, before=self.before + number, after=self.after + number)


def compare(
    lines: Iterable[RosterLine],
    names: Names,
    *,
    start: datetime.date,
    end: datetime.date,
    documents: Documents | None = None,
) -> Comparison:
    """What is otherwise at the end than at the start. A member counts once in each consortium."""
    theirs: dict[Key, list[RosterLine]] = defaultdict(list)
    for line in lines:
        if line.status not in NEVER:
            theirs[line.consortium, line.member].append(line)
    found = Comparison(start, end)
    before = after = 0
    for (_, member), own in theirs.items():
        own.sort(key=lambda line: (line.joins_on or datetime.date.min, line.line))
        old = next((line for line in own if line.holds_on(start)), None)
        new = next((line for line in reversed(own) if line.holds_on(end)), None)
        before, after = before + bool(old), after + bool(new)
        _enter(found, own, old, new, names.get(member, ()), documents or {})
    for _, part in found.parts:
        part.sort(key=lambda change: (change.line.consortium_name.lower(), change.line.name.lower(), change.line.id))
    return replace(found, before=before, after=after)


def _enter(
    found: Comparison,
    own: list[RosterLine],
    old: RosterLine | None,
    new: RosterLine | None,
    changes: Sequence[NameChange],
    documents: Documents,
) -> None:
    start, end = found.start, found.end
    if new:
        new = new.called(name_on(new.name, changes, on=end))
    if old:
        old = old.called(name_on(old.name, changes, on=start))
    if new and not old:
        first = next(line for line in own if line.joins_on and line.joins_on > start)
        found.joined.append(Change("joined", new, first.joins_on, "", _as(first), _authority(first, documents)))
    elif old and not new:
        last = [line for line in own if line.leaves_on and start <= line.leaves_on < end][-1]
        found.left.append(Change("left", old, last.leaves_on, _as(last), "", _authority(last, documents)))
    elif old and new:
        if _as(old) != _as(new):
            change = Change("changed", new, new.joins_on, _as(old), _as(new), _authority(new, documents))
            found.changed.append(change)
        if gap := _gap(own, start, end):
            found.passing.append(Change("was away", new, gap[0], _as(old), f"back on {_short(gap[1])}"))
        if old.name != new.name:
            found.renamed.append(_renaming(old, new, changes, start, end))
    elif passing := [line for line in own if line.joins_on and line.leaves_on and start < line.joins_on <= end]:
        line = passing[0].called(name_on(passing[0].name, changes, on=passing[0].joins_on or end))
        went = Change("came and went", line, line.joins_on, "", f"left on {_short(passing[-1].leaves_on)}")
        found.passing.append(replace(went, authority=_authority(passing[0], documents)))


def _renaming(
    old: RosterLine, new: RosterLine, changes: Sequence[NameChange], start: datetime.date, end: datetime.date
) -> Change:
    days = [(change.holds_from or timezone.localdate(change.recorded_at), change.source) for change in changes]
    on, source = max((day for day in days if start < day[0] <= end), default=(None, ""))
    return Change("renamed", new, on, old.name, new.name, source)


def _gap(own: list[RosterLine], start: datetime.date, end: datetime.date) -> tuple[datetime.date, datetime.date] | None:
    for line, following in pairwise(own):
        if line.leaves_on and following.joins_on and start <= line.leaves_on and following.joins_on <= end:
            away = line.leaves_on + datetime.timedelta(days=1)
            if away < following.joins_on:
                return away, following.joins_on
    return None


def _as(line: RosterLine) -> str:
    role = role_in_words(line).lower()
    return role if line.membership_class == MembershipClass.PARTICIPATING else f"{role}, {class_in_words(line).lower()}"


def _authority(line: RosterLine, documents: Documents) -> str:
    found = [f"{kind} of {_short(day)}" if day else kind for kind, day in documents.get(line.line, ())]
    return "; ".join([*([line.authority] if line.authority else []), *found])


def _short(day: datetime.date | None) -> str:
    return short_day(day) if day else "a day that is not known"


def change_rows(comparison: Comparison) -> list[tuple[object, ...]]:
    """A row for each change, with both days."""
    return [
        (
            change.line.consortium, change.line.consortium_name, "school" if change.line.is_school else "district",
            change.line.id, change.line.name, change.kind, change.on, change.before, change.after, change.authority,
            comparison.start, comparison.end,
        )
        for change in comparison.all
    ]  # fmt: skip


def in_order(start: datetime.date, end: datetime.date) -> tuple[datetime.date, datetime.date, str]:
    """Both days in order, and a sentence where they were not, or are the same."""
    if start > end:
        return end, start, "The first day lay after the second. Here they are the other way round."
    if start == end:
        return start, end, "Both days are the same, so nothing can have changed. Choose an earlier first day."
    return start, end, ""


def two_years_ago(today: datetime.date) -> datetime.date:
    """July 1 of the year before last."""
    return datetime.date(today.year - 2, 7, 1)


def quick_starts(today: datetime.date) -> list[tuple[str, datetime.date]]:
    """Days since when readers ask what changed."""
    ended = datetime.date(int(school_year_of(today)[:4]), 6, 30)
    return [
        (f"Since two years ago on {day_in_words(two_years_ago(today))}", two_years_ago(today)),
        (f"Since last school year ended, {day_in_words(ended)}", ended),
    ]
