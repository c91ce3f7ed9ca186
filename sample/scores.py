"""What invented scorers say: a level for each criterion, with a reason and a citation."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from grants.rules.citable import Packet
from reviews.rules import NOTHING_FOUND, PASSAGE, Cited, paragraphs_of, sentences_of
from sample.prose import BLANK, EMPTY_WORDS, EXPLAINED, PARTLY

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
    """One criterion's score."""

    level: int
    reason: str
    confidence: str
    cited: Cited


def scores_for(
    rng: random.Random, packet: Packet, quality: Mapping[int, str], *, criteria: int, severity: float
) -> list[ScoreRow]:
    """A scorer's scores of one application; `severity` is how many points lower than others this person scores."""
    answers = {text["element"]: paragraphs_of(text["key"], text["text"]) for text in packet["narrative"]}
    answered = [element for element, paragraphs in answers.items() if element and paragraphs]
    rows = []
    for number in range(criteria):
        elements = [element for element in quality if element % criteria == number % criteria] or list(quality)
        points = sum(POINTS[quality[element]] for element in elements) / len(elements)
        level = min(4, max(0, round(points - severity + rng.gauss(0, 0.45))))
        paragraphs = answers[rng.choice([e for e in elements if e in answered] or answered)] if answered else []
        if level == 0 or not paragraphs:
            rows.append(ScoreRow(0, REASONS[0], rng.choice(CONFIDENCE), Cited(NOTHING_FOUND)))
            continue
        paragraph = rng.choice(paragraphs)
        start, end = rng.choice(sentences_of(paragraph.text))
        cited = Cited(PASSAGE, paragraph.key, start, end, paragraph.text[start:end])
        rows.append(ScoreRow(level, REASONS[level], rng.choice(CONFIDENCE), cited))
    return rows
