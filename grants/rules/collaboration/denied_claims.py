"""Whether a claim about all members is denied, doubted, asked, restricted, or only about what they decide."""

import re
from collections.abc import Set

from grants.rules.collaboration.claims_in_other_words import UniversalClaim
from grants.rules.collaboration.tokens import TokenizedText, word_set

GROUPS = word_set("consortium network collaborative partnership cooperative alliance coalition compact collaboration")
# What these do is to vote or to think, unless a word beside them says that they give or take part.
_DECIDERS = word_set("board boards superintendent superintendents")
_TAKING_PART = re.compile(
    r"^(?: (?:on|in|at|of|among) (?:this|the|our) \w+)?(?: (?:has|have|had|will|shall|is|are|also|already|each|all|"
    r"both|to)){0,3} (?:commit|releas|giv|gave|"
    r"assign|put|send|sent|lend|lent|hir|open|pledg|provid|host|join|run|"
    r"tak|contribut|house|enroll|staff|found|find|us|loan|offer|shar|operat|teach|set aside|made room)"
)
_NEGATION = re.compile(
    r"\b(?:not|\w+n't|cannot|"
    r"never|neither|nor|nothing|nobody|no one|hardly|"
    r"nearly|almost|practically|virtually|without|rather than|instead of|unlike|far from|wrong|false|untrue|premature|"
    r"an? (?:\w+ )?(?:lie|fib|falsehood|exaggeration|overstatement)|lying|dishonest|misleading|misled|"
    r"a stretch to|stretching it|"
    r"mistaken|rumors?|myth|pretend|claim|too (?:early|soon)|unable|lest|unless|if|could|might|eventually|"
    r"some ?day|in time|"
    r"in the end|when (?:money|funds)|over time|ultimately|next grant|second grant|later on|"
    r"hopes?|hoped|"
    r"hoping|wish|aims? to|dream|had|once|whether|should|ideally|question|would like|would read well|"
    r"would be pleasant)\b[^;.!?]*$"
)
_STILL_A_CLAIM = re.compile(
    r"\b(?:(?:not|isn't|is not|without|'m not|nor) (?:an? |any )?(?:lie|lying|exaggeration|exaggerating|stretch)"
    r"(?: to)?|"
    r"not only|no charge|without (?:charge|cost|exception|dissent|objection|debate|opposition)|not just|"
    r"if funded|should the grant)\b"
)
# "The board asks that every district …" says what should be.
_ASKED_THAT = re.compile(r"\b(?:ask|request|recommend|suggest|propos|urg|demand|prefer)\w*\b[^;.]*\bthat\s*$")
# "It is not true, and nobody should think so, that every member …": the main clause decides.
_PUT_IN = re.compile(
    r"(?P<main>^.*\w\W*?)(?:,[^,;:]*|\([^()]*\)|[—–][^—–]*)"
    r"(?:,|(?<=\))|[—–]) ?that\s*$",
    re.DOTALL,
)
# "To say that every district …" "would be a lie."
_SAID_THAT = re.compile(r"^\W*(?:to|that|(?:the|any) \w+ that|\w+ing)\b")
_IS_FALSE = re.compile(
    r"^[^;.]*\b(?:would be|'d be|is) (?:(?:an?|just|plain|simply) )*(?:lie|fib|falsehood|false|untrue|wrong|stretch|"
    r"exaggeration|overstatement|dishonest|misleading|nonsense)\b"
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
# "The evaluator will ask every district": what follows is done to them. It isn't in "I can tell you every district".
_DONE_TO = re.compile(
    r"\b(?:ask|tell|survey|visit|invit|remind|thank|bill|charg|pay|show|interview|call|notif|inform|consult|"
    r"report|warn|"
    r"email|mail|wr[io]t|ow)(?:e|es|ed|s|ing|ten|ies|ied)?"
    r"(?: (?!you\b|me\b|us\b|any)\w+)?(?: to)?\s*$"
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


def is_denied(words: TokenizedText, claim: UniversalClaim, titles: Set[int]) -> bool:
    """Whether the claim is denied, doubted, asked, or restricted."""
    first, last = sentence_with(words, claim.first)
    before = words.text[words.starts[first] : words.starts[claim.first]].lower().replace("’", "'")
    after = words.text[words.ends[claim.last - 1] : words.ends[last - 1]]
    if words.gaps[last].lstrip("\"'”’) ").startswith("?"):
        return True
    put_in = _PUT_IN.match(before)
    clause = _STILL_A_CLAIM.sub("", _CLAUSE.split(put_in["main"] if put_in else before)[-1])
    whole = _STILL_A_CLAIM.sub("", before)
    if _ASKED_THAT.search(whole) or (_SAID_THAT.match(before) and _IS_FALSE.match(after.lower().replace("’", "'"))):
        return True
    if _NEGATION.search(clause) or re.search(
        r"\b(?:to (?:say|claim|promise|pretend|require)|require) that\b[^;]*$", whole
    ):
        return True
    if words.lower[claim.last - 1] not in GROUPS and _RESTRICTION.match(after.lstrip(" ")):
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
    return is_only_considered(words, claim) or _is_offered(before, after.lower().replace("’", "'"))


def _is_visited(words: TokenizedText, claim: UniversalClaim, titles: Set[int]) -> bool:
    """Whether the activity itself comes to all: "Coaching rounds will visit every district," "it calls on each"."""
    for at in range(claim.first - 1, max(-1, claim.first - 5), -1):
        if at in titles or words.lower[at - 1 : at] == ("it",):
            return _COMES_TO.match(" ".join(words.lower[at : claim.first])) is not None
    return False


def is_only_considered(words: TokenizedText, claim: UniversalClaim) -> bool:
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


def sentence_with(words: TokenizedText, place: int) -> tuple[int, int]:
    """The first word of the sentence with this word, and the position after its last."""
    first, last, number = place, place, words.sentence_of[place]
    while first and words.sentence_of[first - 1] == number and place - first < 80:
        first -= 1
    while last < len(words) and words.sentence_of[last] == number and last - place < 80:
        last += 1
    return first, last
