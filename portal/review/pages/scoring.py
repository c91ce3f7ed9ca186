"""A scorer's list and desk."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone

from accounts.dates import day_in_words, moment_in_words
from grants.models import Competition, Criterion, Partner, Score, ScorerAssignment
from grants.reads.calibration import ScorerCalibration
from grants.reads.scoring import ScoringDesk, words_of
from grants.rules.calibration import problems_before_scoring, problems_before_submitting
from grants.rules.citable import members_in
from grants.rules.hidden_names import shown_name, title_shown
from grants.rules.scoring import (
    SUSTAINABILITY_DESCRIPTION,
    SUSTAINABILITY_QUESTION,
    WORDS_OF_LEVELS,
    ScoreWords,
    missing_in_score,
)
from grants.rules.wanted_files import wanted_files_in
from grants.states import Confidence, GateAnswer
from portal.review.pages.attachments import attachment_rows_in, missing_files_of
from portal.review.pages.desk import (
    activity_rows_in,
    budget_rows_in,
    budget_totals_in,
    commitment_rows_in,
    sections_in,
)
from portal.review.pages.elements import CitationPlaces
from portal.review.pages.highlights import highlights_in, names_read_in
from portal.review.pages.members import not_accepted_in, rows_of, totals_of
from portal.review.pages.names import (
    cited_by,
    names_notice,
    summary_for_scorer,
    withheld_in,
)
from portal.review.pages.review import VERY_LONG
from reviews.rules import NOTHING_FOUND, PASSAGE, Span

ABSTAIN = "abstain"
SHORTCUTS = (
    (("j", "k"), "Next or previous paragraph"),
    (("m",), "Members table; arrow keys move between cells"),
    (("c",), "Cite the selected words, or the current paragraph or cell"),
    (("1–9",), "Go to a criterion, or choose it for the citation; 0 for the question of the sustainability gate"),
    (("a",), "Add the citation"),
    (("Esc",), "Cancel the citation, leave a field, or close this list"),
    (("?",), "This list"),
)


# ---- the list ----


class ScoringRow(NamedTuple):
    """One application in a scorer's list."""

    reference: str
    address: str
    name: str
    stage: str
    due: str
    status: str
    tone: str


class ScoringRound(NamedTuple):
    """The rows of one round, and how far the scorer is."""

    name: str
    progress: str
    rows: list[ScoringRow]


def left_lines(assignments: Iterable[ScorerAssignment]) -> list[str]:
    """A sentence for each application that left the scorer's list; it names no one."""
    return [
        f"{_called(one)}, left your list {day_in_words(timezone.localdate(one.ended_at))}. {one.end_reason}"
        for one in assignments
        if one.ended_at
    ]


def _called(assignment: ScorerAssignment) -> str:
    application = assignment.application
    is_hidden = application.competition.hides_names_from_scorers
    return title_shown(application.reference, application.consortium.name, is_hidden=is_hidden)


def scoring_rounds(assignments: Sequence[ScorerAssignment], at: datetime.datetime) -> list[ScoringRound]:
    """The scorer's applications by round; in each, what is to be done first."""
    by_round: dict[Competition, list[ScorerAssignment]] = {}
    for assignment in assignments:
        by_round.setdefault(assignment.application.competition, []).append(assignment)
    return [
        ScoringRound(one.name, progress_of(rows, one, at), [_row(row, at) for row in rows])
        for one, rows in by_round.items()
    ]


def progress_of(assignments: Sequence[ScorerAssignment], competition: Competition, at: datetime.datetime) -> str:
    """How far a scorer is: “12 of 40 submitted. Scores are due Dec 9, 2026, 5:00 PM EST.”"""
    done = sum(one.submitted_at is not None for one in assignments)
    progress = f"{done} of {len(assignments)} submitted."
    due, waits = competition.scores_due_at, any(not one.submitted_at and not one.is_closed(at) for one in assignments)
    return f"{progress} Scores are due {moment_in_words(due)}." if due and waits else progress


