"""Parts of the desk's page, made from a submitted version and its stored reading."""

import datetime
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse

from accounts.dates import short_day
from grants.models import Activity
from grants.rules.budget import (
    SumOfLines,
    category_label,
    category_of,
    owner_key,
    sums_by,
    year_label,
    year_of,
)
from grants.rules.citable import Packet, anchor_of
from grants.states import GiftKind
from reviews.rules import Piece, Span, paragraphs_of, pieces_of

LEAID = re.compile(r"[0-9]{7}")
# The senses in which a name can be read.


# ---- places ----


def href_of(place: str, packet: Packet) -> str:
    """The address of a place: on this page, in the registry, in another application; "" if it has none."""
    kind, _, rest = place.partition(":")
    if kind == "registry":
        return reverse("registry:district_detail", args=[rest]) if LEAID.fullmatch(rest) else ""
    if kind == "application":
        return reverse("review:review_desk", args=[rest])
    if kind == "competition":
        return reverse("applicant:competition_detail", args=[packet["competition"]["slug"]])
    return f"#{anchor}" if (anchor := anchor_of(place)) else ""


# ---- the plan ----


@dataclass(frozen=True)
class PacketActivity:
    """One activity, with its dates in words and where and by whom it is decided."""

    key: str
    title: str
    starts: str
    ends: str
    where: str
    kind: str
    lead: str


def activity_rows_in(packet: Packet) -> list[PacketActivity]:
    """The activities as submitted."""
    names = _names_in(packet)
    titles_of_contracts = {contract["number"]: contract["title"] for contract in packet["contracts"]}
    return [
        PacketActivity(
            key=activity["key"],
            title=activity["title"],
            starts=day_in_words(activity["starts_on"]),
            ends=day_in_words(activity["ends_on"]),
            where="; ".join(_where(activity, titles_of_contracts)),
            kind=dict(Activity.Kind.choices).get(activity["kind"], "not stated"),
            lead=names.get(activity["owner"], "—"),
        )
        for activity in packet["activities"]
    ]


def day_in_words(iso: str | None) -> str:
    """A day of a packet in words; a dash if it is not stated."""
    return short_day(datetime.date.fromisoformat(iso)) if iso else "—"


def _where(activity: Packet, titles_of_contracts: Mapping[str, str]) -> list[str]:
    number = activity["contract"]
    title = titles_of_contracts.get(number, "")
    contract = (f"contract {number}, {title}" if title else f"contract {number}") if number else ""
    return [part for part in (activity["place"], activity["decided_by"], contract) if part]


@dataclass(frozen=True)
class PacketCommitment:
    """What one member contributes to one activity, and how its students benefit."""

    activity: str
    member: str
    contributes: str
    benefits: str
    students: str
    grades: str
    is_proposed: bool = False  # by the lead, and not accepted by the member


def commitment_rows_in(packet: Packet, not_accepted: Collection[str] = ()) -> list[PacketCommitment]:
    """The commitments as submitted, by activity; `not_accepted` are members that haven't accepted what was proposed."""
    names, titles = _names_in(packet), {a["key"]: a["title"] for a in packet["activities"]}
    rows = []
    for row in packet["commitments"]:
        gives, gains = row["gives"], row["gains"]
        kind = dict(GiftKind.choices).get(gives["kind"], "")
        amount = f"${gives['amount']:,}" if gives["amount"] is not None else ""
        rows.append(
            PacketCommitment(
                activity=titles.get(row["activity"], ""),
                member=names.get(row["participant"], ""),
                contributes="; ".join(text for text in (kind, gives["text"], amount) if text) or "not stated",
                benefits=gains["text"] or "not stated",
                students=f"{gains['students']:,}" if gains["students"] is not None else "not stated",
                grades=gains["grades"] or "not stated",
                is_proposed=bool(row.get("proposed")) and row["participant"] in not_accepted,
            )
        )
    return rows


# ---- the budget ----


@dataclass(frozen=True)
class PacketBudgetLine:
    """One budget line with the names of its payer and payee."""

    key: str
    line: str
    amount: str
    source: str
    payer: str
    payee: str
    benefits: str
    activity: str
    category: str
    is_proposed: bool  # by the lead, and not accepted by the member

    @property
    def source_and_payer(self) -> str:
        """Where the money comes from: "grant", or "match, Cedar Gap Local"."""
        return f"{self.source}, {self.payer}" if self.payer else self.source


