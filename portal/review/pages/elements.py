"""The nine elements with an officer’s marks and citations."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from grants.models import Citation, Mark
from grants.rules.citable import Packet, PacketMember, anchor_of
from portal.review.pages.desk import (
    NarrativeSection,
    answered_elements,
)
from reviews.rules import CELL, NOTHING_FOUND, PASSAGE, VERDICTS, Span

# Each verdict as a sign for the eye, and in words for screen readers and paper. The fourth is "no mark yet".
GLYPHS = {"explained": "●", "partly": "◐", "not_explained": "○", "": "·"}
WORDS = {**VERDICTS, "": "Not marked"}
VERDICT_CHOICES = [(verdict, word, GLYPHS[verdict]) for verdict, word in VERDICTS.items()]


@dataclass(frozen=True)
class CitationItem:
    """One citation: the place that is cited and the quote from it."""

    reference: str
    pk: int
    kind: str
    label: str
    quote: str
    href: str
    removed_at: datetime.datetime | None

    @property
    def is_nothing_found(self) -> bool:
        """Whether it states that nothing was found."""
        return self.kind == NOTHING_FOUND

    @property
    def remove_address(self) -> str:
        """Where a form removes it."""
        return reverse("review:review_citation_remove", args=[self.reference, self.pk])

    @property
    def restore_address(self) -> str:
        """Where a form restores it."""
        return reverse("review:review_citation_restore", args=[self.reference, self.pk])


@dataclass(frozen=True)
class ElementCard:
    """One of the nine elements with the officer's mark on it."""

    number: int
    title: str
    question: str
    explained_if: str
    partly_if: str
    text_anchor: str
    verdict: str
    note: str
    revision: int
    marked_at: datetime.datetime | None
    citations: tuple[CitationItem, ...]
    removed: tuple[CitationItem, ...]

    @property
    def glyph(self) -> str:
        """The verdict as one sign."""
        return GLYPHS[self.verdict]

    @property
    def word(self) -> str:
        """The verdict in words."""
        return WORDS[self.verdict]

    @property
    def has_rubric(self) -> bool:
        """Whether the round says what makes the answer explained or partly explained."""
        return bool(self.explained_if or self.partly_if)

    @property
    def says_nothing_found(self) -> bool:
        """Whether the officer stated that nothing was found."""
        return any(citation.is_nothing_found for citation in self.citations)

    @property
    def has_cited_something(self) -> bool:
        """Whether a passage or a cell is cited, so that every verdict is possible."""
        return bool(self.citations) and not self.says_nothing_found

    @property
    def action(self) -> str:
        """What its form does: "Mark", or "Change" once there is a mark."""
        return "Change" if self.verdict else "Mark"

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """The verdicts to choose from: value, words, and whether it is the current one."""
        return [(value, word, value == self.verdict) for value, word in VERDICTS.items()]

    @property
    def mark_and_citations(self) -> str:
        """The mark and how many citations it has: "Explained, 2 citations"."""
        count = len(self.citations)
        return f"{self.word}, {count} citation{'s' if count > 1 else ''}" if count else self.word


def cards_of(
    packet: Packet, sections: Iterable[NarrativeSection], members: Iterable[PacketMember], marks: Iterable[Mark]
) -> list[ElementCard]:
    """The nine elements; `marks` may be empty."""
    texts = answered_elements(sections)
    by_element = {mark.element: mark for mark in marks}
    items = CitationPlaces(packet, sections, members)
    cards = []
    for element in packet["elements"]:
        number = element["number"]
        mark = by_element.get(number)
        citations = [items.item_of(c) for c in mark.citations.all()] if mark else []
        cards.append(
            ElementCard(
                number=number,
                title=element["title"],
                question=element["question"],
                # Versions submitted before rubrics were part of them have none.
                explained_if=element.get("explained_if", ""),
                partly_if=element.get("partly_if", ""),
                text_anchor=texts.get(number, ""),
                verdict=mark.verdict if mark else "",
                note=mark.note if mark else "",
                revision=mark.revision if mark else 0,
                marked_at=mark.marked_at if mark else None,
                citations=tuple(c for c in citations if c.removed_at is None),
                removed=tuple(c for c in citations if c.removed_at),
            )
        )
    return cards


class CitationPlaces:
    """Where citations lead on the page, each with the name of its place; stored ones as items of the page."""

    def __init__(self, packet: Packet, sections: Iterable[NarrativeSection], members: Iterable[PacketMember]) -> None:
        self.paragraphs = {
            p.key: f"{s.element} {s.title}, ¶{p.number}" if s.element else f"{s.heading or s.title}, ¶{p.number}"
            for s in sections
            for p in s.passages
        }
        self.names = {m.key: m.name for m in members}
        self.reference = packet["reference"]

    def item_of(self, citation: Citation) -> CitationItem:
        """An officer's citation."""
        return CitationItem(
            reference=self.reference,
            pk=citation.pk,
            kind=citation.kind,
            label=self.label_of(citation.kind, citation.place),
            quote=citation.quote,
            href=self.href_of(citation.kind, citation.place),
            removed_at=citation.removed_at,
        )

    def href_of(self, kind: str, place: str) -> str:
        """The link to the place on the page."""
        return f"#{place if kind == PASSAGE else anchor_of(place)}"

    def label_of(self, kind: str, place: str) -> str:
        """The name of the place."""
        if kind == PASSAGE:
            return self.paragraphs.get(place, place)
        if kind == CELL:
            return f"Members table, {self.names.get(place.split(':')[1], '')}"
        return "Nothing found"


def cited_spans(marks: Iterable[Mark]) -> dict[str, list[Span]]:
    """The cited characters of every paragraph, each with the number of the element they are cited for."""
    spans: dict[str, list[Span]] = {}
    for mark in marks:
        for c in mark.citations.all():
            if c.kind == PASSAGE and c.removed_at is None and c.start is not None and c.end is not None:
                spans.setdefault(c.place, []).append(Span(c.start, c.end, "citation", str(mark.element)))
    return spans
