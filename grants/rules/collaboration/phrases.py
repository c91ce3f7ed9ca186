"""Parts of patterns about members and their consortium, and where a pattern's match is among the words of a text."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from grants.rules.collaboration.tokens import TokenizedText

GROUP = (
    "(?:consortium|network|collaborative|partnership|cooperative|co-op|alliance|coalition|compact|accord|council|"
    "federation|league|association|project|group|collaboration|agreement)"
)
# What a consortium calls itself.
OWN_GROUP = (
    "(?:consortium|network|collaborative|partnership|cooperative|alliance|coalition|compact|accord|collaboration)"
)
# The members of a consortium, as one and as many.
ONE = (
    "(?:(?:school )?district|member|partner|board|superintendent|school|school system|party|lea|town|village|community)"
)
MANY = (
    "(?:(?:school )?districts|members|partners|boards|superintendents|schools|school systems|parties|leas|towns|"
    "villages|communities)"
)
NUMBER = (
    r"(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty)(?:-\w+)?|dozen)"
)
# Words before a noun with which it still means the whole consortium.
PLAIN = r"(?:member|partner|participating|local|rural|small|public|school|k-12|consortium|signatory|independent)"


def words_of(words: TokenizedText, match: re.Match[str], group: int | str = 0) -> tuple[int, int]:
    """The position of the first word in a match, and the one after its last word."""
    start, end = match.span(group)
    first = bisect_right(words.starts, start) - 1
    if first < 0 or words.ends[first] <= start:
        first += 1
    return first, max(first + 1, bisect_left(words.starts, end))


@dataclass(frozen=True)
class Phrase:
    """A pattern that is tried only where a text has one of these words, so that a long text is read quickly.

    If it `begins` with one of the words, it is tried only at these places.
    """

    pattern: re.Pattern[str]
    needles: tuple[str, ...]
    begins: bool = False

    def matches_in(self, text: str) -> Iterator[re.Match[str]]:
        """Where the text, in lowercase, has the phrase."""
        if not self.begins:
            if any(needle in text for needle in self.needles):
                yield from self.pattern.finditer(text)
            return
        end = 0
        present = [needle for needle in self.needles if needle in text]
        if not present:
            return
        for place in sorted(place for needle in present for place in _places_of(needle, text)):
            if place >= end and (match := self.pattern.match(text, place)):
                end = match.end()
                yield match


def phrase(needles: str, pattern: str, *, begins: bool = False) -> Phrase:
    """A phrase from its words, separated by bars, and its pattern."""
    return Phrase(re.compile(pattern, re.MULTILINE), tuple(needles.split("|")), begins)


def _places_of(needle: str, text: str) -> Iterator[int]:
    place = text.find(needle)
    while place >= 0:
        yield place
        place = text.find(needle, place + 1)
