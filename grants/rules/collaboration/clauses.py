"""The clause and the sentence around a name, in lowercase, as patterns read them."""

import re

from grants.rules.collaboration.folded_text import FoldedText

# "Those of Juniper Falls and" Lakeport: what is said of the first is said of all.
_LIST = re.compile(r"(?:[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3}(?:, and |, or |, | and | or ))+$")
_REST_OF_LIST = re.compile(r"^(?:(?:, and |, or |, | and | or )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3})+")
_MOST_WORDS = 40


def around(text: FoldedText, start: int, end: int) -> tuple[str, str]:
    """The clause before these words, without names in the same list, and the rest of the sentence after them."""
    begin, first, last, finish = _bounds(text, start, end)
    tokens = text.tokens
    before = _plain(_LIST.sub("", tokens.text[tokens.starts[begin] : tokens.starts[first]])).rstrip()
    after = _plain(_REST_OF_LIST.sub("", tokens.text[tokens.ends[last] : tokens.ends[finish]]))
    after = re.split(r", (?:and |but |so )?(?:we|i|our|ours) ", after)[0]
    return re.split(r"[;:—] |, (?:and|but|so|which|who) ", before)[-1], after


def sentence_around(text: FoldedText, start: int, end: int) -> tuple[str, str]:
    """The sentence before and after these words, with all its clauses."""
    begin, first, last, finish = _bounds(text, start, end)
    tokens = text.tokens
    return (
        _plain(tokens.text[tokens.starts[begin] : tokens.starts[first]]),
        _plain(tokens.text[tokens.ends[last] : tokens.ends[finish]]),
    )


def next_sentence(text: FoldedText, start: int, end: int) -> str:
    """The words that follow the sentence with these words."""
    tokens, last = text.tokens, text.last[end - 1] - 1
    while last + 1 < len(tokens) and tokens.sentence_of[last + 1] == tokens.sentence_of[text.first[start]]:
        last += 1
    if last + 1 >= len(tokens):
        return ""
    return _plain(tokens.text[tokens.ends[last] : tokens.ends[min(last + 16, len(tokens) - 1)]])


def _bounds(text: FoldedText, start: int, end: int) -> tuple[int, int, int, int]:
    """The first word of the sentence, the first and the last of these words, and the last of the sentence."""
    sentence_of, first, last = text.tokens.sentence_of, text.first[start], text.last[end - 1] - 1
    begin, finish = first, last
    while begin and sentence_of[begin - 1] == sentence_of[first] and first - begin < _MOST_WORDS:
        begin -= 1
    while (
        finish + 1 < len(text.tokens) and sentence_of[finish + 1] == sentence_of[last] and finish - last < _MOST_WORDS
    ):
        finish += 1
    return begin, first, last, finish


def _plain(text: str) -> str:
    return text.lower().replace("’", "'").replace("\n", " ")
