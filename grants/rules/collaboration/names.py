"""Recognizes names of organizations in a text.

A name counts if it appears as whole words, as recorded or in all capitals but never in lowercase; its endings (Local,
City, School District, ...) can be left out. All names in a state form one index, built once for all its applications.
"""

from collections.abc import Iterable, Iterator, KeysView
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from grants.rules.collaboration.tokens import TokenizedText, tokenize, word_set

# Longest first, so that an ending is matched as a whole.
ENDINGS = (
    ("Educational", "Service", "Center"),
    ("Joint", "Vocational"),
    ("Exempted", "Village"),
    ("School", "District"),
    ("Public", "Schools"),
    ("Schools",),
    ("Local",),
    ("City",),
    ("ESC",),
)
_ENDINGS_LOWER = tuple(tuple(word.lower() for word in ending) for ending in ENDINGS)
_WORDS_OF_ENDINGS = frozenset(word for ending in _ENDINGS_LOWER for word in ending)
_FIRST_OF_ENDINGS = frozenset(form for first, *_rest in ENDINGS for form in (first, first.upper()))
_SAME_ENDING = {
    ("esc",): ("Educational", "Service", "Center"),
    ("educational", "service", "center"): ("ESC",),
}
# A name that without its endings has only such words identifies no organization ("The Schools").
_COMMON = word_set(
    """a all an and another any at board by county department district districts division each every for
    from her his in its member members my new no of office on one or other our public regional school schools state
    that the their these they this those to two unified we with your"""
)
# These stay in capitals when a name that is registered in all capitals is put in title case.
_INITIALS = word_set(
    """BOCES CCSD CESA CHSD CISD CUSD ESC ESD ESU IDEA IHE ISD IU JVSD KIPP MSAD RESA RSU SAD SAU SD SU USD II III
    IV"""
)
_SMALL = word_set("a an and at by for in of on or the to")
_LONGEST_NAME = 20  # words; anything longer is not a name
_MOST_ENDINGS = 3

Owner = tuple[str, str]  # ("agency", leaid), ("participant", key), ("other", name), ("activity", key)
_OWNERS = ""  # no word is empty, so this key cannot collide with a word
_Node = dict[str, Any]


@dataclass(frozen=True, eq=False)
class AgencyNames:
    """The names of a state's agencies as an index, and each agency's full name by LEAID."""

    index: "NameIndex"
    full: dict[str, str]


class NameIndex:
    """A tree of names. Each step from a node is one word together with the gap before it."""

    def __init__(self) -> None:
        self._root: _Node = {}

    def add(self, name: str, owner: Owner, *, endings: bool = True, in_lower_case: bool = False) -> None:
        """Add a name in every form that a text can use."""
        for form in name_forms(name, endings=endings, in_lower_case=in_lower_case):
            node = self._root
            for step in form:
                node = node.setdefault(step, {})
            owners = node.setdefault(_OWNERS, [])
            if owner not in owners:
                owners.append(owner)

    @property
    def first_words(self) -> KeysView[str]:
        """The first words of all names."""
        return self._root.keys()

    def at(self, words: TokenizedText, place: int) -> Iterator[tuple[int, list[Owner]]]:
        """The names that begin at this position, shortest first: the position after the name, and who has it."""
        node = self._root.get(words.words[place])
        while node is not None:
            place += 1
            if _OWNERS in node:
                yield place, node[_OWNERS]
            if place >= len(words.words):
                return
            node = node.get(words.gaps[place] + words.words[place])


@lru_cache(maxsize=64)
def agency_names(agencies: tuple[tuple[str, str], ...]) -> AgencyNames:
    """The index of (LEAID, name) pairs, built once for the same pairs."""
    index, full = NameIndex(), {}
    for leaid, name in agencies:
        if leaid and name:
            index.add(name, ("agency", leaid))
            full[leaid] = name
    return AgencyNames(index, full)