def _row(assignment: ScorerAssignment, at: datetime.datetime) -> ScoringRow:
    application = assignment.application
    reference = application.reference
    status, tone = ("Not started", "") if assignment.version_id is None else ("In progress", "part")
    if assignment.submitted_at:
        status, tone = "Submitted", "good"
    elif assignment.is_closed(at):
        status, tone = "Not submitted", ""
    return ScoringRow(
        reference=reference,
        address=f"{reverse('review:scoring_desk', args=[reference])}?stage={assignment.stage}",
        name=shown_name(application.consortium.name, is_hidden=application.competition.hides_names_from_scorers),
        stage=assignment.get_stage_display(),
        due=_due(assignment, at),
        status=status,
        tone=tone,
    )


def _due(assignment: ScorerAssignment, at: datetime.datetime) -> str:
    due, closes_at = assignment.application.competition.scores_due_at, assignment.closes_at
    if closes_at and assignment.is_closed(at):
        return f"Closed {moment_in_words(closes_at)}"
    dates = (moment_in_words(due) if due else "", f"closes {moment_in_words(closes_at)}" if closes_at else "")
    return ", ".join(filter(None, dates)) or "No date"


# ---- the desk ----


class LevelChoice(NamedTuple):
    """One radio button of a score."""

    value: str
    label: str
    words: str
    is_checked: bool


class ScoreCitationItem(NamedTuple):
    """One citation of a score."""

    label: str
    quote: str
    href: str
    remove_address: str
    is_nothing_found: bool = False


@dataclass(frozen=True)
class ScoreCard:
    """One criterion, or the question of the gate, with what the scorer has entered."""

    number: int
    title: str
    weight: str
    description: str
    choices: list[LevelChoice]
    confidences: list[LevelChoice]
    reason: str
    nothing_found: bool
    citations: list[ScoreCitationItem]
    revision: int
    state: str
    missing: list[str]
    problems: list[str]
    save_address: str

    @property
    def label(self) -> str:
        """The title with its number; the question of the gate has none."""
        return f"{self.number} {self.title}" if self.number else self.title

    @property
    def is_complete(self) -> bool:
        """Whether it can be submitted."""
        return not self.missing


class SentScore(NamedTuple):
    """A score that couldn't be saved: the number of its criterion, what was entered, and why."""

    number: int
    words: ScoreWords
    revision: int
    problems: list[str]


