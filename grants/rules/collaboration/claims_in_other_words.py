"""Claims about all members without "all," "every," or "each" before the noun.

Two negatives ("not one of us sits it out"), a choice that makes no difference ("pick any one of the six"), an adverb
("without exception"), a range ("from the smallest of us to the largest"), or the consortium as one ("consortium-wide").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from grants.rules.collaboration.numbers import is_number, number_at, number_places
from grants.rules.collaboration.phrases import GROUP, MANY, NUMBER, ONE, OWN_GROUP, PLAIN, phrase, words_of
from grants.rules.collaboration.tokens import TokenizedText

_OURS = rf"(?:us|ours|(?:our|the|these|its)(?: {NUMBER})?(?: [\w-]+){{0,2}}? {MANY}|the {NUMBER})"
_NOT_PEOPLE = r"(?:(?!student|teacher|pupil|child|famil|grade|staff|tutor|parent|cost|fee|dollar)[^.!?;\n])"
_IS_OUT = (
    r"(?:(?:is|are|be|been|go|goes|going|went|left|do|does) without|lack(?:s|ing)?|excluded|left (?:out|behind|off)|"
    r"s(?:it|its|at|itting)(?: \w+)? out|stay(?:s|ed|ing)? (?:out|away|home)|skip(?:s|ped|ping)?|missing|missed|"
    r"misses|"
    r"absent|opt(?:s|ed|ing)? out|outside|declin(?:es|ed|ing)|h(?:eld|olds?|ung|angs?|olding|anging) (?:back|"
    r"out)|abstain\w*|balk\w*|"
    r"back(?:ed|s) out|said no|says no|withdr\w+|exempt(?:ed)?|excused|untouched|unserved|turned (?:it|"
    r"this) down|fail(?:s|ed)? to|has yet to)"
)
_IS_NOT = rf"(?:{_IS_OUT}|not|\w+n't|cannot|but (?:has|will|takes|sends|is|hosts|runs))"
_NOT_ONE = (
    rf"(?:(?:\bno|\bno single|\bnot an?|\bnot one|\bnot a single|n't an?|n't any|n't one)"
    rf"(?: (?:[\w-]+ )?{ONE}|(?: one)? of {_OURS})"
    rf"|\bnone of {_OURS}|\bno ?(?:one|body) (?:among us|of us|in (?:the|this|our) {GROUP}|at (?:our|"
    rf"this) table|on (?:our|the) list)"
    rf"|(?:n't|not|never) (?:find|see|name|meet|think of) (?:an?|one|any|a single) (?:{ONE}|of {_OURS}))"
)
_THINKING = r"(?:believ|think|say|said|claim|pretend|expect|doubt|agree|requir|oblig|forc|charg|suppose)"
_BEGINS = r"(?:^|(?<=[.!?:;,—–(“\"\n])|(?<=[.!?:;,—–] )|(?<=you can )|(?<=you may )|(?<=if you ))"


@dataclass(frozen=True)
class UniversalClaim:
    """A claim about all of a kind. `first` is the position of its first word, `last` the one after its last word."""

    noun: str  # "member", "district" or "school"
    first: int
    last: int
    number: int | None = None  # "each of the nine districts"
    exceptions: int | None = None  # "all but two"; 0 if the exception is worded differently
    exception_from: int | None = None  # the position of the word that makes an exception
    is_elided: bool = False  # "all six": members are meant if there are as many
    is_for_the_sentence: bool = False  # "pick any one of the six, and …"
    is_vague: bool = False  # it may be about others, or may not say that they take part


_SURE = (
    phrase(
        "no|n't|never ",
        rf"{_NOT_ONE}(?:(?! {_THINKING}),? [\w'-]+){{0,12}}?,? (?:{_IS_NOT}|without (?:one|it|its own))\b",
        begins=True,
    ),
    phrase(
        " no | not a single | not one ",
        rf"\b(?:leav|exclud|skip|omit|forget|miss|overlook|pass)\w*(?: over)?"
        rf" (?:no|not a single|not one) {ONE}\b(?: out| behind)?",
    ),
    phrase(
        " none of | not one of ",
        rf"\b(?:leav|exclud|skip|omit|forget|miss|overlook)\w* (?:none|not one) of {_OURS}",
    ),
    phrase(
        "%|percent|per cent",
        r"(?:\b100|\bone hundred|\ba hundred) ?(?:%|percent|per cent) of "
        rf"(?:us\b|(?:all )?(?:of )?(?:{_OURS}|(?:{PLAIN} ){{0,2}}{MANY})|the membership)",
    ),
    phrase(
        "exception|across the board|one and all",
        rf"\b(?:the|our|these) (?:[\w-]+ ){{0,3}}?{MANY}\b(?!')(?! (?:that|which|who|in the c|along|near|with))"
        rf"{_NOT_PEOPLE}{{0,80}}?\b(?:without (?:(?:a single|any) )?exceptions?|no exceptions|across the board|"
        rf"one and all)\b",
    ),
    phrase(
        "exception|one and all|across the board|to the last one",
        rf"\b(?:without (?:(?:a single|any) )?exceptions?|one and all|across the board|"
        rf"to the last one),?{_NOT_PEOPLE}{{0,50}}?"
        rf"(?:\b(?:our|the) (?:{PLAIN} ){{0,2}}{MANY}\b(?!')|in (?:our|this|the) {GROUP})",
    ),
    phrase(
        " of them| of us| one,",
        rf"\b(?:the|our|these) (?:{NUMBER} )?(?:{PLAIN} ){{0,2}}{MANY}(?: of (?:the|our|this) {GROUP})?"
        r",? (?:(?:(?:each and )?every (?:last |single )?one|each|all) of (?:them|us)\b|"
        r"every (?:last |single )?one(?=,))",
    ),
    phrase(
        " all | each ",
        rf"(?:\bwe|\b(?:the|our|these) (?:{NUMBER} )?(?:{PLAIN} ){{0,2}}{MANY}(?: (?:of|in) (?:the|our|"
        rf"this) {GROUP})?)"
        r"(?: (?:will|shall|have|are|do|now))? (?:all|each)(?= (?!of\b|in all|the\b|year|week|month|day|fall|spring|"
        r"summer|quarter|semester|term|student|teacher|grade|other|agree|know|knew|hope|remember|wish|think|believe|"
        r"face|need|want|lack|felt|feel|saw|see|heard|read|too\b|have to|say|said|worr|love|like|learn|grew|live|"
        r"come from|had\b|were\b|vot|sign|elect|appoint|name|pay|paid|adopt|approv|owe|keep their own))",
    ),
    phrase(
        "wherever ",
        rf"wherever (?:you|one|we) (?:look|go|turn|drive)s?[^.!?;\n]{{0,40}}?(?:{_OURS}|in (?:our|this|the) {GROUP})",
        begins=True,
    ),
    phrase(
        "pick |name |choose |take |visit |go to |walk into |drive to |stop at |point to ",
        rf"{_BEGINS}(?:(?:pick|name|choose)(?= the )|pick|name|choose|take|visit|go to|walk into|drive to|"
        rf"stop at|point to)"
        rf" (?:any|one|a|the|whichever)(?: one)?(?: single)?(?: of {_OURS}| {ONE}(?: of (?:ours|us)| you| in)?)\b",
        begins=True,
    ),
    phrase(
        "whichever |in whichever |at whichever |in which ever ",
        rf"{_BEGINS}(?:in |at )?which(?:ever| ever) (?:of {_OURS}|{ONE})\b[^.!?;\n]{{0,60}}?,",
        begins=True,
    ),
    phrase(
        "if a|if your|once a|when a",
        rf"\b(?:if|once|when) (?:a|your|any) {ONE} (?:is|belongs|sits)(?: a)?"
        rf" (?:in|to|part of|member of|on|at) (?:this|the|our) (?:{GROUP}|table|list)\b",
        begins=True,
    ),
    phrase(
        "to be |to belong |to join ",
        rf"\bto (?:be (?:part|a member) of|belong to|join) (?:this|the|our) {GROUP} (?:is|means) (?:to|being)\b",
        begins=True,
    ),
    phrase(
        "any ",
        rf"\bany {ONE} (?:of ours|(?:that )?(?:we have|we've got|you (?:care to |like to |want to )?(?:name|pick|"
        rf"choose)))\b",
        begins=True,
    ),
    phrase("no matter ", rf"\bno matter (?:which|what) (?:of {_OURS}|{ONE})\b", begins=True),
    phrase(
        "everyone in this|everybody in this",
        r"\bevery(?:one|body) in this (?!building|school|room|town|county|state|office|district|class|house|valley|"
        r"village|"
        r"region|area|city|country|world|study|picture|hall|choir|band|family|business|department)\w+",
        begins=True,
    ),
    phrase(
        "full |whole |entire |complete ",
        rf"\b(?:the|our) (?:full|whole|entire|complete) (?:roster|list|slate|lineup|set|lot|family|circle|company|"
        rf"complement|"
        rf"bunch|range|sweep|run) of (?:{_OURS}|(?:{PLAIN} ){{0,2}}{MANY})\b",
    ),
    phrase("membership", r"\b(?:full|whole|entire|complete|total) membership\b"),
    phrase("participation", r"\b(?:universal|full|complete|total|unanimous|100[- ]percent) participation\b"),
    phrase(
        "not one|none",
        rf"\bof {_OURS},? (?:not one|none)\b(?:,? [\w'-]+){{0,9}}?,? {_IS_NOT}\b",
    ),
    phrase(
        "no ",
        rf"\bno {ONE} (?:of ours )?(?:is|are) too (?:small|poor|far|remote|large|big|proud)\b",
        begins=True,
    ),
    phrase("universal|unanimous", rf"\bis (?:universal|unanimous)(?= (?:among|in|across) {_OURS})"),
    phrase("as a whole", rf"\b(?:the|our|this) {GROUP},? as a whole\b"),
    phrase("wide", rf"\b{GROUP}-?wide\b"),
    phrase(
        "from ",
        rf"\bfrom (?:the |our )?\w+e?st(?: of (?:us|{_OURS})| {ONE}) to (?:the |our )?\w+e?st\b",
        begins=True,
    ),
    phrase(
        "from ",
        rf"\bfrom (?:the |our )?\w+est to (?:the |our )?\w+est (?:of us|{ONE}|of {_OURS})\b",
        begins=True,
    ),
    phrase(
        "everyone|everybody",
        rf"\bevery(?:one|body) (?:among us|in (?:this|the|our) {OWN_GROUP}|"
        r"at (?:our|this) table)",
        begins=True,
    ),
    phrase("to a ", r"\bto a (?:district|board|member|superintendent)(?=[,.;])", begins=True),
)
_VAGUE = (
    phrase("nobody|no one", r"\b(?:leav|exclud|skip|forget)\w* (?:nobody|no one)\b"),
    phrase(
        "nobody|no one",
        r"\b(?:nobody|no one) (?:is|was|gets|sits|stays|goes|will)(?: be)? (?:left )?(?:out|without)\b",
        begins=True,
    ),
    phrase(
        "the whole |the entire ", r"\bthe (?:whole|entire) (?:group|circle|family|table|company|lot)\b", begins=True
    ),
    phrase("no exceptions", r"\bno exceptions\b", begins=True),
)
_EVERYONE_BUT = re.compile(r"\b(?:[Ee]veryone|[Ee]verybody|[Aa]ll|[Aa]ll of us) (?:but|except|save)(?: for)? (?=[A-Z])")
_ONLY_NAMED = re.compile(rf"\b[Oo]nly (?=[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*(?: [\w’']+){{0,3}}? (?:{_IS_OUT}|not)\b)")
_ONLY_SOME = phrase(
    "only |just ",
    rf"\b(?:only|just) (one|{NUMBER})(?: (?:of {_OURS}|{ONE}|{MANY}))(?: [\w']+){{0,3}}? (?:{_IS_OUT}|not|\w+n't)\b",
    begins=True,
)
# "Our six districts share a bus. Each will send four students": the members are in the clause or sentence before.
_OF_THOSE = phrase(
    "each|every|all",
    rf"(?:^|(?<=[.!?] )|(?<=\n))(?:(?:our|the|these|all) )?({NUMBER} )?(?:{PLAIN} ){{0,2}}({MANY})\b"
    rf"(?! (?:that|which|who|along|near|with|in))[^.!?\n]{{0,90}}[.!?,;] (?:and )?"
    r"((?:each|all)(?: one)?(?: of (?:them|these))?|every (?:last |single )?one(?: of (?:them|these|us))?)"
    r"(?= (?:will|shall|has|have|is|are|does|do|takes?|joins?|sends?|gives?|hosts?|puts?|runs?|shares?|opens?|teach|"
    r"belongs?|houses?|offers?|enrolls?)\b)",
)
# "Six out of six," "6 of 6 districts."
_ALL_OF_THEM = re.compile(rf"({NUMBER}) (?:{MANY} )?(?:out )?of (?:the |our )?({NUMBER})\b")
# "In six districts": as many as there are.
_IN_AS_MANY = re.compile(
    rf"(?:in|across|at|for|to|by|throughout|into) (?:our |the |these )?({NUMBER}) (?:{PLAIN} )?(?:districts|"
    rf"members|boards)\b(?! (?:that|which|who|with|of|in))"
)
_DOUBT = re.compile(
    r"\b(?:hopes?|hoped|hoping|wish(?:es)?|dream|aims? to|could|might|would like|should|some ?day|one day|eventually|"
    r"perhaps|maybe|unless|lest|(?<=\w )whether|pretend|wrong|untrue|premature|too (?:early|soon)|question|"
    r"rather than|"
    r"when (?:money|funds|there is)|in the end|in time|over time|ultimately|next grant|second grant|later on|"
    r"instead of|had|pilot|used to|last year|years ago|in (?:19|20[01])\d|(?:do|does|did|can|will)(?: not|n't) "
    r"(?:say|claim|promise|mean)|cannot (?:say|claim|promise)|nobody (?:says|claims)|not)\b"
)
_CONDITIONS = re.compile(r"^(?:if|when|once)\b")
_CHOICES = re.compile(r"^(?:pick|name|choose|take|visit|go|walk|drive|stop|point|which|in which|at which|wherever)")


def claims_in_other_words(words: TokenizedText) -> list[UniversalClaim]:
    """These claims, in no order."""
    text = words.plain
    claims = [c for p in _SURE for m in p.matches_in(text) if (c := _claim(words, text, m))]
    claims += [c for p in _VAGUE for m in p.matches_in(text) if (c := _claim(words, text, m, is_vague=True))]
    claims += [*_with_named_exceptions(words, text), *_of_as_many(words, text)]
    return claims + list(_of_those(words, text))


def _claim(words: TokenizedText, text: str, match: re.Match[str], *, is_vague: bool = False) -> UniversalClaim | None:
    first, last = words_of(words, match)
    begin = text[_start_of_sentence(words, first) : match.start()]
    said = match.group()
    if _DOUBT.search(begin.split(";")[-1]) or _is_question(words, last):
        return None
    if not _CONDITIONS.match(said) and re.search(r"\bif\b", begin):
        return None
    # "No district that doesn't host it pays": only "there is no district that …" says it of all.
    is_subset = re.search(rf"\bno {ONE} (?:that|which|who)\b", said) and not re.search(
        r"\b(?:there|find|think of|know of|know|name|have)\b(?:\W+\w+)?\W*$", begin
    )
    is_condition = bool(_CONDITIONS.match(said) or _CHOICES.match(said))
    return UniversalClaim(
        _noun_of(said), first, last, is_for_the_sentence=is_condition, is_vague=is_vague or bool(is_subset)
    )


def _with_named_exceptions(words: TokenizedText, text: str) -> Iterator[UniversalClaim]:
    for pattern in (_EVERYONE_BUT, _ONLY_NAMED):
        for match in pattern.finditer(words.text):
            first, last = words_of(words, match)
            if not _DOUBT.search(text[_start_of_sentence(words, first) : match.start()]):
                yield UniversalClaim("member", first, last, None, 0, last)
    for match in _ONLY_SOME.matches_in(text):
        first, last = words_of(words, match)
        number = match.group(1)
        at, _end = words_of(words, match, 1)
        found = (1, at + 1) if number == "one" else number_at(words, at)
        if found and not _is_question(words, last):
            yield UniversalClaim(_noun_of(match.group()), first, last, None, found[0], found[1])


def _of_as_many(words: TokenizedText, text: str) -> Iterator[UniversalClaim]:
    for place in number_places(words):
        found = number_at(words, place)
        if not found or found[0] < 2:
            continue
        before = text[_start_of_sentence(words, place) : words.starts[place]]
        match = _ALL_OF_THEM.match(text, words.starts[place])
        if match and match.group(1) == match.group(2) and not _DOUBT.search(before):
            yield UniversalClaim("member", *words_of(words, match), found[0], is_elided=True)
            continue
        begin = words.starts[max(0, place - 2)]
        match = _IN_AS_MANY.search(text, begin, words.starts[place] + 60)
        if match and match.start(1) == words.starts[place] and not _DOUBT.search(before):
            noun = _noun_of(match.group())
            yield UniversalClaim(noun, place, words_of(words, match)[1], found[0], is_elided=True, is_vague=True)


def _of_those(words: TokenizedText, text: str) -> Iterator[UniversalClaim]:
    for match in _OF_THOSE.matches_in(text):
        first, last = words_of(words, match, 3)
        at, _end = words_of(words, match, 1) if match.group(1) else (0, 0)
        found = number_at(words, at) if match.group(1) and is_number(words, at) else None
        between = text[match.end(2) : match.start(3)]
        if not re.search(r"\b(?:student|teacher|pupil|child|school|famil|course|bus)\w*s\b", between):
            number = found[0] if found else None
            yield UniversalClaim(_noun_of(match.group(2)), first, last, number, is_elided=number is not None)


def _noun_of(said: str) -> str:
    if re.search(r"\b(?:districts?|leas?|superintendents?|systems?)\b", said):
        return "district"
    return "school" if re.search(r"\bschools?\b", said) else "member"


def _start_of_sentence(words: TokenizedText, place: int) -> int:
    first = min(place, len(words) - 1)
    while first and words.sentence_of[first - 1] == words.sentence_of[min(place, len(words) - 1)]:
        first -= 1
    return words.starts[first]


def _is_question(words: TokenizedText, place: int) -> bool:
    last = min(place, len(words)) - 1
    while last + 1 < len(words) and words.sentence_of[last + 1] == words.sentence_of[last]:
        last += 1
    return words.gaps[last + 1].lstrip("\"'”’) ").startswith("?")
