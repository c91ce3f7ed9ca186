"""What the record page of a consortium shows."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext

from accounts.dates import short_day
from consortia.models import (
    Consortium,
    ConsortiumChange,
    ConsortiumLink,
    ConsortiumPurpose,
    Membership,
    MembershipsByDay,
    ScheduledClosure,
)
from consortia.states import (
    CLOSED_PROPOSALS,
    EXTENDABLE_CONSORTIA,
    LIVING_CONSORTIA,
    ConsortiumStatus,
    LegalForm,
    LinkKind,
)
from districts.models import County
from districts.rules.places import STATE_NAMES
from exchange.models import Service
from portal.components.facts import Event
from portal.components.scheduled_closures import scheduled_notes
from portal.components.trails import Trail
from portal.registry.pages.consortium_history import former_names, history_events, legal_form_since
from portal.registry.pages.consortium_reach import ConsortiumReach
from portal.registry.pages.member_rows import ListedMember, member_rows
from portal.registry.pages.pending import PendingMembershipRow, pending_members
from purchasing.models import Contract


class LineageLink(NamedTuple):
    """A link to another consortium: the words before its name, the consortium, and the words after."""

    before: str
    other: Consortium
    after: str


@dataclass(frozen=True)
class ConsortiumPage:
    """Everything that the record page of a consortium shows on a day."""

    consortium: Consortium
    on: datetime.date
    memberships: MembershipsByDay
    reach: ConsortiumReach
    lineage: Sequence[LineageLink]
    services: Iterable[Service]
    dated_purposes: Sequence[ConsortiumPurpose]
    scheduled: Iterable[ScheduledClosure]
    changes: Sequence[ConsortiumChange]
    contracts: Iterable[Contract]
    counties: Iterable[County]
    may_invite: bool
    is_registrar: bool

    @property
    def record_line(self) -> str:
        """The state, the legal form, and the dates, in one line."""
        consortium = self.consortium
        is_form_known = consortium.legal_form != LegalForm.UNKNOWN
        parts = [
            STATE_NAMES.get(consortium.state, consortium.state),
            self._legal_form if is_form_known else gettext("legal form not known"),
        ]
        if consortium.formed_on:
            parts.append(gettext("formed %(date)s") % {"date": short_day(consortium.formed_on)})
        if consortium.ended_on:
            parts.append(gettext("ended %(date)s") % {"date": short_day(consortium.ended_on)})
        return " · ".join(parts)

    @property
    def _legal_form(self) -> str:
        """“nonprofit since Jul 1, 2020”; without the date where it is not known."""
        form = self.consortium.get_legal_form_display()
        day = legal_form_since(self.changes)
        return gettext("%(form)s since %(date)s") % {"form": form, "date": short_day(day)} if day else form

    @property
    def status_note(self) -> str:
        """What an unregistered or ended consortium's status means; empty for a registered one."""
        return status_note(self.consortium)

    @property
    def proposal_address(self) -> str:
        """The page of the proposal while it is not approved; empty for a registered or an ended consortium."""
        if self.consortium.status not in (ConsortiumStatus.PROPOSED, *CLOSED_PROPOSALS):
            return ""
        return reverse("membership:consortium_proposal", args=[self.consortium.slug])

    @cached_property
    def scheduled_notes(self) -> list[str]:
        """What is scheduled to happen to it, and what will merge into it."""
        return scheduled_notes(self.consortium, self.scheduled, on=self.on)

    @property
    def is_living(self) -> bool:
        """Whether members can still join."""
        return self.consortium.status in LIVING_CONSORTIA

    @property
    def may_ask_to_join(self) -> bool:
        """Whether readers are offered to ask: not the people who act for the consortium, who invite."""
        return self.is_living and not self.may_invite

    @property
    def is_registered(self) -> bool:
        """Whether its record is verified every year."""
        return self.consortium.status == ConsortiumStatus.REGISTERED

    @property
    def confirmed_by(self) -> str:
        """The office that last verified it, and its place; empty where that was not recorded."""
        return self.consortium.confirmed_by or ""

    @property
    def not_confirmed(self) -> str:
        """What the last verification left out as wrong; empty if nothing."""
        labels = ", ".join(self.consortium.left_out or []).lower()
        return gettext("Not confirmed: %(labels)s.") % {"labels": labels} if labels else ""

    @property
    def is_open_to_registrar(self) -> bool:
        """Whether the viewer is a registrar who can change or close this consortium."""
        return self.is_registrar and self.is_living

    @property
    def may_change_contracts(self) -> bool:
        """Whether the viewer may enter and change shared contracts (purchasing.permissions)."""
        return self.is_living and (self.is_registrar or self.may_invite)

    @property
    def registrar_links(self) -> list[tuple[str, str]]:
        """The registrar's ways to change and to close this consortium: (label, address)."""
        can_add = self.consortium.status in EXTENDABLE_CONSORTIA
        return [
            (label, reverse(name, args=[self.consortium.slug]))
            for label, name in (
                *([(gettext("Add a member"), "registrar:member_add")] if can_add else []),
                (gettext("Edit record"), "registrar:consortium_edit"),
                (gettext("Record a merger"), "registrar:consortium_merge"),
                (gettext("Record a dissolution"), "registrar:consortium_dissolve"),
                (gettext("Mark as duplicate"), "registrar:consortium_duplicate"),
            )
        ]

    @property
    def caption(self) -> str:
        """The caption of the table of current members."""
        return gettext("Members as of %(date)s") % {"date": short_day(self.on)}

    @cached_property
    def purposes(self) -> list[str]:
        """The purposes on the day, each with its dates."""
        return [_purpose_with_dates(purpose) for purpose in self.dated_purposes if self._is_in_force(purpose)]

    @cached_property
    def other_purposes(self) -> list[str]:
        """Earlier and later purposes, each with its dates."""
        return [_purpose_with_dates(purpose) for purpose in self.dated_purposes if not self._is_in_force(purpose)]

    @cached_property
    def events(self) -> list[Event]:
        """The history of the record, newest first."""
        return history_events(self.changes)

    @cached_property
    def former_names(self) -> list[str]:
        """Its former names, each with the date until which it had it."""
        return former_names(self.changes)

    @property
    def unknown(self) -> list[str]:
        """The labels of what is not known."""
        consortium = self.consortium
        facts = (
            (gettext("Office phone"), consortium.phone),
            (gettext("Office email"), consortium.office_email),
            (gettext("Website"), consortium.website),
            (gettext("Counties"), self.reach.counties or not self.memberships.now),
            (gettext("Students"), self.reach.students or not self.memberships.now),
            (gettext("Purposes"), self.dated_purposes),
            (gettext("Fiscal agent"), consortium.fiscal_agent_id),
        )
        return [label for label, value in facts if not value]

    def _is_in_force(self, purpose: ConsortiumPurpose) -> bool:
        has_begun = purpose.starts_on is None or purpose.starts_on <= self.on
        return has_begun and (purpose.ends_on is None or purpose.ends_on >= self.on)

    @cached_property
    def pending(self) -> list[PendingMembershipRow]:
        """Those who are invited or asked to join."""
        return pending_members(self.memberships.pending)

    @cached_property
    def members(self) -> list[ListedMember]:
        """Its members on the day."""
        return member_rows(self.memberships.now, on=self.on, has_states=self.has_states, is_now=True)

    @cached_property
    def later_members(self) -> list[ListedMember]:
        """Those that join later."""
        return member_rows(self.memberships.later, on=self.on, has_states=self.has_states, is_now=False)

    @cached_property
    def former_members(self) -> list[ListedMember]:
        """Those that have left."""
        return member_rows(self.memberships.before, on=self.on, has_states=self.has_states, is_now=False)

    @cached_property
    def has_states(self) -> bool:
        """Whether members, past and future ones included, are in more than one state."""
        now, later, before, _pending = self.memberships
        return len({membership.member.state for membership in (*now, *later, *before)}) > 1

    @cached_property
    def members_today(self) -> str:
        """“5 in 3 states (Kentucky 2, Ohio 2, Wisconsin 1); 3 are schools”; empty where there are none."""
        now = self.memberships.now
        states = members_by_state(now)
        if not now:
            return ""
        text = str(len(now))
        if len(states) > 1:
            names = ", ".join(f"{name} {number}" for name, number in states)
            text = gettext("%(number)s in %(states)s states (%(names)s)") % {
                "number": text, "states": len(states), "names": names,
            }  # fmt: skip
        schools = sum(membership.school_id is not None for membership in now)
        if schools:
            text += "; " + ngettext("%(number)s is a school", "%(number)s are schools", schools) % {"number": schools}
        return text

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [(gettext("Consortia"), reverse("registry:consortium_list")), (self.consortium.name, None)]


