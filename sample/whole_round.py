"""A whole round from its deadline to the release, in the size of a real one: how many of everything, and who says what."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from sample.prose import BLANK, EMPTY_WORDS, EXPLAINED, PARTLY
from sample.scores import AFTER_THE_GRANT

# How likely an invented scorer at the gate believes that a project lasts, by the answer on what comes after the grant.
BELIEVED = {EXPLAINED: 0.83, PARTLY: 0.4, EMPTY_WORDS: 0.14, BLANK: 0.0}
GATE_REASONS = {
    "yes": "The members name who pays for the work after the grant, and the amounts fit their budgets.",
    "no": "The application counts on further grants, or doesn’t say who pays once this one ends.",
}
BOARD_REASONS = {
    "yes": "The members show how they will work together and who pays for it; the scorers and officers agree.",
    "no": "Other applications in this round explain better how their members will work together.",
    "hold": "The board likes the plan and asks the state to check one member’s match before it decides.",
}
APPEAL = (
    "Before the board decided, we told the state that the number of students of one member was that of the year before. "
    "The board’s facts still had the earlier number."
)
# What an officer who took no part answers, by the outcome.
ANSWERS = {
    "denied": "The board’s facts had the corrected number before the first vote, as the log shows.",
    "upheld": "The correction came in time and wasn’t shown to the board. The board will decide again.",
}
# What people say in the screen, in the consensus meeting, and when the state asks them to check facts.
SCREENED = "The district’s records for August are in the file."
MET = "The panel found who drives the bus each weekday. That was the open question."
DISSENT = "A bus schedule for one semester doesn’t show that the classes will last."
FACT_REPLY = "One of our schools opened in August. The number of students is that of last year."


@dataclass(frozen=True)
class RoundSize:
    """How many of everything there are.

    By default as in the first round of Ohio’s Straight A Fund: 570 applications, some 230 scorers, 45 finalists read by
    the board, and 24 awards out of $88.6 million.
    """

    agencies: int = 600
    schools: int = 2_000
    applications: int = 570
    scorers: int = 230
    board_members: int = 5
    finalists: int = 45
    awards: int = 24
    budget: int = 88_600_000
    appeals: int = 2
    # How many applications the scorers discuss in a consensus meeting.
    discussed: int = 12
    # Whether votes follow the answers and the order without any chance.
    is_certain: bool = False


# A few minutes instead of an hour, with every step.
SMALL_ROUND = RoundSize(
    agencies=84,
    schools=240,
    applications=14,
    scorers=14,
    board_members=3,
    finalists=6,
    awards=3,
    budget=20_000_000,
    discussed=2,
)


def gate_vote(rng: random.Random, quality: Mapping[int, str], size: RoundSize) -> str:
    """“yes” or “no”: whether a scorer at the gate believes that the project lasts."""
    likely = BELIEVED[quality[AFTER_THE_GRANT]]
    return "yes" if (0.3 if size.is_certain else rng.random()) < likely else "no"


def board_vote(rng: random.Random, place: int, size: RoundSize) -> str:
    """How a board member votes on the finalist in this place (from 0): the first get more yes votes than the last."""
    if size.is_certain:
        return "yes" if place < size.awards else "no"
    return "yes" if rng.random() < (0.92 if place < size.awards else 0.25) else "no"
