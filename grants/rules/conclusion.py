"""The state's answer to its question about an application: on what it rests, and who has to agree to it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from grants.states import AnswerBasis
from reviews.rules import SHORTEST_REASONS, VERDICTS

# What the reasons of the state's answer have to say where officers came to different determinations.
QUESTIONS_WHERE_OFFICERS_DIFFER = (
    "Which elements did the officers judge differently?",
    "What in the application decided it?",
    "Which points of the other determination remain?",
)
AGREED_MEANWHILE = "The officers agreed on the state’s answer."
RETURNED = "The applicant can still answer the state’s questions. Record the state’s answer after that."


@dataclass(frozen=True)
class Concluded:
    """An officer's determination that counts."""

    officer: int
    name: str
    verdict: str
    determination: int
    is_complete: bool  # with all nine elements marked


def officers_differ(concluded: Collection[Concluded]) -> bool:
    """Whether these officers came to more than one determination."""
    return len({one.verdict for one in concluded}) > 1


def basis_of(concluded: Collection[Concluded], *, is_decider: bool) -> AnswerBasis:
    """On what an answer rests that is proposed now."""
    if not officers_differ(concluded):
        return AnswerBasis.ONE_REVIEW if len(concluded) == 1 else AnswerBasis.AGREED
    return AnswerBasis.DECIDED if is_decider else AnswerBasis.RECONCILED


def who_must_agree(concluded: Collection[Concluded], *, proposed_by: int, is_decider: bool) -> list[Concluded]:
    """The other officers that have to agree before the answer counts.

    None where all came to the same determination, or where an officer who was asked to decides.
    """
    if is_decider or not officers_differ(concluded):
        return []
    return [one for one in concluded if one.officer != proposed_by]


def problems_with_state_answer(
    verdict: str,
    reasons: str,
    *,
    concluded: Sequence[Concluded],
    others: Sequence[Concluded],
    waiting_for: Sequence[str],
    replaces: bool,
    replaces_reason: str,
) -> list[str]:
    """Why this can't be the state's answer.

    `others` have to agree to it; `waiting_for`: officers who were asked for a review and aren't done.
    """
    problems = []
    if not any(one.is_complete for one in concluded):
        problems.append(
            "No officer has recorded a determination with all nine elements marked yet. The state’s answer rests on at "
            "least one."
        )
    problems += [
        f"{one.name}’s determination leaves elements unmarked, so {one.name} can’t read your answer and agree to it. "
        "Ask for the missing marks, or ask an administrator to choose an officer who decides."
        for one in others
        if not one.is_complete
    ]
    problems += problems_with_waiting(waiting_for)
    if verdict not in VERDICTS:
        problems.append("Choose explained, partly explained, or not explained.")
    elif concluded and not officers_differ(concluded) and verdict != concluded[0].verdict:
        who = "You" if len(concluded) == 1 else "All officers"
        problems.append(
            f"{who} determined “{VERDICTS[concluded[0].verdict].lower()}.” To give another answer, change that "
            "determination first or ask for another review."
        )
    if len(" ".join(reasons.split())) < SHORTEST_REASONS:
        problems.append(f"Enter the reasons for the state’s answer, in at least {SHORTEST_REASONS} characters.")
    if replaces and not replaces_reason.strip():
        problems.append("Enter the reason for changing the state’s answer. The earlier one stays in the history.")
    return problems


def problems_with_waiting(waiting_for: Sequence[str]) -> list[str]:
    """Why no answer of the state counts while these officers, who were asked for a review, aren't done."""
    if not waiting_for:
        return []
    return [
        f"A second review by {' and '.join(waiting_for)} hasn’t been completed. The state’s answer follows "
        "it. To answer without it, withdraw the request first."
    ]


def problems_with_asking(
    name: str, *, is_self: bool, has_determined: bool, is_asked: bool, decides: bool, differ: bool
) -> list[str]:
    """Why this officer can't be asked for a second review, or to decide where officers differ."""
    if is_self:
        return ["Ask another officer, not yourself."]
    if is_asked:
        return [f"{name} was asked already."]
    if has_determined:
        return [f"{name} has recorded a determination on this application. Ask an officer who hasn’t."]
    if decides and not differ:
        return ["Officers haven’t come to different determinations, so there is nothing to decide between."]
    return []
