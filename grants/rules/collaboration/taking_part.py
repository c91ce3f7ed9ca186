"""Whether a sentence gives an agency a part in the project: it does, gives, or gets something now or later.

Any verb counts that `predicates` doesn't exclude, if the sentence ties it to the project. Words about giving and
getting count by themselves.
"""

import re

from grants.rules.collaboration.clauses import around, next_sentence, sentence_around
from grants.rules.collaboration.folded_text import FoldedText
from grants.rules.collaboration.passing_mentions import HAS_A_PART, OUR_PAST, is_on_the_way
from grants.rules.collaboration.phrases import NUMBER
from grants.rules.collaboration.predicates import (
    does_something,
    is_about_the_project,
    is_among_us,
    is_left_undone,
    is_of_schools,
    is_past,
    is_pledged,
    is_tied,
    says_of_it,
    verb_phrase,
)

# What an agency with a part in the project does, gives, or gets. Each is about now or later, not about the past.
_DOES = re.compile(
    rf"^(?:(?:also|now|already|both|all|each|then|is|are|has|have|to|be|been) )*(?:{HAS_A_PART}|may|can|sends?|"
    rf"supplies|offers?|"
    r"brings?|teach|teaches|trains?|houses|keeps?|chairs?|coordinates?|serves?|needs|gets?|receives?|uses?|"
    r"pays?|takes?|runs?|"
    r"drives?|votes?|joins?|sells?|bills?|stores?|buys?|belongs?|employs?|handles?|rotates?|prints?|maintains?|"
    r"repairs?|plans?|leads?|opens?|manages?|enrolls?|splits?|"
    r"ha(?:s|ve) (?:also |already )?(?:promised|agreed|voted|offered|pledged|assigned|given|lent|joined|signed|"
    r"released|"
    r"committed|set aside|bought|hired|been (?:told|promised|given|added))|"
    r"(?:chips?|pitch(?:es)?|throws?|kicks?|puts?) in|ponies up|puts? up|"
    r"is (?:the|our|a|one of|to|paid|shared|also|part)|are (?:to|trained|paid|enrolled|taught|served|also|part|"
    r"our))\b"
)
# "Gullane is lending us a teacher," "Oxcart has chipped in," "the children from Marlow are in it with us".
_ADVERBS = "also|now|already|again|all|both|even|too|then|kindly|gladly|graciously|generously|quietly"
_NOW = rf"(?: (?:{_ADVERBS}))*"
_GOES_ALONG = re.compile(
    rf"(?:\b(?:is|are|been)|'(?:s|re)){_NOW} (?:giv|lend|loan|send|bring|join|shar|host|pay|provid|furnish|teach|tak|"
    r"runn|driv|offer|contribut|supply|help|putt|hous|open|keep|lett|chipp|pitch)ing\b"
    rf"|\bha(?:s|ve){_NOW} (?:come (?:through|in|aboard|along|on board)|"
    r"(?:chipped|pitched|thrown|joined|stepped|put) in|signed on|stepped up|put up|sent|taken (?:on|part)|opened)\b"
    r"|\b(?:comes?|goes|go|works?|rides?|meets?|travels?|sits?|stands?|serves?|learns?|stud(?:y|ies)|plans?|"
    r"(?:working|riding|traveling|learning|studying|planning))(?: [\w'-]+){0,4}? (?:with|alongside|beside) "
    r"(?:us|(?:the|our) (?:other )?(?:partners|members|rest of us|consortium))\b"
    rf"|(?:\b(?:is|are)|'(?:s|re)){_NOW} (?:(?:in|on) (?:it|this|all of it)(?: \w+)? (?:with us|together|too)|"
    r"with us (?:in|on|for|every|each)|on board|aboard|part of (?:it|this|the project))\b"
)
# What an agency does, if the sentence also says "us" or "our" and names its people or things.
_ACTS = re.compile(
    rf"^(?:, [^,;.]{{0,60}},)?(?: (?:has|have|is|are|will|been|{_ADVERBS}))* (?:runs?|running|takes?|taking|taken|"
    r"drives?|driving|comes?|come|goes|steps|stepped|chips|chipped|pitches|pitched|throws|thrown|agreed|"
    r"pledged)\b(?P<what>.*)"
)
_WITH_US = re.compile(
    r"\b(?:us|ours|with the (?:other )?(?:partners|members))\b|"
    r"^(?: (?!(?:near|at|in|by|to|on|from|behind|beside|past)\b)[\w'-]+){0,3} our\b"
)
_ITS_OWN = re.compile(r"\b(?:its|their) \w")
_ROLE_BEFORE = re.compile(
    r"\b(?:fiscal agent|treasurer|host|lead|chair|members?|partners?|signator\w+|part(?:y|ies)|"
    r"districts?)(?: [\w-]+){0,2} "
    r"(?:is|are|include|includes|including|with|like)(?: the)?$|\b(?:members?|partners?|districts|rooms?|sites?|"
    r"hosts?): ?(?:[\w' ,-]+)?$"
    r"|\b(?:share[sd]?|split|splits|contract|agreement|arrangement|understanding|together|along|jointly|"
    r"exchange|on loan|bus|"
    r"buses|send|sends|enroll\w*|partner\w*|works?|pay|pays|paid|paying|buys?|rents?|leases?|hires?|borrows?|"
    r"lent|driven|done|handled|plans?|meets?|held|goes|go|works?|"
    r"taught|led|run|hosted|kept|stored|given|provided|split between|divided (?:between|"
    r"among))\b(?:,? [\w'-]+){0,10},? "
    r"(?:with|by|from|to|for|of|at|between|and|among)(?: the)?$"
)
_FOR_US = re.compile(
    r"\b(?:(?:will|shall|can|may|lends?|gives?|sends?|lets?|letting|lending|helps?|helping|giving|teaches|for|"
    r"assigned to|trains?|joins?|lent|gave|loaned|promised|offers|offered) (?:\w+ ){0,3}?(?:us|ours|our \w+)|"
    r"with ours|beside ours|alongside ours|(?:designed|built|made|wrote|drew|reviewed|checked) "
    r"(?:our\b|the \w+ (?:that )?we (?:use|have))|"
    r"paid (?:for )?(?:by|from|out of) the grant|the grant (?:buys|pays)|will|shall|have been told)\b"
)
_PAST = re.compile(r"\b(?:had|was|were|used to|did|i have|i've)\b")
_DENIED = re.compile(r"\b(?:not|never|nor|neither|nobody|cannot|no longer|hardly)\b|n't\b")
# "Fiscal agent:" Oxcart.
_LABEL = re.compile(
    r"^(?!.*\b(?:not|no|non\w*|without|former|invited|declined|neighbors?|nearby|sources?|see|compare\w*|from|"
    r"excluded|outside|"
    r"contact|address|model|example)\b)[\w' -]{3,50}: (?:the )?$"
)
_ABOUT_IT = re.compile(
    r"^\W*(?:it|they|its [\w-]+(?: [\w-]+)?|their [\w-]+(?: [\w-]+)?) (?:will|shall|is (?:to|our|paid)|"
    r"has (?:promised|agreed|voted)|"
    r"lends?|gives?|sends?|pays?|takes?|joins?|provides?|teaches|gets?|receives?)\b"
)
_IF = re.compile(r"(?:^|\b)(?:if|unless|whether|were|suppose|supposing|even if|in case)(?: [\w'-]+){0,2}$|^should$")
_ELIDED = re.compile(r"^(?:'s)?(?: schools| district)? (?:does|do|did|has|have|is|will)(?=[.,;:)]|$)")
_COMMON_GROUND = re.compile(
    r"\bshares? (?:an? |the |our )?(?:[\w-]+ )?(?:line|border|boundary|fence|river|creek|road|highway|watershed|"
    r"mascot|name|zip code|"
    r"area code|newspaper|history|market|valley|weather)\b"
)
# What is told of a district, but done by nobody: "the levy at" Oxcart.
_KINDS = frozenset("local city schools district village center academy".split())
_NEWS = re.compile(
    r"^(?:issue|levy|levies|election|storm|road|bypass|fight|lawsuit|strike|story|case|scandal|experience|results?|"
    r"scores?|report|"
    r"website|newsletter|record|example|idea|news|vote|trouble|success|failure|boom|plant|works?|fire|flood)$"
)
# "The pupils at" Oxcart are people of its schools; "the grocery at" Oxcart is in a town.
_HEAD_BEFORE = re.compile(r"(?P<head>[\w'-]+) (?:of|from|at|in)(?: the| an?)?$")
_OBJECT_BEFORE = re.compile(
    r"\b(?:to|for|with|by|near|between|among|against|beyond|past|toward|of|from|at|in|like|about|on|than|"
    r"as)(?: the)?$"
)
_TO_IT = re.compile(
    r"\b(?:to|for|with|by|between|among|and|alongside|beside)(?: the)?(?: (?:pupils|students|people|teachers|kids|"
    r"those|folks)"
    r" (?:of|from|at|in))?(?: the| an?)?$"
)
# "Four seats in each section are" Lakeport's; Oxcart: "two vans and a driver".
_IS_ITS = re.compile(r"\b(?:is|are|belongs? to|goes? to)(?: the)?$")
_ENDS = re.compile(
    r"^(?:'s?)?(?: (?:people|staff|employees|teachers|folks|job|work|task|turn|part|responsibility|business|share|"
    r"duty))?(?=[.,;:)]|$| (?:and|but|to)\b)"
)
# "Oxcart and we have one nurse."
_IS_ON = re.compile(r"\b(?:is|are)(?: \w+)? (?:on|in|under|with)$")
_UNDER_CONTRACT = re.compile(
    r"\b(?:under (?:a|an|the|this|our) (?:[\w-]+ )?(?:contract|agreement|arrangement)|by arrangement|on loan to)\b"
)
_IS_WHERE = re.compile(r"^(?:'s(?: [\w-]+){1,2})? is (?:also )?where\b")
# "Nine students ride over from" Oxcart for chemistry.
_COMES_FROM = re.compile(
    r"\b(?:students|kids|pupils|teachers?|juniors|seniors|\w*graders|instructors?|tutors?) (?:\w+ )?(?:ride|come|"
    r"walk|travel|"
    r"drive)s?(?: over| in| up| down| here| to us){0,2} from(?: the)?$"
)
_FOR_IT = re.compile(r"^(?:'s)? (?:for|to|on|each|every)\b")
_OUR_PARTNER = re.compile(r"\b(?:our|another|a|the) (?:[\w-]+ )?(?:partner|member|fiscal agent|host)(?: district)?, $")
# "We use theirs, at" Oxcart.
_WE_DO = re.compile(
    r"\bwe (?:also |all |now )?(?!play|shop|saw|visit|learn|hear|read|watch|know|see|like|admire|lose|live|envy|"
    r"look|do not|"
    r"don't|can't|cannot|never)[a-z]+\b"
)
_AND_US = re.compile(
    r"^(?:'s)? and (?:we|our own)\b(?! (?:do|did|does|had|were|was|went|stayed|won|lost|are not|have no))"
)
_US_AND = re.compile(r"\b(?:we|between us|among us|ourselves) and(?: the)?$")
_IN_A_ROW = re.compile(
    r"^,? (?:the (?:first|second|third|fourth|fifth|sixth|last|rest|other)|\$?\d+)(?=[.,;:)]|$| and)"
)
_OF_A_ROSTER = re.compile(
    rf"^(?::| [—–-]) (?!{NUMBER} (?:miles|minutes|percent|points|wins|losses|years|acres|square)\b)"
    rf"(?:(?:a|an|one|{NUMBER}|\d+(?:[.,/]\d+)?|its|their|half|all|the use of|host|lead|site|"
    r"fiscal agent|home|provider) \w|(?:provides|gives|"
    r"sends|lends|"
    r"offers|hosts|teaches|shares|brings|runs|keeps|pays|supplies|opens|joins)\b)"
)
# "(h)" and "3." are before an item of a list.
_ITEM = re.compile(r"^\W*(?:[a-z0-9]{1,3}[.)] ?)?\W*$")
# "The other school that's in is" Oxcart; "our newest member is" Oxcart.
_ONE_MORE_IS = re.compile(
    r"\b(?:the|our|one|an)(?: (?:one|only|last|other|next|newest|final|remaining|first|second|third|fourth|fifth|sixth|"
    r"seventh|eighth|ninth|tenth))+ (?:(?:member|partner)(?: (?:district|school|board))?(?: of (?:ours|us))?|"
    r"(?:school|district|school district|school system|system|board|one)(?: that| who| which)?"
    r"(?:(?:'s| is)? (?:in|in on (?:it|this)|in (?:it|this)|with us(?: in (?:it|this))?|on board|aboard|taking part|"
    r"among us|of ours)|(?: to)? (?:(?:has |have )?(?:sign|join)(?:s|ed)?(?: on| up| us| in| this)?|"
    r"c[oa]mes? (?:in|aboard)|t[oa]kes? part))) is(?: the)?$"
)
_ENDS_A_CLAUSE = re.compile(r"^(?=[.,;:)]|$| and\b| with\b| [—–-] )")
# "Oxcart is in, they're bringing two vans."
_IS_IN_AND = re.compile(
    r"^(?: schools| district)?(?:'s| is| are)(?: now| also| all)? in(?: too| also| as well| on (?:it|this)| with us)?"
    r"(?:[,;:]| [—–-]|(?= and )) ?(?:and |so )?(?=(?:they|it|their|its)\b)"
)
# What people who work at a school do with others: "Mr. Bell of Oxcart will teach the unit."
_STAFF_WORK = re.compile(
    r"^(?:(?:also|now|will|shall|has agreed to|is to|is going to|to|kindly|gladly|is|are) )*"
    r"(?:teach|train|run(?! for)|lead|coach|tutor|driv|help|direct|supervis|serv|work|handl|demonstrat|instruct|mentor|"
    r"advis|grad|conduct|chair|co-teach|staff)(?:e|s|es|ing|ning)?\b"
    r"(?!.*\b(?:against|games?|match|tournament|scrimmage|parade|election|supplier)\b)"
)
_TO_ITS_PLACE = re.compile(
    r"\b(?:not|never|near\w*|closest|next|close|from \w+|like|compar\w+|belongs?|talk\w*|listen\w*|similar|thanks|"
    r"due|according|"
    r"road|way|drives?|miles|minutes|hours?|belong)\b[^,]*$"
)


