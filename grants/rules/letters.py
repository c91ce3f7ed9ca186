"""Decision letters: their parts, and the page of each member, from what was decided, marked, scored, and found.

Nothing is added that reviewers didn't write or a check didn't find, and no other application is named.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from grants.rules.appeals import NO_BASIS, WHEN_TO_APPEAL
from grants.rules.citable import Packet, PacketMember, members_in, mentions
from grants.rules.scoring import SUSTAINABILITY_DESCRIPTION, SUSTAINABILITY_QUESTION
from grants.states import FINAL_OUTCOMES, RELEASED_LABELS, BoardOutcome, StageOutcome
from reviews.rules import CELL, EXPLAINED, PASSAGE, VERDICTS, Cited

LONGEST_PART = 20_000
# What a member can do next, by what was decided.
NEXT: dict[str, str] = {
    BoardOutcome.YES: "The award’s page lists what each member has to do before money is paid. When that is done and "
    "the grant agreement is signed, the state starts the award.",
    BoardOutcome.NO: "This application isn’t funded in this round. The consortium can apply again in a later round. "
    "Each member’s page says what to try next.",
    StageOutcome.INELIGIBLE: "The board didn’t decide on this application, because it isn’t eligible in this round. "
    "The consortium can apply again in a later round.",
    StageOutcome.GATE: "The board didn’t decide on this application, because it didn’t pass the gate. The "
    "consortium can apply again in a later round. The scorers’ reasons say what to explain then.",
    BoardOutcome.HOLD: "The board will decide later. You don’t need to do anything now. We’ll email you the decision.",
    BoardOutcome.EDIT: "The board asks for the changes listed as conditions, and decides again after it gets them. "
    "The state will contact the lead district about how to submit them.",
}
NOT_CITED = "Reviewers wrote nothing specific about this member’s part."
NO_GAP = "Neither the marks nor the findings name a gap in this member’s part."


class LetterPart(NamedTuple):
    """One part of a letter: plain text, one paragraph a line."""

    key: str
    member: str  # the key of the member whose page it is on; "" for the letter itself
    heading: str
    text: str
    is_fixed: bool  # officials can't change it: it says what was decided or submitted


@dataclass(frozen=True)
class LetterMark:
    """An officer's mark of one element, with what it cites."""

    element: int
    verdict: str
    note: str
    cited: tuple[Cited, ...]


@dataclass(frozen=True)
class LetterScore:
    """A scorer's level on a criterion or vote at the gate, with the reason; scorers have numbers, no names."""

    scorer: int
    criterion: str  # "" for the gate
    level: str  # in words
    reason: str


@dataclass(frozen=True)
class LetterFinding:
    """A finding in the submitted version, and the members that it is about."""

    key: str  # of its rule and subject
    sentence: str
    members: frozenset[str]


@dataclass(frozen=True)
class LetterFacts:
    """Everything a letter is built from."""

    outcome: str
    amount: int | None
    conditions: str
    reasons: str
    verdict: str  # of the state's answer; "" if none is recorded
    verdict_reasons: str
    packet: Packet
    reading: Packet
    marks: Sequence[LetterMark]
    scores: Sequence[LetterScore]
    findings: Sequence[LetterFinding]
    unmet: Sequence[str] = ()  # rules of the round that officers say aren’t met, with the evidence
    appeal_days: int = 0  # after the release; 0: the round has no appeals


def letter_parts(facts: LetterFacts) -> list[LetterPart]:
    """The letter itself, then the page of each member, lead first."""
    parts = [LetterPart("decision", "", "Decision", _decision(facts), is_fixed=True)]
    if facts.verdict:
        answer = f"{VERDICTS[facts.verdict]}.\n{facts.verdict_reasons}"
        parts.append(LetterPart("answer", "", facts.packet["competition"]["question"], answer, is_fixed=True))
    if facts.unmet:
        parts.append(LetterPart("screen", "", "Rules that aren’t met", "\n".join(facts.unmet), is_fixed=False))
    if facts.outcome == StageOutcome.GATE:
        asked = f"{SUSTAINABILITY_QUESTION}\n{SUSTAINABILITY_DESCRIPTION}"
        parts.append(LetterPart("question", "", "What the sustainability gate asks", asked, is_fixed=True))
    parts += _elements(facts)
    parts += _criteria(facts.scores)
    parts.append(LetterPart("next", "", "What happens next", _next(facts), is_fixed=True))
    for member in members_in(facts.packet, facts.reading):
        parts += _page_of(member, facts)
    return parts


def _decision(facts: LetterFacts) -> str:
    lines = [f"{RELEASED_LABELS[facts.outcome]}."]
    if facts.amount:
        lines.append(f"Amount: ${facts.amount:,}")
    if facts.conditions:
        lines.append(f"Conditions: {facts.conditions}")
    whose = "Reasons" if facts.outcome in StageOutcome else "The board’s reasons"
    return "\n".join([*lines, f"{whose}: {facts.reasons}"])


def _next(facts: LetterFacts) -> str:
    """What a member can do; after a final decision, also until when the lead can appeal."""
    if not facts.appeal_days or facts.outcome not in FINAL_OUTCOMES:
        return NEXT[facts.outcome]
    days = "1 day" if facts.appeal_days == 1 else f"{facts.appeal_days} days"
    return f"{NEXT[facts.outcome]}\n{WHEN_TO_APPEAL} within {days} after this decision was released. {NO_BASIS}"


