"""The parts of an organization's name, and the names of a state's agencies as an index.

An agency is called by its stem, the name without its endings (Local, City, School District, ESC, ...). Endings that
state a type (Local, City, ESC) tell agencies of the same stem apart. The index is built once for the same agencies.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from grants.rules.collaboration.folded_text import FoldedText, folded_words
from grants.rules.collaboration.tokens import word_set

LOCAL, CITY, VILLAGE, SERVICE, VOCATIONAL, CHARTER = "local", "city", "village", "service", "vocational", "charter"
# With the type that each states, longest first, so that an ending is matched as a whole.
_ENDINGS = {
    "joint vocational school district": VOCATIONAL,
    "career and technology education centers": VOCATIONAL,
    "career and technical center": VOCATIONAL,
    "career and technology center": VOCATIONAL,
    "joint vocational school": VOCATIONAL,
    "joint vocational schools": VOCATIONAL,
    "independent school district": "",
    "consolidated school district": "",
    "educational service center": SERVICE,
    "educational service agency": SERVICE,
    "public school district": "",
    "career technical center": VOCATIONAL,
    "exempted village": VILLAGE,
    "joint vocational": VOCATIONAL,
    "career center": VOCATIONAL,
    "career centers": VOCATIONAL,
    "school district": "",
    "school districts": "",
    "schools district": "",
    "public schools": "",
    "community school": CHARTER,
    "community schools": CHARTER,
    "schools": "",
    "district": "",
    "academy": CHARTER,
    "local": LOCAL,
    "city": CITY,
    "esc": SERVICE,
    "jvsd": VOCATIONAL,
    "jvs": VOCATIONAL,
    "ctc": VOCATIONAL,
    "evsd": VILLAGE,
    "lsd": LOCAL,
    "csd": CITY,
    "isd": "",
    "usd": "",
    "sd": "",
}
_BY_FIRST: dict[str, list[tuple[tuple[str, ...], str]]] = {}
for _ending, _type in _ENDINGS.items():
    _BY_FIRST.setdefault(_ending.split()[0], []).append((tuple(_ending.split()), _type))
_BY_LAST: dict[str, list[tuple[tuple[str, ...], str]]] = {}
for _ending, _type in _ENDINGS.items():
    _BY_LAST.setdefault(_ending.split()[-1], []).append((tuple(_ending.split()), _type))
_WORDS_OF_ENDINGS = frozenset(word for ending in _ENDINGS for word in ending.split())
# Agencies whose name includes the ending: without it, the name is that of a county or a town.
CALLED_WITH_ENDING = frozenset((SERVICE, VOCATIONAL, CHARTER))
# A name that without its endings has only such words identifies no organization ("The Schools").
_COMMON = word_set(
    """a all an and another any at board by county department district districts division each every for
    from her his in its member members my new no of office on one or other our public regional school schools state
    that the their these they this those to two unified we with your"""
)
# Left out when payees and payers are compared.
_COMPANY_ENDINGS = word_set("inc incorporated llc llp lp ltd limited co company corp corporation pllc plc")
_SPELLED_ENDING = re.compile(r" (?:(?:p )?l l c|l l p|l p)$")  # "L.L.C." is read as three words
_LONGEST_NAME = 20  # words; anything longer is not a name
_MOST_ENDINGS = 3


@dataclass(frozen=True)
class NameParts:
    """A name with its endings removed one by one, longest first, and the types that the endings state."""

    stems: tuple[tuple[str, ...], ...]
    types: frozenset[str]

    @property
    def keys(self) -> frozenset[str]:
        """Its stems, each in one word, so that "Red Oaks" is "Redoaks"."""
        return frozenset("".join(stem) for stem in self.stems)


@dataclass(frozen=True, eq=False)
class AgencyNames:
    """The agencies of a state by stem, as (LEAID, types), and each agency's full name by LEAID."""

    by_stem: dict[str, list[tuple[str, frozenset[str]]]]
    most_words: dict[str, int]  # by the first word of a stem: the number of words of the longest one
    full: dict[str, str]

    @cached_property
    def keys(self) -> frozenset[str]:
        """All stems, each in one word."""
        return frozenset(stem.replace(" ", "") for stem in self.by_stem)


