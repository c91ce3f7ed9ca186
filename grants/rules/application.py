"""What stands in the way of a step of an application, in words for the person who asked.

What a finding describes never stands in the way: it is found and judged.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grants.rules.texts import LONGEST_ANSWER, LONGEST_NOTE, count_words
from grants.states import OPEN_FOR_WRITING, STEPS, Status

# PositiveIntegerField's largest value on both databases.
LARGEST_NUMBER = 2_147_483_647
# References carry two digits of the year: these hundred are told apart.
FIRST_YEAR, LAST_YEAR = 1990, 2089

_WHY_NOT = {
    Status.DRAFT: "This application has not been submitted yet.",
    Status.SUBMITTED: "This application is submitted. Reopen it to change it.",
    Status.REOPENED: "This application is reopened for changes.",
    Status.UNDER_REVIEW: "This application is under review and no longer changes.",
    Status.WITHDRAWN: "This application is withdrawn.",
}


@dataclass(frozen=True)
class Window:
    """When a round takes applications, with its days as people read them."""

    opens_at: datetime.datetime | None
    closes_at: datetime.datetime | None
    opens: str = ""
    closes: str = ""


def problems_with_step(step: str, status: str) -> list[str]:
    """Whether the table of steps lets this step start here."""
    return [] if status in STEPS[step][0] else [_WHY_NOT[Status(status)]]


def problems_with_writing(status: str) -> list[str]:
    """Whether the applicant holds the pen."""
    return [] if status in OPEN_FOR_WRITING else [_WHY_NOT[Status(status)]]


def problems_with_window(window: Window, at: datetime.datetime, *, is_from_file: bool = False) -> list[str]:
    """Whether that moment lies in the window; its first and last moment count.

    A file states what was handed in, perhaps in an old round whose days nobody knows any more.
    """
    if (window.opens_at is None or window.closes_at is None) and not is_from_file:
        return ["The opening and closing times of this round are not known, so it takes no applications."]
    if window.opens_at is not None and at < window.opens_at:
        return [f"This round opens {window.opens}."]
    if window.closes_at is not None and at > window.closes_at:
        return [f"This round closed {window.closes}."]
    return []


def problems_with_word_limits(answers: Iterable[tuple[int, str, int]]) -> list[str]:
    """Answers over their limit: (element, text, limit)."""
    return [
        f"Element {element} has {words:,} words; this round takes {limit:,}."
        for element, text, limit in answers
        if (words := count_words(text)) > limit
    ]


def problems_with_competition(
    *,
    name: str,
    opens_at: datetime.datetime | None,
    closes_at: datetime.datetime | None,
    project_starts_on: datetime.date | None,
    project_ends_on: datetime.date | None,
    weights: Sequence[int],
) -> list[str]:
    """What is wrong with a round's rules."""
    problems = []
    if not name:
        problems.append("The round needs a name.")
    if len(name) > 200:
        problems.append("The name of the round is longer than 200 characters.")
    if opens_at and closes_at and closes_at <= opens_at:
        problems.append("The round closes before it opens.")
    if any(day and not FIRST_YEAR <= day.year <= LAST_YEAR for day in (opens_at, closes_at)):
        problems.append(f"The round must open and close between {FIRST_YEAR} and {LAST_YEAR}.")
    if project_starts_on and project_ends_on and project_ends_on < project_starts_on:
        problems.append("The project ends before it starts.")
    if sum(weights) != 100:
        problems.append(f"The weights of the criteria add up to {sum(weights)}, not to 100.")
    return problems


def problems_with_answer(text: str, heading: str) -> list[str]:
    """What is too long to keep."""
    problems = []
    if len(text) > LONGEST_ANSWER:
        problems.append(f"An answer takes at most {LONGEST_ANSWER:,} characters; this one has {len(text):,}.")
    if len(heading) > 300:
        problems.append(f"A heading takes at most 300 characters; this one has {len(heading):,}.")
    return problems


def problems_with_lengths(*texts: tuple[str, str, int]) -> list[str]:
    """Texts that are too long: (what it is, text, most characters)."""
    return [
        f"{what} takes at most {most:,} characters; this has {len(text):,}."
        for what, text, most in texts
        if len(text) > most
    ]


def problems_with_numbers(*numbers: tuple[str, int | None]) -> list[str]:
    """Numbers that no field can keep: (what it is, number or None for unknown)."""
    return [
        f"{what} must be between 0 and {LARGEST_NUMBER:,}."
        for what, number in numbers
        if number is not None and not 0 <= number <= LARGEST_NUMBER
    ]


def problems_with_explanation(text: str) -> list[str]:
    """What is wrong with the applicant's words on a finding."""
    return problems_with_lengths(("An explanation", text, LONGEST_NOTE))
