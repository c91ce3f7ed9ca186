"""Two texts side by side with their differences marked, for choosing between them."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.dates import moment_in_words
from accounts.models import User
from grants.models import Answer, Element
from grants.rules.redline import ADDED, REMOVED, Redline, both_texts, has_differences, one_side, redline
from grants.rules.sections import key_of_answer
from grants.rules.texts import cleaned
from portal.applicant.pages.navigation import address_of_section
from portal.applicant.pages.plan import AnswerRow, answer_row


@dataclass(frozen=True)
class ConflictPage:
    """What a person wrote and what someone else saved meanwhile; `row` is the answer as it is saved."""

    row: AnswerRow
    problem: str
    saved_by: str
    mine: str
    my_side: Redline
    saved_side: Redline
    combined: str
    differs_in_spaces: bool
    address: str


def conflict_page(answer: Answer, element: Element | None, typed: str, problem: str, saved_by: str) -> ConflictPage:
    """The page; `saved_by`: who saved the other text, in words."""
    mine = cleaned(typed)
    paragraphs = redline(answer.text, mine)
    return ConflictPage(
        row=answer_row(answer, element, None, None),
        problem=problem,
        saved_by=saved_by,
        mine=mine,
        my_side=one_side(paragraphs, without=REMOVED),
        saved_side=one_side(paragraphs, without=ADDED),
        combined=both_texts(answer.text, mine),
        differs_in_spaces=not has_differences(paragraphs),
        address=address_of_section(key_of_answer(answer.position), answer.application.reference),
    )


def writer_in_words(person: User | None, members: Mapping[int, str]) -> str:
    """A person with the member they have a role in: “Pat Doe, Riverbend”; “Unknown” where no one is recorded."""
    if person is None:
        return "Unknown"
    member = members.get(person.pk)
    return f"{person.name}, {member}" if member else person.name


def saved_in_words(answer: Answer, members: Mapping[int, str]) -> str:
    """Who saved the answer, and when."""
    who = writer_in_words(answer.saved_by, members)
    return f"{who}, {moment_in_words(answer.saved_at)}" if answer.saved_at else who
