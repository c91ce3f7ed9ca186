"""A text split into words and sentences, with the position of each word.

A word is a run of letters and digits; what is between two words is a gap. Invisible characters are ignored, all
forms of apostrophe are the same, as are all forms of hyphen, and any white space is one space. Offsets count in the
text as written.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from reviews.rules import INVISIBLE

_COMBINING = "\u0300-\u036f"
_WORD = re.compile(rf"[^\W_](?:[{_COMBINING}{INVISIBLE}]*+[^\W_])*+[{_COMBINING}]*+")
_INVISIBLE = re.compile(rf"[{INVISIBLE}]+")
_SPACE = re.compile(r"\s+")
_APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u02bc\u02b9\u2032\u00b4`\uff07"), "'")
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"), "-")
_ONE_FORM = str.maketrans({**_APOSTROPHES, **_HYPHENS})


def word_set(text: str) -> frozenset[str]:
    """The words of a text, separated by white space, as a set."""
    return frozenset(text.split())


# A period after one of these does not end a sentence.
_ABBREVIATIONS = word_set(
    """mr mrs ms dr st ste mt ft vs eg ie e g i approx dept supt asst prof gen jr sr rev hon co cty
    jan feb mar apr jun jul aug sep sept oct nov dec"""
)
_BEFORE_A_DIGIT = word_set("no nos p pp")  # "No. 3"; but "They said no."
# A line that ends in one of these continues on the next, and so does one that a mail program has wrapped.
_CONTINUES = word_set(
    """a an the and or nor but of in on at to for from with by through between among into under over as that which who
    our these their its his her all each every both"""
)
_WRAPPED_LINE = 60
_ENDS_A_SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*(?:\s|$)")


@dataclass(frozen=True)
class TokenizedText:
    """The words of a text. `gaps[i]` is the normalized text before word i; the last gap follows the last word."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    words: tuple[str, ...]
    gaps: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def lower(self) -> tuple[str, ...]:
        return tuple(word.lower() for word in self.words)

    @cached_property
    def plain(self) -> str:
        """The text in lowercase with one form of apostrophe, every character at the place where it was."""
        lower = self.text.lower()
        if len(lower) != len(self.text):
            lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)
        return lower.replace("\u2019", "'").replace("\u00a0", " ")

    @cached_property
    def sentence_of(self) -> tuple[int, ...]:
        """For each word, the number of its sentence, counted from 0."""
        numbers, number = [], 0
        for place in range(len(self.words)):
            is_after_space = place and self.text[self.ends[place - 1] : self.starts[place]] == " "
            if place and not is_after_space and self._is_start_of_sentence(place):
                number += 1
            numbers.append(number)
        return tuple(numbers)

    def _is_start_of_sentence(self, place: int) -> bool:
        gap, following = self.gaps[place], self.words[place]
        line_ends = self.text.count("\n", self.ends[place - 1], self.starts[place])
        if line_ends and not following[0].islower():
            return line_ends > 1 or not self._continues_on_next_line(place)  # more than one: an empty line
        if gap in (" ", "-", ", ") or not _ENDS_A_SENTENCE.search(gap):
            return False
        before = self.lower[place - 1]
        if gap == "." and before[-1].isdecimal() and following[0].isdecimal():
            return place == 1 or self._is_start_of_sentence(
                place - 1
            )  # "1.6 Costs" has a heading's number, not "at 1.6"
        if not gap.startswith(". "):
            return True
        is_initial = len(before) == 1 and self.words[place - 1].isupper()
        is_number = before in _BEFORE_A_DIGIT and following[0].isdecimal()
        return before not in _ABBREVIATIONS and not is_initial and not is_number

    def _continues_on_next_line(self, place: int) -> bool:
        end = self.ends[place - 1]
        line = end - (self.text.rfind("\n", 0, end) + 1)
        is_wrapped = self.lower[place - 1] in _CONTINUES or line >= _WRAPPED_LINE
        return self.gaps[place] == ", " or (self.gaps[place] == " " and is_wrapped)


def tokenize(text: str) -> TokenizedText:
    """Split a text into words, in one pass."""
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    gaps: list[str] = []
    at = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        gap = text[at:start]
        gaps.append(gap if gap == " " or not gap else normalize_gap(gap))
        word = match.group()
        words.append(word if word.isascii() and word.isalnum() else normalize_word(word))
        starts.append(start)
        ends.append(end)
        at = end
    gaps.append(normalize_gap(text[at:]))
    return TokenizedText(text, tuple(starts), tuple(ends), tuple(words), tuple(gaps))


def normalize_gap(gap: str) -> str:
    """A gap with one form of space, apostrophe and hyphen, and no invisible characters."""
    return _normalize_short_gap(gap) if len(gap) <= 8 else _normalize_any_gap(gap)


def normalize_word(word: str) -> str:
    """A word without invisible characters, and with accented letters as single characters (Unicode NFC)."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", word))


def printable_line(text: str) -> str:
    """The text on one line, without invisible characters or those that reverse the direction of what follows."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()


def truncate(text: str, limit: int) -> str:
    """The text, cut to `limit` characters with an ellipsis at the end if it is longer."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _normalize_any_gap(gap: str) -> str:
    return _SPACE.sub(" ", _INVISIBLE.sub("", gap).translate(_ONE_FORM))


_normalize_short_gap = lru_cache(maxsize=4096)(_normalize_any_gap)
