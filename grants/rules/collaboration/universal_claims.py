"""Claims that all members take part in something: "each of the nine districts", "the whole consortium", "all of us".

Not under a negation ("not yet every") and not with a restriction ("each district that uses them"). An exception ("all
but two", "except Otter Run") is kept with the claim, so that it is compared as said.
"""

import re
from bisect import bisect_left
from collections.abc import Set
from dataclasses import replace

from grants.rules.collaboration.claims_in_other_words import UniversalClaim, claims_in_other_words
from grants.rules.collaboration.counted_nouns import BODIES, BREAKS
from grants.rules.collaboration.denied_claims import GROUPS, is_denied, is_only_considered, sentence_with
from grants.rules.collaboration.numbers import is_number, number_at
from grants.rules.collaboration.tokens import TokenizedText, word_set

_NOUNS = {
    "member": "member", "members": "member", "district": "district", "districts": "district", "school": "school",
    "schools": "school", "partner": "member", "partners": "member", "lea": "district", "leas": "district",
    "system": "district", "systems": "district", "party": "member", "parties": "member", "boards": "member",
    "board": "member", "community": "member", "town": "member",
    "participant": "member", "participants": "member", "towns": "member", "communities": "member",
    "superintendents": "district",
    "superintendent": "district",
}  # fmt: skip
_MOST_WORDS_BETWEEN = 5
_DETERMINERS = word_set("the our these those its their")
_NONMEMBERS = word_set("other neighboring neighbouring remaining nonmember client others")
# A singular noun before one of these only describes it: "each school year", "every district office".
_HEADS = word_set(
    """year years day days week weeks month months semester term calendar board boards office offices staff building
    buildings leader leaders superintendent superintendents principal principals teacher teachers student students
    administrator administrators treasurer treasurers team teams level library levy bus
    counselor counselors librarian"""
)
_NARROWER = word_set(
    """host hosting home sending receiving pilot interested eligible qualifying volunteering smaller larger smallest
    largest poorest river lake hill valley northern southern eastern western upper lower city village county such
    same nearby new newest founding"""
)
_OF_WHOM = word_set("students pupils children kids teachers districts schools members boards")
# "Taught in the kitchens of the whole consortium," but not "praised in the minutes" of it.
_PLACED = word_set("in at across throughout inside")
_HELD = word_set(
    """taught held given offered run runs kept open opens opened meets met meet housed hosted is are lives happens set
    placed available works sits goes"""
)
_NOT_ROOMS = word_set(
    """minutes meetings eyes names hands interests hearts minds words opinions records bylaws rules reports budgets
    goals plans sessions terms affairs documents newsletters news files accounts books thoughts prayers
    dreams hopes traditions superintendents treasurers voices votes"""
)
_NOT_NARROWER = word_set("member partner participating local rural school public cooperating towns")
# After "all six" or "each of the six", these show that no noun follows.
_AFTER_MEMBERS = word_set(
    """will would shall has have had is are was were do does did take takes join joins send sends give gives host hosts
    run runs share shares use uses belong belongs participate participates put puts open opens teach teaches offer
    offers enroll enrolls staff staffs keep keeps play plays get gets receive receives work works in on from at with
    to and by through for contribute contributes house houses already now also"""
)
_BEFORE_THERE = word_set("from in at of on for")
_THERE_IS = word_set("s is are re will ll shall has have")
_EXCEPTION = re.compile(
    r"\b(?:except(?:ing)?|excluding|save|other than|apart from|aside from|besides|minus|all but|but)\b"
)


_EXCEPTION_BEFORE = re.compile(
    r"\b(?:with the exception of|except(?:ing)?(?: for)?|apart from|aside from|other than|save(?: for)?|barring) "
    r"(?=[^.;]*,[^.;]*$)"
)


def universal_claims_in(words: TokenizedText, titles: Set[int] = frozenset()) -> list[UniversalClaim]:
    """Every claim about all members, in the order of the text. `titles`: the positions after titles of activities."""
    claims = []
    for place, word in enumerate(words.lower):
        claim = _claim_at(words, place, word)
        if claim and not is_denied(words, claim, titles):
            claims.append(_with_exception(words, claim))
    taken = {place for claim in claims for place in range(claim.first, claim.last)}
    for other in claims_in_other_words(words):
        if taken.isdisjoint(range(other.first, other.last)) and not is_only_considered(words, other):
            claims.append(other if other.exception_from is not None else _with_exception(words, other))
            taken.update(range(other.first, other.last))
    return sorted(claims, key=lambda c: c.first)


