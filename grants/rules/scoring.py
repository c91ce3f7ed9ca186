"""What a score needs: a level in the round's words, a reason, a citation, and how sure the scorer is."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from grants.rules.scorer_conflicts import problems_with_connections
from grants.rules.texts import LONGEST_NOTE
from grants.states import Confidence, GateAnswer
from reviews.rules import LONGEST_NOTE as LONGEST_REASON
from reviews.rules import NOTHING_FOUND, SHORTEST_REASONS, is_short

# The question of the gate. Ohio's Straight A Fund asked three separate scorers these things before any other.
SUSTAINABILITY_QUESTION = "Will the project last after the grant ends?"
SUSTAINABILITY_DESCRIPTION = (
    "Answer yes only if the application shows all three: the project can continue without grant money, its budget and "
    "financial claims are credible and can be checked, and the savings or reallocations it counts on are permanent."
)
GATE_VOTES = 3
LEVELS = range(5)
WORDS_OF_LEVELS = ("Level 0", "Level 1", "Level 2", "Level 3", "Level 4")


# ---- assigning ----

STAGE_CLOSED = "This stage is closed. Reopen it before you assign scorers."
NO_CRITERIA = "This round has no criteria to score."


@dataclass(frozen=True)
class AssigningFacts:
    """What decides whether a scorer can be assigned to an application."""

    name: str
    is_of_round: bool
    is_scorer: bool
    is_officer: bool
    has_accepted: bool
    has_agreement: bool
    load: int
    capacity: int
    bars: Collection[str]  # conflicts that keep the person from it
    notices: Collection[str]  # connections that no officer considered yet
    is_considered: bool
    is_assigned: bool
    is_gate: bool
    votes: int  # how many scorers already vote at the gate of this application
    criteria: int
    has_failed_gate: bool = False  # as far as officers may know
    is_closed: bool = False  # the stage
    is_ineligible: bool = False  # by the eligibility screen


def problems_with_assigning(facts: AssigningFacts) -> list[str]:
    """Why this scorer can't be assigned to the application at this stage."""
    name = facts.name
    if not facts.is_of_round:
        return [f"{name} isn’t a scorer in this round."]
    if facts.bars:
        return problems_with_connections(name, bars=facts.bars, notices=(), is_considered=False)
    if facts.is_officer:
        return [f"{name} is a grants officer, who reads others’ scores, so someone else has to score this application."]
    problems = problems_with_connections(name, bars=(), notices=facts.notices, is_considered=facts.is_considered)
    if not facts.is_scorer:
        problems.append(f"{name}’s scorer role has ended.")
    if not facts.has_accepted:
        problems.append(f"{name} hasn’t accepted the invitation to score in this round.")
    elif not facts.has_agreement:
        problems.append(f"{name} has to sign this year’s scorer agreement first.")
    if facts.is_assigned:
        problems.append(f"{name} is already assigned to this application.")
    elif facts.load >= facts.capacity and facts.has_accepted:
        capacity = "1 application" if facts.capacity == 1 else f"{facts.capacity:,} applications"
        problems.append(f"{name} can score up to {capacity} and has {facts.load:,} already.")
    return [*problems, *_problems_with_stage(facts)]


def _problems_with_stage(facts: AssigningFacts) -> list[str]:
    """Why no one can be assigned to the application at this stage."""
    problems = []
    if facts.is_ineligible:
        problems.append("This application is ineligible, so it isn’t scored. Reinstate it first if it should be.")
    if facts.is_closed:
        problems.append(STAGE_CLOSED)
    if facts.is_gate and facts.votes >= GATE_VOTES and not facts.is_assigned:
        problems.append(f"This application already has {GATE_VOTES} scorers at the gate.")
    if not facts.is_gate and facts.has_failed_gate:
        problems.append("This application didn’t pass the sustainability gate, so it isn’t scored by criteria.")
    if not facts.is_gate and not facts.criteria:
        problems.append(NO_CRITERIA)
    return problems


def problems_with_reason_to_end(reason: str) -> list[str]:
    """Why an assignment can't be ended, or a stage or an assignment reopened, for this reason."""
    if not reason.strip():
        return ["Enter the reason."]
    return [f"Shorten the reason to {LONGEST_NOTE:,} characters."] if len(reason) > LONGEST_NOTE else []


