"""Pure rules of a desk: which paragraphs can be cited, what a citation must be, what a mark needs."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

# Control, zero-width, joining and direction characters: they print nothing.
INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
_PRINTS_NOTHING = re.compile(rf"[\s{INVISIBLE}]*")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of a submitted text, with the key that citations use."""

    key: str
    text: str


def paragraphs_of(key: str, text: str | None) -> list[Paragraph]:
    """The paragraphs of one answer, `n3-p1`, `n3-p2` and so on: one for each line, stripped, without blank lines.

    A line of only white space and invisible characters is blank.
    """
    lines = (line.strip() for line in (text or "").splitlines())
    printed = (line for line in lines if not _PRINTS_NOTHING.fullmatch(line))
    return [Paragraph(f"{key}-p{number}", line) for number, line in enumerate(printed, start=1)]


# ---- citations ----

EXPLAINED, PARTLY, NOT_EXPLAINED = "explained", "partly", "not_explained"
VERDICTS = {EXPLAINED: "Explained", PARTLY: "Partly explained", NOT_EXPLAINED: "Not explained"}
PASSAGE, CELL, NOTHING_FOUND = "passage", "cell", "nothing_found"
LONGEST_QUOTE = 5_000
LONGEST_NOTE = 10_000


@dataclass(frozen=True)
class Cited:
    """A place that a reviewer cites: characters [start, end) of a paragraph, a cell, or "nothing found".

    A passage without characters is the whole paragraph. `quote` is what the reviewer saw there.
    """

    kind: str
    place: str = ""
    start: int | None = None
    end: int | None = None
    quote: str = ""


def resolved(cited: Cited, *, paragraphs: Mapping[str, str], cells: Mapping[str, str]) -> Cited | None:
    """The same citation with its characters and its quote from the submitted text; None if the place isn't in it.

    A quote that was sent must equal the text there. If it doesn't, the page was made from another version.
    """
    if cited.kind == NOTHING_FOUND:
        return Cited(NOTHING_FOUND)
    if cited.kind == CELL:
        text = cells.get(cited.place)
        return None if text is None or cited.quote not in ("", text) else Cited(CELL, cited.place, quote=text)
    text = paragraphs.get(cited.place) if cited.kind == PASSAGE else None
    if text is None:
        return None
    start = 0 if cited.start is None else cited.start
    end = len(text) if cited.end is None else cited.end
    if not 0 <= start < end <= len(text):
        return None
    quote = text[start:end]
    if not quote.strip() or cited.quote not in ("", quote):
        return None
    return Cited(PASSAGE, cited.place, start, end, quote)


def problems_with_citation(cited: Cited, *, paragraphs: Mapping[str, str], cells: Mapping[str, str]) -> list[str]:
    """Why this can't be cited."""
    citation = resolved(cited, paragraphs=paragraphs, cells=cells)
    if citation is None:
        return ["That passage or cell isn’t in this version. Reload the page and choose it again."]
    if len(citation.quote) > LONGEST_QUOTE:
        return [f"A citation can have at most {LONGEST_QUOTE:,} characters. Choose the key sentence."]
    return []


def problems_with_mark(verdict: str, kinds: Iterable[str], note: str = "") -> list[str]:
    """Why a verdict on an element can't be recorded with citations of these kinds."""
    kinds = set(kinds)
    problems = []
    if verdict not in VERDICTS:
        problems.append("Choose explained, partly explained, or not explained.")
    elif not kinds:
        problems.append("Every mark needs a citation or “nothing found.”")
    elif NOTHING_FOUND in kinds and kinds != {NOTHING_FOUND}:
        problems.append("This element has citations. Remove them before you record that nothing was found.")
    elif NOTHING_FOUND in kinds and verdict != NOT_EXPLAINED:
        problems.append(
            f"“Nothing found” means not explained. To mark it {VERDICTS[verdict].lower()}, cite a passage or a cell."
        )
    if len(note) > LONGEST_NOTE:
        problems.append(f"A note can have at most {LONGEST_NOTE:,} characters.")
    return problems


