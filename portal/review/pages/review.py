"""An officer’s review as the desk shows it: elements with marks, findings with answers, who concluded what."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grants.rules.citable import Member, Packet, anchor_of, cells_in, members_in
from grants.rules.collaboration.findings import RULES, row_word_of_rule, title_of_rule
from portal.review.pages.desk import (
    Section,
    answered_elements,
    href_of,
    lines_in,
    sections_in,
)
from reviews.rules import CELL, NOTHING_FOUND, PASSAGE, VERDICTS, Span, sentences_of

# What a sighted reader sees, what is said aloud, and what prints: the same three states and a fourth.
GLYPHS = {"explained": "●", "partly": "◐", "not_explained": "○", "": "·"}
WORDS = {**VERDICTS, "": "Not marked"}
# A narrative beyond this is drawn by browsers only where it is looked at.
VERY_LONG = 200_000
_SIGNATURE_WORDS = {rule.name: rule.signature_word for rule in RULES if rule.concerns_signature}


@dataclass(frozen=True)
class Ground:
    """One citation as it is shown: where it stands and what stands there."""

    pk: int
    kind: str
    label: str
    quote: str
    href: str
    removed_at: datetime.datetime | None


@dataclass(frozen=True)
class ElementCard:
    """One of the nine elements with the officer's mark on it."""

    number: int
    title: str
    question: str
    text_anchor: str
    verdict: str
    note: str
    revision: int
    marked_at: datetime.datetime | None
    grounds: tuple[Ground, ...]
    taken_back: tuple[Ground, ...]

    @property
    def glyph(self) -> str:
        """The verdict as one sign."""
        return GLYPHS[self.verdict]

    @property
    def word(self) -> str:
        """The verdict in words."""
        return WORDS[self.verdict]

    @property
    def says_nothing_found(self) -> bool:
        """Whether the officer stated that there is nothing."""
        return any(ground.kind == NOTHING_FOUND for ground in self.grounds)


@dataclass(frozen=True)
class FindingItem:
    """One finding: both places, the applicant's explanation, the officer's answer."""

    pk: int
    rule: str
    sentence: str
    places: tuple[tuple[str, str, str], ...]  # what it is, what stands there, where
    explanation: str
    is_new: bool
    found_at: datetime.datetime
    answer: str
    answer_revision: int
    answered_at: datetime.datetime | None


@dataclass(frozen=True)
class FindingGroup:
    """The findings of one rule."""

    rule: str
    title: str
    reason: str
    items: tuple[FindingItem, ...]


@dataclass(frozen=True)
class OfficersReview:
    """Another officer's review, read only."""

    officer: str
    version: int
    cards: tuple[ElementCard, ...]
    answers: tuple[tuple[str, str], ...]
    determinations: tuple[Any, ...]


# ---- elements ----


def cards_of(
    packet: Packet, sections: Iterable[Section], members: Iterable[Member], marks: Iterable[Any]
) -> list[ElementCard]:
    """The nine elements; `marks` may be empty."""
    texts = answered_elements(sections)
    by_element = {mark.element: mark for mark in marks}
    label = _Labels(packet, sections, members)
    cards = []
    for element in packet["elements"]:
        number = element["number"]
        mark = by_element.get(number)
        grounds = [label.ground(c) for c in mark.citations.all()] if mark else []
        cards.append(
            ElementCard(
                number=number,
                title=element["title"],
                question=element["question"],
                text_anchor=texts.get(number, ""),
                verdict=mark.verdict if mark else "",
                note=mark.note if mark else "",
                revision=mark.revision if mark else 0,
                marked_at=mark.marked_at if mark else None,
                grounds=tuple(g for g in grounds if g.removed_at is None),
                taken_back=tuple(g for g in grounds if g.removed_at),
            )
        )
    return cards


