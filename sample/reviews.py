"""What invented officers write when they review: marks with citations, notes, and determinations."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from grants.rules.citable import Packet, cells_in
from reviews.rules import CELL, NOT_EXPLAINED, NOTHING_FOUND, PASSAGE, Cited, Paragraph, paragraphs_of, sentences_of
from reviews.rules import EXPLAINED as VERDICT_EXPLAINED
from reviews.rules import PARTLY as VERDICT_PARTLY
from sample.prose import BLANK, EMPTY_WORDS, EXPLAINED, PARTLY

NOTES = {
    VERDICT_EXPLAINED: (
        "",
        "",
        "Concrete: says who, what, and when.",
        "Checked against the table; the two agree.",
        "The strongest answer of the nine.",
    ),
    VERDICT_PARTLY: (
        "",
        "Says what, but not who pays.",
        "The first activity is clear, the others are left open.",
        "An intention rather than an arrangement.",
        "I would ask the lead for the missing half.",
    ),
    NOT_EXPLAINED: (
        "Fine words, but nothing a member could be held to.",
        "Could appear in any application.",
        "Nothing here says how the members will work with one another.",
        "I looked in the other answers as well.",
    ),
}
REASONS = {
    VERDICT_EXPLAINED: (
        "The narrative and the table agree on what the members owe each other, the money follows the work, and the "
        "agreement says what happens when a member leaves. The open points are small, and my marks name them.",
        "For {good} of the nine elements I can point to a passage or a row that says who does what and who benefits. The plan "
        "reaches students who have no such course today.",
        "They explain it. The members arranged governance, money, and schedules together; the lead did not simply announce them.",
    ),
    VERDICT_PARTLY: (
        "The activities are real, but {weak} elements are answered with intentions. I can't tell from the narrative "
        "who decides or pays when the members disagree.",
        "They explain what students gain, but only some members explain how they share the work.",
        "Half of it rests on arrangements, half on hope. The findings I responded to point to the same places.",
    ),
    NOT_EXPLAINED: (
        "The narrative says that the members will collaborate, but never how. {weak} elements have no passage that I could "
        "cite, and the table does not fill the gap.",
        "I find no account of what each member contributes and receives. The question is not answered.",
        "Well written and empty: no district could learn from it what it has promised its neighbors.",
    ),
}


@dataclass(frozen=True)
class MarkRow:
    """One element's mark."""

    element: int
    verdict: str
    cited: tuple[Cited, ...]
    note: str


@dataclass(frozen=True)
class Conclusion:
    """An officer's determination."""

    verdict: str
    reasons: str


def marks_for(rng: random.Random, packet: Packet, reading: Packet, quality: Mapping[int, str]) -> list[MarkRow]:
    """An officer's nine marks, each with its citations; officers differ a little."""
    cells = cells_in(packet, reading)
    paragraphs = {n["element"]: paragraphs_of(n["key"], n["text"]) for n in packet["narrative"] if n["element"]}
    lead = packet["participants"][0]["key"]
    rows = []
    for element in range(1, 10):
        verdict = _verdict(rng, quality[element])
        answer = paragraphs.get(element, [])
        cited = [passage_in(rng, answer)] if answer else []
        if element in (1, 2) and verdict != NOT_EXPLAINED and rng.random() < 0.6:
            place = f"cell:{lead}:{'gives' if element == 1 else 'gains'}"
            cited.append(Cited(CELL, place, quote=cells[place]))
        if len(answer) > 1 and rng.random() < 0.25:
            cited.append(passage_in(rng, answer[-1:]))
        if quality[element] == BLANK or not cited:
            cited = [Cited(NOTHING_FOUND)]
        rows.append(MarkRow(element, verdict, tuple(dict.fromkeys(cited)), rng.choice(NOTES[verdict])))
    return rows


def conclusion_for(rng: random.Random, marks: list[MarkRow]) -> Conclusion:
    """The determination that follows from these marks."""
    weak = sum(mark.verdict != VERDICT_EXPLAINED for mark in marks)
    poor = sum(mark.verdict == NOT_EXPLAINED for mark in marks)
    verdict = VERDICT_EXPLAINED if weak <= 2 else NOT_EXPLAINED if poor >= 5 else VERDICT_PARTLY
    return Conclusion(verdict, rng.choice(REASONS[verdict]).format(good=9 - weak, weak=weak))


def _verdict(rng: random.Random, quality: str) -> str:
    usual = {
        EXPLAINED: VERDICT_EXPLAINED,
        PARTLY: VERDICT_PARTLY,
        EMPTY_WORDS: NOT_EXPLAINED,
        BLANK: NOT_EXPLAINED,
    }[quality]
    if quality == BLANK or rng.random() < 0.86:
        return usual
    return VERDICT_PARTLY if usual != VERDICT_PARTLY else rng.choice([VERDICT_EXPLAINED, NOT_EXPLAINED])


def passage_in(rng: random.Random, paragraphs: list[Paragraph]) -> Cited:
    """A sentence of one of the paragraphs, to cite."""
    paragraph = rng.choice(paragraphs)
    start, end = rng.choice(sentences_of(paragraph.text))
    return Cited(PASSAGE, paragraph.key, start, end, paragraph.text[start:end])
