"""What is kept of a text that somebody typed, pasted or sent in a file."""

import re
import unicodedata

# More than anybody reads; a pasted megabyte gets a clear answer instead of a slow page for every reader.
LONGEST_ANSWER = 100_000
LONGEST_NOTE = 2_000

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Control characters but for tab and line end; characters that turn the direction of what follows (they can make a
# text read otherwise than it is written); halves of surrogate pairs, which no database keeps; byte order marks.
_DROPPED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


def cleaned(text: str | None) -> str:
    """The text with line ends as they are here and without characters that only confuse."""
    text = _LINE_ENDS.sub("\n", text or "")
    return unicodedata.normalize("NFC", _DROPPED.sub("", text)).strip()


def on_one_line(text: str | None) -> str:
    """The cleaned text on one line, with single spaces."""
    return " ".join(cleaned(text).split())


def is_not_text(text: str) -> bool:
    """Whether it holds a NUL or half a character: a sign of a broken file."""
    return _NOT_TEXT.search(text) is not None


def count_words(text: str) -> int:
    """The number of words, as the limits count them: what white space separates."""
    return len(text.split())
