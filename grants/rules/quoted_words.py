"""Finds the words of the narrative that a finding is about, so that pages can mark them."""

import re
from collections.abc import Iterable

from grants.rules.collaboration.tokens import printable_line
from reviews.rules import INVISIBLE

_IN_QUOTATION_MARKS = re.compile("“([^”]+)”")
_ELLIPSES = "… "
_CONTEXT = 400  # a finding quotes fewer characters than this before and after the words


def words_quoted(sentence: str, quote: str, paragraph: str) -> tuple[int, int] | None:
    """Where the words that a finding's sentence has in quotation marks are in a paragraph: characters [start, end).

    If the paragraph has them several times, they are where the text around them is that of the finding's quote from the
    paragraph. None if they are not in it.
    """
    line = quote.strip(_ELLIPSES)
    for phrase in _IN_QUOTATION_MARKS.findall(sentence):
        if not phrase.strip(_ELLIPSES):
            continue
        pattern = _pattern_of(phrase)
        contexts = [(line[: m.start()].rstrip(), line[m.end() :].lstrip()) for m in pattern.finditer(line)]
        for match in pattern.finditer(paragraph) if contexts else ():
            before = printable_line(paragraph[max(0, match.start() - _CONTEXT) : match.start()])
            after = printable_line(paragraph[match.end() : match.end() + _CONTEXT])
            if _is_one_of(contexts, before, after):
                return match.start(), match.end()
    return None


def _pattern_of(phrase: str) -> re.Pattern[str]:
    """A finding has them on one line, without invisible characters; the paragraph has them as they were written."""
    words = (rf"[{INVISIBLE}]*".join(map(re.escape, word)) for word in phrase.rstrip(_ELLIPSES).split())
    return re.compile(rf"[\s{INVISIBLE}]+".join(words))


def _is_one_of(contexts: Iterable[tuple[str, str]], before: str, after: str) -> bool:
    return any(
        (before.endswith(left) or left.endswith(before)) and (after.startswith(right) or right.startswith(after))
        for left, right in contexts
    )
