"""The desk as a page shows it: pure functions over a sealed version and what was read off it at sealing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from reviews.rules import Piece, Span, paragraphs_of, pieces_of

Packet = Mapping[str, Any]
LEAID = re.compile(r"[0-9]{7}")


# ---- what can be cited ----


def paragraphs_in(packet: Packet) -> dict[str, str]:
    """Every paragraph of the narrative by its key."""
    return {p.key: p.text for section in packet["narrative"] for p in paragraphs_of(section["key"], section["text"])}


@dataclass(frozen=True)
class Cell:
    """One cell of the matrix: `place` is how it is cited, `text` what it says, blank when it says nothing."""

    place: str
    text: str
    is_blank: bool = False
    is_gap: bool = False  # blank where something is expected
    short: str = ""  # in a narrow column

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return anchor_of(self.place)


def cells_in(packet: Packet, reading: Packet) -> dict[str, str]:
    """Every cell of the matrix by its key, in the words in which it is quoted."""
    quotes = {}
    for member in members_in(packet, reading):
        for cell, heading in (
            (member.gives, "Gives"),
            (member.gains, "Students gain"),
            (member.reach, "Students reached"),
            (member.money, "Grant money paid to it"),
        ):
            quotes[cell.place] = f"{heading}: {cell.text}"
        for cell, activity in zip(member.parts, packet["activities"], strict=True):
            quotes[cell.place] = f"{activity['title']}: {cell.text}"
    return quotes


def anchor_of(place: str) -> str:
    """The id on the page of a place that a citation or a finding names; "" where the page has none."""
    kind, _, rest = place.partition(":")
    if kind == "paragraph":
        return rest
    if kind in ("participant", "signature"):
        return f"member-{rest}"
    if kind in ("cell", "activity", "budget", "element"):
        return place.replace(":", "-")
    return {"list": "members", "narrative": "narrative"}.get(kind, "")


def href_of(place: str, packet: Packet) -> str:
    """Where a place can be looked at: on this page, in the register, in another application; "" for nowhere."""
    kind, _, rest = place.partition(":")
    if kind == "registry":
        return f"/districts/{rest}/" if LEAID.fullmatch(rest) else ""
    if kind == "application":
        return f"/reviews/{rest}/"
    if kind == "competition":
        return f"/competitions/{packet['competition']['slug']}/"
    return f"#{anchor}" if (anchor := anchor_of(place)) else ""


# ---- the matrix ----


@dataclass(frozen=True)
class Member:
    """One row of the matrix."""

    key: str
    name: str
    role: str
    gives: Cell
    gains: Cell
    reach: Cell
    money: Cell
    named: int
    first_named: str
    parts: tuple[Cell, ...]
    signature: str = ""
    is_signed: bool = False
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def balance(self) -> str:
        """Whether it stands out as a giver or gainer only."""
        if self.gives.is_gap and self.gains.is_gap:
            return "no part"
        if self.gains.is_gap:
            return "gives only"
        return "gains only" if self.gives.is_gap else ""


def members_in(packet: Packet, reading: Packet) -> list[Member]:
    """The rows, lead first, without what changes after sealing (signatures, findings)."""
    coverage = {row["key"]: row for row in reading.get("coverage", {}).get("rows", [])}
    first = _first_mentions(reading)
    return [_member(p, coverage.get(p["key"], {}), packet, first) for p in packet["participants"]]


def _member(
    participant: Packet,
    row: Packet,
    packet: Packet,
    first: Mapping[str, str],
) -> Member:
    key = participant["key"]
    has_students = not row.get("is_service_agency")
    gains = "; ".join(row.get("gains", ()))
    students, enrollment = row.get("students"), row.get("enrollment")
    return Member(
        key=key,
        name=participant["name"],
        role=participant["role"],
        gives=_texts(f"cell:{key}:gives", row.get("gives", ())),
        gains=Cell(f"cell:{key}:gains", gains)
        if gains
        else Cell(
            f"cell:{key}:gains",
            "nothing said" if has_students else "has no students of its own",
            is_blank=True,
            is_gap=has_students and not students,
        ),
        reach=Cell(f"cell:{key}:students", _reach(students, enrollment), is_blank=not students),
        money=Cell(f"cell:{key}:money", _money(row), is_blank=not row.get("money")),
        named=row.get("mentions", 0),
        first_named=first.get(key, ""),
        parts=tuple(
            _part(key, activity["key"], cell)
            for activity, cell in zip_longest(packet["activities"], row.get("cells", ()))
        ),
    )


def _texts(place: str, texts: Iterable[str]) -> Cell:
    text = "; ".join(texts)
    return Cell(place, text) if text else Cell(place, "nothing said", is_blank=True, is_gap=True)


def _reach(students: int | None, enrollment: int | None) -> str:
    if not students:
        return "none said"
    return f"{students:,} of {enrollment:,}" if enrollment else f"{students:,}"


def _money(row: Packet) -> str:
    if not row.get("money"):
        return "none"
    share = row.get("money_share")
    return f"${row['money']:,}" + (f" ({share:.0%})" if share is not None else "")


def _part(member: str, activity: str, cell: Packet | None) -> Cell:
    place = f"cell:{member}:activity:{activity}"
    if cell is None:
        return Cell(place, "no part", is_blank=True, short="no part")
    gives, gains = cell["gives"], gain_of(cell)
    if not gives and not gains:
        return Cell(place, "named, nothing said", is_blank=True, is_gap=True, short="nothing said")
    said = [f"gives {gives}" if gives else "gives nothing", f"gains {gains}" if gains else "gains nothing"]
    number = f" {cell['students']:,}" if cell["students"] else ""
    short = f"gives, gains{number}" if gives and gains else f"only gains{number}" if gains else "only gives"
    return Cell(place, "; ".join(said), is_gap=not gives or not gains, short=short)


def gain_of(cell: Packet) -> str:
    """What a member's students gain in one activity; "" where nothing is said."""
    text = cell["gains"]
    students = f"{cell['students']:,} students" if cell["students"] else ""
    return f"{text} ({students})" if text and students else text or students


