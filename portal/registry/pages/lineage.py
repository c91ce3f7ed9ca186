"""Where a consortium came from and what became of it: the page's facts in words."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from accounts.dates import day_in_words
from consortia.models import Consortium, ConsortiumLink, StatedTotal
from consortia.reads.rosters import RosterLine
from consortia.rules.lineage import DAY, in_a_sentence
from consortia.states import NEVER, LinkKind
from portal.registry.pages.rosters import Member

# Founding members do not all join on one day: who joins within so many days of the first is one of them.
FOUNDING = datetime.timedelta(days=90)


def sentence_of(link: ConsortiumLink) -> str:
    """The link as a sentence."""
    return in_a_sentence(link.kind, str(link.earlier), str(link.later))


@dataclass(frozen=True)
class Roster:
    """How many members one had on a day. None: not known. `named` is how many of them the register knows by name."""

    on: datetime.date
    members: frozenset[Member]
    stated: int | None
    source: str = ""

    @property
    def named(self) -> int:
        """How many are known by name."""
        return len(self.members)

    @property
    def is_full(self) -> bool:
        """Whether every member is known by name, as far as the register can tell."""
        return bool(self.members) and (self.stated is None or self.named >= self.stated)

    @property
    def count(self) -> int | None:
        """How many belonged; None where nobody says."""
        return self.named if self.is_full else self.stated


@dataclass(frozen=True)
class Overlap:
    """How many members of the earlier one are members of the later."""

    earlier: Roster
    later: Roster
    carried: int | None
    is_stated: bool
    is_partner: bool = False

    @property
    def new(self) -> int | None:
        """Members of the later one that were not members of the earlier."""
        return None if self.carried is None or self.later.count is None else self.later.count - self.carried

    @property
    def words(self) -> str:
        """20 of its 21 members carried into this network of 27 (7 new)."""
        had, has = self.earlier.count, self.later.count
        if self.is_partner:
            return self._words_of_partner
        if self.carried is None:
            known = [("it had", had), ("the later one has", has)]
            said = " and ".join(f"{whose} {_members(number)}" for whose, number in known if number is not None)
            return f"How many members were carried over is not known{f'; {said}' if said else ''}."
        of_earlier = f"of its {_members(had)}" if had is not None else "members of it (how many it had is not known)"
        into = f"this network of {has}" if has is not None else "the later one (how many it has is not known)"
        new = f" ({self.new} new)" if self.new is not None else ""
        return f"{self.carried} {of_earlier} carried into {into}{new}."

    @property
    def _words_of_partner(self) -> str:
        """A partner stays what it is: nobody is carried over, some districts may be members of both."""
        had = f"It had {_members(self.earlier.count)}" if self.earlier.count is not None else ""
        if self.carried is None:
            return f"{had}; the network's own members are not known." if had else "Its members are not known."
        were = "was a member" if self.carried == 1 else "were members"
        return f"{had or 'It had members'}; {self.carried} {were} of the network itself too."

    @property
    def how(self) -> str:
        """On which days it was counted, and by whom."""
        if self.is_stated:
            by_name = [f"{roster.named} of {roster.stated}" for roster in (self.earlier, self.later) if roster.stated]
            known = f" By name the register knows {' and '.join(by_name)}." if by_name else ""
            return f"As the source states it, not counted from rosters.{known}"
        if self.carried is None:
            return ""
        days = dict.fromkeys((day_in_words(self.earlier.on), day_in_words(self.later.on)))
        return f"Counted from the roster{'s' if len(days) > 1 else ''} of {' and '.join(days)}."


def _members(number: int) -> str:
    return f"{number} member{'' if number == 1 else 's'}"


def overlap(
    link: ConsortiumLink, lines: Mapping[str, Sequence[RosterLine]], totals: Mapping[int, Sequence[StatedTotal]]
) -> Overlap | None:
    """The members of the earlier on the day before against those of the later on its first full roster day.

    For a partnership both are of the day on which it begins. Where the day of the link is not known nothing is
    counted: there is what the source states, or None.
    """
    if link.on is None:
        return _as_stated(link, lines, totals)
    after = list(lines.get(link.later.slug, ()))
    is_partner = link.kind == LinkKind.PARTNER_IN
    later_on = link.on if is_partner else first_full_day(after, link.on)
    earlier_on = link.on if is_partner else link.on - DAY
    earlier = roster(lines.get(link.earlier.slug, ()), totals.get(link.earlier_id, ()), earlier_on)
    later = roster(after, totals.get(link.later_id, ()), later_on)
    if earlier.is_full and later.is_full:
        return Overlap(earlier, later, len(earlier.members & later.members), is_stated=False, is_partner=is_partner)
    return Overlap(earlier, later, link.carried, is_stated=link.carried is not None, is_partner=is_partner)


def _as_stated(
    link: ConsortiumLink, lines: Mapping[str, Sequence[RosterLine]], totals: Mapping[int, Sequence[StatedTotal]]
) -> Overlap | None:
    """The carried members as the source states them, beside the first total of the later and the one before that."""
    after = sorted(totals.get(link.later_id, ()), key=lambda total: total.on)
    if link.carried is None or not after:
        return None
    day = after[0].on
    earlier = roster(lines.get(link.earlier.slug, ()), totals.get(link.earlier_id, ()), day)
    later = roster(lines.get(link.later.slug, ()), after, day)
    return Overlap(earlier, later, link.carried, is_stated=True, is_partner=link.kind == LinkKind.PARTNER_IN)


def stated_in_words(totals: Iterable[StatedTotal], on: datetime.date, named: int) -> str:
    """That a roster is not the full list, where the latest source until that day states more members than are named."""
    until = [total for total in totals if total.on <= on]
    if not until:
        return ""
    total = max(until, key=lambda total: total.on)
    if total.members <= named:
        return ""
    known = f"The register knows {named or 'none'} of its {total.members} members by name on this day"
    more = [(total.schools, "schools"), (total.students, "students")]
    also = " and ".join(f"{number:,} {what}" for number, what in more if number is not None)
    size = f" They had {also}." if also else ""
    return f"{known}. The number is from {total.source}, stated for {day_in_words(total.on)}.{size}"


def roster(lines: Iterable[RosterLine], totals: Iterable[StatedTotal], on: datetime.date) -> Roster:
    """Who is known to belong that day, and how many belong as the latest source until then states."""
    members = frozenset(line.member for line in lines if line.status not in NEVER and line.holds_on(on))
    stated = max((total for total in totals if total.on <= on), key=lambda total: total.on, default=None)
    return Roster(on, members, stated.members if stated else None, stated.source if stated else "")


def first_full_day(lines: Iterable[RosterLine], on: datetime.date) -> datetime.date:
    """The day on which the last of the founding members is in: of those who join within 90 days of the first.

    Nobody who joins before `on` is waited for.
    """
    days = sorted(line.joins_on for line in lines if line.joins_on and line.status not in NEVER and line.joins_on >= on)
    there = any(line.holds_on(on) for line in lines)
    first = on if there or not days else days[0]
    return max((day for day in days if day <= first + FOUNDING), default=first)


@dataclass(frozen=True)
class RollUp:
    """A network of consortia with each district counted once."""

    consortia: int
    districts: int
    schools: int
    in_several: int
    without_roster: list[str]


def roll_up(
    focus: Consortium, links: Iterable[ConsortiumLink], lines: Mapping[str, Sequence[RosterLine]], on: datetime.date
) -> RollUp | None:
    """The districts of a network and of all its partners that day, and of theirs; None where it has no partners."""
    partners: dict[int, list[Consortium]] = defaultdict(list)
    for link in links:
        begun = link.on is None or link.on <= on
        if link.kind == LinkKind.PARTNER_IN and begun and (link.ends_on is None or link.ends_on >= on):
            partners[link.later_id].append(link.earlier)
    found, waiting = {focus.pk: focus}, [focus]
    while waiting:
        for partner in partners[waiting.pop().pk]:
            if partner.pk not in found:
                found[partner.pk] = partner
                waiting.append(partner)
    if len(found) == 1:
        return None
    belongs: dict[Member, int] = defaultdict(int)
    unknown = []
    for consortium in found.values():
        members = roster(lines.get(consortium.slug, ()), (), on).members
        for member in members:
            belongs[member] += 1
        if not members and consortium is not focus:
            unknown.append(consortium.name)
    districts = [number for (district, _), number in belongs.items() if district]
    return RollUp(
        consortia=len(found) - 1,
        districts=len(districts),
        schools=len(belongs) - len(districts),
        in_several=sum(1 for number in districts if number > 1),
        without_roster=sorted(unknown),
    )