def _claim_at(words: TokenizedText, place: int, word: str) -> UniversalClaim | None:
    if word in ("all", "every", "each", "both"):
        if (
            place
            and words.lower[place - 1] in ("at", "in", "of", "after", "above", "not", "for")
            and words.lower[place + 1 : place + 2] in (("once",), ("least",))
        ):
            return None
        return _all_of(words, place, word)
    is_whole = word in ("whole", "entire") and words.lower[place - 1 : place] in (("the",), ("our",))
    if is_whole and words.lower[place + 1 : place + 2] and words.lower[place + 1] in GROUPS:
        is_of = words.lower[max(0, place - 2) : place - 1] == ("of",)
        if not is_of or words.lower[max(0, place - 3)] in _OF_WHOM or _is_held_in_rooms(words, place - 3):
            return UniversalClaim("member", place - 1, place + 2)
    return None


def _is_held_in_rooms(words: TokenizedText, head: int) -> bool:
    """Whether the plural at this position is where something takes place: "is taught in the kitchens of"."""
    if head < 3 or not words.lower[head].endswith("s") or words.lower[head] in _NOT_ROOMS:
        return False
    before = words.lower[max(0, head - 5) : head]
    at = next((n for n in range(len(before) - 1, -1, -1) if before[n] in _PLACED), 0)
    return at > 0 and before[at + 1 : at + 2] in (("the",), ("all",)) and before[at - 1] in _HELD


def _all_of(words: TokenizedText, place: int, word: str) -> UniversalClaim | None:
    if words.lower[place + 1 : place + 3] == ("of", "us"):
        return UniversalClaim("member", place, place + 3)
    one = place + (2 if words.lower[place + 1 : place + 2] in (("single",), ("last",)) else 1)
    if words.lower[one : one + 3] == ("one", "of", "us"):
        return UniversalClaim("member", place, one + 3)
    found = _noun_after(words, place, is_plural=word in ("all", "both"))
    if found is None:
        return None
    noun, last, number = found
    if word == "both":
        number = 2
    if not noun:
        return UniversalClaim("member", place, last, number, is_elided=True) if number else None
    return UniversalClaim(noun, place, last, number, is_vague=_may_be_narrower(words, place + 1, last - 1))


def _may_be_narrower(words: TokenizedText, first: int, last: int) -> bool:
    """Whether a word before the noun may single some of the members out: "each host district"."""
    return any(word in _NARROWER for word in words.lower[first:last])


def _noun_after(words: TokenizedText, place: int, *, is_plural: bool) -> tuple[str, int, int | None] | None:
    """What the claim is about, the position after that noun, and the number; None if it is about something else."""
    at, between, number, is_of_ours = _after_exception(words, place), 0, None, False
    while at < len(words) and between <= _MOST_WORDS_BETWEEN and _is_joined(words, at, place, between):
        word = words.lower[at]
        if word in ("one", "single", "last"):
            at += 1
        elif is_number(words, at):
            found = number_at(words, at)
            if found is None:
                return None
            number, at, is_plural = (found[0] if number is None else number), found[1], True
            if words.lower[at : at + 2] == ("of", "us"):
                return "member", at + 2, number
            if _is_elided(words, place, at):
                return "", at, number
        elif noun := _noun_at(words, at, is_plural=is_plural):
            return (*noun, number)
        elif word == "of" and _is_of_all(words, at, between):
            is_of_ours = not is_number(words, at + 1)
            at, is_plural = at + (2 if is_of_ours else 1), True
        elif _ends_the_claim(words, at, is_of_ours=is_of_ours, is_article=between == 0 and is_plural):
            return None
        else:
            is_one_word = (words.gaps[at] == "-" and between > 0) or word == "s"  # "high-need"
            at, between = at + 1, between + (0 if is_one_word else 1)
    return None


def _is_elided(words: TokenizedText, place: int, at: int) -> bool:
    """Whether no noun follows a number: "all six take part", "from each of the six there are pupils"."""
    if at >= len(words) or words.gaps[at].strip():
        return True
    if words.lower[at] == "there":
        is_placed = words.lower[max(0, place - 1)] in _BEFORE_THERE
        return is_placed and not _THERE_IS.isdisjoint(words.lower[at + 1 : at + 2])
    return words.lower[at] in _AFTER_MEMBERS


def _after_exception(words: TokenizedText, place: int) -> int:
    """The position after "all", or after "all but two"."""
    at = place + 2
    if words.lower[place : place + 2] != ("all", "but") or at >= len(words) or not is_number(words, at):
        return place + 1
    found = number_at(words, at)
    return found[1] if found else place + 1