# ---- the budget ----


@dataclass(frozen=True)
class Line:
    """One budget line with its payer and payee by name."""

    key: str
    line: str
    amount: int
    source: str
    payer: str
    payee: str


def lines_in(packet: Packet) -> list[Line]:
    """The budget, members by their names in the application."""
    names = {p["key"]: p["name"] for p in packet["participants"]}
    return [
        Line(
            key=b["key"],
            line=b["line"],
            amount=b["amount"],
            source=b["source"],
            payer=names.get(b["payer"]) or b["payer_name"] or "",
            payee=names.get(b["payee"]) or b["payee_name"] or "",
        )
        for b in packet["budget"]
    ]


# ---- the narrative ----


@dataclass(frozen=True)
class Passage:
    """One paragraph as it is shown: its number in its section and its text in pieces."""

    key: str
    number: int
    pieces: list[Piece]


@dataclass(frozen=True)
class Section:
    """One answer of the narrative; without paragraphs where the element has no text."""

    key: str
    element: int | None
    heading: str
    title: str
    passages: list[Passage] = field(default_factory=list)


def sections_in(packet: Packet, reading: Packet, cited: Mapping[str, list[Span]]) -> list[Section]:
    """The narrative in its order, names and cited passages marked; elements without any text stand last."""
    titles = {e["number"]: e["title"] for e in packet["elements"]}
    names = _name_spans(packet, reading)
    sections = []
    for text in packet["narrative"]:
        passages = [
            Passage(p.key, number, pieces_of(p.text, [*names.get(p.key, ()), *cited.get(p.key, ())]))
            for number, p in enumerate(paragraphs_of(text["key"], text["text"]), start=1)
        ]
        title = titles.get(text["element"], "Further text")
        sections.append(Section(text["key"], text["element"], text["heading"] or "", title, passages))
    there = {s.element for s in sections}
    missing = [Section(f"element-{n}-text", n, "", title) for n, title in titles.items() if n not in there]
    return sections + missing


def answered_elements(sections: Iterable[Section]) -> dict[int, str]:
    """The elements that have a text, each with the id of its first section."""
    found: dict[int, str] = {}
    for section in sections:
        if section.element and section.passages:
            found.setdefault(section.element, section.key)
    return found


def _mentions(reading: Packet) -> Iterable[tuple[str, Packet]]:
    by_paragraph = reading.get("mentions", {})
    return ((key, mention) for key, mentions in by_paragraph.items() for mention in mentions)


def _first_mentions(reading: Packet) -> dict[str, str]:
    first: dict[str, str] = {}
    for paragraph, mention in _mentions(reading):
        if mention["kind"] == "participant":
            first.setdefault(mention["subject"], paragraph)
    return first


def _name_spans(packet: Packet, reading: Packet) -> dict[str, list[Span]]:
    names = {p["key"]: p["name"] for p in packet["participants"]}
    spans: dict[str, list[Span]] = {}
    for paragraph, m in _mentions(reading):
        if m["kind"] == "other":
            continue
        label = names.get(m["subject"], "") if m["kind"] == "participant" else ""
        spans.setdefault(paragraph, []).append(Span(m["start"], m["end"], m["kind"], m["subject"], label))
    return spans
