"""The state's answer to its question about an application: what it is based on, and who has to agree to it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from grants.states import AnswerBasis
from reviews.rules import SHORTEST_REASONS, VERDICTS

# What the reasons for the state's answer have to cover if officers' determinations differ.
QUESTIONS_WHERE_OFFICERS_DIFFER = (
    "Which elements did officers judge differently?",
    "What in the application settles the question?",
    "Which concerns remain?",
)
AGREED_MEANWHILE = "The officers agreed on the state’s answer."
RETURNED = "The applicant can still answer the state’s questions. Record the state’s answer after that."


@dataclass(frozen=True)
class CountedDetermination:
    """An officer's determination that counts."""

    officer: int
    name: str
    verdict: str
    determination: int
    is_complete: bool  # with all nine elements marked


def officers_differ(determinations: Collection[CountedDetermination]) -> bool:
    """Whether these officers' determinations differ."""
    return len({one.verdict for one in determinations}) > 1


def basis_of(determinations: Collection[CountedDetermination], *, is_decider: bool) -> AnswerBasis:
    """What an answer proposed now is based on."""
    if not officers_differ(determinations):
        return AnswerBasis.ONE_REVIEW if len(determinations) == 1 else AnswerBasis.AGREED
    return AnswerBasis.DECIDED if is_decider else AnswerBasis.RECONCILED


def who_must_agree(
    determinations: Collection[CountedDetermination], *, proposed_by: int, is_decider: bool
) -> list[CountedDetermination]:
    """The other officers that have to agree before the answer counts.

    Empty if all determinations are the same, or if the officer who was asked to decide answers.
    """
    if is_decider or not officers_differ(determinations):
        return []
    return [one for one in determinations if one.officer != proposed_by]


def problems_with_state_answer(
    verdict: str,
    reasons: str,
    *,
    determinations: Sequence[CountedDetermination],
    others: Sequence[CountedDetermination],
    waiting_for: Sequence[str],
    replaces: bool,
    replaces_reason: str,
) -> list[str]:
    """Why this can't be the state's answer.

    `others` have to agree to it; `waiting_for`: officers who were asked for a review and aren't done.
    """
    problems = []
    if not any(one.is_complete for one in determinations):
        problems.append(
            "No officer has marked all nine elements and recorded a determination yet. The state’s answer needs at "
            "least one who has."
        )
    problems += [
        f"{one.name}’s determination leaves elements unmarked, so {one.name} can’t read your answer and agree to it. "
        "Ask for the missing marks, or ask an administrator to choose an officer to decide."
        for one in others
        if not one.is_complete
    ]
    problems += problems_with_waiting(waiting_for)
    if verdict not in VERDICTS:
        problems.append("Choose explained, partly explained, or not explained.")
    elif determinations and not officers_differ(determinations) and verdict != determinations[0].verdict:
        who = "You" if len(determinations) == 1 else "All officers"
        problems.append(
            f"{who} determined “{VERDICTS[determinations[0].verdict].lower()}.” To give another answer, change that "
            "determination first or ask for another review."
        )
    if len(" ".join(reasons.split())) < SHORTEST_REASONS:
        problems.append(f"Enter the reasons for the state’s answer, in at least {SHORTEST_REASONS} characters.")
    if replaces and not replaces_reason.strip():
        problems.append("Enter the reason for changing the state’s answer. The earlier one stays in the history.")
    return problems


def problems_with_waiting(waiting_for: Sequence[str]) -> list[str]:
    """Why there can't be an answer yet: these officers were asked for a second review that they haven't finished."""
    return [
        f"{name} hasn’t finished a second review. To answer without it, withdraw the request." for name in waiting_for
    ]


def problems_with_asking(
    name: str, *, is_self: bool, has_determined: bool, is_asked: bool, decides: bool, differ: bool
) -> list[str]:
    """Why this officer can't be asked for a second review, or to decide because officers differ."""
    if is_self:
        return ["Ask another officer, not yourself."]
    if is_asked:
        return [f"{name} has already been asked."]
    if has_determined:
        return [f"{name} has recorded a determination on this application. Ask an officer who hasn’t."]
    if decides and not differ:
        return ["Officers’ determinations don’t differ, so there is nothing to decide."]
    return []