def takes_part(text: FoldedText, start: int, end: int, *, is_by_ours: bool = False, has_ending: bool = False) -> bool:
    """Whether the sentence, or the next about "it," says what the agency does, gives, or gets in the project.

    `is_by_ours`: the sentence names a member or an activity. `has_ending`: a kind of agency is part of the name.
    """
    clause, after = around(text, start, end)
    if _is_place(text, start, end, clause, has_ending=has_ending) or _is_hypothetical_or_compared(clause, after):
        return False
    if is_on_the_way(clause, after) or is_pledged(after) is False:
        return False
    before, whole = sentence_around(text, start, end)
    following = next_sentence(text, start, end)
    is_near_us = is_by_ours or is_tied(f"{before} | {whole}")
    is_ours = is_by_ours or is_about_the_project(clause)
    return bool(
        _is_said_to(clause, after)
        or (_LABEL.match(before) and _ENDS.match(after))
        or does_as_subject(text, start, end, is_near_us=is_by_ours or is_tied(f"{clause} | {after}"))
        or says_of_it(whole, is_tied=is_near_us)
        or (is_near_us and _is_given_to(clause))
        or ((is_ours or _WE_DO.search(clause)) and (has_ending or clause.endswith(" at")) and _is_held_there(clause))
        or (_IS_ITS.search(clause) and (is_ours or text.is_possessive[end - 1]) and _ENDS.match(after))
        or (is_ours and text.is_possessive[end - 1] and _IS_ON.search(clause))
        or (_UNDER_CONTRACT.search(after) and not is_past(clause))
        or _OUR_PARTNER.search(before)
        or (_COMES_FROM.search(clause) and _FOR_IT.match(after))
        or (_IS_WHERE.match(after) and is_about_the_project(after))
        or (_AND_US.match(after) or _US_AND.search(clause))
        or (is_by_ours and _IN_A_ROW.match(after))
        or (_ITEM.match(clause) and _OF_A_ROSTER.match(after))
        or is_pledged(after)
        or _is_in_too(clause, after)
        or _ABOUT_IT.match(following)
        or says_of_it(following, is_tied=is_tied(f"{before} {following}"))
    )


