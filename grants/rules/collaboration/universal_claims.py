"""Claims about all members, districts or schools: "all members", "every district", "each participating school"."""

from dataclasses import dataclass

from grants.rules.collaboration.member_counts import BODIES, BREAKS, is_number
from grants.rules.collaboration.tokens import TokenizedText, word_set

_NOUNS = {
    "member": "member",
    "members": "member",
    "district": "district",
    "districts": "district",
    "school": "school",
    "schools": "school",
}
_MOST_WORDS_BETWEEN = 2
_NEGATIONS = word_set("not nearly almost hardly practically virtually without")
_DETERMINERS = word_set("the our these those its their")
_NONMEMBERS = word_set("other neighboring neighbouring remaining nonmember")
# A singular noun before one of these only describes it: "each school year", "every district office".
_HEADS = word_set(
    """year years day days week weeks month months semester term calendar board boards office offices staff building
    buildings leader leaders superintendent superintendents principal principals teacher teachers student students
    administrator administrators treasurer treasurers team teams level library levy bus
    counselor counselors librarian"""
)
_EXCEPTIONS = word_set("except excepting excluding")


@dataclass(frozen=True)
class UniversalClaim:
    """A claim about all of a kind. `first` is the position of its first word, `last` the one after its last word."""

    noun: str  # "member", "district" or "school"
    first: int
    last: int


def universal_claims_in(words: TokenizedText) -> list[UniversalClaim]:
    """Every place where a text says "all", "every" or "each" at most two words before the noun."""
    claims = []
    for place, word in enumerate(words.lower):
        if word not in ("all", "every", "each"):
            continue
        if place and words.gaps[place] == " " and words.lower[place - 1] in _NEGATIONS:
            continue
        noun = _noun_after(words, place, is_plural=word == "all")
        if noun and not _has_exception(words, noun[1]):
            claims.append(UniversalClaim(noun[0], place, noun[1]))
    return claims


def _noun_after(words: TokenizedText, place: int, *, is_plural: bool) -> tuple[str, int] | None:
    """What the claim is about, and the position after that noun; None if it is about something else."""
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
        if between == 0 and word == "of" and at + 1 < len(words) and words.lower[at + 1] in _DETERMINERS:
            at, between, is_plural = at + 2, 2, True
            continue
        can_precede_noun = is_number(words, at) or (between == 0 and is_plural and word in _DETERMINERS)
        if not can_precede_noun and (word in BREAKS or word in BODIES or word in _HEADS or word in _NONMEMBERS):
            return None
        is_one_word = gap == "-" and between > 0  # "high-need"
        at, between = at + 1, between + (0 if is_one_word else 1)
    return None


def _is_head(words: TokenizedText, at: int, *, is_plural: bool) -> bool:
    """Whether the noun at this position is what the claim is about, and not a description of the next word."""
    if is_plural:
        return words.lower[at].endswith("s")
    if words.lower[at].endswith("s"):
        return False
    following = words.lower[at + 1] if at + 1 < len(words) and words.gaps[at + 1] in (" ", "-") else ""
    return following not in _NOUNS and following not in _HEADS


def _has_exception(words: TokenizedText, after: int) -> bool:
    """Whether the sentence makes an exception: "all districts but one", "every member, except Otter Run"."""
    if after < len(words) and words.gaps[after] in (" ", ", ") and words.lower[after] == "but":
        return words.gaps[after] == " "
    at = after
    while at < len(words) and words.sentence_of[at] == words.sentence_of[after - 1]:
        if words.lower[at] in _EXCEPTIONS:
            return True
        at += 1
    return False
