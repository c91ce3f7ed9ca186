"""Officers' reviews side by side, what officers are asked for, and the state's answer."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from accounts.dates import moment_in_words, short_day
from accounts.models import Role, User
from grants.models import Mark, Review, ReviewRequest, StateAnswer
from grants.reads.conclusion import determinations_in
from grants.reads.desk import DeskRows
from grants.rules.comparison import JudgedElement, contrast_of, uncited_of
from grants.rules.conclusion import CountedDetermination, officers_differ, who_must_agree
from grants.states import AnswerState, AskedFor, Contrast
from portal.review.pages.elements import GLYPHS, CitationItem, ElementCard
from portal.review.pages.review import Desk
from reviews.rules import VERDICTS, Cited

YOU = "You"
# How a difference is shown beside its words.
_TONES = {
    Contrast.AGREE: "good",
    Contrast.SAME_EVIDENCE: "part",
    Contrast.DIFFERENT_EVIDENCE: "part",
    Contrast.UNMARKED: "plain",
}
NOT_YET = (
    "You’ll see other officers’ reviews and the state’s answer after you mark all nine elements and record your own "
    "determination."
)


@dataclass(frozen=True)
class RequestRow:
    """A request to an officer, in a sentence; `end` is the address where the reader can end it, or ""."""

    words: str
    note: str
    is_open: bool
    end: str
    end_label: str


@dataclass(frozen=True)
class StateAnswerCard:
    """One state's answer: the verdict, the reasons, what it is based on, and its status."""

    pk: int
    verdict: str
    word: str
    reasons: str
    status: str
    basis: str
    officers: list[str]
    notes: list[str]
    is_current: bool


@dataclass(frozen=True)
class ConclusionPanel:
    """On the desk: requests to officers, the state's answer, and where to compare and to answer."""

    requests: list[RequestRow]
    answer: StateAnswerCard | None
    proposed: bool
    address: str
    link: str
    ask_address: str  # "" if this reader can't ask anyone


@dataclass(frozen=True)
class OfficersMark:
    """One officer's mark on one element."""

    officer: str
    verdict: str
    glyph: str
    word: str
    note: str
    citations: tuple[CitationItem, ...]


@dataclass(frozen=True)
class UncitedPassage:
    """A paragraph of the element's answer that no officer cites."""

    address: str
    label: str
    text: str


@dataclass(frozen=True)
class ComparedElement:
    """The marks of all officers on one element, how they compare, and what no one cites."""

    number: int
    title: str
    contrast: str
    tone: str
    differs: bool
    marks: list[OfficersMark]
    uncited: list[UncitedPassage]


@dataclass(frozen=True)
class StateAnswerPage:
    """Everything that the page of the state's answer shows."""

    determinations: list[tuple[str, str, str]]  # officer, verdict, its words
    differ: bool
    summary: str
    elements: list[ComparedElement]
    current: StateAnswerCard | None
    proposed: StateAnswerCard | None
    earlier: list[StateAnswerCard]
    requests: list[RequestRow]
    hidden: str  # why the reader doesn't see reviews and answer yet
    must_agree: str  # what makes this reader's answer final, if others have to agree; or ""
    may_answer: bool
    may_agree: bool
    may_cancel: bool
    ask_address: str


def conclusion_panel(rows: DeskRows, user: User) -> ConclusionPanel:
    """The state's answer and open requests as the desk shows them to this reader."""
    reference = rows.application.reference
    current = _current(rows.state_answers)
    reviews = reviews_of(rows)
    return ConclusionPanel(
        requests=[row for row in request_rows(rows.requests, user, rows) if row.is_open],
        answer=answer_card(current, reviews) if current else None,
        proposed=any(one.state == AnswerState.PROPOSED for one in rows.state_answers),
        address=reverse("review:state_answer", args=[reference]),
        link="Compare reviews" if officers_differ(determinations_in(reviews)) and not current else "State’s answer",
        ask_address=_ask_address(rows, user),
    )


def reviews_of(rows: DeskRows) -> list[Review]:
    """The reviews that the reader may see, the reader's own first."""
    return [*([rows.review] if rows.review else []), *rows.other_reviews]


def _current(answers: Sequence[StateAnswer]) -> StateAnswer | None:
    return next((one for one in answers if one.state == AnswerState.RECORDED), None)


def _ask_address(rows: DeskRows, user: User) -> str:
    may_ask = user.has_role(Role.ADMINISTRATOR) or rows.application.assigned_to_id == user.pk
    return reverse("review:review_ask", args=[rows.application.reference]) if may_ask else ""