def _is_joined(words: TokenizedText, at: int, place: int, between: int) -> bool:
    gap = words.gaps[at]
    is_repeated = words.words[at].isdecimal() and gap == " ("
    is_near = gap in (" ", "-", "'", ") ") or (gap == ", " and between > 0) or is_repeated
    return is_near and words.sentence_of[at] == words.sentence_of[place]


def _noun_at(words: TokenizedText, at: int, *, is_plural: bool) -> tuple[str, int] | None:
    """The noun at this position if a claim about it is one about members, and the position after it."""
    word, following = words.lower[at], words.lower[at + 1 : at + 4]
    if (
        word == "building"
        and following[:2] in (("of", "the"), ("in", "the"))
        and following[2:]
        and following[2] in GROUPS
    ):
        return "member", at + 4
    if word not in _NOUNS or _is_part_of_noun(words, at) or not _is_head(words, at, is_plural=is_plural):
        return None
    is_of_one = word in ("schools", "school") and following[:1] == ("in",) and words.words[at + 2 : at + 3] > ("",)
    if is_of_one and words.words[at + 2][0].isupper():
        return None
    return _NOUNS[word], at + 1


def _is_part_of_noun(words: TokenizedText, at: int) -> bool:
    """Whether the word only belongs to "school systems", or is a system of another kind."""
    word = words.lower[at]
    if word in ("system", "systems"):
        return words.lower[at - 1] != "school"
    return word == "school" and words.lower[at + 1 : at + 2] in (
        ("systems",),
        ("system",),
        ("districts",),
        ("district",),
    )


def _is_of_all(words: TokenizedText, at: int, between: int) -> bool:
    """Whether "of the", "of our" or "of the nine" follows: all of them are meant."""
    if between and words.lower[at - 1] not in ("one", "single"):
        return False  # "one of our members", but "all but two of our members"
    return at + 1 < len(words) and (words.lower[at + 1] in _DETERMINERS or is_number(words, at + 1))


def _ends_the_claim(words: TokenizedText, at: int, *, is_of_ours: bool, is_article: bool) -> bool:
    """Whether the word at this position shows that the claim is about something else, or about a part."""
    word = words.lower[at]
    if word == "s" or words.gaps[at + 1] == "'" or (is_article and word in _DETERMINERS):
        return False
    if word in _NOUNS and word.endswith("s") and not _is_part_of_noun(words, at):
        return True
    if is_of_ours and word not in _NOT_NARROWER and word not in _NOUNS:
        return True  # "all of our small districts"
    return word in BREAKS or word in BODIES or word in _HEADS or word in _NONMEMBERS


def _is_head(words: TokenizedText, at: int, *, is_plural: bool) -> bool:
    """Whether the noun at this position is what the claim is about, and not a description of the next word."""
    following = words.lower[at + 1] if at + 1 < len(words) and words.gaps[at + 1] in (" ", "-") else ""
    if is_plural:
        return words.lower[at].endswith("s") and following not in _NOUNS
    if words.lower[at].endswith("s"):
        return False
    return following not in _NOUNS and following not in _HEADS


def _with_exception(words: TokenizedText, claim: UniversalClaim) -> UniversalClaim:
    """The claim with the exception that its sentence makes: "all but two", "every member, except Otter Run"."""
    first, last = sentence_with(words, claim.first)
    inside = words.lower[claim.first : claim.last]
    if "but" in inside:
        at = claim.first + inside.index("but") + 1
        found = number_at(words, at) if is_number(words, at) else None
        return replace(claim, number=None, exceptions=found[0] if found else 0, exception_from=at)
    following = words.text[words.ends[claim.last - 1] : words.ends[last - 1]]
    match = _EXCEPTION.search(following.lower())
    before = words.text[words.starts[first] : words.starts[claim.first]].lower()
    if match is None and (ahead := _EXCEPTION_BEFORE.search(before)):
        begin = words.starts[first] + ahead.end()
        return replace(claim, exceptions=0, exception_from=bisect_left(words.starts, begin))
    if match is None or (match.group() == "but" and following[: match.start()].strip()):
        return claim
    begin = words.ends[claim.last - 1] + match.end()
    at = next((n for n in range(claim.last, last) if words.starts[n] >= begin), last)
    if at == last:
        return claim
    numbered = number_at(words, at) if is_number(words, at) else None
    one = 1 if words.lower[at] == "one" else None
    return replace(claim, exceptions=numbered[0] if numbered else (one or 0), exception_from=at)
