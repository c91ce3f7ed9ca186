"""Slates: applications that the board decides together, by one vote. What has to hold, and what a vote means."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from grants.rules.board import AwardLimits, VoteTally, problems_with_decision
from grants.rules.texts import LONGEST_NOTE
from grants.states import BoardChoice, BoardOutcome
from reviews.rules import SHORTEST_REASONS, is_short

# Asking for changes differs from application to application, so it is entered one by one.
SLATE_OUTCOMES = (BoardOutcome.NO, BoardOutcome.HOLD, BoardOutcome.YES)
# What a yes to a slate is as a vote on each of its applications. To hold is neither.
_VOTES = {BoardOutcome.YES: BoardChoice.YES, BoardOutcome.NO: BoardChoice.NO}
_NOTE = re.compile(r"\s*(?P<reference>[\w-]+)\s*:\s*(?P<note>.*\S)\s*")
SHOWN = 5  # how many references a problem names


def vote_on_each(outcome: str, choice: str) -> BoardChoice:
    """What a vote on the slate is recorded as on each of its applications: yes to “don’t award” is a no.

    A no to the slate says only that its applications shouldn't be decided together in this way, so it is an abstention
    on each of them. To hold is neither, so every vote on such a slate is an abstention.
    """
    if choice != BoardChoice.YES:
        return BoardChoice.ABSTAIN
    return _VOTES.get(BoardOutcome(outcome), BoardChoice.ABSTAIN)


def keeps_own_vote(outcome: str, choice: str, cast: str) -> bool:
    """Whether a vote that the member cast before on an application of the slate stays.

    A no to the slate doesn't undo a vote that already disagrees with what the slate decides.
    """
    decides = _VOTES.get(BoardOutcome(outcome))
    return choice == BoardChoice.NO and decides is not None and cast not in (decides, BoardChoice.ABSTAIN)


def notes_in(text: str) -> tuple[dict[str, str], list[str]]:
    """The sentences for single applications, one a line (“26-0012: Its match is missing.”), and what is wrong."""
    notes: dict[str, str] = {}
    problems = []
    for line in filter(str.strip, text.splitlines()):
        if found := _NOTE.fullmatch(line):
            notes[found["reference"]] = found["note"]
        else:
            problems.append(f"Start each line with the application’s reference and a colon: “{line.strip()[:60]}”")
    return notes, problems


def reasons_with(reasons: str, note: str) -> str:
    """The reasons of one decision: the slate's, and the sentence about this application."""
    return f"{reasons}\n\n{note}" if note else reasons


class SlateCandidate(NamedTuple):
    """An application that someone chose for a slate."""

    reference: str
    is_submitted: bool
    is_returned: bool  # its applicant can still answer the state's questions
    is_decided: bool  # or a decision waits
    is_on_slate: bool


def problems_with_slate(
    outcome: str, reasons: str, notes: Mapping[str, str], candidates: Sequence[SlateCandidate]
) -> list[str]:
    """Why these applications can't be a slate with this outcome and these reasons."""
    problems = []
    if not candidates:
        problems.append("Choose at least one application.")
    if outcome not in SLATE_OUTCOMES:
        problems.append("Choose yes, no, or hold.")
    if is_short(reasons):
        problems.append(f"Enter the board’s reasons, in at least {SHORTEST_REASONS} characters.")
    longest = max((len(reasons_with(reasons, note)) for note in notes.values()), default=len(reasons))
    if longest > LONGEST_NOTE:
        problems.append(f"Shorten the reasons: with the sentence, they have at most {LONGEST_NOTE:,} characters.")
    if unknown := sorted(set(notes) - {one.reference for one in candidates}):
        problems.append(f"These applications have a sentence and aren’t chosen: {_named(unknown)}.")
    for words, wrong in (
        ("These applications aren’t submitted", [one.reference for one in candidates if not one.is_submitted]),
        (
            "The applicants of these can still answer the state’s questions",
            [one.reference for one in candidates if one.is_returned],
        ),
        ("These applications have a decision already", [one.reference for one in candidates if one.is_decided]),
        ("These applications are on another slate", [one.reference for one in candidates if one.is_on_slate]),
    ):
        if wrong:
            problems.append(f"{words}: {_named(wrong)}.")
    return problems


def amount_on_slate(outcome: str, limits: AwardLimits) -> int | None:
    """What an application on the slate is awarded: what it requests, or the most the round awards it; else None."""
    if outcome != BoardOutcome.YES:
        return None
    return limits.requested if limits.most is None else min(limits.requested, limits.most)


class SlateLine(NamedTuple):
    """An application on a slate, with what its decision rests on."""

    reference: str
    amount: int | None
    reasons: str
    limits: AwardLimits
    tally: VoteTally  # of the votes on the application
    on_slate: VoteTally  # of the votes on the slate, of members who may vote on this application
    is_returned: bool = False


def problems_with_entering(outcome: str, lines: Sequence[SlateLine], left: int | None) -> list[str]:
    """Why the slate can't be decided like this. `left` is what the round's budget has; None: no limit."""
    if not lines:
        return ["No applications are left on this slate."]
    found: dict[str, list[str]] = {}
    for line in lines:
        limits = line.limits._replace(left=None)
        problems = problems_with_decision(outcome, line.amount, "", line.reasons, limits=limits, tally=line.tally)
        if line.on_slate.yes <= line.on_slate.no:
            problems.append(f"The votes don’t support the slate: {line.on_slate.yes} yes, {line.on_slate.no} no.")
        if line.is_returned:
            problems.append("The applicant can still answer the state’s questions.")
        for problem in problems:
            found.setdefault(problem, []).append(line.reference)
    problems = [f"{problem} ({_named(references)})" for problem, references in found.items()]
    if left is not None and sum(line.amount or 0 for line in lines) > left:
        problems.append("The round’s budget doesn’t have that much left for all awards of the slate.")
    return problems


class RankedPlace(NamedTuple):
    """Where the latest ranking puts an application."""

    rank: int
    band: int


def is_wanted(place: RankedPlace | None, *, after: int | None, bands: Collection[int], unranked: bool) -> bool:
    """Whether a filter chooses an application: after that place, in one of the bands, or without a place."""
    if place is None:
        return unranked
    return (after is not None and place.rank > after) or place.band in bands


def _named(references: Iterable[str]) -> str:
    rows = list(references)
    more = f", and {len(rows) - SHOWN:,} more" if len(rows) > SHOWN else ""
    return ", ".join(rows[:SHOWN]) + more
