"""Prose as words that know where they stand, and as sentences.

A word is a run of letters and digits; what lies between two words is a gap. Characters that print nothing are not
there, apostrophes and hyphens of all shapes are one, and any white space is one space; offsets are those of the text
as it was written.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from reviews.rules import INVISIBLE

_MARKS = "\u0300-\u036f"
_WORD = re.compile(rf"[^\W_](?:[{_MARKS}{INVISIBLE}]*+[^\W_])*+[{_MARKS}]*+")
_NOTHING = re.compile(rf"[{INVISIBLE}]+")
_SPACE = re.compile(r"\s+")
_APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u02bc\u02b9\u2032\u00b4`\uff07"), "'")
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"), "-")
_AS_ONE = str.maketrans({**_APOSTROPHES, **_HYPHENS})


def vocabulary(text: str) -> frozenset[str]:
    """A set of words, written as one text."""
    return frozenset(text.split())


# A period after one of these does not end a sentence.
_ABBREVIATIONS = vocabulary(
    """mr mrs ms dr st ste mt ft vs eg ie e g i approx dept supt asst prof gen jr sr rev hon co cty
    jan feb mar apr jun jul aug sep sept oct nov dec"""
)
_BEFORE_A_FIGURE = vocabulary("no nos p pp")  # "No. 3"; but "They said no."
# A line that ends in one of these goes on in the next, and so does one that a mail program has wrapped.
_GOES_ON = vocabulary(
    """a an the and or nor but of in on at to for from with by through between among into under over as that which who
    our these their its his her all each every both"""
)
_WRAPPED_LINE = 60
_ENDS_A_SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*(?:\s|$)")


@dataclass(frozen=True)
class Words:
    """The words of a text. `gaps[i]` is what stands before word i, in one canonical form; the last is what follows."""

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
    def sentence_of(self) -> tuple[int, ...]:
        """For every word the number of the sentence in which it stands."""
        numbers, number = [], 0
        for place in range(len(self.words)):
            if place and self._a_sentence_begins_at(place):
                number += 1
            numbers.append(number)
        return tuple(numbers)

    def _a_sentence_begins_at(self, place: int) -> bool:
        gap, following = self.gaps[place], self.words[place]
        line_ends = self.text.count("\n", self.ends[place - 1], self.starts[place])
        if line_ends and not following[0].islower():
            return line_ends > 1 or not self._goes_on_in_the_next_line(place)  # more than one: an empty line
        if gap in (" ", "-", ", ") or not _ENDS_A_SENTENCE.search(gap):
            return False
        before = self.lower[place - 1]
        if not gap.startswith(". "):
            return True
        is_initial = len(before) == 1 and self.words[place - 1].isupper()
        is_number = before in _BEFORE_A_FIGURE and following[0].isdecimal()
        return before not in _ABBREVIATIONS and not is_initial and not is_number

    def _goes_on_in_the_next_line(self, place: int) -> bool:
        end = self.ends[place - 1]
        line = end - (self.text.rfind("\n", 0, end) + 1)
        is_wrapped = self.lower[place - 1] in _GOES_ON or line >= _WRAPPED_LINE
        return self.gaps[place] == ", " or (self.gaps[place] == " " and is_wrapped)


def words_of(text: str) -> Words:
    """The words of a text, in one pass."""
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    gaps: list[str] = []
    at = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        gap = text[at:start]
        gaps.append(gap if gap == " " or not gap else as_one(gap))
        word = match.group()
        words.append(word if word.isascii() and word.isalnum() else plain(word))
        starts.append(start)
        ends.append(end)
        at = end
    gaps.append(as_one(text[at:]))
    return Words(text, tuple(starts), tuple(ends), tuple(words), tuple(gaps))


def as_one(gap: str) -> str:
    """A gap in its canonical form."""
    return _short_gap(gap) if len(gap) <= 8 else _canonical(gap)


def plain(word: str) -> str:
    """A word without what prints nothing, its accents composed."""
    return unicodedata.normalize("NFC", _NOTHING.sub("", word))


def printable(text: str) -> str:
    """A text on one line, without characters that print nothing or turn the direction of what follows."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACE.sub(" ", _NOTHING.sub("", text)).strip()


def clipped(text: str, longest: int) -> str:
    """At most so many characters; an ellipsis says that there was more."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _canonical(gap: str) -> str:
    return _SPACE.sub(" ", _NOTHING.sub("", gap).translate(_AS_ONE))


_short_gap = lru_cache(maxsize=4096)(_canonical)
