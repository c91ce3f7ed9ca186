"""Districts counted in what a project delivers: "internet upgrades in 12 districts", "serve 14 school districts".

Such a count needs no "our" or "all": a plan promises its results to its own members. It isn't theirs if another group
is named in the sentence, or if the answer is about others.
"""

import re

from grants.rules.collaboration.sentences import text_after, text_before
from grants.rules.collaboration.tokens import TokenizedText, word_set

_REACHES = "serve|reach|connect|equip|upgrade|wire|link"  # takes the districts as its object
_BRINGS = "provide|bring|deliver|offer|install|train|coach|place|build|open|create|establish|improve|increase|add|fund"
_THINGS = (
    r"upgrades?|access|connections?|connectivity|wiring|broadband|internet|fiber|wi-fi|networks?|platforms?|devices?|"
    r"laptops?|tablets?|equipment|labs?|classrooms?|courses?|classes|seats?|training|coaching|coaches|teachers|"
    r"counselors|credentials?|services?|programs?|pathways?|tutoring|systems?|software|licen[sc]es?|materials"
)
_PLACES = r"(?:in|for|to|at|across|throughout|among)(?: the| all| all of the| all of our)?"
_PROJECT = r"(?:the|this|our) (?:grant|funding|money|award|project|program|proposal|work)"
_DELIVERY = re.compile(
    rf"(?:(?:(?:to |will )?|{_PROJECT} (?:will |is to )?)"
    rf"(?:(?:{_REACHES})(?:e?s)?|(?:{_REACHES}|{_BRINGS})(?:e?s)? [\w ’'-]+ (?:of|{_PLACES}))"
    rf"|(?:[\w’'-]+ ){{0,3}}(?:{_THINGS})(?: (?:for|of)(?: [\w’'-]+){{1,3}})? {_PLACES})"
)
_OF_THE_PROJECT = re.compile(rf"^(?:{_PROJECT} )?(?:will |is to |to )?")
_BEGINS_WITH_A_VERB = re.compile(rf"(?:{_REACHES}|{_BRINGS})")
_PLACES_AT_THE_END = re.compile(rf" {_PLACES}$")
_ITEMS = re.compile(r"[;:•]|[,.] (?:and )?|\n|(?:^|\s)[-–—*] ")
_LEAD_IN = re.compile(
    r"\b(?:goals?|aims?|objectives?|outcomes?|outputs?|results?|deliverables?|targets?|activities|benefits?|"
    r"purchases?|budget|plan|project|grant|funding|we|our)\b"
)
# With one of these in the item, it reports on others, or what it makes is for others.
_OF_OTHERS = word_set(
    """the a its his her their they he she it who which that is are was were be been has have had did does do can may
    said says show shows showed found report reports study studies research survey evidence according elsewhere already
    model models template toolkit example examples replicate replication conference publish website newsletter"""
)
_ALLOWED_AFTER_A_VERB = word_set("the a their its")
_ENDS = re.compile(
    r"^(?:\W*$|[;,.:)\n]|\W+\n| (?:by|within|over|during|before|with|and|through|in (?:year|the first)) )"
)
_ABOUT_OTHERS = re.compile(
    r"\b(?:about|background|history|histories|research|evidence|experience|partners?|vendors?|suppliers?|contractors?|"
    r"evaluators?|need|needs|qualifications|track record|elsewhere)\b",
    re.IGNORECASE,
)
_NOT_A_BODY = word_set("internet wi fi")


def is_about_others(heading: str) -> bool:
    """Whether an answer with this heading tells of others, or of the past, and not of what the project delivers."""
    return bool(_ABOUT_OTHERS.search(heading))


def is_a_deliverable(words: TokenizedText, first: int, last: int) -> bool:
    """Whether the count of districts at these words is part of something that the project delivers."""
    before = text_before(words, first)
    breaks = [match.end() for match in _ITEMS.finditer(before)]
    item = before[breaks[-1] if breaks else 0 :].strip()
    lead_in = before.partition(":")[0] if ":" in before else ""
    if not _DELIVERY.fullmatch(item) or not _ENDS.match(text_after(words, last)):
        return False
    if lead_in and not _LEAD_IN.search(lead_in):
        return False
    own = _OF_THE_PROJECT.sub("", item)
    refused = _OF_OTHERS - _ALLOWED_AFTER_A_VERB if _BEGINS_WITH_A_VERB.match(own) else _OF_OTHERS
    return not refused & set(_PLACES_AT_THE_END.sub("", own).split()) and not _names_a_body(words, first)


def _names_a_body(words: TokenizedText, first: int) -> bool:
    """Whether the sentence has a capitalized word before the count that doesn't begin a sentence or an item."""
    place = first - 1
    while place > 0 and words.sentence_of[place] == words.sentence_of[first]:
        is_inside = words.sentence_of[place - 1] == words.sentence_of[first] and words.gaps[place] in (" ", "-")
        word = words.words[place]
        if is_inside and word[0].isupper() and not word.isupper() and word.lower() not in _NOT_A_BODY:
            return True
        place -= 1
    return False
