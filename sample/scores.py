"""What invented scorers say: a level for each criterion, with a reason and a citation."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from grants.rules.citable import Packet
from reviews.rules import NOTHING_FOUND, Cited, Paragraph, paragraphs_of
from sample.prose import BLANK, EMPTY_WORDS, EXPLAINED, PARTLY
from sample.reviews import passage_in

AFTER_THE_GRANT = 8  # the element
POINTS = {EXPLAINED: 4.0, PARTLY: 2.4, EMPTY_WORDS: 1.0, BLANK: 0.0}
CONFIDENCE = ("low", "medium", "medium", "high", "high")
REASONS = (
    "Nothing in the application speaks to this. I looked in every answer and in the plan.",
    "The application says so, but it can’t be checked: there is no name, date, or amount.",
    "Some of it is there. The first activity is worked out, and the others are intentions.",
    "Clear for most members. The schedule and the money are named, and one point is left open.",
    "Worked out to the last detail: who does what, when, and what happens if it fails.",
)


@dataclass(frozen=True)
class ScoreRow:
    """One criterion's score, or a vote at the gate."""

    level: int | None
    reason: str
    confidence: str
    cited: Cited
    vote: str = ""


def scores_for(
    rng: random.Random, packet: Packet, quality: Mapping[int, str], *, criteria: int, severity: float
) -> list[ScoreRow]:
    """A scorer's scores of one application; `severity` is how many points lower than others this person scores."""
    answers = _answers(packet)
    answered = list(answers)
    rows = []
    for number in range(criteria):
        elements = [element for element in quality if element % criteria == number % criteria] or list(quality)
        points = sum(POINTS[quality[element]] for element in elements) / len(elements)
        level = min(4, max(0, round(points - severity + rng.gauss(0, 0.45))))
        paragraphs = answers[rng.choice([e for e in elements if e in answered] or answered)] if answered else []
        if level == 0 or not paragraphs:
            rows.append(ScoreRow(0, REASONS[0], rng.choice(CONFIDENCE), Cited(NOTHING_FOUND)))
            continue
        cited = passage_in(rng, paragraphs)
        rows.append(ScoreRow(level, REASONS[level], rng.choice(CONFIDENCE), cited))
    return rows


def gate_row_for(rng: random.Random, packet: Packet, vote: str, reason: str) -> ScoreRow:
    """A vote at the gate, with a passage of the answer on what comes after the grant, or nothing found."""
    paragraphs = _answers(packet).get(AFTER_THE_GRANT)
    cited = passage_in(rng, paragraphs) if paragraphs else Cited(NOTHING_FOUND)
    return ScoreRow(None, reason, rng.choice(CONFIDENCE), cited, vote)


def _answers(packet: Packet) -> dict[int, list[Paragraph]]:
    """The paragraphs of each element that has any."""
    answers = {text["element"]: paragraphs_of(text["key"], text["text"]) for text in packet["narrative"]}
    return {element: paragraphs for element, paragraphs in answers.items() if element and paragraphs}