def request_rows(requests: Sequence[ReviewRequest], user: User, rows: DeskRows) -> list[RequestRow]:
    """What officers are and were asked for, in words."""
    return [_request_row(one, user, rows) for one in requests]


def _request_row(asked: ReviewRequest, user: User, rows: DeskRows) -> RequestRow:
    is_own = asked.officer_id == user.pk
    who, by = ("you" if is_own else asked.officer.name), asked.asked_by.name
    day = short_day(timezone.localdate(asked.asked_at))
    words = f"On {day}, {by} asked {who} {AskedFor(asked.kind).phrase}."
    if asked.ended_at:
        step = "Declined" if asked.ended_by_id == asked.officer_id else "Withdrawn"
        ended_on = short_day(timezone.localdate(asked.ended_at))
        words = f"{words} {step} on {ended_on}: {asked.reason}" if asked.reason else f"{words} Done on {ended_on}."
    may_withdraw = user.has_role(Role.ADMINISTRATOR) or (
        asked.kind == AskedFor.SECOND_REVIEW and rows.application.assigned_to_id == user.pk
    )
    may_end = asked.ended_at is None and (is_own or may_withdraw)
    return RequestRow(
        words=words,
        note=asked.note,
        is_open=asked.ended_at is None,
        end=reverse("review:review_ask_end", args=[rows.application.reference, asked.pk]) if may_end else "",
        end_label="Decline request" if is_own else "Withdraw request",
    )


def answer_card(answer: StateAnswer, reviews: Sequence[Review]) -> StateAnswerCard:
    """One answer in words; its notes say what changed since."""

    return StateAnswerCard(
        pk=answer.pk,
        verdict=answer.verdict,
        word=VERDICTS[answer.verdict],
        reasons=answer.reasons,
        status=_status(answer),
        basis=answer.get_basis_display(),
        officers=[f"{one['officer']}: {VERDICTS[one['verdict']].lower()}" for one in answer.rests_on],
        notes=[*_consents(answer), *_since(answer, determinations_in(reviews))],
        is_current=answer.state == AnswerState.RECORDED,
    )


def _status(answer: StateAnswer) -> str:
    """Who wrote it, when, and how far it is."""
    name = answer.proposed_by.name
    if answer.state == AnswerState.RECORDED:
        return f"Recorded {moment_in_words(answer.recorded_at or answer.proposed_at)}, written by {name}"
    return f"{answer.get_state_display()}; proposed by {name}, {moment_in_words(answer.proposed_at)}"


def _consents(answer: StateAnswer) -> list[str]:
    words = []
    for one in answer.consents.all():
        if one.agrees is None:
            words.append(f"{one.officer.name} hasn’t responded yet.")
        elif one.agrees:
            words.append(f"{one.officer.name} agreed{_on(one.given_at)}.")
        else:
            words.append(f"{one.officer.name} didn’t agree{_on(one.given_at)}: {one.reason}")
    if answer.replacement_reason:
        words.append(f"Reason for the change: {answer.replacement_reason}")
    return words


def _on(moment: datetime.datetime | None) -> str:
    return f" on {short_day(timezone.localdate(moment))}" if moment else ""


def _since(answer: StateAnswer, determinations: Sequence[CountedDetermination]) -> list[str]:
    """Whether a determination that the reader sees was recorded or changed after the answer."""
    if answer.state != AnswerState.RECORDED:
        return []
    then = {one["determination"] for one in answer.rests_on}
    later = [one.name for one in determinations if one.determination not in then]
    return [f"{name} recorded a determination after this answer." for name in later]


# ---- the comparison ----


