"""When an officer can return an application with questions, and what the answer contains."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grants.rules.application import problems_with_lengths, problems_with_step
from grants.rules.sections import (
    ACTIVITIES,
    ATTACHMENTS,
    BUDGET,
    MEMBERS,
    UNLOCKABLE,
    WHOLE,
    contents_of,
    key_of_answer,
    label_of,
    position_of,
    sections_of,
)
from grants.rules.texts import LONGEST_NOTE
from grants.states import LOCKED

# The applicant has at least so much time, and the review doesn't wait longer than the most.
SHORTEST, LONGEST = datetime.timedelta(days=3), datetime.timedelta(days=30)
MOST_QUESTIONS = 20
# What a question can be about.
SECTIONS = (WHOLE, MEMBERS, *UNLOCKABLE)
REASON = "Answer to the state’s questions"


@dataclass(frozen=True)
class AskedQuestion:
    """One question about a section; `unlocks`: the applicant may also change that section."""

    section: str
    text: str
    unlocks: bool = False


@dataclass(frozen=True)
class Returning:
    """What decides whether an application can be returned."""

    status: str
    is_determined: bool
    returned_until: datetime.datetime | None
    has_version: bool

    def is_waiting(self, at: datetime.datetime) -> bool:
        """Whether the state already waits for the applicant."""
        return self.returned_until is not None and at <= self.returned_until


@dataclass(frozen=True)
class GivenAnswer:
    """A question with the answer that a submitted version states."""

    section: str
    question: str
    answer: str
    unlocks: bool


@dataclass(frozen=True)
class AnsweredReturn:
    """The questions that a submitted version answers: who asked them, when, and until when the answer could be sent."""

    asked_by: str
    asked_at: datetime.datetime
    due_at: datetime.datetime
    questions: tuple[GivenAnswer, ...]


def problems_with_returning(returning: Returning, at: datetime.datetime) -> list[str]:
    """Why the application can't be returned now."""
    if problems := problems_with_step("take", returning.status):
        return problems
    if not returning.has_version or returning.status not in LOCKED:
        return ["Only a submitted application can be returned."]
    if returning.is_determined:
        return ["An officer recorded a determination, so this application can’t be returned anymore."]
    if returning.is_waiting(at):
        return ["This application is already returned. Withdraw your questions before you ask again."]
    return []


def problems_with_questions(questions: Sequence[AskedQuestion]) -> list[str]:
    """What is wrong with the questions."""
    if not questions:
        return ["Enter at least one question."]
    problems = []
    if len(questions) > MOST_QUESTIONS:
        problems.append(f"Ask at most {MOST_QUESTIONS} questions.")
    for number, question in enumerate(questions, start=1):
        if question.section not in SECTIONS:
            problems.append(f"Question {number}: choose a section of the application.")
        elif question.unlocks and question.section not in UNLOCKABLE:
            name = name_of_section(question.section)
            problems.append(f"Question {number}: “{name}” can be asked about, but not unlocked.")
        if not question.text:
            problems.append(f"Question {number}: enter the question.")
        problems += problems_with_lengths((f"Question {number}", question.text, LONGEST_NOTE))
    return problems


def problems_with_due(due_at: datetime.datetime | None, at: datetime.datetime) -> list[str]:
    """What is wrong with the time until which the applicant can answer."""
    if due_at is None:
        return ["Enter a date and time."]
    if due_at < at + SHORTEST:
        return ["Choose a time at least 3 days from now."]
    if due_at > at + LONGEST:
        return ["Choose a time at most 30 days from now."]
    return []


def problems_with_extending(
    due_at: datetime.datetime | None, until: datetime.datetime | None, *, at: datetime.datetime
) -> list[str]:
    """What is wrong with a later time; `due_at` is the one that counts now, None if nothing waits for an answer."""
    if due_at is None:
        return ["The deadline to answer has passed, or the questions were answered or withdrawn."]
    if until is None:
        return ["Enter a date and time."]
    if until <= due_at:
        return ["Choose a time after the current one."]
    return ["Choose a time at most 30 days from now."] if until > at + LONGEST else []


def problems_with_answers(
    questions: Sequence[GivenAnswer], changed: Collection[str], sealed: Mapping[str, Any], sent: Mapping[str, Any]
) -> list[str]:
    """What is still missing before the answer can be sent: each question needs words or a change in its section."""
    problems = [
        f"Answer question {number}, or change the section “{name_of_section(question.section)}.”"
        if question.unlocks
        else f"Answer question {number}."
        for number, question in enumerate(questions, start=1)
        if not question.answer and not (question.unlocks and question.section in changed)
    ]
    known = {activity["key"] for activity in sent["activities"]}
    before = {line["activity"] for line in sealed["budget"]}
    lost = {line["activity"] for line in sent["budget"]} - known - before - {None}
    if lost:
        problems.append("A budget line names an activity that isn’t in the submitted plan. Choose another activity.")
    return problems


def problems_with_answer_lengths(answers: Mapping[int, str]) -> list[str]:
    """Answers that are too long, by the number of their question."""
    return problems_with_lengths(*((f"The answer to question {n}", text, LONGEST_NOTE) for n, text in answers.items()))


def packet_to_send(sealed: Mapping[str, Any], draft: Mapping[str, Any], unlocked: Collection[str]) -> dict[str, Any]:
    """The submitted packet with the unlocked sections as the draft has them; everything else is as it was submitted."""
    packet = {name: value for name, value in sealed.items() if name != "returned"}
    drafted = {row["key"]: row for row in draft["narrative"]}
    packet["narrative"] = [
        drafted.get(row["key"], row) if key_of_answer(int(row["key"].removeprefix("n"))) in unlocked else row
        for row in sealed["narrative"]
    ]
    names = [
        name for key in (ACTIVITIES, BUDGET, "partners", ATTACHMENTS) if key in unlocked for name in contents_of(key)
    ]
    if ACTIVITIES in unlocked:
        names.append("contracts")
    for name in names:
        packet.pop(name, None)
        if name in draft:
            packet[name] = draft[name]
    return packet


def changed_sections(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The keys of the sections that two packets hold differently, in their order."""
    digests = {section.key: section.digest for section in sections_of(before)}
    return [section.key for section in sections_of(after) if digests.get(section.key) != section.digest]


def answers_in(packet: Mapping[str, Any]) -> AnsweredReturn | None:
    """The questions that a version answers; None if it wasn't sent as an answer."""
    if not (stated := packet.get("returned")):
        return None
    return AnsweredReturn(
        asked_by=stated["asked_by"],
        asked_at=datetime.datetime.fromisoformat(stated["asked_at"]),
        due_at=datetime.datetime.fromisoformat(stated["due_at"]),
        questions=tuple(GivenAnswer(**row) for row in stated["questions"]),
    )


def name_of_section(section: str) -> str:
    """What a section is called in questions: “Answer to question 3”; “The whole application” for no section."""
    if position_of(section) is not None:
        return f"Answer to {label_of(section).lower()}"
    return label_of(section) if section else "The whole application"