def scoring_desk_page(
    desk: ScoringDesk,
    *,
    at: datetime.datetime,
    is_highlighted: bool = True,
    sent: SentScore | None = None,
) -> dict[str, Any]:
    """Everything that the scorer's desk shows: the version, and a card for each criterion."""
    assignment, version, application = desk.assignment, desk.rows.version, desk.rows.application
    names = desk.names
    packet, reading = names.packet, names.reading
    cited = _cited_spans(desk)
    sections = sections_in(packet, highlights_in(packet, reading, (), cited) if is_highlighted else {})
    not_accepted = {names.key(key) for key in not_accepted_in(version.content, desk.rows.signatures)}
    is_asked = application.signing_opened_at is not None
    signatures = {names.key(key): signature for key, signature in desk.rows.signatures.items()}
    members = rows_of(members_in(packet, reading), (), signatures, is_asked=is_asked, not_accepted=not_accepted)
    cards = _cards(desk, CitationPlaces(packet, sections, members), sent)
    done = sum(card.is_complete for card in cards)
    is_submitted = assignment.submitted_at is not None
    closes_at, is_closed = assignment.closes_at, assignment.is_closed(at)
    return {
        "is_of_scorer": True,
        "assignment": assignment,
        "application": application,
        "title": packet["title"] if names.are_hidden else f"{application.reference} {packet['title']}",
        "packet": packet,
        "reading": reading,
        "names": names_notice(names),
        "version": version,
        "newer": desk.latest if desk.latest.number > version.number else None,
        "can_write": not is_submitted and not is_closed and not problems_before_scoring(desk.calibration.standing),
        "practice": "" if is_submitted or is_closed else " ".join(_practice_first(desk.calibration)),
        "practice_address": reverse("review:scoring_practice", args=[application.competition.slug]),
        "reopened": moment_in_words(desk.earlier.reopened_at) if desk.earlier and not is_submitted else "",
        "reopen_reason": desk.earlier.reason if desk.earlier else "",
        "closes": moment_in_words(closes_at) if closes_at and not is_closed else "",
        "closed": moment_in_words(closes_at) if closes_at and is_closed else "",
        "submitted": moment_in_words(assignment.submitted_at) if assignment.submitted_at else "",
        "stage": assignment.get_stage_display(),
        "other_stages": _other_stages(desk),
        "members": members,
        "rows": members,
        "totals": totals_of(members),
        "by_activity": False,
        "is_long": True,
        "sections": sections,
        "names_read": names_read_in(reading),
        "is_highlighted": is_highlighted,
        "is_very_long": sum(len(text["text"] or "") for text in packet["narrative"]) > VERY_LONG,
        "summary": summary_for_scorer(desk),
        "attachments": [] if names.are_hidden else attachment_rows_in(packet, is_of_scorer=True),
        "withheld": withheld_in(names),
        "missing_files": missing_files_of(wanted_files_in(application.competition.wanted_files), packet),
        "shortcuts": SHORTCUTS,
        "activities": activity_rows_in(packet),
        "commitments": commitment_rows_in(packet, not_accepted),
        "budget": budget_rows_in(packet, not_accepted),
        "budget_totals": budget_totals_in(packet),
        "partners": [(partner["name"], Partner.Kind(partner["kind"]).label) for partner in packet["partners"]],
        "cards": cards,
        "progress": f"{done} of {len(cards)} complete",
        "due": moment_in_words(due) if (due := application.competition.scores_due_at) else "",
        "is_late": bool(due and at > due and not is_submitted and not is_closed),
    }


def _practice_first(calibration: ScorerCalibration) -> list[str]:
    """What has to be done with excerpts before this application can be scored or submitted."""
    waiting = problems_before_scoring(calibration.standing)
    return waiting or problems_before_submitting(is_check_due=calibration.is_check_due)


def scoring_neighbors(neighbors: tuple[str, str]) -> dict[str, str]:
    """The addresses of the scorer's applications before and after this one; "" for none."""
    before, after = (reverse("review:scoring_desk", args=[one]) if one else "" for one in neighbors)
    return {"previous_address": before, "following_address": after}


def _other_stages(desk: ScoringDesk) -> list[tuple[str, str]]:
    """Where the same scorer also votes at the gate, or scores by criteria: label and address."""
    here = reverse("review:scoring_desk", args=[desk.rows.application.reference])
    others = (one for one in desk.stages if one.pk != desk.assignment.pk)
    return [(one.get_stage_display(), f"{here}?stage={one.stage}") for one in others]


def _cited_spans(desk: ScoringDesk) -> dict[str, list[Span]]:
    """The cited characters of every paragraph, each with the number of the criterion they are cited for."""
    spans: dict[str, list[Span]] = {}
    for number, criterion in _numbered(desk.asked):
        score = desk.scores.get(criterion.pk if criterion else None)
        for c in score.current_citations if score else ():
            if c.kind == PASSAGE and c.start is not None and c.end is not None:
                what, label = (str(number), "criterion") if criterion else ("", "sustainability")
                shown = desk.names.shown(cited_by(c))
                spans.setdefault(c.place, []).append(Span(shown.start or 0, shown.end or 0, "citation", what, label))
    return spans


def problem_with_sent_place(desk: ScoringDesk, version: int | None, *, were_hidden: bool) -> str:
    """Why characters that a page counted can't be found: it had names, or no names, or another version. "" if not."""
    is_other = version is not None and version != desk.rows.version.number and desk.names.are_hidden
    if were_hidden == desk.names.are_hidden and not is_other:
        return ""
    return "This application is shown differently now. Choose the passage or the cell again."


