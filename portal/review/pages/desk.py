"""The desk as a page shows it: pure functions over a sealed version and what was read off it at sealing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse

from grants.rules.citable import Packet, anchor_of, mentions
from reviews.rules import Piece, Span, paragraphs_of, pieces_of

LEAID = re.compile(r"[0-9]{7}")


# ---- what can be cited ----


def href_of(place: str, packet: Packet) -> str:
    """Where a place can be looked at: on this page, in the register, in another application; "" for nowhere."""
    kind, _, rest = place.partition(":")
    if kind == "registry":
        return reverse("registry:district_detail", args=[rest]) if LEAID.fullmatch(rest) else ""
    if kind == "application":
        return reverse("review:review_desk", args=[rest])
    if kind == "competition":
        return reverse("applicant:competition_detail", args=[packet["competition"]["slug"]])
    return f"#{anchor}" if (anchor := anchor_of(place)) else ""


# ---- the matrix ----


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


def _name_spans(packet: Packet, reading: Packet) -> dict[str, list[Span]]:
    names = {p["key"]: p["name"] for p in packet["participants"]}
    spans: dict[str, list[Span]] = {}
    for paragraph, m in mentions(reading):
        if m["kind"] == "other":
            continue
        label = names.get(m["subject"], "") if m["kind"] == "participant" else ""
        spans.setdefault(paragraph, []).append(Span(m["start"], m["end"], m["kind"], m["subject"], label))
    return spans
