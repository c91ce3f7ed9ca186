"""Claims that all members take part in something: "each of the nine districts", "the whole consortium", "all of us".

Not under a negation ("not yet every") and not with a restriction ("each district that uses them"). An exception ("all
but two", "except Otter Run") is kept with the claim, so that it is compared as said.
"""

import re
from dataclasses import dataclass

from grants.rules.collaboration.member_counts import BODIES, BREAKS
from grants.rules.collaboration.numbers import is_number, number_at
from grants.rules.collaboration.sentences import text_after
from grants.rules.collaboration.tokens import TokenizedText, word_set

_NOUNS = {
    "member": "member", "members": "member", "district": "district", "districts": "district", "school": "school",
    "schools": "school", "partner": "member", "partners": "member", "lea": "district", "leas": "district",
    "system": "district", "systems": "district", "party": "member", "parties": "member", "boards": "member",
    "participant": "member", "participants": "member", "towns": "member", "communities": "member",
    "superintendents": "",
}  # fmt: skip
_GROUPS = word_set("consortium network collaborative partnership cooperative alliance coalition compact collaboration")
# "No district is without it": two negatives are a claim about all.
_NONE_OF = {
    "member": "member", "district": "district", "partner": "member", "school": "school", "board": "member",
    "superintendent": "district", "party": "member",
}  # fmt: skip
_SECOND_NEGATIVE = re.compile(
    r"^(?: (?:among|of) (?:us|ours|them)| in (?:the|this|our) [a-z]+)?(?: (?:that|who|which))?(?: [a-z]+){0,2}?"
    r" (?:without|lacks?|excluded|left out|sits? out|sitting out|stays? out|skips?|misses|opts? out|"
    r"(?:has|have|does|do|is|are)(?: not|n['’]t))\b"
)
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
_OF_WHOM = word_set("students pupils children kids teachers districts schools members boards")
_NOT_NARROWER = word_set("member partner participating local rural school public cooperating towns")
_NEGATION = re.compile(
    r"\b(?:not|isn't|aren't|doesn't|don't|won't|can't|cannot|didn't|"
    r"never|neither|nor|nothing|nobody|no one|hardly|"
    r"nearly|almost|practically|virtually|without|rather than|instead of|unlike|far from|wrong|untrue|premature|"
    r"mistaken|pretend|claim|too early|unable|lest|unless|if|could|might|eventually|some ?day|in time|hopes?|hoped|"
    r"hoping|wish|aims? to|dream|had|once|whether|should|ideally|question|would like|would read well|"
    r"would be pleasant)\b[^;.!?]*$"
)
_STILL_A_CLAIM = re.compile(
    r"\b(?:not only|no charge|without (?:charge|cost|exception|dissent|objection|debate|opposition)|not just|"
    r"if funded|should the grant)\b"
)
_CLAUSE = re.compile(r";|—| – |, (?:and|but|so|which|because|since|while|although)\b|:|\bbut\b")
_RESTRICTION = re.compile(
    r"^[ ]?(?: )?(?:that|who|where|whose|wishing|willing|interested|choosing|opting|able|ready|with (?:a|an|no|enough)|"
    r"in need|of their own|if|when|as (?:soon|long)|which (?:wish|want|choose|use|need|has|have)|in [A-Z])\b"
)
_DECIDING = word_set(
    """agree agrees agreed vote votes voted decide decides decided approve approves approved sign signs signed adopt
    adopts adopted know knows pay pays paid support supports supported understand understands report reports fund funds
    has-heard heard endorse endorsed endorses discussed helped watch watches share-the-cost"""
)
_EXCEPTION = re.compile(
    r"\b(?:except(?:ing)?|excluding|save|other than|apart from|aside from|besides|minus|all but|but)\b"
)


@dataclass(frozen=True)
class UniversalClaim:
    """A claim about all of a kind. `first` is the position of its first word, `last` the one after its last word."""

    noun: str  # "member", "district" or "school"
    first: int
    last: int
    number: int | None = None  # "each of the nine districts"
    exceptions: int | None = None  # "all but two"; 0 if the exception is worded differently
    exception_from: int | None = None  # the position of the word that makes an exception