def does_as_subject(text: FoldedText, start: int, end: int, *, is_near_us: bool = True) -> bool:
    """Whether the agency, or people or things of it, are the subject of a verb about now or later.

    `is_near_us`: other words tie what it does to the project.
    """
    clause, after = around(text, start, end)
    found, has_ending = _HEAD_BEFORE.search(clause), text.words[end - 1] in _KINDS
    if found and (_is_of_news(clause) or _is_place(text, start, end, clause, has_ending=has_ending)):
        return False
    if found is None and _OBJECT_BEFORE.search(clause):
        return False
    is_listed = start > 1 and text.words[start - 1] == "and" and text.is_capital[start - 2]
    is_plural = text.words[end - 1] == "schools" or is_listed or found is not None
    return does_something(after, is_tied=is_near_us, is_plural=is_plural)


def is_one_of_us(text: FoldedText, start: int, end: int) -> bool:
    """Whether it "is in" and brings something, or is the other district that is."""
    return _is_in_too(*around(text, start, end))


def _is_in_too(clause: str, after: str) -> bool:
    if is_in := _IS_IN_AND.match(after):
        return says_of_it(after[is_in.end() :], is_tied=True)
    return _ONE_MORE_IS.search(clause) is not None and _ENDS_A_CLAUSE.match(after) is not None