# What the reasons of a determination have to answer; shorter ones don't.
QUESTIONS_OF_REASONS = (
    "Which elements decided it?",
    "What in the application explains them, or what is missing?",
    "Which findings did you consider, and why do they matter or not?",
)
SHORTEST_REASONS = 20


def is_short(reasons: str) -> bool:
    """Whether reasons are too short to say anything."""
    return len(" ".join(reasons.split())) < SHORTEST_REASONS


def problems_with_determination(
    verdict: str,
    reasons: str,
    *,
    unmarked: int = 0,
    unmarked_reason: str = "",
    replaces: bool,
    replaces_reason: str = "",
) -> list[str]:
    """Why a determination can't be recorded while this number of elements is unmarked."""
    problems = []
    if verdict not in VERDICTS:
        problems.append("Choose explained, partly explained, or not explained.")
    if not reasons.strip():
        problems.append("Enter the reasons for your determination.")
    elif is_short(reasons):
        problems.append(
            f"Enter reasons that answer the questions above the field, in at least {SHORTEST_REASONS} characters."
        )
    if unmarked and not unmarked_reason.strip():
        problems.append(
            f"{_unmarked_in_words(unmarked)} Mark all nine first, or enter the reason for recording your determination "
            "without them."
        )
    if replaces and not replaces_reason.strip():
        problems.append("Enter the reason for changing your determination. The earlier one stays in the history.")
    return problems


def _unmarked_in_words(unmarked: int) -> str:
    return "1 element isn’t marked." if unmarked == 1 else f"{unmarked} elements aren’t marked."


# ---- showing a cited text ----


@dataclass(frozen=True)
class Span:
    """Characters [start, end) of a paragraph with a meaning: a name, or a cited passage."""

    start: int
    end: int
    kind: str
    what: str
    label: str = ""
    why: str = ""  # why the name has this meaning, and the id of the element that says so
    why_id: str = ""


@dataclass(frozen=True)
class Piece:
    """A stretch of a paragraph with all the spans that cover it, and those that end with it."""

    text: str
    spans: tuple[Span, ...]
    ends: tuple[Span, ...]


def pieces_of(text: str, spans: Iterable[Span]) -> list[Piece]:
    """The paragraph cut wherever a span begins or ends. Joined, the pieces are the text again."""
    inside = [s for s in spans if 0 <= s.start < s.end <= len(text)]
    if not inside:
        return [Piece(text, (), ())] if text else []
    cuts = sorted({0, len(text), *(s.start for s in inside), *(s.end for s in inside)})
    waiting = sorted(inside, key=lambda s: (s.start, -s.end))
    pieces: list[Piece] = []
    covering: list[Span] = []
    for start, end in pairwise(cuts):
        covering = [s for s in covering if s.end > start]
        while waiting and waiting[0].start <= start:
            covering.append(waiting.pop(0))
        pieces.append(Piece(text[start:end], tuple(covering), tuple(s for s in covering if s.end == end)))
    return pieces


# Begins at the first of several periods and gives nothing back, so that a line of periods is read once.
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+\s++(?=[\"'“‘(\[]?[A-Z0-9])")


def sentences_of(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a paragraph begin and end, for citing one without a mouse."""
    starts = [0, *(match.end() for match in _SENTENCE_END.finditer(text))]
    return [(a, a + len(text[a:b].rstrip())) for a, b in pairwise([*starts, len(text)]) if text[a:b].strip()]


# ---- all marks in one line ----

LETTERS = {EXPLAINED: "e", PARTLY: "p", NOT_EXPLAINED: "n"}


def unmarked_in(line: str) -> int:
    """How many elements have no mark in a line of marks."""
    return line.count("-")


def changed_between(before: str, after: str) -> list[int]:
    """The elements whose marks differ between two lines; none if the first one is not known ("")."""
    return [number for number, marks in enumerate(zip(before, after, strict=False), start=1) if marks[0] != marks[1]]


def line_of(marks: Mapping[int, str], elements: int = 9) -> str:
    """The verdicts of all elements as letters: e(xplained), p(artly), n(ot), or - for no mark."""
    return "".join(LETTERS.get(marks.get(number, ""), "-") for number in range(1, elements + 1))
