"""The history of a consortium: its links to others, with the members carried over counted and put into words."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from accounts.dates import day_in_words, short_day
from consortia.models import Consortium, ConsortiumLink, StatedTotal
from consortia.reads.rosters import RosterEntry
from consortia.rules.lineage import DAY, in_a_sentence
from consortia.states import IN_FORCE, LinkKind
from portal.registry.pages.rosters import Member

# Founding members don't all join on one day: those who join within this time of the first are founding members.
FOUNDING = datetime.timedelta(days=90)


def sentence_of(link: ConsortiumLink) -> str:
    """The link as a sentence."""
    return in_a_sentence(link.kind, str(link.earlier), str(link.later))


@dataclass(frozen=True)
class RosterCount:
    """How many members a consortium had on a day: those known by name, and the total a source states (or None)."""

    on: datetime.date
    members: frozenset[Member]
    stated: int | None
    source: str = ""

    @property
    def named(self) -> int:
        """The number of members known by name."""
        return len(self.members)

    @property
    def is_full(self) -> bool:
        """Whether every member is known by name, as far as sources say."""
        return bool(self.members) and (self.stated is None or self.named >= self.stated)

    @property
    def count(self) -> int | None:
        """The number of members; None where it is not known."""
        return self.named if self.is_full else self.stated


@dataclass(frozen=True)
class Overlap:
    """How many members of the earlier consortium are members of the later one (`carried`; None: not known)."""

    earlier: RosterCount
    later: RosterCount
    carried: int | None
    is_stated: bool
    is_partner: bool = False

    @property
    def new(self) -> int | None:
        """The number of members of the later consortium that were not members of the earlier one."""
        return None if self.carried is None or self.later.count is None else self.later.count - self.carried

    @property
    def words(self) -> str:
        """“20 of its 21 members carried over into a network of 27 (7 new).”"""
        if self.is_partner:
            return self._words_for_partner
        if self.carried is None:
            return " ".join([gettext("The number of members carried over is not known."), *self._known_sizes])
        had, has = self.earlier.count, self.later.count
        if had is None:
            carried = ngettext("%(number)s member carried over.", "%(number)s members carried over.", self.carried) % {
                "number": self.carried
            }
            return " ".join([carried, *self._known_sizes])
        if has is None:
            return gettext("%(carried)s of its %(members)s carried over.") % {
                "carried": self.carried, "members": _members(had),
            }  # fmt: skip
        return gettext("%(carried)s of its %(members)s carried over into a network of %(has)s (%(new)s new).") % {
            "carried": self.carried, "members": _members(had), "has": has, "new": self.new,
        }  # fmt: skip

    @property
    def _known_sizes(self) -> list[str]:
        had, has = self.earlier.count, self.later.count
        return [
            *([gettext("The earlier consortium had %(members)s.") % {"members": _members(had)}] if had else []),
            *([gettext("The later one has %(members)s.") % {"members": _members(has)}] if has else []),
        ]

    @property
    def _words_for_partner(self) -> str:
        """A partner continues to exist, so its members are not carried over; some may be members of both."""
        had = self.earlier.count
        sentences = [gettext("It had %(members)s.") % {"members": _members(had)}] if had is not None else []
        if self.carried is None:
            sentences.append(gettext("The network’s own members are not known."))
        else:
            words = ngettext(
                "%(number)s was also a member of the network itself.",
                "%(number)s were also members of the network itself.",
                self.carried,
            )
            sentences.append(words % {"number": self.carried})
        return " ".join(sentences)

    @property
    def how_counted(self) -> str:
        """The dates of the rosters that were counted, or that a source reports the number."""
        if self.is_stated:
            known = [
                gettext("%(named)s of %(total)s") % {"named": count.named, "total": count.stated}
                for count in (self.earlier, self.later)
                if count.stated
            ]
            reported = gettext("Reported by the source, not counted from rosters.")
            if not known:
                return reported
            by_name = gettext("Members known by name: %(numbers)s.") % {"numbers": gettext(" and ").join(known)}
            return f"{reported} {by_name}"
        if self.carried is None:
            return ""
        days = list(dict.fromkeys((day_in_words(self.earlier.on), day_in_words(self.later.on))))
        if len(days) == 1:
            return gettext("Counted from the rosters of %(date)s.") % {"date": days[0]}
        return gettext("Counted from the rosters of %(first)s and %(second)s.") % {"first": days[0], "second": days[1]}


def _members(number: int) -> str:
    return ngettext("%(number)s member", "%(number)s members", number) % {"number": number}


@dataclass(frozen=True)
class LinkRow:
    """A link as a row of the table: its sentence, dates, members carried over, and source."""

    link: ConsortiumLink
    overlap: Overlap | None
    here: Consortium

    @property
    def sentence(self) -> str:
        """“Ridge Network grew out of Ridge Collaborative.”"""
        return sentence_of(self.link)

    @property
    def sentence_html(self) -> SafeString:
        """The same with a link to the history of the other consortium."""
        words = SENTENCES[LinkKind(self.link.kind)]
        return format_html(words, earlier=self._name(self.link.earlier), later=self._name(self.link.later))

    def _name(self, consortium: Consortium) -> str:
        if consortium.pk == self.here.pk:
            return str(consortium)
        address = reverse("registry:consortium_lineage", args=[consortium.slug])
        return format_html('<a class="usa-link" href="{}">{}</a>', address, consortium)

    @property
    def dates(self) -> str:
        """The first day, and the last day of a partnership that has ended."""
        days = [short_day(self.link.on)] if self.link.on else []
        days += [gettext("until %(date)s") % {"date": short_day(self.link.ends_on)}] if self.link.ends_on else []
        return ", ".join(days)

    @property
    def carried(self) -> str:
        """The members carried over, in words."""
        return self.overlap.words if self.overlap else gettext("Not known because the date is not on record.")

    @property
    def how_counted(self) -> str:
        """How the members were counted."""
        return self.overlap.how_counted if self.overlap else ""

    @property
    def note(self) -> str:
        """The registrar's note."""
        return self.link.note

    @property
    def source(self) -> str:
        """The source of the link."""
        return self.link.source

    @property
    def remove_address(self) -> str:
        """The page where a registrar removes the link."""
        return reverse("registry:lineage_remove", args=[self.link.earlier.slug, self.link.pk])


