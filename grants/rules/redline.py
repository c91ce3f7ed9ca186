"""How two texts differ, word by word: the one comparison behind every page that marks what was added and removed."""

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain
from typing import TypeVar

SAME, REMOVED, ADDED = "same", "removed", "added"
# Words that occur in both texts make pairs, and comparing takes as long as there are pairs. Two answers of a thousand
# words have some 20,000; longer texts are compared by sentences first.
MOST_PAIRS = 60_000
# Fewer unchanged words than this between two changes are shown as changed: easier to read than word salad.
FEWEST_BETWEEN = 3

_WORDS = re.compile(r"\n|[^\s]+")
_SENTENCE_ENDS = (".", "?", "!", "\n")

_Part = TypeVar("_Part", bound=Hashable)
Change = tuple[Sequence[str], Sequence[str]]  # words before and after


@dataclass(frozen=True)
class RedlinePiece:
    """Words that follow one another: in both texts, only in the earlier one, or only in the later one."""

    kind: str
    text: str


Redline = list[list[RedlinePiece]]  # the pieces of each paragraph


def redline(before: str, after: str) -> Redline:
    """Both texts in one, paragraph by paragraph, with what was removed and what was added."""
    paragraphs: Redline = [[]]
    for kind, words in _pieces(_WORDS.findall(before), _WORDS.findall(after)):
        _append(paragraphs, kind, words)
    return [pieces for pieces in paragraphs if pieces]


def one_side(paragraphs: Redline, *, without: str) -> Redline:
    """Only the earlier text (`without` ADDED) or only the later one (`without` REMOVED), its differences marked."""
    sides = ([piece for piece in pieces if piece.kind != without] for pieces in paragraphs)
    return [pieces for pieces in sides if pieces]


def has_differences(paragraphs: Redline) -> bool:
    """Whether any word was added or removed; texts that differ in spaces alone have none."""
    return any(piece.kind != SAME for piece in chain.from_iterable(paragraphs))


def both_texts(first: str, second: str) -> str:
    """One text with every paragraph of both: where they differ, those of the first, then those of the second."""
    before, after = first.splitlines(), second.splitlines()
    if _pairs(before, after) > MOST_PAIRS:
        return f"{first}\n\n{second}"
    lines: list[str] = []
    for some, others in _compared(before, after):
        lines += some
        if some != others:
            lines += others
    return "\n".join(lines)


def _append(paragraphs: Redline, kind: str, words: Sequence[str]) -> None:
    held: list[str] = []
    for word in [*words, None]:
        if word is not None and word != "\n":
            held.append(word)
            continue
        if held:
            paragraphs[-1].append(RedlinePiece(kind, " ".join(held)))
            held = []
        if word == "\n":
            paragraphs.append([])


def _pieces(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Runs of words with their kind; removed words come before the words that replace them."""
    same: list[str] = []
    removed: list[str] = []
    added: list[str] = []
    for old, new in _changes(before, after):
        if old == new:
            same += old
            continue
        if 0 < len(same) < FEWEST_BETWEEN and (removed or added) and "\n" not in same:
            removed += same
            added += same
        else:
            yield from _runs(removed, added, same)
            removed, added = [], []
        same = []
        removed += old
        added += new
    yield from _runs(removed, added, same)


def _runs(removed: Sequence[str], added: Sequence[str], same: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    yield from ((kind, words) for kind, words in ((REMOVED, removed), (ADDED, added), (SAME, same)) if words)


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """The words of both texts in order, split where they start and stop differing."""
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    yield before[:head], after[:head]
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if _pairs(old, new) <= MOST_PAIRS:
        yield from _compared(old, new)
    else:
        for some, others in _compared(_sentences(old), _sentences(new)):
            words, other_words = list(chain.from_iterable(some)), list(chain.from_iterable(others))
            if words == other_words or _pairs(words, other_words) > MOST_PAIRS:
                yield words, other_words
            else:
                yield from _compared(words, other_words)
    yield before[len(before) - tail :], after[len(after) - tail :]


def _compared(before: Sequence[_Part], after: Sequence[_Part]) -> Iterator[tuple[Sequence[_Part], Sequence[_Part]]]:
    if _pairs(before, after) > MOST_PAIRS:
        yield before, after
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _change, start, end, other_start, other_end in matcher.get_opcodes():
        yield before[start:end], after[other_start:other_end]


def _sentences(words: Sequence[str]) -> list[tuple[str, ...]]:
    sentences: list[list[str]] = [[]]
    for word in words:
        sentences[-1].append(word)
        if word.endswith(_SENTENCE_ENDS):
            sentences.append([])
    return [tuple(sentence) for sentence in sentences if sentence]


def _common(before: Sequence[str], after: Sequence[str]) -> int:
    """How many words are the same at the beginning of both."""
    count = 0
    for word, other in zip(before, after, strict=False):
        if word != other:
            break
        count += 1
    return count


def _pairs(before: Sequence[Hashable], after: Sequence[Hashable]) -> int:
    counted = Counter(after)
    return sum(count * counted[one] for one, count in Counter(before).items())