def status_note(consortium: Consortium) -> str:
    """What an unregistered or ended consortium's status means; empty for a registered one."""
    day = short_day(consortium.ended_on) if consortium.ended_on else ""
    if consortium.status == ConsortiumStatus.PROPOSED:
        proposed_on = timezone.localdate(consortium.proposed_at) if consortium.proposed_at else None
        since = gettext("Proposed on %(date)s.") if proposed_on else gettext("Proposed.")
        note = since % {"date": short_day(proposed_on) if proposed_on else ""}
        note += " " + gettext(
            "The registrar has not decided yet. Until then, only the districts and schools involved "
            "and state officials can see it."
        )
    elif consortium.status == ConsortiumStatus.REFUSED:
        note = gettext("The registrar did not register this consortium.")
    elif consortium.status == ConsortiumStatus.WITHDRAWN:
        note = gettext("The district that proposed this consortium withdrew the proposal.")
    elif consortium.status == ConsortiumStatus.DISSOLVED:
        note = (gettext("Dissolved on %(date)s.") if day else gettext("Dissolved.")) % {"date": day}
    elif consortium.status == ConsortiumStatus.MERGED and consortium.successor:
        words = gettext("Merged into {successor} on {date}.") if day else gettext("Merged into {successor}.")
        link = format_html(
            '<a class="usa-link" href="{}">{}</a>', consortium.successor.get_absolute_url(), consortium.successor
        )
        note = format_html(words, successor=link, date=day)
    else:
        note = ""
    if note and consortium.decision_reason and consortium.status != ConsortiumStatus.PROPOSED:
        return format_html("{} {}", note, gettext("Reason: %(reason)s") % {"reason": consortium.decision_reason})
    return note