SENTENCES = {
    LinkKind.GREW_OUT_OF: "{later} grew out of {earlier}.",
    LinkKind.MERGED_INTO: "{earlier} merged into {later}.",
    LinkKind.PARTNER_IN: "{earlier} is a partner in {later}.",
}


def overlap(
    link: ConsortiumLink, entries: Mapping[str, Sequence[RosterEntry]], totals: Mapping[int, Sequence[StatedTotal]]
) -> Overlap | None:
    """The members the earlier consortium had the day before, compared with the later one's first full roster.

    For a partnership, both rosters are those of its first day. Where the date of the link is not known, nothing is
    counted: the result is what a source reports, or None.
    """
    if link.on is None:
        return _as_stated(link, entries, totals)
    after = list(entries.get(link.later.slug, ()))
    is_partner = link.kind == LinkKind.PARTNER_IN
    later_on = link.on if is_partner else first_full_day(after, link.on)
    earlier_on = link.on if is_partner else link.on - DAY
    earlier = roster_count(entries.get(link.earlier.slug, ()), totals.get(link.earlier_id, ()), earlier_on)
    later = roster_count(after, totals.get(link.later_id, ()), later_on)
    if earlier.is_full and later.is_full:
        return Overlap(earlier, later, len(earlier.members & later.members), is_stated=False, is_partner=is_partner)
    return Overlap(earlier, later, link.carried, is_stated=link.carried is not None, is_partner=is_partner)


def _as_stated(
    link: ConsortiumLink, entries: Mapping[str, Sequence[RosterEntry]], totals: Mapping[int, Sequence[StatedTotal]]
) -> Overlap | None:
    """The members carried over as a source reports them, with the sizes on the date of the later one's first total."""
    after = sorted(totals.get(link.later_id, ()), key=lambda total: total.on)
    if link.carried is None or not after:
        return None
    day = after[0].on
    earlier = roster_count(entries.get(link.earlier.slug, ()), totals.get(link.earlier_id, ()), day)
    later = roster_count(entries.get(link.later.slug, ()), after, day)
    return Overlap(earlier, later, link.carried, is_stated=True, is_partner=link.kind == LinkKind.PARTNER_IN)


