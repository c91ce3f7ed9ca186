"""Where prose says all, every or each member, district or school."""

from dataclasses import dataclass

from grants.rules.collaboration.counts import BODIES, BREAKS, is_number
from grants.rules.collaboration.words import Words, vocabulary

_NOUNS = {
    "member": "member",
    "members": "member",
    "district": "district",
    "districts": "district",
    "school": "school",
    "schools": "school",
}
_MOST_WORDS_BETWEEN = 2
_NOT_QUITE = vocabulary("not nearly almost hardly practically virtually without")
_POINTERS = vocabulary("the our these those its their")
_OF_OTHERS = vocabulary("other neighboring neighbouring remaining nonmember")
# After a singular noun these are what is meant: "each school year", "every district office".
_HEADS = vocabulary(
    """year years day days week weeks month months semester term calendar board boards office offices staff building
    buildings leader leaders superintendent superintendents principal principals teacher teachers student students
    administrator administrators treasurer treasurers team teams level library levy bus
    counselor counselors librarian"""
)
_EXCEPTIONS = vocabulary("except excepting excluding")


@dataclass(frozen=True)
class Sweep:
    """A statement about all of a kind. `first` and `last` are word places."""

    noun: str  # "member", "district" or "school"
    first: int
    last: int


def sweeps_in(words: Words) -> list[Sweep]:
    """The places where a text says all, every or each, at most two words before the noun."""
    sweeps = []
    for place, word in enumerate(words.lower):
        if word not in ("all", "every", "each"):
            continue
        if place and words.gaps[place] == " " and words.lower[place - 1] in _NOT_QUITE:
            continue
        found = _noun_after(words, place, is_plural=word == "all")
        if found and not _has_exception(words, found[1]):
            sweeps.append(Sweep(found[0], place, found[1]))
    return sweeps


def _noun_after(words: Words, place: int, *, is_plural: bool) -> tuple[str, int] | None:
    at, between = place + 1, 0
    while at < len(words) and between <= _MOST_WORDS_BETWEEN:
        gap, word = words.gaps[at], words.lower[at]
        if gap not in (" ", "-") and not (gap == ", " and between):
            return None
        if words.sentence_of[at] != words.sentence_of[place]:
            return None
        if word in _NOUNS and _is_head(words, at, is_plural=is_plural):
            return _NOUNS[word], at + 1
        if word in _NOUNS and word.endswith("s"):
            return None
        if between == 0 and word == "of" and at + 1 < len(words) and words.lower[at + 1] in _POINTERS:
            at, between, is_plural = at + 2, 2, True
            continue
        may_stand_between = is_number(words, at) or (between == 0 and is_plural and word in _POINTERS)
        if not may_stand_between and (word in BREAKS or word in BODIES or word in _HEADS or word in _OF_OTHERS):
            return None
        is_one_word = gap == "-" and between > 0  # "high-need"
        at, between = at + 1, between + (0 if is_one_word else 1)
    return None


def _is_head(words: Words, at: int, *, is_plural: bool) -> bool:
    if is_plural:
        return words.lower[at].endswith("s")
    if words.lower[at].endswith("s"):
        return False
    following = words.lower[at + 1] if at + 1 < len(words) and words.gaps[at + 1] in (" ", "-") else ""
    return following not in _NOUNS and following not in _HEADS


def _has_exception(words: Words, after: int) -> bool:
    """ "All districts but one", "every member, except Otter Run": that does not say all."""
    if after < len(words) and words.gaps[after] in (" ", ", ") and words.lower[after] == "but":
        return words.gaps[after] == " "
    at = after
    while at < len(words) and words.sentence_of[at] == words.sentence_of[after - 1]:
        if words.lower[at] in _EXCEPTIONS:
            return True
        at += 1
    return False