def lineage_links(consortium: Consortium, links: Iterable[ConsortiumLink]) -> list[LineageLink]:
    """What this consortium grew out of, absorbed, became, merged into, or is a partner in."""
    found = []
    for link in links:
        is_later = link.later_id == consortium.pk
        words = AS_LATER[LinkKind(link.kind)] if is_later else AS_EARLIER[LinkKind(link.kind)]
        days = [short_day(link.on)] if link.on else []
        days += [gettext("until %(date)s") % {"date": short_day(link.ends_on)}] if link.ends_on else []
        after = f" ({', '.join(days)})." if days else "."
        found.append(LineageLink(words, link.earlier if is_later else link.later, after))
    return found


AS_LATER = {
    LinkKind.GREW_OUT_OF: "Grew out of",
    LinkKind.MERGED_INTO: "Absorbed",
    LinkKind.PARTNER_IN: "Has as a partner",
}
AS_EARLIER = {
    LinkKind.GREW_OUT_OF: "Became",
    LinkKind.MERGED_INTO: "Merged into",
    LinkKind.PARTNER_IN: "Is a partner in",
}


def members_by_state(memberships: Iterable[Membership]) -> list[tuple[str, int]]:
    """The members' states with the number in each, largest first: [("Ohio", 12), ("Kentucky", 2)]."""
    counts = Counter(membership.member.state for membership in memberships)
    named = [(STATE_NAMES.get(state, state), number) for state, number in counts.items()]
    return sorted(named, key=lambda pair: (-pair[1], pair[0]))


def _purpose_with_dates(purpose: ConsortiumPurpose) -> str:
    dates = []
    if purpose.starts_on:
        dates.append(gettext("from %(date)s") % {"date": short_day(purpose.starts_on)})
    if purpose.ends_on:
        dates.append(gettext("through %(date)s") % {"date": short_day(purpose.ends_on)})
    return f"{purpose} ({' '.join(dates)})" if dates else str(purpose)