def stated_total_note(totals: Iterable[StatedTotal], on: datetime.date, named: int) -> str:
    """That a roster is incomplete, where the latest source up to that day reports more members than are named."""
    until = [total for total in totals if total.on <= on]
    if not until:
        return ""
    total = max(until, key=lambda total: total.on)
    if total.members <= named:
        return ""
    sentences = [
        gettext("We know %(named)s of its %(total)s members by name on this date.")
        % {"named": named or gettext("none"), "total": total.members},
        gettext("The total is from %(source)s, as of %(date)s.")
        % {"source": total.source, "date": day_in_words(total.on)},
    ]
    sizes = []
    if total.schools is not None:
        sizes.append(ngettext("%(n)s school", "%(n)s schools", total.schools) % {"n": f"{total.schools:,}"})
    if total.students is not None:
        sizes.append(ngettext("%(n)s student", "%(n)s students", total.students) % {"n": f"{total.students:,}"})
    if sizes:
        sentences.append(gettext("They had %(sizes)s.") % {"sizes": gettext(" and ").join(sizes)})
    return " ".join(sentences)


def roster_count(entries: Iterable[RosterEntry], totals: Iterable[StatedTotal], on: datetime.date) -> RosterCount:
    """The members known by name that day, and the total that the latest source up to that day reports."""
    members = frozenset(entry.member for entry in entries if entry.status in IN_FORCE and entry.holds_on(on))
    stated = max((total for total in totals if total.on <= on), key=lambda total: total.on, default=None)
    return RosterCount(on, members, stated.members if stated else None, stated.source if stated else "")


def first_full_day(entries: Iterable[RosterEntry], on: datetime.date) -> datetime.date:
    """The day the last founding member joined: the last of those who join within 90 days of the first.

    Members that were there before `on` count as the first.
    """
    entries = list(entries)
    days = sorted(
        entry.joins_on for entry in entries if entry.joins_on and entry.status in IN_FORCE and entry.joins_on >= on
    )
    has_members = any(entry.holds_on(on) for entry in entries)
    first = on if has_members or not days else days[0]
    return max((day for day in days if day <= first + FOUNDING), default=first)


@dataclass(frozen=True)
class Network:
    """A consortium and all its partners, with each member counted once."""

    name: str
    partners: int
    districts: int
    schools: int
    in_several: int
    without_roster: list[str]

    @property
    def sentences(self) -> list[str]:
        """The size of the network in words."""
        numbers = {
            "name": self.name,
            "partners": ngettext("%(n)s partner", "%(n)s partners", self.partners) % {"n": f"{self.partners:,}"},
            "districts": ngettext("%(n)s district", "%(n)s districts", self.districts) % {"n": f"{self.districts:,}"},
            "schools": ngettext("%(n)s school", "%(n)s schools", self.schools) % {"n": f"{self.schools:,}"},
            "several": f"{self.in_several:,}",
        }
        size = gettext("%(name)s and its %(partners)s have %(districts)s as members, each counted once.")
        if self.schools:
            size = gettext(
                "%(name)s and its %(partners)s have %(districts)s and %(schools)s as members, each counted once."
            )
        sentences = [size % numbers]
        if self.in_several:
            several = ngettext(
                "%(several)s district belongs to more than one of them.",
                "%(several)s districts belong to more than one of them.",
                self.in_several,
            )
            sentences.append(several % numbers)
        if self.without_roster:
            names = ", ".join(self.without_roster)
            sentences.append(gettext("Not included, because no members are on record: %(names)s.") % {"names": names})
        return sentences


def network_of(
    focus: Consortium, links: Iterable[ConsortiumLink], entries: Mapping[str, Sequence[RosterEntry]], on: datetime.date
) -> Network | None:
    """The network of a consortium, its partners, and their partners that day; None where it has no partners."""
    partners: dict[int, list[Consortium]] = defaultdict(list)
    for link in links:
        has_begun = link.on is None or link.on <= on
        if link.kind == LinkKind.PARTNER_IN and has_begun and (link.ends_on is None or link.ends_on >= on):
            partners[link.later_id].append(link.earlier)
    consortia, to_visit = {focus.pk: focus}, [focus]
    while to_visit:
        for partner in partners[to_visit.pop().pk]:
            if partner.pk not in consortia:
                consortia[partner.pk] = partner
                to_visit.append(partner)
    if len(consortia) == 1:
        return None
    memberships: dict[Member, int] = defaultdict(int)
    without_roster = []
    for consortium in consortia.values():
        members = roster_count(entries.get(consortium.slug, ()), (), on).members
        for member in members:
            memberships[member] += 1
        if not members and consortium is not focus:
            without_roster.append(consortium.name)
    of_districts = [number for (district, _), number in memberships.items() if district]
    return Network(
        name=focus.name,
        partners=len(consortia) - 1,
        districts=len(of_districts),
        schools=len(memberships) - len(of_districts),
        in_several=sum(1 for number in of_districts if number > 1),
        without_roster=sorted(without_roster),
    )