def _elements(facts: LetterFacts) -> Iterator[LetterPart]:
    """What officers wrote on each element, and what the round's rubric asks for where it isn't explained."""
    for element in facts.packet.get("elements", ()):
        marks = [mark for mark in facts.marks if mark.element == element["number"]]
        if not marks:
            continue
        verdicts = "; ".join(dict.fromkeys(VERDICTS[mark.verdict] for mark in marks))
        lines = [f"Marked: {verdicts}.", *dict.fromkeys(mark.note for mark in marks if mark.note)]
        if any(mark.verdict != EXPLAINED for mark in marks):
            lines.append(_asked_for(element))
        heading = f"{element['number']}. {element['title']}"
        yield LetterPart(f"element:{element['number']}", "", heading, "\n".join(lines), is_fixed=False)


def _asked_for(element: Mapping[str, str]) -> str:
    rubric = element.get("explained_if", "")
    return f"What counts as explained: {rubric}" if rubric else f"The question to answer: {element['question']}"


def _criteria(scores: Sequence[LetterScore]) -> Iterator[LetterPart]:
    for place, criterion in enumerate(dict.fromkeys(score.criterion for score in scores)):
        lines = [
            f"Scorer {score.scorer}: {score.level}. {score.reason}".rstrip()
            for score in scores
            if score.criterion == criterion
        ]
        key, heading = f"criterion:{place}", criterion or "Sustainability gate"
        yield LetterPart(key if criterion else "gate", "", heading, "\n".join(lines), is_fixed=False)


# ---- the page of a member ----


def _page_of(member: PacketMember, facts: LetterFacts) -> Iterator[LetterPart]:
    marks = [(mark, quotes) for mark in facts.marks if (quotes := _quotes_about(member.key, mark, facts.reading))]
    titles = {element["number"]: element for element in facts.packet.get("elements", ())}
    found = [one.sentence for one in facts.findings if member.key in one.members]
    stated = (
        ("Contributes", member.gives.text),
        ("Students benefit", member.gains.text),
        ("Students reached", member.reach.text),
        ("Grant money received", member.money.text),
    )
    own = f"member:{member.key}"
    yield LetterPart(
        f"{own}:part", member.key, "What the application says", "\n".join(f"{a}: {b}" for a, b in stated), is_fixed=True
    )
    comments = [_comment(mark, quotes, titles) for mark, quotes in marks]
    comments += [f"The checks found: {sentence}" for sentence in found]
    yield LetterPart(
        f"{own}:comments", member.key, "What reviewers said", "\n".join(comments) or NOT_CITED, is_fixed=False
    )
    tips = list(_to_try(member, [mark for mark, _ in marks], titles, has_findings=bool(found)))
    yield LetterPart(f"{own}:next", member.key, "What to try next", "\n".join(tips) or NO_GAP, is_fixed=False)


def _quotes_about(key: str, mark: LetterMark, reading: Packet) -> list[str]:
    """What the mark cites about the member: cells of its row, and passages in which it is named."""
    named = [(place, name) for place, name in mentions(reading) if name.get("subject") == key]
    return [
        one.quote
        for one in mark.cited
        if (one.kind == CELL and one.place.startswith(f"cell:{key}:"))
        or (one.kind == PASSAGE and any(place == one.place and _overlap(one, name) for place, name in named))
    ]


def _overlap(cited: Cited, name: Mapping[str, int]) -> bool:
    start, end = cited.start or 0, cited.end
    return name["start"] >= start and (end is None or name["end"] <= end)


def _comment(mark: LetterMark, quotes: Iterable[str], titles: Mapping[int, Mapping[str, str]]) -> str:
    about = titles[mark.element]["title"] if mark.element in titles else f"Element {mark.element}"
    quoted = "; ".join(f"“{quote}”" for quote in quotes)
    return f"{about}: {VERDICTS[mark.verdict].lower()}. {mark.note}".rstrip() + f" About: {quoted}"


def _to_try(
    member: PacketMember,
    marks: Iterable[LetterMark],
    titles: Mapping[int, Mapping[str, str]],
    *,
    has_findings: bool,
) -> Iterator[str]:
    if member.gives.is_gap:
        yield "State what this member contributes to each activity: staff, money, space, course seats, or expertise."
    if member.gains.is_gap:
        yield "State how this member’s students benefit: which courses, teachers, or tools, and how many students."
    if not member.named:
        yield "The narrative doesn’t name this member. Explain there what it does in the project."
    for number in dict.fromkeys(mark.element for mark in marks if mark.verdict != EXPLAINED):
        if element := titles.get(number):
            yield f"{element['title']}: explain this member’s part in more detail. {_asked_for(element)}"
    if has_findings:
        yield "Correct or explain what the checks found."


# ---- changing a part ----


class EditedText(NamedTuple):
    """The last change of a part: the text that was built then, and what an official wrote instead."""

    original: str
    text: str


def with_edits(parts: Iterable[LetterPart], edits: Mapping[str, EditedText]) -> list[LetterPart]:
    """The parts as they are sent."""
    return [part._replace(text=edits[part.key].text) if part.key in edits else part for part in parts]


def edits_to_read_again(parts: Iterable[LetterPart], edits: Mapping[str, EditedText]) -> list[str]:
    """The keys of edited parts whose built text changed after the edit, or that no longer exist."""
    built = {part.key: part.text for part in parts}
    return [key for key, edit in edits.items() if built.get(key) != edit.original]


def problems_with_edit(part: LetterPart | None, text: str, reason: str) -> list[str]:
    """Why an official can't change this part of a letter so."""
    if part is None or part.is_fixed:
        return ["This part of the decision letter can’t be changed."]
    problems = []
    if not text.strip():
        problems.append("Enter the text of this part.")
    if len(text) > LONGEST_PART:
        problems.append(f"Shorten the text to {LONGEST_PART:,} characters.")
    if not reason.strip():
        problems.append("Enter the reason for the change. The original stays in the history.")
    return problems