class _Labels:
    """Where citations stand, in words."""

    def __init__(self, packet: Packet, sections: Iterable[Section], members: Iterable[Member]) -> None:
        self.paragraphs = {
            p.key: f"{s.element} {s.title}, ¶{p.number}" if s.element else f"{s.heading or s.title}, ¶{p.number}"
            for s in sections
            for p in s.passages
        }
        self.names = {m.key: m.name for m in members}

    def ground(self, citation: Any) -> Ground:
        return Ground(
            pk=citation.pk,
            kind=citation.kind,
            label=self.of(citation.kind, citation.place),
            quote=citation.quote,
            href=f"#{citation.place if citation.kind == PASSAGE else anchor_of(citation.place)}",
            removed_at=citation.removed_at,
        )

    def of(self, kind: str, place: str) -> str:
        if kind == PASSAGE:
            return self.paragraphs.get(place, place)
        if kind == CELL:
            return f"Members’ table, {self.names.get(place.split(':')[1], '')}"
        return "Nothing found"


def cited_spans(marks: Iterable[Any]) -> dict[str, list[Span]]:
    """The cited characters of every paragraph, each with the number of the element it was cited for."""
    spans: dict[str, list[Span]] = {}
    for mark in marks:
        for c in mark.citations.all():
            if c.kind == PASSAGE and c.removed_at is None:
                spans.setdefault(c.place, []).append(Span(c.start, c.end, "citation", str(mark.element)))
    return spans


# ---- findings ----


def groups_of(findings: Iterable[Any], packet: Packet, answers: Iterable[Any]) -> list[FindingGroup]:
    """The findings by rule, in the order of the rules' table, each with explanation and answer."""
    said = {(e["rule"], e["subject"]): e["text"] for e in packet.get("explanations", ())}
    by_finding = {answer.finding_id: answer for answer in answers}
    order = {rule.name: number for number, rule in enumerate(RULES)}
    by_rule: dict[str, list[FindingItem]] = {}
    for f in findings:
        by_rule.setdefault(f.rule, []).append(
            _item(f, packet, said.get((f.rule, f.subject_key), ""), by_finding.get(f.pk))
        )
    rules = sorted(by_rule, key=lambda rule: (order.get(rule, len(order)), rule))
    reasons = {rule.name: rule.reason for rule in RULES}
    return [FindingGroup(rule, title_of_rule(rule), reasons.get(rule, ""), tuple(by_rule[rule])) for rule in rules]


def _item(finding: Any, packet: Packet, explanation: str, answer: Any) -> FindingItem:
    return FindingItem(
        pk=finding.pk,
        rule=finding.rule,
        sentence=finding.sentence,
        places=tuple((p["label"], p["quote"], href_of(p.get("anchor") or "", packet)) for p in finding.places),
        explanation=explanation,
        is_new=finding.is_new_since_sealing,
        found_at=finding.found_at,
        answer=answer.text if answer else "",
        answer_revision=answer.revision if answer else 0,
        answered_at=answer.answered_at if answer else None,
    )


# ---- the matrix with what changes after sealing ----


def rows_of(
    members: Sequence[Member], findings: Iterable[Any], signatures: Mapping[str, Any], *, is_asked: bool
) -> list[Member]:
    """The matrix's rows with signatures and with the findings that speak of each member."""
    notes: dict[str, list[tuple[str, str]]] = {}
    signing: dict[str, set[str]] = {}
    keys = {m.key for m in members}
    for f in findings:
        for key in _subjects_of(f, keys):
            if f.rule in _SIGNATURE_WORDS:
                signing.setdefault(key, set()).add(f.rule)
            note = (row_word_of_rule(f.rule), f"finding-{f.pk}")
            if note[0] not in [word for word, _ in notes.get(key, ())]:
                notes.setdefault(key, []).append(note)
    return [
        replace(
            m,
            signature=_signature(signatures.get(m.key), signing.get(m.key, set()), is_asked),
            is_signed=m.key in signatures and not signing.get(m.key),
            notes=tuple(notes.get(m.key, ())),
        )
        for m in members
    ]


def _subjects_of(finding: Any, keys: set[str]) -> set[str]:
    if not row_word_of_rule(finding.rule):
        return set()
    named = {finding.subject_key} | {part for p in finding.places for part in (p.get("anchor") or "").split(":")[1:2]}
    return named & keys


def _signature(signature: Any, rules: set[str], is_asked: bool) -> str:
    if signature is None:
        return "no" if is_asked else "not asked yet"
    return next((word for rule, word in _SIGNATURE_WORDS.items() if rule in rules), "yes")


