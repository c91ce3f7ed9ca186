"""The collaboration plan: its answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.dates import moment_in_words
from grants.models import Answer, Application, Element
from grants.rules.sections import key_of_answer
from grants.rules.texts import count_words
from portal.applicant.pages.navigation import address_of_section

NOT_STATED = "not stated"


@dataclass(frozen=True)
class AnswerRow:
    """One answer with its question. `is_conflict`: someone saved another text after it was opened."""

    position: int
    revision: int
    title: str
    label: str
    question: str
    guidance: str
    explained_if: str
    partly_if: str
    word_limit: int | None
    text: str
    words: int
    saved: str
    problems: tuple[str, ...]
    is_conflict: bool
    address: str


def answer_rows(
    application: Application,
    typed: Mapping[int, tuple[str, int]],
    problems: Mapping[int, tuple[str, ...]],
    submitted: Mapping[str, str],
) -> list[AnswerRow]:
    """Every answer; one that could not be saved has what was typed, and the saved answer if that is another one.

    `submitted`: the texts of those that are shown as they were submitted, by their keys in a packet.
    """
    answers = list(application.answers.select_related("saved_by", "application"))
    for answer in answers:
        if answer.text != submitted.get(answer.key, answer.text):
            answer.text, answer.saved_at = submitted[answer.key], None
    elements = {element.number: element for element in application.competition.elements.all()}
    return [
        answer_row(answer, elements.get(answer.element or 0), typed.get(answer.position), problems.get(answer.position))
        for answer in answers
    ]


def answer_row(
    answer: Answer, element: Element | None, typed: tuple[str, int] | None, problems: tuple[str, ...] | None
) -> AnswerRow:
    """One answer with its question; `typed` is what was sent, with the revision it was written on."""
    own, revision = typed or (answer.text, answer.revision)
    heading = answer.heading or "Additional text"
    text = own if problems else answer.text
    is_conflict = bool(problems) and revision != answer.revision
    return AnswerRow(
        position=answer.position,
        # What was written on an older text stays so: saving it again compares both.
        revision=revision if is_conflict else answer.revision,
        title=f"{element.number}. {element.title}" if element else heading,
        label=f"Question {element.number}" if element else heading,
        question=element.question if element else "",
        guidance=element.guidance if element else "",
        explained_if=element.explained_if if element else "",
        partly_if=element.partly_if if element else "",
        word_limit=element.word_limit if element else None,
        text=text,
        words=count_words(text),
        saved=_saved(answer),
        problems=problems or (),
        is_conflict=is_conflict,
        address=address_of_section(key_of_answer(answer.position), answer.application.reference),
    )


def _saved(answer: Answer) -> str:
    if answer.saved_at is None:
        return ""
    saved = f"Saved {moment_in_words(answer.saved_at)}"
    return f"{saved} by {answer.saved_by.name}" if answer.saved_by else saved


def with_amount(text: str, amount: int | None) -> str:
    """The text, followed by the amount if there is one: "a room ($1,200)"."""
    return f"{text} (${amount:,})".strip() if amount is not None else text
