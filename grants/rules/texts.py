"""Cleaning texts that people type, paste, or send in a file."""

import re
import unicodedata

# More than anyone reads. A pasted megabyte gets an error message instead of making every page slow.
LONGEST_ANSWER = 100_000
LONGEST_NOTE = 2_000
# Of an answer’s word limit, on average and with spaces. English has 6; more is text without spaces.
CHARACTERS_A_WORD = 15

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Control characters except tab and line end; characters that reverse the direction of what follows (a text could
# then read differently from what is stored); halves of surrogate pairs, which no database stores; byte order marks.
_DROPPED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


def cleaned(text: str | None) -> str:
    """The text with "\\n" as its line ends and without invisible control characters."""
    text = _LINE_ENDS.sub("\n", text or "")
    return unicodedata.normalize("NFC", _DROPPED.sub("", text)).strip()


def on_one_line(text: str | None) -> str:
    """The cleaned text on one line, with single spaces."""
    return " ".join(cleaned(text).split())


def is_not_text(text: str) -> bool:
    """Whether the text contains a NUL or half a character, as broken files do."""
    return _NOT_TEXT.search(text) is not None


def count_words(text: str) -> int:
    """The number of words, separated by white space, as the word limits count them."""
    return len(text.split())
