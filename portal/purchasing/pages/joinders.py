"""What the pages of joinders show."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone

from accounts.dates import day_in_words, moment_in_words, short_day
from districts.models import District
from portal.components.trails import Trail
from purchasing.models import Contract, Joinder, JoinderEnding
from purchasing.reads.joinders import JoinderRoster, JudgedJoinder, MemberJoinders
from purchasing.rules.eligibility import Defect
from purchasing.rules.joining import ends_soon
from purchasing.rules.terms import time_left


def trail_of(contract: Contract, *more: tuple[str, str | None]) -> Trail:
    """The breadcrumbs of a page below a contract."""
    return [
        ("Contracts", reverse("registry:contract_list")),
        (contract.number, contract.get_absolute_url()),
        *more,
    ]


def address(name: str, contract: Contract, *more: object) -> str:
    """The address of a page below a contract."""
    return reverse(f"purchasing:{name}", args=[contract.consortium.slug, contract.pk, *more])


class LabeledText(NamedTuple):
    """A label and what is said about it."""

    label: str
    text: str


class SignedText(NamedTuple):
    """A joinder's text, in the order in which it is read; the same before and after it is signed."""

    facts: Sequence[LabeledText]
    statements: Sequence[str]
    lead_actions: Sequence[str]

    @classmethod
    def of(cls, part: Mapping[str, Any]) -> "SignedText":
        """From the text that is or was signed."""
        contract, district = part["contract"], part["district"]
        facts = [
            LabeledText("District", f"{district['name']} (LEAID {district['leaid']})"),
            LabeledText("Contract", f"{contract['number']} {contract['title']}"),
            LabeledText("Supplier", contract["supplier"]),
            LabeledText("Consortium", contract["consortium"]),
            LabeledText("Acts for the consortium", contract["lead"] or "Not on record"),
            LabeledText("Contract dates", _span(contract["starts_on"], contract["ends_on"])),
            LabeledText("Joinder dates", _span(part["starts_on"], part["ends_on"])),
            LabeledText("Covers", "; ".join(part["items"]) or "Everything the contract covers"),
        ]
        if part["scope"]:
            facts.append(LabeledText("Other limits", part["scope"]))
        return cls(facts, part["statements"], part["lead_actions"])


def _span(starts_on: str, ends_on: str) -> str:
    starts, ends = (day_in_words(datetime.date.fromisoformat(one)) if one else "" for one in (starts_on, ends_on))
    return f"{starts or 'No start date on record'}, {f'to {ends}' if ends else 'with no end date'}"


def dates_of(joinder: Joinder) -> str:
    """“Jan 1, 2026, to Dec 31, 2026”."""
    end = f"to {short_day(joinder.ends_on)}" if joinder.ends_on else "with no end date"
    return f"{short_day(joinder.starts_on)}, {end}"


@dataclass(frozen=True)
class JoinderSignPage:
    """The page on which a district chooses its terms, reads the joinder, and signs it."""

    contract: Contract
    district: District
    # Set once the terms are chosen: what is signed.
    text: SignedText | None = None

    @property
    def title(self) -> str:
        """What the reader does."""
        return f"Join contract {self.contract.number}"

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return trail_of(self.contract, (self.title, None))


class SignedJoinderRow(NamedTuple):
    """A joinder in the list: its dates, where it is, and what auditors note."""

    dates: str
    address: str
    signed: str
    board: str
    notice: str
    defects: Sequence[Defect]

    @classmethod
    def of(cls, judged: JudgedJoinder, on: datetime.date) -> "SignedJoinderRow":
        """From the joinder."""
        one = judged.joinder
        signed = f"{one.signature.signer_name}, {one.signature.signer_title}" if one.is_signed_here else "From a file"
        return cls(
            dates=dates_of(one),
            address=address("joinder_detail", one.contract, one.pk),
            signed=signed.rstrip(", "),
            board=short_day(one.board_on) if one.board_on else "No date",
            notice=time_left(one.ends_on, on=on) if one.starts_on <= on else "not in effect yet",
            defects=judged.defects,
        )


class JoinedMemberRow(NamedTuple):
    """A district in the list: whether it joined, and its joinders."""

    name: str
    record: str
    state: str
    tone: str
    joinders: Sequence[SignedJoinderRow]
    defects: Sequence[Defect]

    @classmethod
    def of(cls, member: MemberJoinders, on: datetime.date) -> "JoinedMemberRow":
        """From the district's joinders."""
        state, tone = _state_of(member, on)
        rows = [SignedJoinderRow.of(one, on) for one in member.joinders]
        return cls(member.district.name, member.district.get_absolute_url(), state, tone, rows, member.defects)


def _state_of(member: MemberJoinders, on: datetime.date) -> tuple[str, str]:
    if joinder := member.in_force(on):
        return ("Joined, ends soon", "part") if ends_soon(joinder.ends_on, on) else ("Joined", "good")
    if later := member.next_after(on):
        return f"Joins on {short_day(later.starts_on)}", "plain"
    if not member.is_member:
        return "Not eligible to buy", ""
    if member.asked_at:
        return f"Asked on {short_day(timezone.localdate(member.asked_at))}, not signed", ""
    return "Not joined; no request sent", ""


