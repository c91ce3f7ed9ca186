"""An officer’s review as the desk shows it: elements with marks, findings with responses, determinations."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from grants.reads.desk import DeskRows
from grants.rules.citable import Member, Packet, anchor_of, cells_in, members_in
from grants.rules.collaboration.findings import RULES, row_word_of_rule, title_of_rule
from portal.review.pages.desk import (
    Section,
    activity_rows_in,
    answered_elements,
    budget_rows_in,
    href_of,
    sections_in,
)
from reviews.rules import CELL, NOTHING_FOUND, PASSAGE, VERDICTS, Span, sentences_of

# Each verdict as a sign for the eye, and in words for screen readers and paper. The fourth is "no mark yet".
GLYPHS = {"explained": "●", "partly": "◐", "not_explained": "○", "": "·"}
WORDS = {**VERDICTS, "": "Not marked"}
VERDICT_CHOICES = [(verdict, word, GLYPHS[verdict]) for verdict, word in VERDICTS.items()]
# A narrative with more characters than this is drawn by browsers only where it is on screen.
VERY_LONG = 200_000
_SIGNATURE_WORDS = {rule.name: rule.signature_word for rule in RULES if rule.concerns_signature}


SHORTCUTS = (
    (("j", "k"), "Next or previous paragraph"),
    (("m",), "Members table; arrow keys move between cells"),
    (("c",), "Cite the selected words, or the current paragraph or cell"),
    (("1–9",), "Go to an element, or choose it for the citation"),
    (("e", "p", "n"), "Mark it explained, partly explained, or not explained, with the citation"),
    (("a",), "Add the citation only; on a finding, respond to it"),
    (("x",), "Nothing in the application explains the element"),
    (("f",), "Next finding"),
    (("d",), "Determination"),
    (("Esc",), "Cancel the citation, leave a field, or close this list"),
    (("?",), "This list"),
)


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


@dataclass(frozen=True)
class FindingItem:
    """One finding: both places, the applicant's explanation, the officer's response."""

    reference: str
    pk: int
    rule: str
    sentence: str
    places: tuple[tuple[str, str, str], ...]  # label, quote, address
    explanation: str
    is_new: bool
    found_at: datetime.datetime
    answer: str
    answer_revision: int
    answered_at: datetime.datetime | None

    @property
    def action(self) -> str:
        """What its form does: "Respond", or "Change response"."""
        return "Change response" if self.answer else "Respond"

    @property
    def answer_address(self) -> str:
        """Where a form records the response."""
        return reverse("review:review_answer", args=[self.reference, self.pk])


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

    @property
    def latest(self) -> Any:
        """The determination that counts, or None."""
        return self.determinations[-1] if self.determinations else None


# ---- elements ----


def cards_of(
    packet: Packet, sections: Iterable[Section], members: Iterable[Member], marks: Iterable[Any]
) -> list[ElementCard]:
    """The nine elements; `marks` may be empty."""
    texts = answered_elements(sections)
    by_element = {mark.element: mark for mark in marks}
    items = _CitationItems(packet, sections, members)
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


class _CitationItems:
    """Stored citations as items of the page, each with the name of its place."""

    def __init__(self, packet: Packet, sections: Iterable[Section], members: Iterable[Member]) -> None:
        self.paragraphs = {
            p.key: f"{s.element} {s.title}, ¶{p.number}" if s.element else f"{s.heading or s.title}, ¶{p.number}"
            for s in sections
            for p in s.passages
        }
        self.names = {m.key: m.name for m in members}
        self.reference = packet["reference"]

    def item_of(self, citation: Any) -> CitationItem:
        return CitationItem(
            reference=self.reference,
            pk=citation.pk,
            kind=citation.kind,
            label=self.label_of(citation.kind, citation.place),
            quote=citation.quote,
            href=f"#{citation.place if citation.kind == PASSAGE else anchor_of(citation.place)}",
            removed_at=citation.removed_at,
        )

    def label_of(self, kind: str, place: str) -> str:
        if kind == PASSAGE:
            return self.paragraphs.get(place, place)
        if kind == CELL:
            return f"Members table, {self.names.get(place.split(':')[1], '')}"
        return "Nothing found"


def cited_spans(marks: Iterable[Any]) -> dict[str, list[Span]]:
    """The cited characters of every paragraph, each with the number of the element they are cited for."""
    spans: dict[str, list[Span]] = {}
    for mark in marks:
        for c in mark.citations.all():
            if c.kind == PASSAGE and c.removed_at is None:
                spans.setdefault(c.place, []).append(Span(c.start, c.end, "citation", str(mark.element)))
    return spans


# ---- findings ----


def groups_of(findings: Iterable[Any], packet: Packet, answers: Iterable[Any]) -> list[FindingGroup]:
    """The findings by rule, in the order of the rules, each with its explanation and response."""
    explanations = {(e["rule"], e["subject"]): e["text"] for e in packet.get("explanations", ())}
    by_finding = {answer.finding_id: answer for answer in answers}
    order = {rule.name: number for number, rule in enumerate(RULES)}
    by_rule: dict[str, list[FindingItem]] = {}
    for f in findings:
        by_rule.setdefault(f.rule, []).append(
            _item(f, packet, explanations.get((f.rule, f.subject_key), ""), by_finding.get(f.pk))
        )
    rules = sorted(by_rule, key=lambda rule: (order.get(rule, len(order)), rule))
    reasons = {rule.name: rule.reason for rule in RULES}
    return [FindingGroup(rule, title_of_rule(rule), reasons.get(rule, ""), tuple(by_rule[rule])) for rule in rules]


def _item(finding: Any, packet: Packet, explanation: str, answer: Any) -> FindingItem:
    return FindingItem(
        reference=packet["reference"],
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


# ---- the members table with what changes after submission ----


def rows_of(
    members: Sequence[Member], findings: Iterable[Any], signatures: Mapping[str, Any], *, is_asked: bool
) -> list[Member]:
    """The rows with signatures, and with the findings about each member."""
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
            has_signature=m.key in signatures,
            is_missing_signature=is_asked and m.key not in signatures,
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
        return "no" if is_asked else "not requested"
    return next((word for rule, word in _SIGNATURE_WORDS.items() if rule in rules), "yes")


@dataclass(frozen=True)
class Tally:
    """One count over all members: "2 not contributing"."""

    number: str
    words: str
    is_gap: bool


@dataclass(frozen=True)
class Totals:
    """The counts over all members."""

    members: int
    gives_nothing: int
    gains_nothing: int
    not_named: int
    signed: int
    with_findings: int

    @property
    def tallies(self) -> list[Tally]:
        """The counts in words; a gap is a count that a reader should look into."""
        return [
            Tally(str(self.gives_nothing), "not contributing", self.gives_nothing > 0),
            Tally(str(self.gains_nothing), "not benefiting", self.gains_nothing > 0),
            Tally(str(self.not_named), "not named in the narrative", self.not_named > 0),
            Tally(f"{self.signed} of {self.members}", "signed", self.signed < self.members),
        ]

    @property
    def in_words(self) -> str:
        """The counts as one sentence."""
        return "; ".join(f"{tally.number} {tally.words}" for tally in self.tallies) + "."


def totals_of(rows: Sequence[Member]) -> Totals:
    """Count over all rows."""
    return Totals(
        members=len(rows),
        gives_nothing=sum(m.gives.is_gap for m in rows),
        gains_nothing=sum(m.gains.is_gap for m in rows),
        not_named=sum(not m.named for m in rows),
        signed=sum(m.has_signature for m in rows),
        with_findings=sum(bool(m.notes) for m in rows),
    )


# ---- the page ----


def desk_page(rows: DeskRows, *, reader: str) -> dict[str, Any]:
    """Everything that the desk and its print view show; `reader` is the name of the officer who looks at it."""
    packet, reading = rows.version.content, rows.version.reading
    # Citations point into the version of the review, so another version is shown without them.
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
    current = determinations[-1] if determinations else None
    others = [_review_by_another(review, packet, sections, members) for review in rows.other_reviews]
    reference = rows.application.reference
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
        "activities": activity_rows_in(packet),
        "budget": budget_rows_in(packet),
        "cards": cards,
        "revisions": ",".join(str(card.revision) for card in cards),
        "marked_count": sum(bool(mark.verdict) for mark in marks),
        "groups": groups_of(rows.findings, packet, rows.review.answers.all() if rows.review else ()),
        "findings_count": len(rows.findings),
        "new_count": sum(f.is_new_since_sealing for f in rows.findings),
        "question": rows.application.competition.question,
        "verdict_choices": VERDICT_CHOICES,
        "determinations": determinations,
        "current": current,
        "others": others,
        "recorded": [
            *((determination, reader, determination is not current) for determination in determinations),
            *((d, other.officer, d is not other.latest) for other in others for d in other.determinations),
        ],
        "acts_for": rows.acts_for,
        "shortcuts": SHORTCUTS,
        "running_head": " · ".join(
            [reference, _cut(packet["title"], 70), f"version {rows.version.number}", rows.version.digest[:16]]
        ),
        "mark_address": reverse("review:review_mark", args=[reference]),
        "determine_address": reverse("review:review_determine", args=[reference]),
        "next_address": f"{reverse('review:review_list')}?{urlencode({'taken': 'mine', 'verdict': 'none'})}",
    }


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def switches_of(totals: Totals, *, by_activity: bool, only_findings: bool, is_long: bool) -> list[tuple[str, str]]:
    """The links that show the members table another way: label and address."""
    by, only = ("activity" if by_activity else ""), ("findings" if only_findings else "")
    with_findings = f"With findings only ({totals.with_findings})"
    switches = [
        ("By member", _members_address(only=only))
        if by_activity
        else ("By activity", _members_address(by="activity", only=only)),
        ("All rows", _members_address(by=by))
        if only_findings
        else (with_findings, _members_address(only="findings", by=by)),
    ]
    if by_activity:
        return switches
    if is_long:
        return [*switches, ("Show one line", _members_address(only=only))]
    return [*switches, ("Show full text", _members_address(text="full", only=only))]


def _members_address(**query: str) -> str:
    return f"?{urlencode({name: value for name, value in query.items() if value})}#members"


def _review_by_another(review: Any, packet: Packet, sections: list[Section], members: list[Member]) -> OfficersReview:
    return OfficersReview(
        officer=review.officer.name,
        version=review.version_id,
        cards=tuple(cards_of(packet, sections, members, review.marks.all())),
        answers=tuple((str(a.finding_id), a.text) for a in review.answers.all()),
        determinations=tuple(review.determinations.all()),
    )


# ---- citing without mouse or script ----


def cite_page(page: Mapping[str, Any], place: str) -> dict[str, Any] | None:
    """What can be cited at a place: a paragraph's sentences, or a member's cell. None if there is no such place."""
    for section in page["sections"]:
        for passage in section.passages:
            if passage.key == place:
                text = passage.text
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
                    "label": f"Members table: {member.name}",
                    "text": cells_in(page["packet"], page["version"].reading)[place],
                    "sentences": [],
                    "back": cell.anchor,
                }
    return None