@lru_cache(maxsize=16384)
def name_forms(name: str, *, endings: bool = True, in_lower_case: bool = False) -> frozenset[tuple[str, ...]]:
    """Every form of a name as steps of an index: with and without its endings, as recorded and in all capitals.

    `in_lower_case` allows a name that has no capital letter.
    """
    tokens = tokenize(name)
    if not 0 < len(tokens) <= _LONGEST_NAME or (endings and not _is_more_than_endings(tokens.words)):
        return frozenset()
    stems = _with_and_without_endings(tokens) if endings else [_steps(tokens)]
    forms = set()
    for gaps, words in stems:
        if in_lower_case or any(w != w.lower() for w in words):
            forms.add(_join(gaps, words))
        else:  # a name recorded all in lowercase is matched in title case
            forms.add(_join(gaps, tuple(map(_capitalize, words))))
        forms.add(_join(gaps, tuple(w.upper() for w in words)))
        if all(w == w.upper() for w in words) and (len(words) > 1 or len(words[0]) > 4):
            forms.add(_join(gaps, tuple(_in_title_case(w, first=not place) for place, w in enumerate(words))))
    return frozenset(forms)


@lru_cache(maxsize=16384)
def comparison_key(name: str) -> str:
    """A name in the form used to compare payees, payers and budget lines without regard to case."""
    tokens = tokenize(name)
    return "".join(_join(*_steps(tokens))).casefold() if len(tokens) else name.strip().casefold()


def after_endings(words: TokenizedText, place: int) -> int:
    """The position after the endings that follow a name, as listed or in all capitals."""
    for _ in range(_MOST_ENDINGS):
        if place == len(words) or words.words[place] not in _FIRST_OF_ENDINGS:
            return place
        for ending in ENDINGS:
            end = place + len(ending)
            if end > len(words) or any(gap != " " for gap in words.gaps[place:end]):
                continue
            if words.words[place:end] in (ending, tuple(w.upper() for w in ending)):
                place = end
                break
        else:
            return place
    return place


Steps = tuple[tuple[str, ...], tuple[str, ...]]  # gaps before each word, words


def _steps(tokens: TokenizedText) -> Steps:
    return ("", *tokens.gaps[1:-1]), tokens.words


def _with_and_without_endings(tokens: TokenizedText) -> list[Steps]:
    gaps, words = _steps(tokens)
    stems, has_ending = [(gaps, words)], True
    while has_ending:
        gaps, words = stems[-1]
        has_ending = False
        for ending in _ENDINGS_LOWER:
            rest = len(words) - len(ending)
            if rest > 0 and tuple(w.lower() for w in words[rest:]) == ending:
                if not _identifies_an_organization(words[:rest]):
                    break
                if ending in _SAME_ENDING:
                    other = _SAME_ENDING[ending]
                    stems.insert(0, ((*gaps[:rest], *(" " for _ in other)), (*words[:rest], *other)))
                stems.append((gaps[:rest], words[:rest]))
                has_ending = True
                break
    return stems


def _is_more_than_endings(words: Iterable[str]) -> bool:
    """Whether a name identifies an organization at all: "City Schools" and "12" do not."""
    return any(w.lower() not in _WORDS_OF_ENDINGS and not w.isdecimal() for w in words)


def _identifies_an_organization(words: Iterable[str]) -> bool:
    """Whether a name without its endings has more than common words, single letters and numbers."""
    rest = [w.lower() for w in words]
    return any(w not in _WORDS_OF_ENDINGS and w not in _COMMON and len(w) > 1 and not w.isdecimal() for w in rest)


def _join(gaps: Iterable[str], words: Iterable[str]) -> tuple[str, ...]:
    return tuple(gap + word for gap, word in zip(gaps, words, strict=True))


def _capitalize(word: str) -> str:
    return word if word in _SMALL else word[:1].upper() + word[1:]


def _in_title_case(word: str, *, first: bool) -> str:
    if word in _INITIALS or len(word) == 1:
        return word
    return word.lower() if word.lower() in _SMALL and not first else word[:1] + word[1:].lower()