@dataclass(frozen=True)
class JoinderListPage:
    """Who joined a contract, who hasn't, and what is wrong."""

    roster: JoinderRoster
    may_ask: bool

    @property
    def contract(self) -> Contract:
        """The contract."""
        return self.roster.contract

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return trail_of(self.contract, ("Joinders", None))

    @property
    def rows(self) -> list[JoinedMemberRow]:
        """By name of the district."""
        return [JoinedMemberRow.of(one, self.roster.on) for one in self.roster.members]

    @property
    def summary(self) -> str:
        """“3 of 5 members have joined. Auditors would note problems with 1 district.”"""
        members = [one for one in self.roster.members if one.is_member]
        joined = sum(one.in_force(self.roster.on) is not None for one in members)
        flagged = sum(bool(row.defects or any(one.defects for one in row.joinders)) for row in self.rows)
        noun, verb = ("member that may buy", "has") if len(members) == 1 else ("members that may buy", "have")
        words = f"{joined} of {len(members)} {noun} {verb} joined."
        if flagged:
            words += f" An auditor may have questions about {flagged} {'district' if flagged == 1 else 'districts'}."
        return words

    @property
    def to_ask(self) -> list[District]:
        """The members that may join and haven't."""
        on = self.roster.on
        members = (one for one in self.roster.members if one.is_member)
        return [one.district for one in members if not (one.in_force(on) or one.next_after(on))]


@dataclass(frozen=True)
class JoinderPage:
    """One joinder: as it was signed, its state, and what auditors note."""

    joinder: Joinder
    judged: JudgedJoinder
    endings: Sequence[JoinderEnding]
    on: datetime.date
    may_end: bool
    may_renew: bool
    # Empty for people who don't see the list.
    list_address: str

    @property
    def title(self) -> str:
        """“Joinder of Cedar Gap Local”."""
        return f"Joinder of {self.joinder.district}"

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        above = [("Joinders", self.list_address)] if self.list_address else []
        return trail_of(self.joinder.contract, *above, (self.title, None))

    @property
    def text(self) -> SignedText | None:
        """What was signed; None for a joinder from a file."""
        return SignedText.of(self.joinder.signature.part) if self.joinder.is_signed_here else None

    @property
    def facts(self) -> list[LabeledText]:
        """The record: dates, the board's vote, the signature or the file."""
        one = self.joinder
        facts = [
            LabeledText("In effect", dates_of(one)),
            LabeledText("Board approval", short_day(one.board_on) if one.board_on else "No date on record"),
        ]
        if one.is_signed_here:
            signature = one.signature
            who = ", ".join(filter(None, (signature.signer_name, signature.signer_title)))
            if signature.signed_at:
                facts.append(LabeledText("Signed", f"{who}, {moment_in_words(signature.signed_at)}"))
            facts.append(LabeledText("Account", f"{signature.account_name}, {signature.account_role}"))
            facts.append(LabeledText("Code of the signed text (SHA-256)", signature.part_digest))
        else:
            facts.append(LabeledText("Source", one.source or "Not on record"))
        return facts

    @property
    def ended(self) -> list[str]:
        """How it came to end earlier than it said."""
        return [
            f"{one.ended_by.name} ended it on {short_day(timezone.localdate(one.ended_at))}. The last date is "
            f"{short_day(one.ends_on)}"
            + (f" instead of {short_day(one.ended_before_on)}" if one.ended_before_on else "")
            + f". Reason: {one.reason}"
            for one in self.endings
        ]

    @property
    def status(self) -> str:
        """What is unusual about its dates today."""
        one = self.joinder
        if one.ends_on and one.ends_on < self.on:
            return "ended"
        return "not in effect yet" if one.starts_on > self.on else time_left(one.ends_on, on=self.on)

    @property
    def end_address(self) -> str:
        """The form that ends it; empty where it can't be ended."""
        is_over = self.joinder.ends_on and self.joinder.ends_on < self.on
        return address("joinder_end", self.joinder.contract, self.joinder.pk) if self.may_end and not is_over else ""

    @property
    def renew_address(self) -> str:
        """The form for the joinder after it; empty until 90 days before the end, and for people who can't sign."""
        one = self.joinder
        if not self.may_renew or not ends_soon(one.ends_on, self.on) or one.ends_on == one.contract.ends_on:
            return ""
        return address("joinder_sign", one.contract, one.district.leaid)


@dataclass(frozen=True)
class JoinderEndPage:
    """The form that ends a joinder."""

    joinder: Joinder

    @property
    def title(self) -> str:
        """What the reader does."""
        return f"End the joinder of {self.joinder.district}"

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return trail_of(self.joinder.contract, (f"Joinder of {self.joinder.district}", self.back), (self.title, None))

    @property
    def back(self) -> str:
        """The joinder."""
        return address("joinder_detail", self.joinder.contract, self.joinder.pk)
