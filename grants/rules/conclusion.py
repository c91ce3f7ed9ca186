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
    """Whether these officers' determinations differ."""
    return len({one.verdict for one in concluded}) > 1


def basis_of(concluded: Collection[Concluded], *, is_decider: bool) -> AnswerBasis:
    """What an answer proposed now is based on."""
    if not officers_differ(concluded):
        return AnswerBasis.ONE_REVIEW if len(concluded) == 1 else AnswerBasis.AGREED
    return AnswerBasis.DECIDED if is_decider else AnswerBasis.RECONCILED


def who_must_agree(concluded: Collection[Concluded], *, proposed_by: int, is_decider: bool) -> list[Concluded]:
    """The other officers that have to agree before the answer counts.

    Empty if all determinations are the same, or if the officer who was asked to decide answers.
    """
    if is_decider or not officers_differ(concluded):
        return []
    return [one for one in concluded if one.officer != proposed_by]


def problems_with_state_answer(
    verdict: str,
    reasons: str,
    *,
    concluded: Sequence[Concluded],
    waiting_for: Sequence[str],
    replaces: bool,
    replaces_reason: str,
) -> list[str]:
    """Why this can't be the state's answer. `waiting_for`: officers who were asked for a review and aren't done."""
    problems = []
    if not concluded:
        problems.append("No officer has recorded a determination yet. The state’s answer needs at least one.")
    problems += [
        f"{name} hasn’t finished a second review. To answer without it, withdraw the request." for name in waiting_for
    ]
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


def problems_with_asking(
    name: str, *, is_self: bool, has_determined: bool, is_asked: bool, decides: bool, differ: bool
) -> list[str]:
    """Why this officer can't be asked for a second review, or to decide where officers differ."""
    if is_self:
        return ["Ask another officer, not yourself."]
    if is_asked:
        return [f"{name} has already been asked."]
    if has_determined:
        return [f"{name} has recorded a determination on this application. Ask an officer who hasn’t."]
    if decides and not differ:
        return ["Officers’ determinations don’t differ, so there is nothing to decide."]
    return []