def has_staff_at_work(text: FoldedText, start: int, end: int, *, is_by_ours: bool) -> bool:
    """Whether a person named before it teaches or the like, now or later, in the project."""
    clause, after = around(text, start, end)
    phrase = verb_phrase(after)
    is_at_work = phrase is not None and _STAFF_WORK.match(phrase) is not None
    return is_at_work and (is_by_ours or is_tied(f"{clause} | {after}")) and does_as_subject(text, start, end)


def is_doing_now(text: FoldedText, start: int, end: int) -> bool:
    """Whether the sentence says that the agency, or "it," does something now or later."""
    return does_as_subject(text, start, end) or says_of_it(sentence_around(text, start, end)[1], is_tied=True)


def is_in_a_row(text: FoldedText, start: int, end: int) -> bool:
    """Whether what it gets follows its name without a verb: "Ashby $400, Oxcart $400"."""
    return _IN_A_ROW.match(around(text, start, end)[1]) is not None


def acts_as_district(text: FoldedText, start: int, end: int) -> bool:
    """Whether it does something as one of us, with its own staff or things, or with what only schools have."""
    clause, after = around(text, start, end)
    if _IS_ITS.search(clause) and text.is_possessive[end - 1]:
        return is_among_us(clause) and _ENDS.match(after) is not None
    if is_pledged(after):
        return True
    acts = _ACTS.match(after)
    if acts is not None and _WITH_US.search(acts["what"]) and _ITS_OWN.search(acts["what"]):
        return True
    is_done = not _HEAD_BEFORE.search(clause) and does_as_subject(text, start, end)
    return is_done and is_among_us(re.split(r"[;:]", after)[0])