def universal_claims_in(words: TokenizedText) -> list[UniversalClaim]:
    """Every claim about all members, in the order of the text."""
    claims = []
    for place, word in enumerate(words.lower):
        claim = _claim_at(words, place, word)
        if claim and not _is_denied(words, claim):
            claims.append(_with_exception(words, claim))
    return claims


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
    if is_whole and words.lower[place + 1 : place + 2] and words.lower[place + 1] in _GROUPS:
        is_of = words.lower[max(0, place - 2) : place - 1] == ("of",)
        if not is_of or words.lower[max(0, place - 3)] in _OF_WHOM:
            return UniversalClaim("member", place - 1, place + 2)
    noun = _NONE_OF.get(words.lower[place + 1]) if word == "no" and place + 1 < len(words) else None
    if noun and _SECOND_NEGATIVE.match(text_after(words, place + 2)):
        return UniversalClaim(noun, place, place + 2)
    if word in _GROUPS and words.gaps[place + 1] == "-" and words.lower[place + 1 : place + 2] == ("wide",):
        return UniversalClaim("member", place, place + 2)
    return None


def _all_of(words: TokenizedText, place: int, word: str) -> UniversalClaim | None:
    if words.lower[place + 1 : place + 3] == ("of", "us"):
        return UniversalClaim("member", place, place + 3)
    if words.lower[place + 1 : place + 4] == ("one", "of", "us"):
        return UniversalClaim("member", place, place + 4)
    found = _noun_after(words, place, is_plural=word in ("all", "both"))
    if found is None:
        return None
    noun, last, number = found
    if word == "both":
        number = 2
    return UniversalClaim(noun, place, last, number) if noun else None


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
        and following[2] in _GROUPS
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


def _is_denied(words: TokenizedText, claim: UniversalClaim) -> bool:
    """Whether the claim is denied, doubted, asked, or restricted."""
    first, last = _sentence(words, claim.first)
    before = words.text[words.starts[first] : words.starts[claim.first]].lower().replace("’", "'")
    after = words.text[words.ends[claim.last - 1] : words.ends[last - 1]]
    if words.gaps[last].lstrip("\"'”’) ").startswith("?"):
        return True
    clause = _STILL_A_CLAIM.sub("", _CLAUSE.split(before)[-1])
    whole = _STILL_A_CLAIM.sub("", before)
    if _NEGATION.search(clause) or re.search(
        r"\b(?:to (?:say|claim|promise|pretend|require)|require) that\b[^;]*$", whole
    ):
        return True
    if words.lower[claim.last - 1] not in _GROUPS and _RESTRICTION.match(after.lstrip(" ")):
        return True
    if re.match(
        r"^['’]s? (?!students|pupils|children|kids|teachers|schools|learners|juniors|seniors|\w+ (?:graders|students))",
        after,
    ):
        return True
    if re.match(r"^(?:\W+\w+){0,2}?\W+(?:could|might|would one day|eventually|hopes?|may one day)\b", after.lower()):
        return True
    verbs = words.lower[claim.last : claim.last + 2]
    return any(verb in _DECIDING for verb in verbs) and "," not in "".join(words.gaps[claim.last : claim.last + 1])


def _with_exception(words: TokenizedText, claim: UniversalClaim) -> UniversalClaim:
    """The claim with the exception that its sentence makes: "all but two", "every member, except Otter Run"."""
    _first, last = _sentence(words, claim.first)
    inside = words.lower[claim.first : claim.last]
    if "but" in inside:
        at = claim.first + inside.index("but") + 1
        found = number_at(words, at) if is_number(words, at) else None
        return UniversalClaim(claim.noun, claim.first, claim.last, None, found[0] if found else 0, at)
    following = words.text[words.ends[claim.last - 1] : words.ends[last - 1]]
    match = _EXCEPTION.search(following.lower())
    if match is None or (match.group() == "but" and following[: match.start()].strip()):
        return claim
    begin = words.ends[claim.last - 1] + match.end()
    at = next((n for n in range(claim.last, last) if words.starts[n] >= begin), last)
    if at == last:
        return claim
    numbered = number_at(words, at) if is_number(words, at) else None
    one = 1 if words.lower[at] == "one" else None
    return UniversalClaim(
        claim.noun, claim.first, claim.last, claim.number, numbered[0] if numbered else (one or 0), at
    )


def _sentence(words: TokenizedText, place: int) -> tuple[int, int]:
    """The first word of the sentence with this word, and the position after its last."""
    first, last, number = place, place, words.sentence_of[place]
    while first and words.sentence_of[first - 1] == number and place - first < 80:
        first -= 1
    while last < len(words) and words.sentence_of[last] == number and last - place < 80:
        last += 1
    return first, last
