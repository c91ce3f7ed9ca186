"""Claims that all members take part in something: "each of the nine districts", "the whole consortium", "all of us".

Not under a negation ("not yet every") and not with a restriction ("each district that uses them"). An exception ("all
but two", "except Otter Run") is kept with the claim, so that it is compared as said.
"""

import re
from bisect import bisect_left
from collections.abc import Set
from dataclasses import replace

from grants.rules.collaboration.claims_in_other_words import UniversalClaim, claims_in_other_words
from grants.rules.collaboration.member_counts import BODIES, BREAKS
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
_GROUPS = word_set("consortium network collaborative partnership cooperative alliance coalition compact collaboration")
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
# What these do is to vote or to think, unless a word beside them says that they give or take part.
_DECIDERS = word_set("board boards superintendent superintendents")
_TAKING_PART = re.compile(
    r"^(?: (?:on|in|at|of|among) (?:this|the|our) \w+)?(?: (?:has|have|had|will|shall|is|are|also|already|each|all|"
    r"both|to)){0,3} (?:commit|releas|giv|gave|"
    r"assign|put|send|sent|lend|lent|hir|open|pledg|provid|host|join|run|"
    r"tak|contribut|house|enroll|staff|found|find|us|loan|offer|shar|operat|teach|set aside|made room)"
)
_OF_WHOM = word_set("students pupils children kids teachers districts schools members boards")
_NOT_NARROWER = word_set("member partner participating local rural school public cooperating towns")
_NEGATION = re.compile(
    r"\b(?:not|isn't|aren't|doesn't|don't|won't|can't|cannot|didn't|"
    r"never|neither|nor|nothing|nobody|no one|hardly|"
    r"nearly|almost|practically|virtually|without|rather than|instead of|unlike|far from|wrong|untrue|premature|"
    r"mistaken|pretend|claim|too (?:early|soon)|unable|lest|unless|if|could|might|eventually|some ?day|in time|"
    r"in the end|when (?:money|funds)|over time|ultimately|next grant|second grant|later on|"
    r"hopes?|hoped|"
    r"hoping|wish|aims? to|dream|had|once|whether|should|ideally|question|would like|would read well|"
    r"would be pleasant)\b[^;.!?]*$"
)
_STILL_A_CLAIM = re.compile(
    r"\b(?:not only|no charge|without (?:charge|cost|exception|dissent|objection|debate|opposition)|not just|"
    r"if funded|should the grant)\b"
)
_CLAUSE = re.compile(r";|—| – |, (?:and|but|so|which|because|since|while|although)\b|:|\bbut\b")
_RESTRICTION = re.compile(
    r"^[ ]?(?: )?(?:of the (?:county|state|region|valley|nation)|with (?:fewer|more|less|under|over|enough)|under|"
    r"over|below|above|along|near|outside|beyond|around|west|east|north|south|served by|upriver|downriver|"
    r"(?:on|at|in|from|across|throughout) (?:the|this|our|that) (?:\w+ )?(?:county|state|region|country|valley|"
    r"area|river|north|south|east|west|hills|nation|lake|coast|ridge|highway|interstate|district|league|conference)|"
    r"that (?!(?:belongs|is|are) (?:to|in|part|a member)|(?:has |have )?(?:sign|join)(?:ed|s)\b|makes? up|(?:we|"
    r"this)\b)|who|where|whose|wishing|willing|interested|choosing|"
    r"opting|able|ready|with (?:a|an|no|enough)|"
    r"in need|of their own|if|when|as (?:soon|long)|which (?:wish|want|choose|use|need|has|have)|in [A-Z])\b"
)
# After "all six" or "each of the six", these show that no noun follows.
_AFTER_MEMBERS = word_set(
    """will would shall has have had is are was were do does did take takes join joins send sends give gives host hosts
    run runs share shares use uses belong belongs participate participates put puts open opens teach teaches offer
    offers enroll enrolls staff staffs keep keeps play plays get gets receive receives work works in on from at with
    to and by through for contribute contributes house houses already now also"""
)
_DECIDING = word_set(
    """agree agrees agreed vote votes voted decide decides decided approve approves approved sign signs signed adopt
    adopts adopted know knows pay pays paid support supports supported understand understands report reports fund funds
    has-heard heard endorse endorsed endorses discussed helped watch watches
    hear hears learn learns chose choose struggle struggles remains remain share-the-cost consider considers
    considered visited toured studied read thinks think thought believe believes asked invited reviewed saw seen face
    faces differ differs want wants wanted remember remembers say says said hope hopes wish wishes need needs lack lacks
    gain gains benefit benefits"""
)
# Who gains one of these takes part.
_PLACES = word_set("seat seats place places spot spots course courses class classes")
_AUXILIARIES = word_set("has have had was were is are been be will also already all each then since first did does do")
_OFFERED = re.compile(
    r"^(?:,? [\w'-]+){0,3}? (?:may(?! be found)|might|could|can|would|should|welcome|invited|free to|eligible|"
    r"has the option|have the option|able to|encouraged|asked|told|reminded|offered|the chance|the right|"
    r"(?:receives?|gets?) (?:a|the|an annual) (?:\w+ )?(?:report|copy|letter|notes|minutes|newsletter))\b"
)
# "The evaluator will ask every district": what follows is done to them.
_DONE_TO = re.compile(
    r"\b(?:ask|tell|survey|visit|invit|remind|thank|bill|charg|pay|show|interview|call|notif|inform|consult|"
    r"report|warn|"
    r"email|mail|wr[io]t|ow)(?:e|es|ed|s|ing|ten|ies|ied)?(?: \w+)?(?: to)?\s*$"
)
_COMES_TO = re.compile(r"^(?:(?:will|shall|also) ){0,2}(?:visits?|calls? (?:on|at))$")
_BY_DECIDING = re.compile(
    r"\b(?:signed|approved|adopted|voted|passed|ratified|endorsed|accepted|agreed|drafted|reviewed|read|paid|owned|"
    r"backed|supported|requested|sent|shown|reported|known) (?:\w+ )?(?:by|to|with|on|for|"
    r"among)(?: \w+)?\s*$"
)
# "Were every member to join", "during the pilot every district".
_NOT_NOW = re.compile(
    r"^\W*(?:were|had|should)\s+$|\b(?:pilot|trial run|last year|last spring|years ago|used to|in (?:19|201)\d+)\b"
)
# "The calendar that all six share": said of the calendar.
_IN_RELATIVE_CLAUSE = re.compile(
    r"\b(?:calendar|schedule|agreement|plan|policy|letter|form|rules?|budget|map|platform|dues|needs?|problems?|"
    r"shortage|"
    r"reasons?|bell|paper|words?|thing is) (?:that|which)\s+$"
)
# "The whole consortium benefits when three of us run it": some are meant after all.
_BY_SOME = re.compile(
    r"^[^.;]*\b(?:when|where|as|because|since|while|though|but|only|of which|of whom) [^.;]{0,25}?\b(?:two|"
    r"three|four|five|"
    r"six|half|some|few|several|most) (?:of (?:us|them|our|the)|members|districts)\b"
)
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
        if claim and not _is_denied(words, claim, titles):
            claims.append(_with_exception(words, claim))
    taken = {place for claim in claims for place in range(claim.first, claim.last)}
    for other in claims_in_other_words(words):
        if taken.isdisjoint(range(other.first, other.last)) and not _is_only_considered(words, other):
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
    if is_whole and words.lower[place + 1 : place + 2] and words.lower[place + 1] in _GROUPS:
        is_of = words.lower[max(0, place - 2) : place - 1] == ("of",)
        if not is_of or words.lower[max(0, place - 3)] in _OF_WHOM:
            return UniversalClaim("member", place - 1, place + 2)
    return None


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
            if _is_elided(words, at):
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