def state_answer_page(rows: DeskRows, page: Desk, user: User) -> StateAnswerPage:
    """The comparison and the answers as this reader may see them."""
    reviews, on = reviews_of(rows), user.as_of
    determinations = determinations_in(reviews)
    own = next((one for one in determinations if one.officer == user.pk), None)
    decides = any(one.kind == AskedFor.DECISION and one.officer_id == user.pk for one in _open(rows.requests))
    is_officer = user.held_role_on(on, Role.GRANTS_OFFICER)
    sees = not is_officer or decides or (own is not None and own.is_complete)
    proposed = next((one for one in rows.state_answers if one.state == AnswerState.PROPOSED), None)
    current = _current(rows.state_answers)
    cards = {review.pk: shown for review, shown in zip(reviews, _cards(rows, page), strict=True)}
    names = [YOU if review.officer_id == user.pk else review.officer.name for review in reviews]
    elements = compared_elements(page, reviews, names, cards) if sees and len(reviews) > 1 else []
    others = who_must_agree(determinations, proposed_by=user.pk, is_decider=decides)
    return StateAnswerPage(
        determinations=[
            (YOU if o.officer == user.pk else o.name, o.verdict, VERDICTS[o.verdict]) for o in determinations
        ],
        differ=officers_differ(determinations),
        summary=_summary(elements),
        elements=elements,
        current=answer_card(current, reviews) if current else None,
        proposed=answer_card(proposed, reviews) if proposed else None,
        earlier=[answer_card(one, reviews) for one in rows.state_answers if one not in (current, proposed)],
        requests=request_rows(rows.requests, user, rows),
        hidden="" if sees else NOT_YET,
        must_agree=_must_agree([one.name for one in others]),
        may_answer=is_officer and sees and (proposed is None or decides),
        may_agree=proposed is not None and any(c.officer_id == user.pk for c in proposed.consents.all()),
        may_cancel=proposed is not None
        and (proposed.proposed_by_id == user.pk or user.held_role_on(on, Role.ADMINISTRATOR)),
        ask_address=_ask_address(rows, user),
    )


def _open(requests: Sequence[ReviewRequest]) -> list[ReviewRequest]:
    return [one for one in requests if one.ended_at is None]


def _cards(rows: DeskRows, page: Desk) -> list[Sequence[ElementCard]]:
    return [*([page["cards"]] if rows.review else []), *(other.cards for other in page["others"])]


def compared_elements(
    page: Desk, reviews: Sequence[Review], names: Sequence[str], cards: dict[int, Sequence[ElementCard]]
) -> list[ComparedElement]:
    """The nine elements with every officer's mark."""
    is_one_version = len({review.version_id for review in reviews}) == 1
    marks = [{mark.element: mark for mark in review.marks.all()} for review in reviews]
    rows = []
    for position, first in enumerate(page["cards"]):
        number = first.number
        judged = [_judged(name, of.get(number)) for name, of in zip(names, marks, strict=True)]
        contrast = contrast_of(judged, is_one_version=is_one_version)
        shown = [cards[review.pk][position] for review in reviews]
        rows.append(
            ComparedElement(
                number=number,
                title=first.title,
                contrast=contrast.label,
                tone=_TONES[contrast],
                differs=contrast in (Contrast.SAME_EVIDENCE, Contrast.DIFFERENT_EVIDENCE),
                marks=[
                    OfficersMark(name, card.verdict, GLYPHS[card.verdict], card.word, card.note, card.citations)
                    for name, card in zip(names, shown, strict=True)
                ],
                uncited=_uncited(page, number, judged) if is_one_version else [],
            )
        )
    return rows


def _judged(name: str, mark: Mark | None) -> JudgedElement:
    if mark is None:
        return JudgedElement(name, "", "", ())
    cited = tuple(Cited(c.kind, c.place, c.start, c.end, c.quote) for c in mark.citations.all() if not c.removed_at)
    return JudgedElement(name, mark.verdict, mark.note, cited)


def _uncited(page: Desk, element: int, judged: Sequence[JudgedElement]) -> list[UncitedPassage]:
    passages = {p.key: p for section in page["sections"] if section.element == element for p in section.passages}
    desk = reverse("review:review_desk", args=[page["application"].reference])
    return [
        UncitedPassage(f"{desk}#{key}", f"Paragraph {passages[key].number}", passages[key].text)
        for key in uncited_of({key: passage.text for key, passage in passages.items()}, judged)
    ]


def _summary(elements: Sequence[ComparedElement]) -> str:
    """How many elements have the same marks, and why the others differ; "" without a comparison."""
    if not elements:
        return ""
    count = {contrast: sum(one.contrast == contrast.label for one in elements) for contrast in Contrast}
    words = [f"Officers gave the same mark for {count[Contrast.AGREE]} of {len(elements)} elements."]
    same, different = count[Contrast.SAME_EVIDENCE], count[Contrast.DIFFERENT_EVIDENCE]
    if same or different:
        words.append(
            f"Where they differ, they cited the same evidence for {same} and different evidence for {different}."
        )
    if unmarked := count[Contrast.UNMARKED]:
        words.append(
            "1 element isn’t marked by everyone." if unmarked == 1 else f"{unmarked} aren’t marked by everyone."
        )
    return " ".join(words)


def _must_agree(names: Sequence[str]) -> str:
    """What makes an answer final that these officers have to agree to; "" for none."""
    if not names:
        return ""
    return f"It becomes final when {' and '.join(names)} {'agrees' if len(names) == 1 else 'agree'}."