@lru_cache(maxsize=64)
def agency_names(agencies: tuple[tuple[str, str], ...]) -> AgencyNames:
    """The index of (LEAID, name) pairs, built once for the same pairs."""
    by_stem: dict[str, list[tuple[str, frozenset[str]]]] = {}
    most_words: dict[str, int] = {}
    full: dict[str, str] = {}
    for leaid, name in agencies:
        parts = name_parts(name)
        if not leaid or not name:
            continue
        full[leaid] = name
        for stem in parts.stems[-1:]:
            known = by_stem.setdefault(" ".join(stem), [])
            if all(other != leaid for other, _types in known):
                known.append((leaid, parts.types))
            most_words[stem[0]] = max(most_words.get(stem[0], 0), len(stem))
    return AgencyNames(by_stem, most_words, full)


@lru_cache(maxsize=32768)
def name_parts(name: str) -> NameParts:
    """The stems of a name. A name that identifies no organization ("City Schools") has none."""
    words = folded_words(name)
    if words[:1] == ("the",):
        words = words[1:]
    if not 0 < len(words) <= _LONGEST_NAME or all(w in _WORDS_OF_ENDINGS or w.isdecimal() for w in words):
        return NameParts((), frozenset())
    stems, types = [words], set()
    while True:
        words = stems[-1]
        for ending, kind in _BY_LAST.get(words[-1], ()):
            rest = words[: -len(ending)]
            if rest and words[len(rest) :] == ending and _identifies_an_organization(rest):
                stems.append(rest)
                types.add(kind)
                break
        else:
            return NameParts(tuple(stems), frozenset(types - {""}))


def endings_after(text: FoldedText, place: int) -> tuple[int, frozenset[str]]:
    """The position after the endings that follow a name in a text, and the types that they state."""
    types: set[str] = set()
    for _ in range(_MOST_ENDINGS):
        for ending, kind in _BY_FIRST.get(text.words[place], ()) if place < len(text) else ():
            end = place + len(ending)
            is_written = text.words[place:end] == ending and all(
                text.is_attached[at]
                and (text.is_capital[at] or text.words[at] == "and")
                and text.first[at] < text.last[at]
                for at in range(place, end)
            )
            if is_written and text.gap_before(place) == " " and not text.is_possessive[place - 1]:
                place = end
                types.add(kind)
                break
        else:
            break
    return place, frozenset(types - {""})


def is_same_agency(name: str, other: str) -> bool:
    """Whether two names are written forms of one name: the stem is the same and the types do not differ."""
    one, two = name_parts(name), name_parts(other)
    if not one.stems or not two.stems:
        return comparison_key(name) == comparison_key(other)
    same_type = one.types == two.types or not one.types or not two.types
    return same_type and bool({"".join(one.stems[-1])} & {"".join(two.stems[-1])})


@lru_cache(maxsize=16384)
def comparison_key(name: str) -> str:
    """A name in the form used to compare payees, payers and budget lines: company endings such as Inc. are left out."""
    words = _SPELLED_ENDING.sub("", " ".join(folded_words(name))).split()
    if words[:1] == ["the"] and len(words) > 1:
        words = words[1:]
    while len(words) > 1 and words[-1] in _COMPANY_ENDINGS:
        words.pop()
    return " ".join(words) or name.strip().casefold()


def _identifies_an_organization(words: Iterable[str]) -> bool:
    """Whether a name without its endings has more than common words, single letters and numbers."""
    return any(w not in _WORDS_OF_ENDINGS and w not in _COMMON and len(w) > 1 and not w.isdecimal() for w in words)