def _is_elided(words: TokenizedText, at: int) -> bool:
    """Whether no noun follows a number: "all six take part", "each of the six has a room"."""
    if at >= len(words) or words.gaps[at].strip():
        return True
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


def _is_denied(words: TokenizedText, claim: UniversalClaim, titles: Set[int]) -> bool:
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
        r"^['’]s? (?!students|pupils|children|kids|teachers|schools|learners|juniors|seniors|\w+ (?:graders|"
        r"students))",
        after,
    ):
        return True
    if re.match(r"^(?:\W+\w+){0,2}?\W+(?:could|might|would one day|eventually|hopes?|may one day)\b", after.lower()):
        return True
    if words.lower[claim.last - 1] in _DECIDERS and not (
        words.lower[claim.first - 1 : claim.first] == ("from",) or _TAKING_PART.search(after.lower())
    ):
        return True
    if _NOT_NOW.search(before) or _IN_RELATIVE_CLAUSE.search(before):
        return True
    if _is_visited(words, claim, titles):
        return False
    return _is_only_considered(words, claim) or _is_offered(before, after.lower().replace("’", "'"))


def _is_visited(words: TokenizedText, claim: UniversalClaim, titles: Set[int]) -> bool:
    """Whether the activity itself comes to all: "Coaching rounds will visit every district," "it calls on each"."""
    for at in range(claim.first - 1, max(-1, claim.first - 5), -1):
        if at in titles or words.lower[at - 1 : at] == ("it",):
            return _COMES_TO.match(" ".join(words.lower[at : claim.first])) is not None
    return False


def _is_only_considered(words: TokenizedText, claim: UniversalClaim) -> bool:
    """Whether they vote, hear, or think about it: a verb of deciding follows, perhaps after "have" or "were"."""
    at = claim.last
    while at < claim.last + 4 and words.lower[at : at + 1] and words.lower[at] in _AUXILIARIES:
        at += 1
    if words.lower[at : at + 1] in (("signed",), ("sign",)) and words.lower[at + 1 : at + 2] in (("up",), ("on",)):
        return False
    if words.lower[at : at + 1] in (("gain",), ("gains",)) and not _PLACES.isdisjoint(words.lower[at + 1 : at + 4]):
        return False
    verbs = words.lower[at : at + 2] if at == claim.last else words.lower[at : at + 1]
    return any(verb in _DECIDING for verb in verbs) and "," not in "".join(words.gaps[claim.last : claim.last + 1])


def _is_offered(before: str, after: str) -> bool:
    """Whether they may, could, or will be asked to take part, or others decide, or only some of them do."""
    return bool(
        _OFFERED.match(after) or _BY_DECIDING.search(before) or _DONE_TO.search(before) or _BY_SOME.search(after)
    )


def _with_exception(words: TokenizedText, claim: UniversalClaim) -> UniversalClaim:
    """The claim with the exception that its sentence makes: "all but two", "every member, except Otter Run"."""
    first, last = _sentence(words, claim.first)
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


def _sentence(words: TokenizedText, place: int) -> tuple[int, int]:
    """The first word of the sentence with this word, and the position after its last."""
    first, last, number = place, place, words.sentence_of[place]
    while first and words.sentence_of[first - 1] == number and place - first < 80:
        first -= 1
    while last < len(words) and words.sentence_of[last] == number and last - place < 80:
        last += 1
    return first, last
