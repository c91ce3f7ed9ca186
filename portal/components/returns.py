"""The state’s questions about an application with their answers, the same for applicants and officers."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.dates import moment_in_words
from grants.models import Application, ApplicationReturn
from grants.rules.redline import Redline, redline
from grants.rules.returns import GivenAnswer, answers_in, changed_sections, name_of_section
from grants.rules.sections import label_of
from portal.components.section_texts import section_text

_NO_ANSWER = "No answer in words."


@dataclass(frozen=True)
class SectionDifference:
    """One section that differs, with what was removed and what was added."""

    title: str
    paragraphs: Redline


@dataclass(frozen=True)
class QuestionRow:
    """One question with its answer; `note` says what became of the section."""

    number: int
    section: str
    text: str
    answer: str
    no_answer: str  # what is shown where there is no answer
    note: str


@dataclass(frozen=True)
class ReturnCard:
    """One return: who asked, until when, how it ended, the questions, and what the answer changed."""

    title: str
    state: str
    is_waiting: bool
    questions: list[QuestionRow]
    differences: list[SectionDifference]
    has_answer: bool


def return_cards(
    returns: Iterable[ApplicationReturn],
    contents: Mapping[int, Mapping[str, Any]],
    *,
    at: datetime.datetime,
    shows_unsent: bool,
) -> list[ReturnCard]:
    """The cards in this order; `contents` are the packets by version.

    `shows_unsent`: also answers before they are sent. Those are the draft’s, so only its readers see them.
    """
    return [_card(one, contents, at, shows_unsent) for one in returns]


def _card(
    returned: ApplicationReturn, contents: Mapping[int, Mapping[str, Any]], at: datetime.datetime, shows_unsent: bool
) -> ReturnCard:
    version = returned.answer_version
    before, after = contents.get(returned.version_id), contents.get(version.pk) if version else None
    changed = changed_sections(before, after) if before and after else []
    shows_answers = version is not None or shows_unsent
    questions = [
        GivenAnswer(one.section, one.text, one.answer if shows_answers else "", one.unlocks)
        for one in returned.questions.all()
    ]
    return ReturnCard(
        title=f"Asked by {returned.asked_by.name}, {moment_in_words(returned.asked_at)}",
        state=_state(returned, at),
        is_waiting=returned.is_waiting(at),
        questions=question_rows(
            questions, changed, is_sent=version is not None, is_over=version is None and not returned.is_waiting(at)
        ),
        differences=differences_between(before, after) if before and after else [],
        has_answer=version is not None,
    )


def question_rows(
    questions: Iterable[GivenAnswer], changed: Collection[str], *, is_sent: bool = False, is_over: bool = False
) -> list[QuestionRow]:
    """The questions in their order. `is_over`: no answer was sent, and none can be sent anymore."""
    return [
        QuestionRow(
            number,
            name_of_section(one.section),
            one.question,
            one.answer,
            _NO_ANSWER if is_sent else "Not answered.",
            "" if is_over else _note(one, changed, is_sent=is_sent),
        )
        for number, one in enumerate(questions, start=1)
    ]


def continued_in_words(again: Collection[int]) -> str:
    """What became of an officer's marks on a newer version; `again` are the elements to mark again."""
    if not again:
        return "You are now reviewing the newest version. All your marks were kept."
    elements = "Element" if len(again) == 1 else "Elements"
    return (
        "You are now reviewing the newest version. The text that you cited changed, so mark again: "
        f"{elements.lower()} {', '.join(map(str, again))}."
    )


def answered_rows(packet: Mapping[str, Any]) -> list[QuestionRow]:
    """The questions that this version answers; empty for a version that doesn't answer any."""
    answered = answers_in(packet)
    questions = enumerate(answered.questions, start=1) if answered else ()
    return [
        QuestionRow(number, name_of_section(one.section), one.question, one.answer, _NO_ANSWER, "")
        for number, one in questions
    ]


def returned_words(application: Application, packet: Mapping[str, Any], at: datetime.datetime) -> str:
    """For the desk: whether the state waits for the applicant, or this version is an answer; else "". No query."""
    if application.returned_until is not None:
        due = moment_in_words(application.returned_until)
        if application.is_returned(at):
            return f"Waiting for the applicant. The answer is due {due}."
        return f"The applicant didn’t answer by {due}. The submitted version counts."
    if answered := answers_in(packet):
        return (
            f"This version answers the questions that {answered.asked_by} asked {moment_in_words(answered.asked_at)}."
        )
    return ""


def differences_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[SectionDifference]:
    """Every section that differs between two packets, with what was removed and added."""
    return [
        SectionDifference(label_of(key), redline(section_text(key, before), section_text(key, after)))
        for key in changed_sections(before, after)
    ]


def _note(question: GivenAnswer, changed: Collection[str], *, is_sent: bool) -> str:
    if not question.unlocks:
        return ""
    if question.section in changed:
        return "The section was changed."
    return "The section was not changed." if is_sent else "The applicant can change this section."


def _state(returned: ApplicationReturn, at: datetime.datetime) -> str:
    due = moment_in_words(returned.due_at)
    if returned.answered_at and returned.answered_by and returned.answer_version:
        when = moment_in_words(returned.answered_at)
        return f"Answered by {returned.answered_by.name}, {when}, with version {returned.answer_version.number}"
    if returned.withdrawn_at and returned.withdrawn_by:
        when = moment_in_words(returned.withdrawn_at)
        return f"Withdrawn by {returned.withdrawn_by.name}, {when}. Reason: {returned.reason}"
    return f"Answer due {due}" if returned.is_waiting(at) else f"Not answered by {due}"
