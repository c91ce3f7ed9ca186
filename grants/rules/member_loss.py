"""What an application loses if one of its members leaves: the round's rules, activities, elements, money, students.

These are facts for reviewers, computed for each member in turn from a submitted version. They judge nothing: no
application is expected to survive the loss of any member.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from grants.rules.awards import USUAL_SHARE, maximum_award
from grants.rules.collaboration.findings.budget import GRANT, MATCH
from grants.rules.collaboration.findings.phrasing import count_of, dollars, short_text
from grants.rules.collaboration.mentions import PARTICIPANT
from grants.rules.collaboration.snapshot import SERVICE_AGENCY
from grants.rules.eligibility import Lead, LeadRule, problems_with_lead

Packet = Mapping[str, Any]
CONTRIBUTIONS, BENEFITS = 1, 2  # the elements that the members table answers


@dataclass(frozen=True)
class LossFacts:
    """What comes from outside the version: the round's rules today, and the registry's facts about members.

    `leads` has what the registry says about each member by its key. `component_members` are the keys of members that
    are component districts of the lead, if the lead is a service agency.
    """

    fewest_members: int | None = None
    lead_rule: LeadRule = field(default_factory=LeadRule)
    leads: Mapping[str, Lead] = field(default_factory=dict)
    component_members: frozenset[str] = frozenset()


class CitedPlace(NamedTuple):
    """A place that a reviewer cites for an element: of a passage the key of its paragraph, of a cell its key."""

    element: int
    place: str


class LostElement(NamedTuple):
    """An element that would have no other support, and why."""

    number: int
    title: str
    reason: str


class LargestShare(NamedTuple):
    """The member that is paid the most of the grant money paid to members, and its share, 0 to 1."""

    name: str
    share: float


@dataclass(frozen=True)
class MemberLoss:
    """What changes if this member leaves. Money in whole dollars."""

    key: str
    name: str
    is_lead: bool
    broken_rules: tuple[str, ...]  # in sentences
    activities_without_members: tuple[str, ...]  # titles
    activities_with_one_member: tuple[str, ...]
    activities_without_owner: tuple[str, ...]
    elements: tuple[LostElement, ...]
    paragraphs: int  # of the narrative that name it
    grant: int  # of the grant lines, paid to it
    grant_for_it: int  # of the grant lines, paid to others, of which only it benefits
    match: int  # that it pays
    students: int
    largest: LargestShare | None
    crosses_largest_share: bool  # only without it

    @property
    def money(self) -> int:
        """All the money that would be lost."""
        return self.grant + self.grant_for_it + self.match


@dataclass(frozen=True)
class LossTable:
    """The losses, largest first, and the totals of the version."""

    losses: tuple[MemberLoss, ...]
    broken_already: tuple[str, ...]  # rules that the version breaks with all its members
    grant: int
    match: int
    students: int
    largest: LargestShare | None


def losses_of(packet: Packet, reading: Packet, facts: LossFacts, cited: Iterable[CitedPlace] = ()) -> LossTable:
    """Each member removed in turn, in one pass over the version for the totals and one over its members.

    `cited` is what the reader of the table cites for each element, if the reader reviews this version.
    """
    plan = _Plan(packet, reading, facts, tuple(cited))
    already = plan.rules_broken_without(None)
    order = {p["key"]: place for place, p in enumerate(packet["participants"])}
    losses = [_loss(plan, p, already) for p in packet["participants"]] if len(order) > 1 else []
    return LossTable(
        losses=tuple(sorted(losses, key=lambda loss: (*_severity(loss, plan), order[loss.key]))),
        broken_already=tuple(already.values()),
        grant=plan.grant,
        match=plan.match,
        students=sum(plan.students.values()),
        largest=plan.largest_without(None),
    )


class _Plan:
    """The version's rows by member, read once for all members."""

    def __init__(self, packet: Packet, reading: Packet, facts: LossFacts, cited: tuple[CitedPlace, ...]) -> None:
        self.packet, self.facts, self.cited = packet, facts, cited
        self.names = {p["key"]: short_text(p["name"]) for p in packet["participants"]}
        self.lead = next((p for p in packet["participants"] if p["role"] == "lead"), None)
        rows = reading.get("coverage", {}).get("rows", [])
        self.students = {row["key"]: row.get("students") or 0 for row in rows}
        self.giving = {row["key"] for row in rows if row.get("gives")}
        self.gaining = {row["key"] for row in rows if row.get("gains") or row.get("students")}
        self.titles = {e["number"]: e["title"] for e in packet["elements"]}
        # By member, or by None for payees and payers that aren't members.
        self.paid, self.paid_for, self.pays = (defaultdict[str | None, int](int) for _ in range(3))
        self.grant = self.match = 0
        for line in packet["budget"]:
            self._add_line(line)
        self.by_activity: dict[str, set[str]] = defaultdict(set)
        for commitment in packet["commitments"]:
            if commitment["participant"] in self.names:
                self.by_activity[commitment["activity"]].add(commitment["participant"])
        self.named: dict[str, set[str]] = defaultdict(set)  # members by paragraph
        for paragraph, mentions in reading.get("mentions", {}).items():
            for mention in mentions:
                if mention["kind"] == PARTICIPANT and mention["subject"] in self.names:
                    self.named[paragraph].add(mention["subject"])

    def _add_line(self, line: Packet) -> None:
        amount, payee, benefits = line["amount"] or 0, line["payee"], line["benefits"]
        if line["source"] == GRANT:
            self.grant += amount
            self.paid[payee] += amount
            if benefits != "all" and len(benefits) == 1 and benefits[0] != payee:
                self.paid_for[benefits[0]] += amount
        elif line["source"] == MATCH:
            self.match += amount
            self.pays[line["payer"]] += amount

    @cached_property
    def paragraphs_by_element(self) -> dict[int, list[AbstractSet[str]]]:
        """For each element, the members that the paragraphs of its answer name; those that name none are left out."""
        element_of = {text["key"]: text["element"] for text in self.packet["narrative"] if text["element"]}
        by_element: dict[int, list[AbstractSet[str]]] = defaultdict(list)
        for paragraph, members in self.named.items():
            if element := element_of.get(paragraph.rpartition("-")[0]):
                by_element[element].append(members)
        return by_element

    def rules_broken_without(self, key: str | None) -> dict[str, str]:
        """The round's rules that fail, by rule, in sentences, with all members (None) or without one of them."""
        left = [other for other in self.names if other != key]
        facts, broken = self.facts, {}
        if facts.fewest_members is not None and len(left) < facts.fewest_members:
            members = count_of(len(left), "member")
            broken["members"] = f"The round requires at least {facts.fewest_members} members. This leaves {members}."
        if key is not None and len(left) == 1:
            broken["single"] = f"Only {self.names[left[0]]} remains, so it isn’t a consortium."
        if key is not None and self.lead and self.lead["key"] == key:
            broken["without_lead"] = _without_lead(sum(self.may_lead(other) for other in left), len(left))
        elif self.lead and not self.may_lead(self.lead["key"]):
            broken["lead"] = f"{self.names[self.lead['key']]} may not lead under the round’s rules."
        elif self.lead and self.lead["kind"] == SERVICE_AGENCY and not facts.component_members - {key}:
            broken["component"] = (
                f"{self.names[self.lead['key']]} leads, and no other member is its component district."
            )
        most = maximum_award(len(left), **self.packet["competition"]["ceilings"])
        asked = self.grant - (self.paid[key] + self.paid_for[key] if key else 0)
        if most.amount is not None and most.is_exceeded_by(asked):
            broken["maximum"] = (
                f"The maximum award for {most.applicant} is {dollars(most.amount)}. {dollars(asked)} is requested."
            )
        return broken

    def may_lead(self, key: str) -> bool:
        """Whether this member may lead under the round's rules, as the registry says today."""
        lead = self.facts.leads.get(key, Lead(self.names[key]))
        return not problems_with_lead(self.facts.lead_rule, lead)

    def largest_without(self, key: str | None) -> LargestShare | None:
        """The largest payee among the members, or among the others; None if none is paid."""
        paid = {other: amount for other in self.names if other != key and (amount := self.paid[other])}
        if not paid:
            return None
        most = max(paid, key=lambda other: paid[other])
        return LargestShare(self.names[most], paid[most] / sum(paid.values()))

    def has_large_share(self, key: str | None) -> bool:
        """Whether one member is paid more than the round's largest share; with fewer than three, none is."""
        members, largest = len(self.names) - (key is not None), self.largest_without(key)
        most = self.packet["competition"].get("largest_share") or USUAL_SHARE
        return members > 2 and largest is not None and largest.share * 100 > most

    def titles_of_activities(self, keys: Iterable[str]) -> tuple[str, ...]:
        """The titles of these activities in their order."""
        chosen = set(keys)
        return tuple(short_text(a["title"]) for a in self.packet["activities"] if a["key"] in chosen)

    def elements_lost(self, key: str) -> tuple[LostElement, ...]:
        """The elements that rest on this member alone."""
        reasons: dict[int, str] = {}
        if self.giving == {key}:
            reasons[CONTRIBUTIONS] = "no other member contributes anything"
        if self.gaining == {key}:
            reasons[BENEFITS] = "no other member’s students benefit"
        for number, paragraphs in self.paragraphs_by_element.items():
            if all(members == {key} for members in paragraphs):
                reasons.setdefault(number, "its answer names no other member")
        by_element: dict[int, list[str]] = defaultdict(list)
        for number, place in self.cited:
            by_element[number].append(place)
        for number, places in by_element.items():
            if all(self._is_about_only(place, key) for place in places):
                reasons[number] = "everything you cited for it is about this member"
        return tuple(
            LostElement(number, title, reasons[number]) for number, title in self.titles.items() if number in reasons
        )

    def _is_about_only(self, place: str, key: str) -> bool:
        kind, _, rest = place.partition(":")
        if kind == "cell":
            return rest.partition(":")[0] == key
        return self.named.get(place) == {key}