def _is_said_to(clause: str, after: str) -> bool:
    """Whether words about giving and getting say that it takes part, at any distance from its name."""
    has_role = _ROLE_BEFORE.search(clause) and not (is_past(clause) or _PAST.search(clause) or _DENIED.search(clause))
    return bool(
        (_does(after) and not _is_of_news(clause))
        or has_role
        or _FOR_US.search(OUR_PAST.sub("", f"{clause} | {after}"))
        or _GOES_ALONG.search(OUR_PAST.sub("", after))
    )


def _does(after: str) -> bool:
    """Whether the verb after the agency, or one after that, says what it does, gives, or gets."""
    phrase = verb_phrase(after)
    if phrase is None or is_left_undone(after):
        return False
    return any(_DOES.match(part) for part in re.split(r"(?:,? and|,) ", phrase)[:4])


def _is_of_news(clause: str) -> bool:
    found = _HEAD_BEFORE.search(clause)
    return found is not None and _NEWS.match(found["head"]) is not None


def _is_hypothetical_or_compared(clause: str, after: str) -> bool:
    """Whether "if" or the like comes before the name in its clause, "does" ends it, or a line or a river is shared."""
    is_on_the_way = clause.endswith((" from", " from the")) and re.match(r"^(?: \w+){0,2} to ", after)
    is_measure = clause.endswith(" what") and re.search(r"\b(?:not|than|twice|half|more|less|same)\b|n't\b", clause)
    return bool(
        is_measure or _IF.search(clause) or _ELIDED.match(after) or _COMMON_GROUND.search(clause) or is_on_the_way
    )


def _is_place(text: FoldedText, start: int, end: int, clause: str, *, has_ending: bool) -> bool:
    """Whether "the grocery at" or the like comes before a name that may be a town's."""
    found = _HEAD_BEFORE.search(clause)
    if found is None or has_ending or is_of_schools(found["head"]):
        return False
    head = start - (3 if clause.endswith(" the") else 2)
    is_person = text.is_capital[head] and not text.is_start(head)
    is_of_district = end < len(text) and is_of_schools(text.words[end])
    return not is_person and not is_of_district


def _is_given_to(clause: str) -> bool:
    """Whether "we trade teachers with" or the like comes before the name: a clause about now or later."""
    return _TO_IT.search(clause) is not None and not is_past(clause) and not _TO_ITS_PLACE.search(clause)


def _is_held_there(clause: str) -> bool:
    """Whether "the class meets at" or the like comes before the name."""
    is_there = _HEAD_BEFORE.search(clause) is not None
    return is_there and not is_past(clause) and not _TO_ITS_PLACE.search(clause)
