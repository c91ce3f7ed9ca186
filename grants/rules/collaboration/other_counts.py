"""Numbers of districts or members that count others: another body's, a hypothesis, a threshold, or history."""

import re

from grants.rules.collaboration.sentences import text_after, text_before
from grants.rules.collaboration.tokens import TokenizedText

_THRESHOLD = re.compile(
    r"(?:(?:hope|hopes|hoping|expect|expects|aim|aims|plan|plans|want|wants|like) to (?:have|be|grow to|reach|"
    r"include)|"
    r"studied|visited|surveyed|interviewed|consulted|toured|observed|looked at|(?:read|heard|know|knew|"
    r"wrote) (?:about|of|to)|"
    r"talked (?:to|with)|invited|approached|asked|compared|examined|"
    r"(?:fewer|less|more|greater|no) than|at least|at most|as (?:many|few) as|not fewer|not less|up to|minimum of|"
    r"maximum of|quorum of|majority of|(?:votes?|consent|assent|approval|signatures?) of|should|with|even|its|their|"
    r"five to|example for|(?:comparison|control|peer|reference) group of|(?:study|survey|sample) of|"
    r"\b(?:present|attending|in attendance|absent)(?: (?:are|is|was|were))?:?|"
    r"(?:state|county|region|nation|country)(?:['’]s| has))$"
)
_HYPOTHESIS = re.compile(
    r"\b(?:if|unless|suppose|were to|had there|had it|should (?:one|two|a|any|the|there|three)|would|could|might|"
    r"one day|some ?day|whether)\b"
)
_LEAVING = re.compile(
    r"\b(?:left|leaves?|remains?|remaining|withdraws?|withdrawal|withdrew|drops?|exits?|goes|joins?|quorum)\b"
)
_HISTORY = re.compile(
    r"\b(?:years ago|used to|formerly|former|originally|at one time|in my day|earlier years|back then|in those days|"
    r"at first|began (?:as|with)|begun (?:as|with)|started (?:as|with|out)|once (?:had|was|were|took|met)|last year|"
    r"had been|an earlier|previous(?:ly)?|historically|back when|grew (?:out of|from)|dissolved|old council|"
    r"merged away)\b"
)
# "When I was a principal in Wyoming, our cooperative of thirteen": another group, once, though it says "our".
_ONCE_ELSEWHERE = re.compile(
    r"\b(?:(?:when|while|where|before|until) (?:i|my \w+) (?:was (?:an?|the|in|at|with|on|still|there|principal|"
    r"superintendent|teaching|working|coaching)|taught|coached|worked|lived|ran|led|served|came from)|"
    r"(?:in|at|from) my (?:last|old|first|former|previous|earlier) \w+|my (?:old|former|last|previous) "
    r"(?:district|school|cooperative|consortium|network|collaborative|partnership|job|post|state)|back in my)\b"
)
_STILL = re.compile(r"\b(?:here|now|today|will|shall|is|are|has|have|this)\b")
_WAS = re.compile(r"\b(?:had|was|were|did|used to|would|met|sent|took|paid|gave|ran)\b")
# "We were three districts when this was only talk": the verb of the number itself is in the past.
_WAS_AS_MANY = re.compile(
    r"(?:^|\W)(?:we|they|you|it|this|that|there|which|who)(?:'d| had)? (?:(?:all|then|still|once) )?(?:were|was|been)"
    r"(?: (?:only|just|still|then|but|once|all|a|about|some|exactly|barely|already))*$"
)
# "We are seven districts, and we were strangers once": history in another clause says nothing about the number.
_ARE_AS_MANY = re.compile(r"(?:^|\W)we(?: are|'re)(?: now| only| just| all)*$")
_CLAUSES_AFTER = re.compile(r"[;:—–]|, (?:and|but|though|although|while|who|which)\b")
_BEFORE_US = re.compile(r" before (?:this one|us|ours)\b")
# "A group of five districts there left": what is counted is in another place.
_THERE = re.compile(
    r"^,? (?:over |up |down )?(?:there(?! (?:is|are|was|will|has|have)\b)|elsewhere|downstate|upstate|abroad|"
    r"out west|back east|up north|down south|overseas)\b"
)
# "The four members present" were at a meeting; "the seven districts present this plan" are all of them.
ATTENDING = re.compile(
    r" (?:(?:then|there|not|who were|that were|actually|still) )?(?:present|absent|attending|in attendance|on hand|"
    r"in the room|voting|abstaining|excused)\b(?! (?:this|the|our|an?|to|their|its|here|it|themselves|with|in|as|or)\b)"
)
_BY_NOW = re.compile(r"\b(?:now|today|by now|these days|since then)\b")
_YEAR = re.compile(r"(?:in|from|until|before|during|by|of|between|autumn|fall|spring|summer) ((?:18|19|20)\d\d)\b")
_ELSEWHERE = re.compile(
    r"^(?:\W+\w+){0,2}?\W*(?:in|of|across|throughout|around) (?:the|this|our|its|a|another|\w+|all)? ?(?:\w+ )?"
    r"(?:states?|county|counties|region|nation|country|ohio|valley|league|conference|orchestra|world|area|north|"
    r"south|"
    r"east|west)\b"
)
OTHERS_BEFORE = re.compile(
    r"\b(?:serv(?:es|ed)|statewide|nationwide|national|regional|festival|league|conference|athletic|elsewhere|"
    r"court|state|study of|survey|vendor|software|nonprofit|institute|university|college|partnerships|networks|"
    r"consultant|neighbors?|neighboring|other|another|next county|visited|chart|heard|copied|region|"
    r"in the \w+ county|"
    r"council of|pool)\b"
)
_BODY_BEFORE = re.compile(
    r"\b(?:alliance|association|union|unions|board|league|club|committee|council|panel|grange|chamber|trustees|"
    r"congress|township|society|department|team|band|choir|cast|crew|faculty|commission|congregation|church|staff|"
    r"cabinet|jury|boosters|fellowship|guild|lodge|post|pool|bunch|society|network, which)\b"
)
OURSELVES = (
    r"(?:we|our (?!\w+ board)\w+|(?:the|this) (?:present )?(?:consortium|network|partnership|collaborative|"
    r"cooperative|"
    r"alliance|compact|coalition|project|program|application|proposal|collaboration)"
    r"(?! (?:down|up|across|over|along|near|beyond|out|next|north|south|east|west|where|whose)\b))"
)
WE = re.compile(rf"(?:^|[\s(]){OURSELVES}(?: [\w’'-]+){{0,7}}$")


