"""The words around a position in its sentence."""

from bisect import bisect_left, bisect_right

from grants.rules.collaboration.tokens import TokenizedText

_MOST_WORDS = 60


def text_before(words: TokenizedText, place: int) -> str:
    """The words of the sentence before a position, in lowercase."""
    if place >= len(words):
        return ""
    first = max(bisect_left(words.sentence_of, words.sentence_of[place], 0, place), place - _MOST_WORDS)
    return words.text[words.starts[first] : words.starts[place]].lower().strip()


def text_after(words: TokenizedText, place: int) -> str:
    """What follows a position in its sentence, in lowercase."""
    last = min(bisect_right(words.sentence_of, words.sentence_of[place - 1], place), place + _MOST_WORDS)
    return words.text[words.ends[place - 1] : words.ends[last - 1]].lower()
