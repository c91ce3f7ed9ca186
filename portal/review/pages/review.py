"""An officer’s review as the desk shows it, and what can be cited without a mouse."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from accounts.dates import moment_in_words
from grants.models import Application, Determination, Partner, Review
from grants.reads.desk import DeskRows
from grants.rules.amendments import amendments_in, may_be_continued_with
from grants.rules.application import may_be_reviewed
from grants.rules.citable import Packet, PacketMember, cells_in, members_in
from grants.rules.late import acceptance_in
from grants.rules.wanted_files import wanted_files_in
from portal.components.amendments import amended_rows, amendments_in_words
from portal.components.findings import NOTHING_FOUND, questions_in_words
from portal.components.late import late_in_words
from portal.components.returns import answered_rows, returned_words
from portal.review.pages.amendments import amendment_waiting, departures_in_words
from portal.review.pages.attachments import attachment_rows_in, missing_files_of
from portal.review.pages.desk import (
    NarrativeSection,
    activity_rows_in,
    budget_rows_in,
    budget_totals_in,
    commitment_rows_in,
    sections_in,
)
from portal.review.pages.elements import VERDICT_CHOICES, ElementCard, cards_of, cited_spans
from portal.review.pages.findings import earlier_findings_of, earlier_in_words, groups_of, responses_in
from portal.review.pages.highlights import findings_in, highlights_in, names_read_in
from portal.review.pages.members import is_long_on_paper, not_accepted_in, rows_of, totals_of
from portal.review.pages.summary import summary_of
from reviews.rules import CELL, PASSAGE, QUESTIONS_OF_REASONS, VERDICTS, changed_between, sentences_of

# A narrative with more characters than this is drawn by browsers only where it is on screen.
VERY_LONG = 200_000
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

Desk = dict[str, Any]  # what the templates of the desk show, by its name there


@dataclass(frozen=True)
class OfficersReview:
    """Another officer's review, read only."""

    officer: str
    version: int
    cards: tuple[ElementCard, ...]
    determinations: tuple[Determination, ...]
    changed_since: str

    @property
    def latest(self) -> Determination | None:
        """The determination that counts, or None."""
        return self.determinations[-1] if self.determinations else None


def desk_page(rows: DeskRows, *, reader: str, at: datetime.datetime, is_highlighted: bool = True) -> Desk:
    """Everything that the desk and its print view show; `reader` is the name of the officer who looks at it now.

    Without `is_highlighted`, the narrative is plain text.
    """
    packet, reading = rows.version.content, rows.version.reading
    # Citations point into the version of the review, so another version is shown without them.
    is_own_version = rows.review is not None and rows.review.version_id == rows.version.pk
    marks = list(rows.review.marks.all()) if rows.review else []
    cited = cited_spans(marks) if is_own_version else {}
    highlights = highlights_in(packet, reading, rows.findings, cited) if is_highlighted else {}
    sections = sections_in(packet, highlights)
    not_accepted = not_accepted_in(packet, rows.signatures)
    members = rows_of(
        members_in(packet, reading),
        rows.findings,
        rows.signatures,
        is_asked=rows.application.signing_opened_at is not None,
        not_accepted=not_accepted,
    )
    cards = cards_of(packet, sections, members, marks)
    determinations = list(rows.review.determinations.all()) if rows.review else []
    current = determinations[-1] if determinations else None
    changed_since = _changed_since(current, rows.review) if rows.review else ""
    unmarked = sum(not card.verdict for card in cards)
    others = [_review_by_another(review, packet, sections, members) for review in rows.other_reviews]
    responses = responses_in(rows.review, rows.other_reviews)
    groups = groups_of(rows.findings, packet, responses, marked=findings_in(highlights))
    earlier = earlier_findings_of(rows.earlier_findings, responses)
    reference = rows.application.reference
    return {
        "application": rows.application,
        "is_of_scorer": False,
        "begins": _beginning(rows.application, at),
        "late": late_in_words(accepted) if (accepted := acceptance_in(packet)) else "",
        "returned_words": returned_words(rows.application, packet, at),
        "answers": answered_rows(packet),
        "may_continue": (may_continue := _may_continue(rows, current)),
        "newer_rows": amended_rows(packet, rows.latest.content) if may_continue else [],
        "is_reopened": rows.application.is_open_for_writing,
        "departures": departures_in_words(rows.participants, rows.amendments, timezone.localdate(at)),
        "amendment": amendment_waiting(rows.amendments, reference),
        "amended": amendments_in_words(amendments_in(packet)),
        "packet": packet,
        "reading": reading,
        "version": rows.version,
        "latest": rows.latest,
        "newer": rows.latest if rows.latest.number > rows.version.number else None,
        "review": rows.review,
        "is_own_version": is_own_version or rows.review is None,
        "members": members,
        "totals": totals_of(members),
        "is_shortened": is_long_on_paper(members),
        "sections": sections,
        "names_read": names_read_in(reading),
        "is_very_long": sum(len(text["text"] or "") for text in packet["narrative"]) > VERY_LONG,
        "summary": summary_of(rows.application, packet, reading, rows.participants, rows.shapes),
        "attachments": attachment_rows_in(packet),
        "missing_files": missing_files_of(wanted_files_in(rows.application.competition.wanted_files), packet),
        "activities": activity_rows_in(packet),
        "commitments": commitment_rows_in(packet, not_accepted),
        "budget_totals": budget_totals_in(packet),
        "partners": [(partner["name"], Partner.Kind(partner["kind"]).label) for partner in packet["partners"]],
        "budget": budget_rows_in(packet, not_accepted),
        "cards": cards,
        "has_rubrics": any(card.has_rubric for card in cards),
        "revisions": ",".join(str(card.revision) for card in cards),
        "marked_count": len(cards) - unmarked,
        "unmarked_count": unmarked,
        "unmarked_words": "1 element" if unmarked == 1 else f"{unmarked} elements",
        "determination_summary": _determination_summary(current, len(cards), unmarked),
        "reasons_answer": QUESTIONS_OF_REASONS,
        "groups": groups,
        "is_highlighted": is_highlighted,
        "earlier_findings": earlier,
        "earlier_words": earlier_in_words(len(earlier)),
        "nothing_found": NOTHING_FOUND,
        "findings_count": sum(len(group.items) for group in groups),
        "questions_words": questions_in_words(sum(len(group.questions) for group in groups)),
        "new_count": sum(f.is_new_since_sealing and not f.is_possible for f in rows.findings),
        "question": rows.application.competition.question,
        "verdict_choices": VERDICT_CHOICES,
        "determinations": determinations,
        "current": current,
        "changed_since": changed_since,
        "differing": _differing(current, others),
        "others": others,
        "recorded": [
            *((d, reader, d is not current, changed_since if d is current else "") for d in determinations),
            *(
                (d, other.officer, d is not other.latest, other.changed_since if d is other.latest else "")
                for other in others
                for d in other.determinations
            ),
        ],
        "shortcuts": SHORTCUTS,
        "running_head": " · ".join(
            [reference, _cut(packet["title"], 70), f"version {rows.version.number}", rows.version.digest[:16]]
        ),
        "mark_address": reverse("review:review_mark", args=[reference]),
        "determine_address": reverse("review:review_determine", args=[reference]),
        "next_address": f"{reverse('review:review_list')}?{urlencode({'taken': 'mine', 'verdict': 'none'})}",
    }