def _numbered(asked: Sequence[Criterion | None]) -> list[tuple[int, Criterion | None]]:
    """The criteria with their numbers on the page, from 1; the question of the gate is 0."""
    return [(place if criterion else 0, criterion) for place, criterion in enumerate(asked, start=1)]


def criterion_numbered(asked: Sequence[Criterion | None], number: int) -> tuple[bool, Criterion | None]:
    """Whether the page has something with this number, and its criterion."""
    numbered = dict(_numbered(asked))
    return number in numbered, numbered.get(number)


def _cards(desk: ScoringDesk, places: CitationPlaces, sent: SentScore | None) -> list[ScoreCard]:
    return [
        _card(desk, number, criterion, places, sent if sent and sent.number == number else None)
        for number, criterion in _numbered(desk.asked)
    ]


def _card(
    desk: ScoringDesk, number: int, criterion: Criterion | None, places: CitationPlaces, sent: SentScore | None
) -> ScoreCard:
    score = desk.scores.get(criterion.pk if criterion else None)
    saved = words_of(score) if score else ScoreWords()
    citations = score.current_citations if score else []
    shown = sent.words if sent else saved
    reference = desk.rows.application.reference
    missing = missing_in_score(saved, is_gate=criterion is None, kinds={citation.kind for citation in citations})
    return ScoreCard(
        number=number,
        title=criterion.title if criterion else SUSTAINABILITY_QUESTION,
        weight=f"{criterion.weight}%" if criterion else "",
        description=criterion.description if criterion else SUSTAINABILITY_DESCRIPTION,
        choices=_level_choices(criterion, shown) if criterion else _vote_choices(shown),
        confidences=[LevelChoice(v, label, "", v == shown.confidence) for v, label in Confidence.choices],
        reason=shown.reason,
        nothing_found=shown.nothing_found,
        citations=[
            ScoreCitationItem(
                label=places.label_of(c.kind, shown.place),
                quote=shown.quote,
                href=places.href_of(c.kind, shown.place),
                remove_address=reverse("review:scoring_citation_remove", args=[reference, c.pk]),
            )
            for c in citations
            if c.kind != NOTHING_FOUND
            for shown in [desk.names.shown(cited_by(c))]
        ],
        revision=sent.revision if sent else score.revision if score else 0,
        state=_state(score, missing),
        missing=missing,
        problems=sent.problems if sent else [],
        save_address=reverse("review:score_save", args=[reference, number]),
    )


def _state(score: Score | None, missing: Sequence[str]) -> str:
    if score is None:
        return "Not started"
    return "Incomplete" if missing else "Complete"


def _level_choices(criterion: Criterion, words: ScoreWords) -> list[LevelChoice]:
    levels: Mapping[int, str] = dict(enumerate(criterion.levels))
    choices = [
        LevelChoice(str(level), label, levels.get(level, ""), level == words.level)
        for level, label in enumerate(WORDS_OF_LEVELS)
    ]
    return [*choices, _abstaining(words)]


def _vote_choices(words: ScoreWords) -> list[LevelChoice]:
    return [*(LevelChoice(v, label, "", v == words.vote) for v, label in GateAnswer.choices), _abstaining(words)]


def _abstaining(words: ScoreWords) -> LevelChoice:
    return LevelChoice(ABSTAIN, "Abstain", "I can’t judge this. Say why below.", words.has_abstained)


# ---- citing, and the check before submitting ----


def scoring_cite_choices(page: Mapping[str, Any]) -> list[tuple[int, str, str]]:
    """What a passage can be cited for: number, title, and how many citations it has."""
    choices = []
    for card in page["cards"]:
        count = len(card.citations)
        cited = f"{count} citation{'s' if count > 1 else ''}" if count else "No citation"
        choices.append((card.number, card.title, cited))
    return choices
