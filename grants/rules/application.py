"""Why a step of an application isn't possible, in words for the person who asked for it.

What a finding describes is never such a reason.
"""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from grants.rules.texts import CHARACTERS_A_WORD, LONGEST_ANSWER, LONGEST_NOTE, count_words
from grants.states import LOCKED, OPEN_FOR_WRITING, STEPS, ResponseKind, Status

# The largest value of a PositiveIntegerField on both databases.
LARGEST_NUMBER = 2_147_483_647
LONGEST_RESPONSE = 10_000
# References have two digits of the year, so only these hundred years are told apart.
FIRST_YEAR, LAST_YEAR = 1990, 2089

_WHY_NOT = {
    Status.DRAFT: "This application hasn’t been submitted yet.",
    Status.SUBMITTED: "This application has been submitted. Reopen it to make changes.",
    Status.REOPENED: "This application is open for changes.",
    Status.UNDER_REVIEW: "This application is under review and can’t be changed.",
    Status.WITHDRAWN: "This application was withdrawn.",
}
NOT_UNLOCKED = "The state returned this application with questions. Only the sections it unlocked can be changed."


@dataclass(frozen=True)
class Window:
    """When a round accepts applications; `opens` to `reviewed` are its times in words.

    Starting and reopening end when the round closes. Submitting ends when its grace period does (`ends_at`).
    """

    opens_at: datetime.datetime | None
    closes_at: datetime.datetime | None
    ends_at: datetime.datetime | None
    reviewed_after: datetime.datetime | None = None
    opens: str = ""
    closes: str = ""
    ends: str = ""
    reviewed: str = ""
    is_extended: bool = False  # for one application, which the state accepts late

    def is_in_grace(self, at: datetime.datetime) -> bool:
        """Whether the round has closed, but still accepts submissions."""
        return self.closes_at is not None and self.ends_at is not None and self.closes_at < at <= self.ends_at


def problems_with_step(step: str, status: str) -> list[str]:
    """Why this step can't be taken from this status."""
    return [] if status in STEPS[step][0] else [_WHY_NOT[Status(status)]]


def problems_with_writing(status: str, section: str = "", unlocked: Collection[str] | None = None) -> list[str]:
    """Why the applicant can't edit a section at this status.

    `unlocked` are the sections that the state returned for changes; None while it doesn't wait for the applicant.
    """
    if status in OPEN_FOR_WRITING:
        return []
    if unlocked is None or status not in LOCKED:
        return [_WHY_NOT[Status(status)]]
    return [] if section in unlocked else [NOT_UNLOCKED]


def problems_with_window(window: Window, at: datetime.datetime, *, is_from_file: bool = False) -> list[str]:
    """Why the round doesn't accept applications at that moment; the first and the last moment of its window count.

    Files may state applications of old rounds whose times are no longer known.
    """
    if (window.opens_at is None or window.closes_at is None) and not is_from_file:
        return ["The opening and closing times of this round are not known, so it doesn’t accept applications."]
    if window.opens_at is not None and at < window.opens_at:
        return [f"This round opens {window.opens}."]
    if window.closes_at is not None and at > window.closes_at:
        return [f"This round closed {window.closes}."]
    return []


def problems_with_submitting(window: Window, at: datetime.datetime, *, is_from_file: bool = False) -> list[str]:
    """Why the round doesn't accept submissions at that moment, its grace period included."""
    if window.is_in_grace(at):
        return []
    problems = problems_with_window(window, at, is_from_file=is_from_file)
    if problems and window.ends_at is not None and at > window.ends_at != window.closes_at:
        if window.is_extended:
            return [f"This round closed {window.closes}. The state accepted this application until {window.ends}."]
        return [f"This round closed {window.closes}. It accepted submissions until {window.ends}."]
    return problems


def problems_with_reviewing(window: Window, at: datetime.datetime) -> list[str]:
    """Why officers can't review applications of the round yet: until then, applicants may change them."""
    if may_be_reviewed(window.reviewed_after, at):
        return []
    return [
        f"You can review this application after {window.reviewed}. Until then, its lead district can change or "
        "resubmit it."
    ]


def may_be_reviewed(reviewed_after: datetime.datetime | None, at: datetime.datetime) -> bool:
    """Whether a round's applications can be reviewed at this moment. `reviewed_after` is None if it isn't known."""
    return reviewed_after is None or at > reviewed_after