def is_of_a_former_group(words: TokenizedText, place: int) -> bool:
    """Whether the sentence, or the one before it if both are in the past, tells of a group the writer once was in."""
    sentence = f"{text_before(words, place)} {text_after(words, place + 1)}"
    if _ONCE_ELSEWHERE.search(sentence):
        return True
    first = place
    while first and words.sentence_of[first - 1] == words.sentence_of[place]:
        first -= 1
    if not first or _STILL.search(sentence) or not _WAS.search(sentence):
        return False
    earlier = text_before(words, first - 1)
    return bool(_ONCE_ELSEWHERE.search(earlier)) and not _STILL.search(earlier)


def is_of_an_earlier_time(sentence: str, before_year: int) -> bool:
    """Whether a sentence in lowercase names a year before this one, or tells of how it once was."""
    return _HISTORY.search(sentence) is not None or any(int(y) < before_year for y in _YEAR.findall(sentence))


def counts_others(
    words: TokenizedText, first: int, last: int, noun: str, *, is_tied: bool, is_our: bool, before_year: int
) -> bool:
    """Whether the number counts another body's members, or is a hypothesis, a threshold, or history."""
    before, after = text_before(words, first), text_after(words, last)
    near = before[-40:]
    if _THRESHOLD.search(near):
        return True
    if _THERE.match(after) or ATTENDING.match(after):
        return True
    sentence = f"{before} {after}"
    if _HYPOTHESIS.search(sentence) and (_LEAVING.search(sentence) or not is_tied):
        return True
    # "It was three of us in 2021, and now we are five": what comes after "now" isn't history.
    now = list(_BY_NOW.finditer(before))
    told = f"{before[now[-1].end() :]} {after}" if now else sentence
    if _ARE_AS_MANY.search(before):
        told = f"{before} {_CLAUSES_AFTER.split(after)[0]}"
    elif _WAS_AS_MANY.search(before.replace("’", "'")):
        return True
    if any(int(year) < before_year for year in _YEAR.findall(told)):
        return True
    if _BEFORE_US.match(after) or (_HISTORY.search(told) and not is_our):
        return True
    if noun in ("members", "partners") and not is_tied and _BODY_BEFORE.search(before):
        return True
    if _ELSEWHERE.match(after) and not is_our:
        return True
    clause = re.split(r"[;:]|, (?:and|but|which|who)\b", before)[-1]
    return is_tied and bool(OTHERS_BEFORE.search(clause)) and not is_our and not WE.search(clause)
