"""Why a round can't be published or changed, and what a change of its rules changes, in words for officers."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from changes.rules import problems_with_reason
from grants.rules.application import Window, problems_with_lengths
from grants.rules.elements import CriterionDefinition
from grants.rules.texts import LONGEST_NOTE

ELEMENTS = 9
MOST_CRITERIA = 8
LEVELS = 5
MOST_DAYS = 730
# The grace period of a new round, and the longest one, in minutes.
USUAL_GRACE, MOST_GRACE = 5, 60
MOST_WORDS = 20_000
# A longer value is not repeated in the list of changes; both versions of the rules have it in full.
LONGEST_REPEATED = 80

NEEDED = {
    "opens_at": "Enter the opening date and time.",
    "closes_at": "Enter the deadline.",
    "ceiling_consortium": "Enter the maximum award for a consortium.",
}


class RuleDifference(NamedTuple):
    """One rule that differs between two versions, in words; "" if a version doesn't have it."""

    label: str
    before: str
    after: str


class RulesPreview(NamedTuple):
    """What an edit would change, in sentences, and why it can't be made (usually empty)."""

    changes: list[str]
    problems: list[str]


class RulesChoices(NamedTuple):
    """Whether all rules of a round, or only its deadline, can change, and why not."""

    may_edit: bool
    may_extend: bool
    reasons: list[str]


# A draft, which officers may change in any way.
EVERY_CHOICE = RulesChoices(may_edit=True, may_extend=True, reasons=[])


def problems_with_publishing(
    values: Mapping[str, object],
    questions: Mapping[int, str],
    *,
    closes_at: datetime.datetime | None,
    at: datetime.datetime,
) -> list[str]:
    """What is missing before the public can see the round; `questions` are its questions by number."""
    problems = [words for field, words in NEEDED.items() if values[field] is None]
    if closes_at is not None and closes_at <= at:
        problems.append("Choose a deadline that hasn’t passed.")
    problems += [f"Enter question {number}." for number in range(1, ELEMENTS + 1) if not questions.get(number)]
    return problems


def problems_with_question(*, title: str, question: str, word_limit: int, texts: Mapping[str, str]) -> list[str]:
    """What is wrong with one question, its word limit, its guidance, and its rubric."""
    problems = []
    if not title:
        problems.append("Enter a title for the question.")
    if not question:
        problems.append("Enter the question.")
    if not 1 <= word_limit <= MOST_WORDS:
        problems.append(f"Enter a word limit between 1 and {MOST_WORDS:,}.")
    problems += problems_with_lengths(("A title", title, 120), ("A question", question, LONGEST_NOTE))
    return problems + problems_with_lengths(*((label, text, LONGEST_NOTE) for label, text in texts.items()))


def problems_with_decision_days(days: int | None) -> list[str]:
    """Why decisions can't be due that many days after the deadline; None: not stated."""
    if days is None or 1 <= days <= MOST_DAYS:
        return []
    return [f"Enter a number of days between 1 and {MOST_DAYS}."]


def problems_with_signatures_by(
    day: datetime.date | None, *, opens_on: datetime.date | None, closes_on: datetime.date | None
) -> list[str]:
    """Why members can't be asked to sign by that day; None: the round names no day."""
    if day is None:
        return []
    if closes_on is None:
        return ["Enter the deadline, or leave the date for signatures blank."]
    if day >= closes_on:
        return ["Choose a date for signatures that is before the day of the deadline."]
    if opens_on is not None and day < opens_on:
        return ["Choose a date for signatures that isn’t before the round opens."]
    return []


def problems_with_grace(minutes: int | None) -> list[str]:
    """Why a round can't accept submissions for that many minutes after its deadline."""
    if minutes is not None and 0 <= minutes <= MOST_GRACE:
        return []
    return [f"Enter a grace period between 0 and {MOST_GRACE} minutes."]


