"""Numbers of members that a sentence ties to the consortium without "our" or "all".

"Seven districts make up the consortium," "the network brings together nine boards," "membership stands at seven," "the
five undersigned boards," "number of member districts: 7".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from grants.rules.collaboration.numbers import number_at, number_places
from grants.rules.collaboration.other_counts import ATTENDING, OTHERS_BEFORE, is_of_an_earlier_time
from grants.rules.collaboration.phrases import MANY, NUMBER, OWN_GROUP, PLAIN, phrase, words_of
from grants.rules.collaboration.tokens import TokenizedText

_PAPER = "(?:agreement|application|plan|proposal|request|grant|memorandum|document)"
_MEMBERS = (
    r"(?P<noun>districts|school districts|members|partners|school systems|school boards|boards(?: of education)?|"
    r"superintendents|leas|parties)(?!')"
)
# What a demonstrative makes ours, whatever it is called: "this pool"; places and contests stay everybody's.
_THIS = (
    r"(?:this|our) (?!with\b|that\b|who\b|and\b|for\b)(?!(?:\w+ )?(?:state|county|counties|region|valley|area|"
    r"league|conference|study|world|country|nation|end|"
    r"part|half|corner|neck|stretch|side|sample|pilot|survey|year|month|week|fall|spring|market|river|"
    r"lake)\b)(?:[\w-]+ )?\w+"
)
_IN_ON_IT = (
    r"(?:(?:around|at) (?:the|this|our) table|on board|aboard|in on (?:this|it)|in (?:this|it)(?=[.,;:!]|$| and| "
    rf"together)|(?:in|to|of|on|behind|under) {_THIS})"
)
_N = rf"(?P<number>{NUMBER})"
# "Nine superintendents, one for each member district": as many as there are.
_ONE_FOR_EACH = re.compile(
    rf"{_N} (?:[\w-]+ ){{0,2}}?(?P<noun>superintendents|members|directors|trustees|representatives|delegates|seats|"
    r"votes|voices)(?: \w+){0,3}?,? (?:just |exactly )?one (?:for|from|to|per|of)(?: each| every| a| the)?"
    r"(?: (?:member|participating|partner))? (?:districts?|members?|boards?|school systems?)\b"
    r"(?!['’-]| (?:of|in|that|which|who|with|where|on|at|whose|along|near|outside)\b)"
)
_ADJECTIVES = rf"(?:(?:{PLAIN}|very|school|equal|ohio|[a-z]+ern),? ){{0,3}}"
_COUNTED = rf"{_N} {_ADJECTIVES}{_MEMBERS}"
_AUXILIARIES = r"(?:(?:have|has|now|together|that|which|who|all|had|will|today|currently|each) )*"
_AT_FIRST = r"(?:(?<=^with )|(?<=\nwith )|(?<=[.!?] with ))"
_PULLING = "(?:pulling|working|acting|moving|rowing|standing|speaking|marching|planning|bound|joined|united)"
_AS_ONE = (
    "(?:as one|in (?:one|the same) direction|with one voice|under (?:a|one|the same|this) "
    "(?:(?:single|common|joint|shared) )?(?:agreement|compact|plan|contract))"
)
_AT_START = r"(?:^|(?<=[.!?] )|(?<=\n))"
# "Eight districts went in on this together": what they joined in is the project.
_JOINED_IN_THIS = re.compile(
    rf"(?<! of )(?<! the )(?<! our ){_COUNTED} {_AUXILIARIES}(?:[a-z]+ed|came|come|went|gone|got|are|threw|thrown|"
    r"put (?:in|their \w+)|stood|chose|go|come|join|team|band|pool)(?: up| in| on| into| aboard| forces| heads)*"
    r"(?: together(?: up| in| on| to| into| for| behind)* (?:this|it)|(?: in| on| into| for| behind| to)+ this "
    r"together| in on (?:this|it)|(?: up| forces)(?: on| for| in| behind)+ this)"
    r"(?=[.,;:!?)]|$| (?:and|because|so|but|when|since|with|for)\b)"
)
# These begin with the number.
_NUMBER_FIRST = (
    _ONE_FOR_EACH,
    re.compile(
        rf"{_COUNTED} {_AUXILIARIES}(?:make up|form|constitute|belong to|compose|comprise|are (?:party|parties) to|"
        rf"are members of|are in|stand behind|are behind|join in|joined (?:together )?(?:in|to form)) "
        rf"(?:the|this|our) (?:\w+ )?(?:{OWN_GROUP}|{_PAPER})\b"
    ),
    re.compile(
        rf"{_COUNTED} {_AUXILIARIES}(?:sign|signed|voted for|back|adopted|approved|submit|submitted|made|make|"
        rf"ratified|endorsed) "
        rf"(?:this|our|the) (?:\w+ )?{_PAPER}\b"
    ),
    re.compile(
        rf"{_COUNTED} (?:(?:that|which|who|now|all|each|are|is) )*(?:signing|adopting|approving|submitting|making|"
        rf"ratifying|endorsing|entering(?: into)?|joining|forming) (?:this|our|the present) (?:\w+ )?"
        rf"(?:{_PAPER}|{OWN_GROUP})\b"
    ),
    re.compile(rf"{_AT_FIRST}{_COUNTED} {_AUXILIARIES}{_PULLING}(?: [\w'-]+){{0,5}}? {_AS_ONE}\b", re.MULTILINE),
    re.compile(rf"(?<=\bwe are ){_COUNTED} {_AUXILIARIES}{_PULLING}(?: [\w'-]+){{0,5}}? (?:{_AS_ONE}|together)\b"),
    re.compile(rf"{_N} {_ADJECTIVES}(?P<noun>districts|superintendents|leas) strong\b"),
    re.compile(rf"{_AT_START}{_COUNTED},? (?:in all|all told|altogether)\b(?! of)"),
    re.compile(
        rf"{_COUNTED} {_AUXILIARIES}(?:share|are|take part|join|sit|stand|work|are joined) (?:in on|in|behind|with) "
        r"(?:this|it)(?=[.,;:])"
    ),
    re.compile(rf"{_N} undersigned (?:\w+ ){{0,2}}{_MEMBERS}"),
    re.compile(
        r"(?:(?<=\ball told )|(?<=\ball told, )|(?<=\baltogether )|(?<=\baltogether, )|(?<=\bin all )|(?<=\bin all, ))"
        rf"{_COUNTED} (?:in|of|to) (?:the|this|our) (?:\w+ )?{OWN_GROUP}\b"
        r"(?!['’-]| (?:that|which|where|in|at|across|down|next|over|near|who|whose|he|she|they)\b)"
    ),
)
_HAS = (
    r"(?:brings?(?: together)?|joins?|unites?|links?|includes?|comprises?|consists? of|counts?|has|numbers?|"
    r"is made up of|"
    rf"is composed of|represents?|connects?|is) (?:together )?(?:only |just |exactly |a total of |all |"
    rf"of )?{_COUNTED}"
)
_OUTFIT = "(?:co-?op|pool|club|outfit|family|circle|pact|group|team|effort|crew|crowd|enterprise|venture|arrangement)"
_PHRASES = (
    phrase(
        " by ",
        rf"\b{_PAPER} (?:is|was) (?:submitted|made|signed|adopted|approved)(?: jointly)? by (?:the )?{_COUNTED}",
    ),
    phrase(
        "on behalf of ",
        rf"\b(?:application|request|proposal|submitted|apply|applying|made)[\w ]{{0,20}} on behalf of "
        rf"(?:the |our |all )?{_COUNTED}",
    ),
    phrase("our |this ", rf"\b(?:our|this) {OWN_GROUP}(?: today| now| currently)? {_HAS}", begins=True),
    phrase(
        "the consortium|the partnership",
        rf"\bthe (?:consortium|partnership)(?: today| now| currently)? {_HAS}",
        begins=True,
    ),
    phrase(
        "there are |with ",
        rf"\b(?:there are|with)(?: only| just| exactly)? {_COUNTED} (?:in|of|to) (?:the|this|our) {OWN_GROUP}\b"
        r"(?!['’-]| (?:that|which|of|for|with|in|at|across|down|next|over|near|where|whose|i|he|she|they)\b)",
        begins=True,
    ),
    phrase(
        "there|with ",
        rf"\b(?:there(?:'s| is| are|'re)(?: now| only| just| but| exactly| all of)*|with) {_COUNTED},? {_IN_ON_IT}\b",
        begins=True,
    ),
    phrase(
        "we|us ",
        rf"\b(?:we're|we (?:now |today |do )?number|we now are|us) (?:now |just |only )?{_COUNTED}",
        begins=True,
    ),
    phrase("it's |it is |this is ", rf"{_AT_START}(?:it's|it is|this is) {_COUNTED}(?=[,.;:—])", begins=True),
    phrase("us, |we, ", rf"\b(?:of us|us|we), (?:all )?{_COUNTED}(?=[,—–])"),
    phrase(
        "all ",
        rf"\b(?:us|we|our) (?P<noun>districts|superintendents|members|partners|boards|"
        rf"school systems), all {_N}(?=[,.—–]| of us)",
    ),
    phrase(
        "who we are|what we are|that's us|that is us|what this is",
        rf"(?:^|(?<=[.!?] ))(?:just )?{_COUNTED}(?:,|:| —| –) (?:that's|"
        r"that is|is) (?:who we are|what we are|us|what this (?:is|\w+ is))\b",
    ),
    phrase(
        " of |between |among |binds |covers |joins |unites |here is ",
        rf"\b(?:(?:this|our) {_PAPER}|(?:this is|you are reading|here is|you have here is|before you is) (?:the|an|"
        rf"our) (?:\w+ )?"
        rf"(?:{_PAPER}|work|joint \w+)|the agreement) (?:is )?(?:of|from|by|between|among|binds|covers|joins|"
        rf"unites) (?:the )?{_COUNTED}",
    ),
    phrase(
        "all we are|who we are|what we are|there is of us|there are of us",
        rf"(?:^|(?<=[.!?] )){_COUNTED} (?:is|are|that's|that is) (?:all|who|what) (?:we are|there (?:is|"
        rf"are) of us)\b",
    ),
    phrase(
        "-district |-member |-system |-board ",
        rf"\b(?:we are|we're|this(?: here)? is|ours is) an? {_N}-(?:district|member|system|board) ",
    ),
    phrase(
        " of us",
        rf"\b(?:makes|there(?:'s| is| are)|all|now|the) {_N} (?:of us (?:{MANY})|(?:{MANY}) of us)\b",
    ),
    phrase(
        "our |this ",
        rf"\b(?:our|this) (?:\w+ )?{_OUTFIT}(?: of ours)?(?: today| now|"
        rf" currently)? {_HAS}",
        begins=True,
    ),
    phrase("ours is ", rf"\bours is an? (?:\w+ )?(?:{_OUTFIT}|{OWN_GROUP}) of {_COUNTED}", begins=True),
    phrase("here is ", rf"\bwhat you (?:have|see|are reading)(?: here)? is {_COUNTED}"),
    phrase(
        "it takes |it took ",
        rf"\bit takes {_COUNTED} to (?:make up|make|form|run|fill) (?:this|our) \w+",
    ),
    phrase(
        "membership",
        rf"(?:^|[.!?] |\bour |\bconsortium's )membership (?:now )?(?:stands at|is|numbers|totals|consists of|"
        rf"comprises) "
        rf"(?:only )?{_N}\b(?! (?:percent|years|dollars))(?: {_ADJECTIVES}{_MEMBERS})?",
    ),
    phrase(
        "member |participating |partner ",
        rf"(?:^|[.!?] )(?:(?:total )?number of )?(?:member|participating|partner) (?P<noun>districts|members|"
        rf"leas|schools)"
        rf"(?: \(number\))?: {_N}\b(?!\W*(?:\d|and|,|students|schools))",
    ),
    phrase(
        " of ",
        rf"\b(?:is|are|as|form|our|this|in our|in this)(?: an?)?(?: \w+)? {OWN_GROUP} of {_N}(?=[.,;:!]|$| and each|"
        rf" there| we\b| no\b| who\b| that\b)",
    ),
    phrase("'s ", rf"\b(?:the (?:consortium|partnership)|(?:our|this) {OWN_GROUP})'s {_COUNTED}"),
    phrase(
        "with ",
        rf"\bwith (?:only |just )?{_N} (?:equal |voting )?(?P<noun>members),? (?:we|our|the consortium|no one|"
        rf"a tie)\b",
        begins=True,
    ),
    phrase(
        "we|the consortium|our ",
        rf"\b(?:the consortium|(?:our|this) {OWN_GROUP}|we),? (?:are |is )?{_COUNTED},? (?:in all|all told|"
        rf"altogether|in total)\b",
        begins=True,
    ),
    phrase("undersigned ", rf"\bundersigned {_COUNTED}", begins=True),
    phrase(
        " boards",
        rf"\b(?:our|the|all|all of the|all of our|each of the|each of our|every one of the|these) {_N} "
        r"(?:member|participating|partner) (?P<noun>boards)\b",
    ),
    phrase(
        " boards",
        rf"\b(?:our|all|all of the|all of our|each of the|each of our|"
        rf"every one of the) {_N} (?:school )?(?P<noun>boards)\b",
    ),
)
_NOT_NOW = re.compile(
    r"\b(?:if|unless|should|could|would|might|hope|hopes|aim|aims|expect|expects|by 20\d\d|19\d\d|201\d|once|used to|"
    r"earlier|former|formerly|previous|other|another|neighboring|their|his|her|its|no more than|at least|"
    r"at most|up to)\b"
)


@dataclass(frozen=True)
class StatedCount:
    """A number of members: `first` is the position of the number, `last` the one after the last word."""

    number: int
    noun: str  # districts or members
    first: int
    last: int


def stated_counts_in(words: TokenizedText, before_year: int = 2025) -> Iterator[StatedCount]:
    """These numbers, in no order."""
    text = words.plain
    for match in _matches_in(words, text):
        first, last = words_of(words, match, "number")[0], words_of(words, match)[1]
        noun = match.groupdict().get("noun")
        if noun:
            last = words_of(words, match, "noun")[1]
        found = number_at(words, first)
        begin = words.starts[first]
        sentence = text[max(text.rfind(". ", 0, begin), text.rfind("\n", 0, begin), 0) : match.end()]
        if found and not _NOT_NOW.search(sentence) and not _is_of_others(text, match, begin, before_year):
            yield StatedCount(found[0], _noun(noun or "members"), first, max(last, found[1]))


def _is_of_others(text: str, match: re.Match[str], begin: int, before_year: int) -> bool:
    """Whether another body or an earlier time is told of, or only those who came to a meeting."""
    start = max(text.rfind(". ", 0, begin), text.rfind("\n", 0, begin), 0)
    if ATTENDING.match(text, match.end()):
        return True
    if match.re is _JOINED_IN_THIS:
        end = text.find(". ", match.end())
        is_earlier = is_of_an_earlier_time(text[start : end if end >= 0 else len(text)], before_year)
        return is_earlier or OTHERS_BEFORE.search(text, start, begin) is not None
    if match.re is _ONE_FOR_EACH:
        return OTHERS_BEFORE.search(text, start, begin) is not None or "county" in text[start:begin]
    if match.group().startswith("with "):
        end = text.find(". ", match.end())
        return is_of_an_earlier_time(text[start : end if end >= 0 else len(text)], before_year)
    return False


def _matches_in(words: TokenizedText, text: str) -> Iterator[re.Match[str]]:
    is_joined = "together" in text or " in on " in text or " up " in text or "forces" in text
    patterns = (*_NUMBER_FIRST, _JOINED_IN_THIS) if is_joined else _NUMBER_FIRST
    for place in number_places(words):
        yield from (m for p in patterns if (m := p.match(text, words.starts[place])))
    for one in _PHRASES:
        yield from one.matches_in(text)


def _noun(word: str) -> str:
    return "members" if word in ("members", "partners", "parties") else "districts"
