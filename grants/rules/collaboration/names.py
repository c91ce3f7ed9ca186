"""When a stretch of prose is the name of an organization.

A name counts as whole words, as written or all in capitals, never in lower case, and its endings (Local, City, School
District …) may be missing. The names of a state are one index of first words, made once for all its applications.
"""

from collections.abc import Iterable, Iterator, KeysView
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from grants.rules.collaboration.words import Words, vocabulary, words_of

# Longest first: an ending is taken whole.
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
# What is left of a name without its endings names nobody if it is only such words ("The Schools").
_COMMON = vocabulary(
    """a all an and another any at board by county department district districts division each every for
    from her his in its member members my new no of office on one or other our public regional school schools state
    that the their these they this those to two unified we with your"""
)
# These stay in capitals when a name registered in capitals is read as prose would write it.
_INITIALS = vocabulary(
    """BOCES CCSD CESA CHSD CISD CUSD ESC ESD ESU IDEA IHE ISD IU JVSD KIPP MSAD RESA RSU SAD SAU SD SU USD II III
    IV"""
)
_SMALL = vocabulary("a an and at by for in of on or the to")
_LONGEST_NAME = 20  # words; a longer one is no name
_MOST_ENDINGS = 3

Owner = tuple[str, str]  # ("agency", leaid), ("participant", key), ("other", name), ("activity", key)
_OWNERS = ""  # no word is empty, so owners sit beside the next words
_Node = dict[str, Any]


@dataclass(frozen=True, eq=False)
class AgencyNames:
    """The index of a state's agencies: their names by first word, and each agency's full name."""

    index: "Index"
    full: dict[str, str]


class Index:
    """Names by their words. A step of the walk is the gap before a word and the word itself."""

    def __init__(self) -> None:
        self._root: _Node = {}

    def add(self, name: str, owner: Owner, *, endings: bool = True, in_lower_case: bool = False) -> None:
        """Enter a name with all the forms in which prose may give it."""
        for form in forms_of(name, endings=endings, in_lower_case=in_lower_case):
            node = self._root
            for step in form:
                node = node.setdefault(step, {})
            owners = node.setdefault(_OWNERS, [])
            if owner not in owners:
                owners.append(owner)

    @property
    def first_words(self) -> KeysView[str]:
        """The words with which a name begins."""
        return self._root.keys()

    def at(self, words: Words, place: int) -> Iterator[tuple[int, list[Owner]]]:
        """The names that begin with this word: the place after the last word, and who is called so; short first."""
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
    """The index of (leaid, name) pairs; the same pairs give the same index."""
    index, full = Index(), {}
    for leaid, name in agencies:
        if leaid and name:
            index.add(name, ("agency", leaid))
            full[leaid] = name
    return AgencyNames(index, full)


@lru_cache(maxsize=16384)
def forms_of(name: str, *, endings: bool = True, in_lower_case: bool = False) -> frozenset[tuple[str, ...]]:
    """Every form of a name as steps of an index: with and without its endings, as written and in capitals."""
    written = words_of(name)
    if not 0 < len(written) <= _LONGEST_NAME or (endings and not _is_more_than_endings(written.words)):
        return frozenset()
    stems = _with_and_without_endings(written) if endings else [_steps(written)]
    forms = set()
    for gaps, words in stems:
        if in_lower_case or any(w != w.lower() for w in words):
            forms.add(_joined(gaps, words))
        else:  # a name written all in lower case is read as prose would write it
            forms.add(_joined(gaps, tuple(map(_titled, words))))
        forms.add(_joined(gaps, tuple(w.upper() for w in words)))
        if all(w == w.upper() for w in words) and (len(words) > 1 or len(words[0]) > 4):
            forms.add(_joined(gaps, tuple(_as_prose(w, first=not place) for place, w in enumerate(words))))
    return frozenset(forms)


@lru_cache(maxsize=16384)
def key_of(name: str) -> str:
    """A name as it is compared where case does not matter: payees, payers, budget lines."""
    written = words_of(name)
    return "".join(_joined(*_steps(written))).casefold() if len(written) else name.strip().casefold()


def after_endings(words: Words, place: int) -> int:
    """The place after the endings that stand behind a name, as written or in capitals."""
    for _time in range(_MOST_ENDINGS):
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


def _steps(written: Words) -> Steps:
    return ("", *written.gaps[1:-1]), written.words


def _with_and_without_endings(written: Words) -> list[Steps]:
    gaps, words = _steps(written)
    stems, found = [(gaps, words)], True
    while found:
        gaps, words = stems[-1]
        found = False
        for ending in _ENDINGS_LOWER:
            rest = len(words) - len(ending)
            if rest > 0 and tuple(w.lower() for w in words[rest:]) == ending:
                if not _names_somebody(words[:rest]):
                    break
                if ending in _SAME_ENDING:
                    other = _SAME_ENDING[ending]
                    stems.insert(0, ((*gaps[:rest], *(" " for _ in other)), (*words[:rest], *other)))
                stems.append((gaps[:rest], words[:rest]))
                found = True
                break
    return stems


def _is_more_than_endings(words: Iterable[str]) -> bool:
    """Whether a whole name can be told from any other: "City Schools" or "12" cannot."""
    return any(w.lower() not in _WORDS_OF_ENDINGS and not w.isdecimal() for w in words)


def _names_somebody(words: Iterable[str]) -> bool:
    """Whether what is left without endings is more than common words, letters and numbers."""
    rest = [w.lower() for w in words]
    return any(w not in _WORDS_OF_ENDINGS and w not in _COMMON and len(w) > 1 and not w.isdecimal() for w in rest)


def _joined(gaps: Iterable[str], words: Iterable[str]) -> tuple[str, ...]:
    return tuple(gap + word for gap, word in zip(gaps, words, strict=True))


def _titled(word: str) -> str:
    return word if word in _SMALL else word[:1].upper() + word[1:]


def _as_prose(word: str, *, first: bool) -> str:
    if word in _INITIALS or len(word) == 1:
        return word
    return word.lower() if word.lower() in _SMALL and not first else word[:1] + word[1:].lower()