def problems_with_word_limits(answers: Iterable[tuple[int, str, int]]) -> list[str]:
    """Answers over their limit of words, or of characters for so many words: (element, text, limit)."""
    problems = []
    for element, text, limit in answers:
        words, characters = count_words(text), limit * CHARACTERS_A_WORD
        if words > limit:
            problems.append(f"Shorten your answer to question {element} to {limit:,} words. It has {words:,}.")
        elif len(text) > characters:
            problems.append(
                f"Shorten your answer to question {element} to {characters:,} characters. It has {len(text):,}."
            )
    return problems


def problems_with_competition(
    *,
    name: str,
    opens_at: datetime.datetime | None,
    closes_at: datetime.datetime | None,
    project_starts_on: datetime.date | None,
    project_ends_on: datetime.date | None,
    weights: Sequence[int],
) -> list[str]:
    """What is wrong with the rules of a round."""
    problems = []
    if not name:
        problems.append("Enter a name for the round.")
    if len(name) > 200:
        problems.append("Enter a name of at most 200 characters for the round.")
    if opens_at and closes_at and closes_at <= opens_at:
        problems.append("The round closes before it opens.")
    if any(day and not FIRST_YEAR <= day.year <= LAST_YEAR for day in (opens_at, closes_at)):
        problems.append(f"Choose opening and closing dates between {FIRST_YEAR} and {LAST_YEAR}.")
    if project_starts_on and project_ends_on and project_ends_on < project_starts_on:
        problems.append("The project ends before it starts.")
    if sum(weights) != 100:
        problems.append(f"The weights of the criteria add up to {sum(weights)}. They have to add up to 100.")
    return problems


def problems_with_answer(text: str, heading: str) -> list[str]:
    """Why an answer or its heading is too long."""
    problems = []
    if len(text) > LONGEST_ANSWER:
        problems.append(f"Shorten the answer to {LONGEST_ANSWER:,} characters. It has {len(text):,}.")
    if len(heading) > 300:
        problems.append(f"Shorten the heading to 300 characters. It has {len(heading):,}.")
    return problems


def problems_with_lengths(*texts: tuple[str, str, int]) -> list[str]:
    """Texts that are too long. Each is given as (name, text, most characters)."""
    return [
        f"{what} can have at most {most:,} characters. This has {len(text):,}."
        for what, text, most in texts
        if len(text) > most
    ]


def problems_with_numbers(*numbers: tuple[str, int | None]) -> list[str]:
    """Numbers that can't be stored. Each is given as (name, number), None for unknown."""
    return [
        f"{what} must be between 0 and {LARGEST_NUMBER:,}."
        for what, number in numbers
        if number is not None and not 0 <= number <= LARGEST_NUMBER
    ]


def problems_with_explanation(text: str) -> list[str]:
    """What is wrong with an applicant's explanation of a finding."""
    return problems_with_lengths(("An explanation", text, LONGEST_NOTE))


def problems_with_response(kind: str, text: str) -> list[str]:
    """What is wrong with an officer's response to a finding. Only a resolved finding needs no explanation."""
    if kind not in ResponseKind.values:
        return ["Choose considered, resolved, or incorrect."]
    if not text and kind == ResponseKind.NOT_SO:
        return ["Explain what the check got wrong, so that it can be corrected."]
    if not text and kind == ResponseKind.CONSIDERED:
        return ["Enter your response."]
    return problems_with_lengths(("A response", text, LONGEST_RESPONSE))


def problems_with_rule_strength(title: str, reason: str, *, only_asks: bool, before: bool) -> list[str]:
    """Why a check can't be set to ask questions, or to report findings again. `before`: whether it asks them now."""
    if only_asks == before:
        return [f"“{title}” already {'asks questions' if before else 'reports findings'} in this round."]
    if not reason:
        return ["Enter the reason"]
    return problems_with_lengths(("A reason", reason, LONGEST_NOTE))


def problems_with_ended_consortium(name: str, *, may_apply: bool, successor: str | None) -> list[str]:
    """Whether the consortium of an application still exists."""
    if may_apply:
        return []
    into = f"It was merged into {successor}, which may start its own application." if successor else ""
    return [f"{name} is no longer a registered consortium, so this application can’t be submitted. {into}".strip()]