def _loss(plan: _Plan, participant: Packet, already: Mapping[str, str]) -> MemberLoss:
    key, activities = participant["key"], plan.by_activity
    broken = plan.rules_broken_without(key)
    return MemberLoss(
        key=key,
        name=participant["name"],
        is_lead=participant["role"] == "lead",
        broken_rules=tuple(sentence for rule, sentence in broken.items() if rule not in already),
        activities_without_members=plan.titles_of_activities(a for a, who in activities.items() if who == {key}),
        activities_with_one_member=plan.titles_of_activities(
            a for a, who in activities.items() if key in who and len(who) == 2
        ),
        activities_without_owner=plan.titles_of_activities(
            a["key"] for a in plan.packet["activities"] if a["owner"] == key
        ),
        elements=plan.elements_lost(key),
        paragraphs=sum(key in members for members in plan.named.values()),
        grant=plan.paid[key],
        grant_for_it=plan.paid_for[key],
        match=plan.pays[key],
        students=plan.students.get(key, 0),
        largest=plan.largest_without(key),
        crosses_largest_share=plan.has_large_share(key) and not plan.has_large_share(None),
    )


def _severity(loss: MemberLoss, plan: _Plan) -> tuple[float, ...]:
    """Smaller is worse: rules first, then activities, elements, and the shares of money and students."""
    return (
        -len(loss.broken_rules),
        -len(loss.activities_without_members),
        -len(loss.elements),
        -len(loss.activities_with_one_member) - len(loss.activities_without_owner),
        -loss.money / (plan.grant + plan.match or 1),
        -loss.students / (sum(plan.students.values()) or 1),
    )


def _without_lead(eligible: int, members: int) -> str:
    if not eligible:
        return "It leads the application, and no other member may lead under the round’s rules."
    others = "the other member" if members == 1 else "any other member" if eligible == members else ""
    who = others or f"{eligible} of the other {members} members"
    return f"It leads the application. Under the round’s rules, {who} may lead instead."