@dataclass(frozen=True)
class Totals:
    """What the matrix says in one line."""

    members: int
    gives_nothing: int
    gains_nothing: int
    not_named: int
    signed: int
    with_findings: int


def totals_of(rows: Sequence[Member]) -> Totals:
    """The counts over all rows."""
    return Totals(
        members=len(rows),
        gives_nothing=sum(m.gives.is_gap for m in rows),
        gains_nothing=sum(m.gains.is_gap for m in rows),
        not_named=sum(not m.named for m in rows),
        signed=sum(m.signature not in ("no", "not asked yet") for m in rows),
        with_findings=sum(bool(m.notes) for m in rows),
    )


# ---- the page ----


def desk_page(rows: Any) -> dict[str, Any]:
    """Everything that the desk and its print view show of `grants.models.desk.DeskRows`."""
    packet, reading = rows.version.content, rows.version.reading
    # Citations point into the version of the review: on another version they are not drawn.
    is_own_version = rows.review is not None and rows.review.version_id == rows.version.pk
    marks = list(rows.review.marks.all()) if rows.review else []
    sections = sections_in(packet, reading, cited_spans(marks) if is_own_version else {})
    members = rows_of(
        members_in(packet, reading),
        rows.findings,
        rows.signatures,
        is_asked=rows.application.signing_opened_at is not None,
    )
    cards = cards_of(packet, sections, members, marks)
    determinations = list(rows.review.determinations.all()) if rows.review else []
    return {
        "application": rows.application,
        "packet": packet,
        "version": rows.version,
        "newer": rows.latest if rows.latest.number > rows.version.number else None,
        "review": rows.review,
        "is_own_version": is_own_version or rows.review is None,
        "members": members,
        "totals": totals_of(members),
        "sections": sections,
        "is_very_long": sum(len(text["text"] or "") for text in packet["narrative"]) > VERY_LONG,
        "budget": lines_in(packet),
        "cards": cards,
        "revisions": ",".join(str(card.revision) for card in cards),
        "marked_count": sum(bool(mark.verdict) for mark in marks),
        "groups": groups_of(rows.findings, packet, rows.review.answers.all() if rows.review else ()),
        "findings_count": len(rows.findings),
        "new_count": sum(f.is_new_since_sealing for f in rows.findings),
        "determinations": determinations,
        "standing": determinations[-1] if determinations else None,
        "others": [_others(review, packet, sections, members) for review in rows.other_reviews],
        "acts_for": rows.acts_for,
    }


def _others(review: Any, packet: Packet, sections: list[Section], members: list[Member]) -> OfficersReview:
    return OfficersReview(
        officer=review.officer.name,
        version=review.version_id,
        cards=tuple(cards_of(packet, sections, members, review.marks.all())),
        answers=tuple((str(a.finding_id), a.text) for a in review.answers.all()),
        determinations=tuple(review.determinations.all()),
    )


# ---- citing without mouse or script ----


def cite_page(page: Mapping[str, Any], place: str) -> dict[str, Any] | None:
    """What can be chosen at a place of the desk: a paragraph's sentences, or a member's cells. None for no place."""
    for section in page["sections"]:
        for passage in section.passages:
            if passage.key == place:
                text = "".join(piece.text for piece in passage.pieces)
                return {
                    "kind": PASSAGE,
                    "place": place,
                    "element": section.element,
                    "label": f"{section.title}, paragraph {passage.number}",
                    "text": text,
                    "sentences": [(f"{a}-{b}", text[a:b]) for a, b in sentences_of(text)],
                    "back": place,
                }
    for member in page["members"]:
        cells = [(member.gives, 1), (member.gains, 2), (member.reach, 2), (member.money, 4)]
        for cell, element in [*cells, *((part, 1) for part in member.parts)]:
            if cell.place == place:
                return {
                    "kind": CELL,
                    "place": place,
                    "element": element,
                    "label": f"Members’ table: {member.name}",
                    "text": cells_in(page["packet"], page["version"].reading)[place],
                    "sentences": [],
                    "back": cell.anchor,
                }
    return None
