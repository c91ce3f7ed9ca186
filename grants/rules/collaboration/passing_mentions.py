"""Whether a sentence only mentions an agency in passing, instead of giving it a part in the project.

It tells where a person worked or lives, which way a road goes, who won a game, whom a study followed, with whom scores
were compared, or where families or an idea went or came from. If the same sentence has the agency give, get, or do
something for the project, it isn't in passing.
"""

import re

from grants.rules.collaboration.folded_text import FoldedText

_YEARS = r"(?:(?:\w+ )?years|(?:a|her|his|their|my) (?:\w+ )?(?:career|life|days|time)|decades?)"
_AT = r"(?:at|for|from|in|with|of|to|by|near)"
_REST = r"(?: (?:the|old|nearby|neighboring|then|also|\w+ly))*$"
# Before the name, up to it.
_BEFORE = re.compile(
    # where someone worked, studied, lives, or comes from
    r"(?:\b(?:began|spent|started|made|had|built|finished)(?: \w+){0,2} "
    rf"{_YEARS}(?: (?:teaching|working|coaching|as \w+|\w+ing))?(?: \w+){{0,3}} {_AT}"
    r"|\b(?:retired|hired(?: \w+){1,4} away|hired away|resigned|moved|transferred|graduated?|graduates|alumn\w+|"
    r"came to us|joined us|comes|hails|"
    r"moved here|came here|commutes?|drives? in)(?: \w+){0,2} (?:from|of)"
    r"|\b(?:formerly|late|previously|originally|lately)(?: \w+){0,4} (?:of|at|with|in|from)"
    r"|\bformer(?: \w+){1,4} (?:of|at|in|for)"
    r"|\b(?:used to|did) (?:\w+ ){1,5}?(?:at|for|in|with)|\b(?:taught|worked|coached|served|studied|interned|"
    r"trained|substituted)(?: \w+){0,6} (?:at|for|in|with)"
    r"|\b(?:has|have|had) (?:also )?(?:advised|consulted|evaluated|helped|taught|audited|"
    r"assisted)(?: \w+){0,3}?(?: for| at| with)?"
    r"|\b(?:born|raised|grew up|lives?|lived|living|married|buried|resides?)(?: \w+){0,2} (?:in|at|near|outside|from)"
    r"|\b(?:nephew|niece|wife|husband|brother|sister|son|daughter|cousin|uncle|aunt|father|mother|grand\w+|friend|"
    r"neighbor|in-law|boy|girl|kids?)\b(?: \w+){0,5} (?:at|for|in|of|attends|goes to|from)"
    # travel and places
    r"|\b(?:roads?|route|bridge|highway|way|drive|turnoff|line|trip|bus ride|miles?|minutes|hours?|halfway|train|trail)"
    r"(?: \w+){0,3} (?:to|from|at|past|beyond|of|near|toward|between|through)"
    r"|\b(?:past|beyond|nearest|closest)(?: \w+){1,4} (?:is|are|was)(?: \w+)? (?:in|at|near|over in|over at)"
    r"|\bpass(?:es|ed|ing)?(?: through| by)?|\b(?:goes|go|runs|drove|drive|drives) (?:through|past|by|around)"
    # games
    r"|\b(?:lost|losing|lose|loses) (?:\w+ ){0,3}to|\b(?:beat|beating|defeated|defeating|play|plays|played|"
    r"rival|rivals|"
    r"rivalry with|against|versus|vs|outscored|edged|game at|game with)"
    # studies, comparisons, and models
    r"|\b(?:study|studies|survey|research|researchers|experiment|trial|paper|article|report|dissertation|thesis|"
    r"evaluation|followed|tracked)\b(?: [\w-]+){0,7} (?:at|in|of|on|about|from|by)"
    r"|\b(?:compar\w+|lower|higher|better|worse|larger|smaller|older|poorer|more|less|fewer|same|similar|unlike|"
    r"unlikely|"
    r"modeled|copied|borrowed|patterned|taken|adapted|learned|resembl\w+|example)(?: \w+){0,3} "
    r"(?:those|that|the ones?|than|with|to|on|from|as|of)(?: (?:those|that))?(?: (?:of|at|in))?"
    r"|\b(?:compared?|unlike|like|such as|resembles)(?: with| to)?(?: those| that| the ones?)?(?: of| at)?"
    r"|\bidea(?: \w+){0,4} (?:from|of|at)|\bas (?:it|they)(?: \w+){0,3} (?:at|in)"
    r"|\b(?:visit(?:ed|s|ing)?|toured|saw|seen|watched|observed)(?: \w+){0,5}?(?: at| in| of| to)?"
    # whom families leave for
    r"|\b(?:lose|loses|lost|losing|leave|leaves|left|leaving)(?: \w+){0,8} (?:for|to)"
    r"|\b(?:enroll(?:ed|ing|ment)|transfer\w*|open enrollment)(?: \w+){0,4} (?:to|into|at|in)"
    rf"){_REST}"
)
# After the name.
_AFTER = re.compile(
    r"^(?:'s)?,? (?:(?:high|middle|elementary|grade) school(?: \w+)? (?:was|building|alumni|graduate|class of)"
    r"|(?:and [\w ]{1,30} )?ha(?:s|ve|d) (?:their|its|an?) own\b"
    r"|[^.;]*\b(?:more|less|fewer|better|worse|bigger|larger|smaller|higher|lower|faster)\b[^.;]*\bthan (?:we|"
    r"us|ours?)\b"
    r"|tried (?:it|this|that)\b|did (?:it|this|that|the same)\b|(?:closed|lost|merged|built|burned|failed|was|"
    r"were|beat|won) "
    r"|(?:high school )?in (?:19|20)\d\d|has a (?:\w+ )?(?:like|similar))"
)
# "Those of Juniper Falls and" Lakeport: what is said of the first is said of all.
_LIST = re.compile(r"(?:[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3}(?:, and |, or |, | and | or ))+$")
_REST_OF_LIST = re.compile(r"^(?:(?:, and |, or |, | and | or )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3})+")
_OLD = re.compile(r"\b(?:old|former|abandoned|closed|vacant|onetime|one-time)(?: [\w-]+)?$")
# The agency gives, gets, or does something for the project.
_HAS_A_PART = (
    r"(?:will|shall|our (?:students|children|own|pupils|lab|project|consortium|network)|promis\w+|"
    r"pledg\w+|lends?|lent|gives?|provides?|furnish\w*|contribut\w+|hosts?|shares? (?:a|its|their|the|with)|assigned|"
    r"is to|are to|agreed to|on loan|under (?:a |this |an )?(?:contract|plan|agreement|understanding)|by contract|"
    r"paid by the grant|(?:through|in|under) (?:this|our) (?:program|project|grant|consortium)|is paid|be paid|"
    r"will pay|pays? (?:us|for|the)|joins? (?:us|in)|take[sn]? part|participat\w+)"
)
_PART = re.compile(rf"\b(?:us|ours|ourselves|{_HAS_A_PART})\b")
# What an agency with a part in the project does, gives, or gets. Each is about now or later, not about the past.
_GAP = r"(?: (?!(?:we|i|he|she|ours?|where|when|but|if|because|that|was|were)\b)[\w'-]+)"
_DOES = re.compile(
    rf"^(?:'s)?(?:,[^,;.]{{0,60}},)?{_GAP}{{0,7}}?,? (?:{_HAS_A_PART}|may|can|sends?|"
    rf"supplies|offers?|"
    r"brings?|teach|teaches|trains?|houses|keeps?|chairs?|coordinates?|serves?|needs|gets?|receives?|uses?|"
    r"pays?|takes?|runs?|"
    r"drives?|votes?|joins?|sells?|bills?|stores?|buys?|belongs?|employs?|handles?|rotates?|prints?|maintains?|"
    r"repairs?|plans?|leads?|opens?|manages?|enrolls?|splits?|"
    r"ha(?:s|ve) (?:also |already )?(?:promised|agreed|voted|offered|pledged|assigned|given|lent|joined|signed|"
    r"released|"
    r"committed|set aside|bought|hired|been (?:told|promised|given|added))|"
    r"is (?:the|our|a|one of|to|paid|shared|also|part)|are (?:to|trained|paid|enrolled|taught|served|also|part|our))\b"
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
    r"drives?|driving|comes?|come|goes|steps|stepped|chips|chipped|pitches|pitched|throws|thrown|agreed|pledged)\b(?P<what>.*)"
)
_WITH_US = re.compile(
    r"\b(?:us|ours|with the (?:other )?(?:partners|members))\b|"
    r"^(?: (?!(?:near|at|in|by|to|on|from|behind|beside|past)\b)[\w'-]+){0,3} our\b"
)
_ITS_OWN = re.compile(r"\b(?:its|their) \w")
_ROLE_BEFORE = re.compile(
    r"\b(?:fiscal agent|treasurer|host|lead|chair|members?|partners?|signator\w+|part(?:y|ies)|"
    r"districts?)(?: [\w-]+){0,2} "
    r"(?:is|are|include|includes|including|with|like)$|\b(?:members?|partners?|districts|rooms?|sites?|"
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
_PAST = re.compile(r"\b(?:had|was|were|used to|did)\b")
_ABOUT_IT = re.compile(
    r"^\W*(?:it|they|its [\w-]+(?: [\w-]+)?|their [\w-]+(?: [\w-]+)?) (?:will|shall|is (?:to|our|paid)|"
    r"has (?:promised|agreed|voted)|"
    r"lends?|gives?|sends?|pays?|takes?|joins?|provides?|teaches|gets?|receives?)\b"
)
_OUR_PAST = re.compile(
    r"\b(?:before (?:coming|moving|joining)|now lives|to see|(?:leave|leaves|left|lose|loses) us|came to us|"
    r"joined us|told us|taught us|wrote about us)\b"
)


def is_in_passing(text: FoldedText, start: int, end: int) -> bool:
    """Whether the sentence gives the agency at these words no part in the project."""
    clause, after = _around(text, start, end)
    if after.startswith(",") and not re.match(r", (?:which|whose|who)\b", after):
        after = ""  # "Ms. Ruiz, formerly of Ingram, will lead it"
    is_passing = _BEFORE.search(clause) or _AFTER.match(after) or _OLD.search(clause)
    return bool(is_passing) and not _PART.search(_OUR_PAST.sub("", f"{clause[-60:]} | {after}"))


def takes_part(text: FoldedText, start: int, end: int) -> bool:
    """Whether the sentence, or the next about "it," says what the agency does, gives, or gets in the project."""
    clause, after = _around(text, start, end)
    if (
        _DOES.match(after)
        or (_ROLE_BEFORE.search(clause) and not _PAST.search(clause))
        or _FOR_US.search(_OUR_PAST.sub("", f"{clause} | {after}"))
        or _GOES_ALONG.search(_OUR_PAST.sub("", after))
    ):
        return True
    tokens, last = text.tokens, text.last[end - 1] - 1
    while last + 1 < len(tokens) and tokens.sentence_of[last + 1] == tokens.sentence_of[text.first[start]]:
        last += 1
    following = (
        tokens.text[tokens.ends[last] : tokens.ends[min(last + 16, len(tokens) - 1)]] if last + 1 < len(tokens) else ""
    )
    return bool(_ABOUT_IT.match(_plain(following)))


def acts_with_us(text: FoldedText, start: int, end: int) -> bool:
    """Whether the agency runs or takes something with or for "us," with people or things of "its" own."""
    _clause, after = _around(text, start, end)
    acts = _ACTS.match(after)
    return acts is not None and bool(_WITH_US.search(acts["what"]) and _ITS_OWN.search(acts["what"]))


def _around(text: FoldedText, start: int, end: int) -> tuple[str, str]:
    """The clause before these words, without names in the same list, and the rest of the sentence after them."""
    tokens, first, last = text.tokens, text.first[start], text.last[end - 1] - 1
    begin = first
    while begin and tokens.sentence_of[begin - 1] == tokens.sentence_of[first] and first - begin < 40:
        begin -= 1
    finish = last
    while (
        finish + 1 < len(tokens) and tokens.sentence_of[finish + 1] == tokens.sentence_of[last] and finish - last < 40
    ):
        finish += 1
    before = _plain(_LIST.sub("", tokens.text[tokens.starts[begin] : tokens.starts[first]])).rstrip()
    after = _plain(_REST_OF_LIST.sub("", tokens.text[tokens.ends[last] : tokens.ends[finish]]))
    after = re.split(r", (?:and |but |so )?(?:we|i|our|ours) ", after)[0]
    return re.split(r"[;:—] |, (?:and|but|so|which|who) ", before)[-1], after


def _plain(text: str) -> str:
    return text.lower().replace("’", "'").replace("\n", " ")