def problems_with_criteria(criteria: Sequence[CriterionDefinition]) -> list[str]:
    """What is wrong with the criteria one by one; that the weights add up to 100 is checked with the whole round."""
    problems = [f"Enter at most {MOST_CRITERIA} criteria."] if len(criteria) > MOST_CRITERIA else []
    titles = [criterion.title.casefold() for criterion in criteria]
    if "" in titles:
        problems.append("Enter a title for each criterion.")
    problems += [
        f"Two criteria are titled {criterion.title}. Give each a different title."
        for number, criterion in enumerate(criteria)
        if criterion.title and criterion.title.casefold() in titles[:number]
    ]
    for criterion in criteria:
        name = criterion.title or "A criterion"
        if not 1 <= criterion.weight <= 100:
            problems.append(f"{name}: enter a weight between 1 and 100.")
        if criterion.levels and (len(criterion.levels) != LEVELS or not all(criterion.levels)):
            problems.append(f"{name}: describe all five scores, or none.")
        problems += problems_with_lengths((f"The title of {name}", criterion.title, 120))
        problems += problems_with_lengths((f"The description of {name}", criterion.description, LONGEST_NOTE))
        problems += problems_with_lengths(
            *((f"A score description of {name}", level, 500) for level in criterion.levels)
        )
    return problems


def problems_with_rules_change(
    *,
    before: Window,
    after: Window,
    changed: Collection[str],
    emptied: Collection[str],
    under_review: int,
    at: datetime.datetime,
) -> list[str]:
    """Why the rules of a published round can't change like this.

    `changed` are the names of the fields that change, `emptied` those of them that lose their value, `under_review`
    the number of applications that an officer has begun to review.
    """
    if not changed:
        return ["Nothing changed. Change something, or cancel."]
    problems = [words for field, words in NEEDED.items() if field in emptied]
    if set(changed) == {"closes_at"}:
        problems += problems_with_extending(before, under_review, at)
    else:
        problems += problems_with_editing(before, at)
    if "opens_at" in changed and before.opens_at is not None and before.opens_at <= at:
        problems.append(f"This round opened {before.opens}, so its opening date can’t change.")
    if "closes_at" in changed and after.closes_at is not None and after.closes_at < at:
        problems.append("Choose a deadline that hasn’t passed.")
    return problems


def problems_with_editing(window: Window, at: datetime.datetime) -> list[str]:
    """Why rules other than the deadline can't change at this moment."""
    if window.closes_at is not None and window.closes_at < at:
        return [f"This round closed {window.closes}. You can only extend its deadline."]
    return []


def problems_with_extending(window: Window, under_review: int, at: datetime.datetime) -> list[str]:
    """Why the deadline of a round that closed can't be extended: officers have begun to review `under_review`."""
    if window.closes_at is not None and window.closes_at < at and under_review:
        return [
            f"You can’t extend the deadline. The round closed {window.closes}, and officers have started to review "
            "applications."
        ]
    return []


def problems_with_closing_now(window: Window, at: datetime.datetime) -> list[str]:
    """Why a round can't be closed at this moment."""
    if window.opens_at is None or window.closes_at is None:
        return ["Enter the opening date and the deadline before you close this round early."]
    if at <= window.opens_at:
        return [f"This round opens {window.opens}. Change its dates instead."]
    if window.closes_at < at:
        return [f"This round already closed {window.closes}."]
    return []


def problems_with_public_reason(reason: str) -> list[str]:
    """Whether the reason for a change is long enough to be understood, and short enough to be read."""
    return problems_with_reason(reason) + problems_with_lengths(("A reason", reason, LONGEST_NOTE))


def changes_in_words(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """One sentence for each rule that differs; rules are given as words by their labels."""
    return [_change(change) for change in changes_of_rules(before, after)]


def changes_of_rules(before: Mapping[str, str], after: Mapping[str, str]) -> list[RuleDifference]:
    """Every rule that differs, in the order of the rules after the change; those that are gone come last."""
    labels = [*after, *(label for label in before if label not in after)]
    changes = [RuleDifference(label, before.get(label, ""), after.get(label, "")) for label in labels]
    return [change for change in changes if change.before != change.after]


def _change(change: RuleDifference) -> str:
    label, before, after = change
    if max(len(before), len(after)) <= LONGEST_REPEATED:
        now, earlier = (words.removesuffix(".") or "not stated" for words in (after, before))
        return f"{label}: {now}. Before: {earlier}."
    if not before:
        return f"{label}: added."
    return f"{label}: the wording changed." if after else f"{label}: removed."