def problems_with_ending(reason: str, *, is_submitted: bool) -> list[str]:
    """Why an assignment can't be ended. Submitted scores aren't dropped because someone doesn't like them."""
    if is_submitted:
        return [
            "This scorer has submitted scores, so they count. For a conflict of interest, exclude the scores. For a "
            "mistake, reopen them."
        ]
    return problems_with_reason_to_end(reason)


def problems_with_reopening(reason: str, *, is_over: bool, is_closed: bool) -> list[str]:
    """Why submitted scores can't be reopened for their scorer."""
    if is_over:
        return ["This person no longer scores this application, so the scores stay as they are."]
    if is_closed:
        return ["This stage is closed. Reopen the stage first."]
    return problems_with_reason_to_end(reason)


def problems_with_closing_date(
    closes_at: datetime.datetime | None, at: datetime.datetime, *, is_closed: bool
) -> list[str]:
    """Why a stage can't close at this moment."""
    if is_closed:
        return ["This stage is closed. Reopen it before you set another date."]
    if closes_at is not None and closes_at <= at:
        return ["Enter a date in the future. To close the stage at once, select “Close it now.”"]
    return []


def problems_with_votes_needed(votes: int | None) -> list[str]:
    """Why the gate can't require this number of yes votes."""
    if votes is None or not 1 <= votes <= GATE_VOTES:
        return [f"Enter how many of the {GATE_VOTES} votes have to be yes, from 1 to {GATE_VOTES}."]
    return []


# ---- one score ----


@dataclass(frozen=True)
class ScoreWords:
    """What a scorer enters on one criterion; `vote` instead of `level` on the question of the gate."""

    level: int | None = None
    vote: str = ""
    has_abstained: bool = False
    reason: str = ""
    confidence: str = ""
    nothing_found: bool = False  # nothing in the application speaks to it


def problems_with_score(words: ScoreWords, *, is_gate: bool, kinds: Collection[str] = ()) -> list[str]:
    """Why this can't be saved; a score that is unfinished can. `kinds` are those of the citations that it has."""
    problems = []
    if words.level is not None and words.level not in LEVELS:
        problems.append("Choose a level from 0 to 4.")
    if words.vote and words.vote not in GateAnswer.values:
        problems.append("Choose yes or no.")
    if (is_gate and words.level is not None) or (not is_gate and words.vote):
        problems.append("This page is out of date. Reload it, and enter the score again.")
    if words.confidence and words.confidence not in Confidence.values:
        problems.append("Choose low, medium, or high confidence.")
    if words.has_abstained and (words.level is not None or words.vote):
        problems.append("Choose a score or abstain, not both.")
    if len(words.reason) > LONGEST_REASON:
        problems.append(f"Shorten the reason to {LONGEST_REASON:,} characters.")
    if words.nothing_found and set(kinds) - {NOTHING_FOUND}:
        problems.append("This criterion has citations. Remove them before you select “Nothing found.”")
    return problems


def missing_in_score(words: ScoreWords, *, is_gate: bool, kinds: Collection[str]) -> list[str]:
    """What a saved score still needs before it can be submitted. Abstaining needs a reason and nothing else."""
    missing = []
    is_scored = words.vote != "" if is_gate else words.level is not None
    if not is_scored and not words.has_abstained:
        missing.append("Choose yes or no, or abstain." if is_gate else "Choose a level, or abstain.")
    if is_short(words.reason):
        missing.append(f"Enter a reason of at least {SHORTEST_REASONS} characters.")
    if words.has_abstained:
        return missing
    if not kinds:
        missing.append("Cite a passage or a table cell, or select “Nothing found.”")
    elif NOTHING_FOUND in kinds and (words.level or words.vote == GateAnswer.YES):
        lowest = "No" if is_gate else "level 0"
        missing.append(f"“Nothing found” goes with {lowest}. For any other answer, cite a passage or a table cell.")
    if not words.confidence:
        missing.append("Choose how confident you are.")
    return missing