def _determination_summary(current: Determination | None, elements: int, unmarked: int) -> str:
    """What opens the folded form of the determination; "" if it is the next thing to fill in, and so not folded."""
    if current:
        return "Change determination"
    return f"Record a determination ({elements - unmarked} of {elements} marked)" if unmarked else ""


def _beginning(application: Application, at: datetime.datetime) -> str:
    """When officers can begin to review it, in words; "" once they can."""
    begins = application.competition.reviewed_after
    return "" if begins is None or may_be_reviewed(begins, at) else moment_in_words(begins)


def _may_continue(rows: DeskRows, current: Determination | None) -> bool:
    """Whether the reader's own review can go on with the newest version, while its own version is shown."""
    if rows.review is None or current is not None or rows.review.version_id == rows.latest.pk:
        return False
    if rows.review.version_id != rows.version.pk:
        return False
    return may_be_continued_with(rows.version.content, rows.latest.content)


def _changed_since(determination: Determination | None, review: Review) -> str:
    """Which marks no longer are as they were when the determination was recorded, in words; "" if all are."""
    changed = changed_between(determination.marks_line, review.marks_line) if determination else []
    if not changed:
        return ""
    elements = "element" if len(changed) == 1 else "elements"
    return f"Changed after this determination: the marks of {elements} {', '.join(map(str, changed))}."


def _differing(current: Determination | None, others: Sequence[OfficersReview]) -> list[tuple[str, str]]:
    """Each officer with the determination in words, if they differ; empty if they agree or only one determined."""
    concluded = [("You", current.verdict)] if current else []
    concluded += [(other.officer, other.latest.verdict) for other in others if other.latest]
    if len({verdict for _, verdict in concluded}) < 2:
        return []
    return [(officer, VERDICTS[verdict].lower()) for officer, verdict in concluded]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _review_by_another(
    review: Review, packet: Packet, sections: list[NarrativeSection], members: list[PacketMember]
) -> OfficersReview:
    determinations = tuple(review.determinations.all())
    return OfficersReview(
        officer=review.officer.name,
        version=review.version_id,
        cards=tuple(cards_of(packet, sections, members, review.marks.all())),
        determinations=determinations,
        changed_since=_changed_since(determinations[-1] if determinations else None, review),
    )


def neighbor_links(neighbors: tuple[str, str], of_queue: str) -> Desk:
    """The addresses of the applications before and after this one; `of_queue` keeps the queue's filters and order."""
    before, after = ((reverse("review:review_desk", args=[r]) + of_queue) if r else "" for r in neighbors)
    return {"previous_address": before, "following_address": after}


# ---- citing without mouse or script ----


def cite_page(page: Desk, place: str) -> dict[str, object] | None:
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
                    "text": cells_in(page["packet"], page["reading"])[place],
                    "sentences": [],
                    "back": cell.anchor,
                }
    return None