def budget_rows_in(packet: Packet, not_accepted: Collection[str] = ()) -> list[PacketBudgetLine]:
    """The budget, with the members' names as the application has them; `not_accepted` as for the commitments."""
    names, titles = _names_in(packet), {a["key"]: a["title"] for a in packet["activities"]}
    return [
        PacketBudgetLine(
            key=b["key"],
            line=b["line"],
            amount=f"${b['amount']:,}" if b["amount"] is not None else "not stated",
            source=b["source"],
            payer=names.get(b["payer"]) or b["payer_name"] or "",
            payee=names.get(b["payee"]) or b["payee_name"] or "",
            benefits="all members" if b["benefits"] == "all" else ", ".join(names.get(k, k) for k in b["benefits"]),
            activity=titles.get(b["activity"], ""),
            category=_category_and_year(b),
            is_proposed=bool(b.get("proposed")) and owner_key(b) in not_accepted,
        )
        for b in packet["budget"]
    ]


@dataclass(frozen=True)
class BudgetTotal:
    """The lines of one member or one activity, or all lines, added up by source."""

    label: str
    grant: str
    match: str


def budget_totals_in(packet: Packet) -> list[tuple[str, list[BudgetTotal]]]:
    """The budget added up: all of it, by who is paid grant money or pays match, and by activity."""
    lines, names = packet["budget"], _names_in(packet)
    titles = {a["key"]: a["title"] for a in packet["activities"]}

    def member(line: Packet) -> str:
        key, text = (
            (line["payer"], line["payer_name"]) if line["source"] == "match" else (line["payee"], line["payee_name"])
        )
        return names.get(key) or text or "Not stated"

    groups = {
        "Whole budget": sums_by(lines, lambda _line: "All lines", str) or [SumOfLines("", "All lines", 0, 0, 0)],
        "By member or payee": sums_by(lines, member, str),
        "By activity": sums_by(lines, lambda line: titles.get(line["activity"]) or "No activity", str),
    }
    if any(category_of(line) for line in lines):
        groups["By category"] = sums_by(lines, category_of, category_label)
    if any(year_of(line) for line in lines):
        groups["By project year"] = sums_by(lines, year_of, year_label)
    return [
        (group, [BudgetTotal(one.label, f"${one.grant:,}", f"${one.match:,}") for one in sums])
        for group, sums in groups.items()
    ]


def _category_and_year(line: Packet) -> str:
    """The category and the project year of a line, as far as they are stated."""
    category, year = category_of(line), year_of(line)
    stated = [*([category_label(category)] if category else []), *([year_label(year)] if year else [])]
    return ", ".join(stated)


def _names_in(packet: Packet) -> dict[str, str]:
    return {p["key"]: p["name"] for p in packet["participants"]}


# ---- the narrative ----


@dataclass(frozen=True)
class Passage:
    """One paragraph: its number in its section, and its text cut where a name or a citation begins or ends."""

    key: str
    number: int
    pieces: list[Piece]

    @property
    def text(self) -> str:
        """The paragraph."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class NarrativeSection:
    """One answer of the narrative; without paragraphs if the element isn't answered."""

    key: str
    element: int | None
    heading: str
    title: str
    passages: list[Passage] = field(default_factory=list)

    @property
    def has_another_heading(self) -> bool:
        """Whether the applicant gave the answer a heading that differs from the element's title."""
        return bool(self.heading) and self.heading != self.title

    @property
    def length_in_words(self) -> str:
        """How long it is: "3 paragraphs"."""
        return f"{len(self.passages)} paragraph{'' if len(self.passages) == 1 else 's'}"

    @property
    def numbered_title(self) -> str:
        """The title with the element's number: "3 Who decides, and how"."""
        return f"{self.element} {self.title}" if self.element else self.title


def sections_in(packet: Packet, highlights: Mapping[str, list[Span]]) -> list[NarrativeSection]:
    """The narrative in its order, with these characters of its paragraphs highlighted; unanswered elements are last."""
    titles = {e["number"]: e["title"] for e in packet["elements"]}
    sections = []
    for text in packet["narrative"]:
        passages = [
            Passage(p.key, number, pieces_of(p.text, highlights.get(p.key, ())))
            for number, p in enumerate(paragraphs_of(text["key"], text["text"]), start=1)
        ]
        title = titles.get(text["element"], "Additional text")
        sections.append(NarrativeSection(text["key"], text["element"], text["heading"] or "", title, passages))
    answered = {s.element for s in sections}
    unanswered = [
        NarrativeSection(f"element-{n}-text", n, "", title) for n, title in titles.items() if n not in answered
    ]
    return sections + unanswered


def answered_elements(sections: Iterable[NarrativeSection]) -> dict[int, str]:
    """The answered elements, each with the id of its first section."""
    first: dict[int, str] = {}
    for section in sections:
        if section.element and section.passages:
            first.setdefault(section.element, section.key)
    return first
