"""Whether a sentence only mentions an agency in passing, instead of giving it a part in the project.

It tells where a person worked or lives, which way a road goes, who won a game, whom a study followed, with whom scores
were compared, or where families or an idea went or came from. If the same sentence has the agency give, get, or do
something for the project, it isn't in passing.
"""

import re

from grants.rules.collaboration.clauses import around
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
    rf"|\b(?:in|during|from|after) (?:my|his|her|their) (?:\w+ )?(?:years?|time|days|career|stint|"
    rf"tenure)(?: \w+){{0,3}} {_AT}"
    r"|\b(?:company|firm|architect|consultant|vendor|auditor|lawyer|attorney|supplier|contractor|builder|publisher|"
    r"salesman|photographer)\b(?: (?!shared|we\b|our\b)\w+){1,8} (?:for|with|at|to|of)"
    r"|\b(?:who|which|evaluator) also \w+(?: \w+){0,2}(?: for| to| at| with)?"
    r"|\b(?:formerly|late|previously|originally|lately)(?: \w+){0,4} (?:of|at|with|in|from)"
    r"|\bformer(?: \w+){1,4} (?:of|at|in|for)"
    r"|\b(?:used to|did) (?:\w+ ){1,5}?(?:at|for|in|with)|\b(?:taught|worked|coached|served|studied|interned|"
    r"trained|substituted)(?: \w+){0,6} (?:at|for|in|with)"
    r"|\b(?:i|he|she)(?: have| has|'ve|'s)(?: \w+){1,6} (?:for|at|in|from|with|to)"
    r"|\b(?:has|have|had) (?:also )?(?:advised|consulted|evaluated|helped|taught|audited|"
    r"assisted)(?: \w+){0,3}?(?: for| at| with)?"
    r"|\b(?:born|raised|grew up|lives?|lived|living|married|buried|resides?)(?: \w+){0,2} (?:in|at|near|outside|from)"
    r"|\b(?:nephew|niece|wife|husband|brother|sister|son|daughter|cousin|uncle|aunt|father|mother|grand\w+|friend|"
    r"neighbor|in-law|boy|girl|kid)\b(?: \w+){0,5} (?:at|for|in|of|attends|goes to|from)"
    r"|\b(?:parents?|famil(?:y|ies)|graduates|townspeople|shoppers|visitors)\b[^,;]{0,50}\b(?:sends?|moves?|goes?|"
    r"go|drives?|takes?|"
    r"come|leaves?|shops?)\b[^,;]{0,40} (?:to|for|from|in|at)"
    # travel and places
    r"|\b(?:roads?|route|bridge|highway|way|drive|turnoff|line|trip|bus ride|miles?|minutes|hours?|halfway|train|"
    r"trail)"
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
_OLD = re.compile(r"\b(?:old|former|abandoned|closed|vacant|onetime|one-time)(?: [\w-]+)?$")
# The agency gives, gets, or does something for the project.
HAS_A_PART = (
    r"(?:will|shall|our (?:students|children|own|pupils|lab|project|consortium|network)|promis\w+|"
    r"pledg\w+|lends?|lent|gives?|provides?|furnish\w*|contribut\w+|hosts?|shares? (?:a|its|their|the|with)|assigned|"
    r"is to|are to|agreed to|on loan|under (?:a |this |an )?(?:contract|plan|agreement|understanding)|by contract|"
    r"paid by the grant|(?:through|in|under) (?:this|our) (?:program|project|grant|consortium)|is paid|be paid|"
    r"will pay|pays? (?:us|for|the)|joins? (?:us|in)|take[sn]? part|participat\w+)"
)
_PART = re.compile(rf"\b(?:us|ours|ourselves|{HAS_A_PART})\b")
OUR_PAST = re.compile(
    r"\b(?:before (?:coming|moving|joining)|now lives|to see|(?:leave|leaves|left|lose|loses) us|came to us|"
    r"(?:coach|teacher|principal|superintendent|director|counselor|nurse|tutor|trainer|who|he|she) comes? to us|"
    r"joined us|told us|taught us|wrote about us)\b"
)


# "One goes round by Dutch Chapel," "the bus swings past it": the way, unless something is fetched there.
_MOVES = (
    r"(?<!is )(?<!are )(?<!be )(?<!been )\b(?:go|goes|going|runs|running|drives?|driving|comes?|coming|cuts?|gets?|"
    r"swings?|turns?|rides?|walks?|travels?|pass|passes|passing|loops?|winds?|snakes?|detours?|heads?|cross|crosses)"
)
_PARTICLES = (
    "(?:and|up|over|out|down|back|right|straight|on|in|off|a?round|along|across|all|the|long|way|north|south|east|west)"
)
_ON_THE_WAY = re.compile(
    rf"(?:{_MOVES}(?: {_PARTICLES}){{0,4}} (?:by|past|through|via|around|round)|\bby way of|\ba?round by|"
    rf"\b{_PARTICLES} past){_REST}"
)
_FETCHED = re.compile(r"\b(?:its|their|picks?|fetch|fetches|collects?|loads?|drops?|unloads?)\b")


def is_on_the_way(clause: str, after: str) -> bool:
    """Whether a road, a bus, or a person only goes by the place that the name means."""
    return _ON_THE_WAY.search(clause) is not None and not after.startswith("'s") and not _FETCHED.search(after)


def is_in_passing(text: FoldedText, start: int, end: int) -> bool:
    """Whether the sentence gives the agency at these words no part in the project."""
    clause, after = around(text, start, end)
    if after.startswith(",") and not re.match(r", (?:which|whose|who)\b", after):
        after = ""  # "Ms. Ruiz, formerly of Ingram, will lead it"
    if is_on_the_way(clause, after):
        return True
    is_passing = _BEFORE.search(clause) or _AFTER.match(after) or _OLD.search(clause)
    return bool(is_passing) and not _PART.search(OUR_PAST.sub("", f"{clause[-60:]} | {after}"))
