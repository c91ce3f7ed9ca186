"""Numbers of members that a text states: "our twelve partner districts", "a consortium of nine", "both districts".

A number is the consortium's if the text ties it to the consortium as a whole. It is not if it counts another body's
members, a state's districts, history, a hypothesis, or a part of the members.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from grants.rules.collaboration.counted_nouns import GROUPS, JOINS, SINGULAR, noun_after
from grants.rules.collaboration.counts_in_other_words import stated_counts_in
from grants.rules.collaboration.deliverables import is_a_deliverable
from grants.rules.collaboration.numbers import is_number, is_small_number, number_at
from grants.rules.collaboration.other_counts import OTHERS_BEFORE, OURSELVES, WE, counts_others, is_of_a_former_group
from grants.rules.collaboration.sentences import text_after, text_before
from grants.rules.collaboration.tokens import TokenizedText, word_set

# A number right after one of these is a label or a day, not a count: "grade 12", "Year 2", "June 30".
_LABELS = word_set(
    """january february march april may june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec grade grades year phase tier section region area level round stage part article title
    chapter page no number version route room age ages quarter semester week day month step goal objective appendix
    table figure element activity district contract class unit wave cohort k pk"""
)
# ... and words with which it means some members only, or others.
_PART = word_set(
    """other others remaining smaller smallest larger largest bigger client clients customer new newest more additional
    further such nearby comparison component outside original former nonmember lead richer poorer first last next
    additional extra similar peer like-sized sister most"""
)
_BEFORE_PART = word_set("other another remaining additional next first last smallest largest some any only just")
_IS_A = re.compile(
    r"\b(?:is|are|as|form|forms|we,|describes?|create|creates) (?:a|an)(?: [\w-]+){0,3}$|"
    r"^an? (?:[\w-]+ ){0,2}\w+ (?:of|among)$"
)
# "We borrowed it from a network of nine districts": "we" and the network are two.
_FROM_A = re.compile(
    r"\b(?:from|like|unlike|about|at|after|alongside|beside|visited|toured|saw|studied|copied|watched|met) an?"
    r"(?: [\w-]+){0,5}$"
)
_ARTICLES = word_set("a an the this our these those another some any their his her its your each every")
# "In a consortium of nine districts with one nurse among us": the writer's own, if nothing narrows it.
_IN_A = re.compile(r"^\W*(?:in|as|for|with|being) an?(?: [\w-]+){0,3} of$")
_OF_OURS = re.compile(
    r"^(?! (?:that|which|who|whose|where|in|near|down|up|over|across|we|i|you|he|she|they|along|once|like|elsewhere)\b)"
    r".*\b(?:us|our|ours|we(?! (?:are told|were told|hear|heard|read|know|knew|think|see|saw|visited|met|learn)))\b"
)
_IN_A_PLACE = re.compile(r",? (?:in|near|around|outside|from|of) (?:\w+ )?[A-Z]")
_VOTES = re.compile(r"\b(?:votes?|tie|boards?|districts?|superintendents?|quorum|majority)\b")
_IS_IT = re.compile(r"(?:\b(?:is|remains|as)|,)(?: an?)?(?: [\w-]+){0,5}$")  # "Lake Compact is a five-member …"
_GROUP = (
    r"(?:consortium|network|collaborative|partnership|cooperative|alliance|coalition|compact|group|"
    r"collaboration|circle|"
    r"family)"
)
_GROUP_OF = re.compile(
    rf"\b(\w+(?: [\w-]+){{0,3}}?) {_GROUP}"
    r" (?:that is )?(?:of|among|between|comprising|comprised of|consisting of|made up of|uniting|linking)"
    r"(?: the| some| about| all)?$"
)
_TIED_BEFORE = re.compile(r"(?:^|\W)(our|these|all|the|we|both|all of the|all of our|all the|we are)$")
_EACH_OF = re.compile(r"\b(?:each|every one|any one|all|one|most|half|any|none|\w+) (?:of|in) (?:the|our|these)$")
_RESTRICTED = re.compile(
    r"^ (?:(?:small|larg|bigg|great|near|clos|far|furth|poor|rich|old|new|high|low)est|most|least|"
    r"(?:named|mentioned|listed|described|shown)\b|above|below|east|west|north|south|nearest|"
    r"that|who|which|whose|outside|without|left|remaining|where|still|not|other than|"
    r"around|along|near|up|down|"
    r"on|at|from|with|beyond|across|upriver|under|for|we|he|she|they|it|i|asked|in question|concerned|"
    r"(?:of|in) (?!the (?:consortium|network|partnership|collaborative|cooperative|alliance|compact|coalition|"
    r"project|"
    r"program|grant|application)\b|this|our))\b"
)
_HAS_OR_IS = re.compile(
    r"^,? (?:now |today |currently )?(?:is|are|has|numbers|counts|joins|unites|links|includes|comprises|"
    r"brings together|"
    r"means|represents)(?: now| only| just)? $"
)
_OF = re.compile(r"^ (?:of|in) ")
_BELONG_TO = re.compile(
    r"^ (?:now |together |today |currently |that )?(?:belong to|make up|form|are|compose|constitute|stand behind|"
    r"are in)(?: the)? "
)
_OF_OUR_NAME = re.compile(r"^ (?:of|in) the ([A-Z]\w+)")


@dataclass(frozen=True)
class MemberCount:
    """A count stated in a text.

    `is_tied` if the text ties it to the consortium as a whole; `is_part` if as many members are named beside it, so
    that only these may be meant; `is_vague` if a word before the noun may narrow it, `is_restricted` if words after it
    may; `is_deliverable` if it counts the districts in something that the project delivers. `first` is the position of
    its first word, `last` the one after its last word.
    """

    number: int
    noun: str  # members, partners, districts, superintendents
    is_tied: bool
    first: int
    last: int
    is_our: bool = False
    is_part: bool = False
    is_vague: bool = False
    is_partner: bool = False
    is_deliverable: bool = False
    is_restricted: bool = False


NamedMembers = Sequence[tuple[int, str]]  # where the text names a member: the position of the word, and the member


def member_counts_in(
    words: TokenizedText, named: NamedMembers = (), *, ours: Set[int] = frozenset(), before_year: int = 2025
) -> list[MemberCount]:
    """The counts of members and districts that may be the consortium's, in the order of the text.

    `ours` has the positions after the consortium's own name. What happened in a year before `before_year` is history.
    """
    counts = [
        MemberCount(c.number, c.noun, is_tied=True, first=c.first, last=c.last, is_our=True)
        for c in stated_counts_in(words, before_year)
        if not is_of_a_former_group(words, c.first)
    ]
    stated, after = {c.first for c in counts}, 0
    for place, word in enumerate(words.lower):
        if place < after or place in stated:
            continue
        if word == "both":
            count = _both_at(words, place)
        elif is_number(words, place):
            found = number_at(words, place)
            if found is None:
                continue
            number, after = found
            count = _count_at(words, place, after, number, ours)
        else:
            continue
        if count and not _counts_others(words, count, before_year):
            is_deliverable = count.noun == "districts" and is_a_deliverable(words, count.first, count.last)
            counts.append(replace(count, is_part=_is_part_named(words, count, named), is_deliverable=is_deliverable))
    return sorted(counts, key=lambda c: c.first)


def _both_at(words: TokenizedText, place: int) -> MemberCount | None:
    after = place + 1
    if words.lower[after : after + 2] in (("of", "the"), ("of", "our"), ("of", "these")):
        after += 2
    elif words.lower[after : after + 1] in (("the",), ("our",), ("of",)):
        after += 1
    noun = noun_after(words, after, 2) if after < len(words) else None
    if noun is None or words.lower[noun[1] - 1] in SINGULAR:
        return None
    return MemberCount(2, noun[0], is_tied=True, first=place, last=noun[1], is_vague=noun[2])


def _count_at(words: TokenizedText, place: int, after: int, number: int, ours: Set[int]) -> MemberCount | None:
    if not _can_be_a_count(words, place, after, number):
        return None
    if not _is_of_us(words, after) and noun_after(words, after, 4) is None:
        return None  # most numbers count something else
    first = place - 1 if place and words.gaps[place] == " " and words.lower[place - 1] == "a" else place
    before = text_before(words, first)
    if _is_of_us(words, after):
        # "The five of us" and "there are five of us" may count people; "all" and "each of the five of us" don't.
        is_there = re.search(r"(?:^| )there are(?: only| just)?$", before) is not None
        is_tied = re.search(r"(?:^| )(?:all|each of the)$", before) is not None
        is_tied = is_tied or (is_there and _VOTES.search(text_after(words, after + 2)) is not None)
        is_vague = not is_tied and (is_there or before.endswith("the"))
        count = MemberCount(number, "members", is_tied, first, after + 2, is_our=is_there, is_vague=is_vague)
        return count if is_tied or is_vague else None
    if _is_of_our_name(words, first, after, ours):
        noun = noun_after(words, after, 4)
        if noun and noun[0] != "partners":
            return MemberCount(number, noun[0], is_tied=True, first=first, last=noun[1], is_our=True, is_vague=noun[2])
    group_of = _GROUP_OF.search(before)
    is_it = _IS_IT.search(before) is not None and any(at in ours for at in range(max(0, first - 7), first + 1))
    is_own_group = bool(group_of) and (is_it or _is_own_group(before, _article_of(group_of)))
    is_own_group = is_own_group or (bool(group_of) and _is_in_a_group_of_ours(words, after, before))
    is_tied = bool(_EACH_OF.search(before)) or bool(_TIED_BEFORE.search(before)) or is_own_group
    noun = noun_after(words, after, 4 if is_tied else 2)
    if noun is None or words.sentence_of[place] != words.sentence_of[noun[1] - 1]:
        return None
    name, last, is_vague = noun
    between = words.lower[after : last - 1]
    if any(word in _PART for word in between if between[:2] != ("or", "more")) or (
        place and words.lower[place - 1] in _BEFORE_PART and words.gaps[place] == " "
    ):
        return None
    is_group = last < len(words) and words.lower[last] in GROUPS and words.gaps[last] in JOINS
    is_member = "member" in between or "participating" in between or "partner" in between
    subject = before[-90:]
    is_across = before.endswith("across") and before.startswith(("our ", "we "))
    is_said_of_us = bool(WE.search(subject)) and not _FROM_A.search(before)
    is_ours = (is_across or is_said_of_us) and not OTHERS_BEFORE.search(subject)
    is_own_group = is_own_group or (
        is_group and (is_it or _is_own_group(before, before.split(" ")[-1] if first == place else "a"))
    )
    is_tied = (
        is_tied or is_own_group or (is_member and not OTHERS_BEFORE.search(subject)) or (name != "members" and is_ours)
    )
    if name in ("superintendents", "partners") and not is_tied:
        return None
    is_ours_anyway = is_own_group or before.endswith(("our", "all", "we are"))
    if is_tied and _is_restricted(words, last) and (not is_ours_anyway or text_after(words, last).startswith(" of ")):
        return None
    return MemberCount(
        number, name, is_tied, first, last,
        is_our=before.endswith("our") or is_own_group,
        is_restricted=before.endswith("our") and _is_restricted(words, last), is_vague=is_vague,
        is_partner=name == "partners" or "partner" in between,
    )  # fmt: skip


def _is_of_our_name(words: TokenizedText, first: int, after: int, ours: Set[int]) -> bool:
    """Whether the consortium, by its name, is or has as many: "Sunrise Ridge is seven districts," "seven form …"."""
    name_ends = max((at for at in range(max(0, first - 5), first + 1) if at in ours), default=None)
    if name_ends is None and not any(at in ours for at in range(after, after + 14)):
        return False
    noun = noun_after(words, after, 4)
    if noun is None:
        return False
    if _OF.match(text_after(words, noun[1])) and text_before(words, first).endswith(("the", "all", "our", "these")):
        return any(at in ours for at in range(noun[1] + 2, noun[1] + 6))
    if name_ends == first:
        return words.gaps[first] in (" (", ", ", " — ", " – ") and words.gaps[noun[1]][:1] in (")", ",", " ")
    if name_ends is not None:
        between = words.text[words.ends[name_ends - 1] : words.starts[first]].lower()
        return _HAS_OR_IS.match(between) is not None
    belong = _BELONG_TO.match(text_after(words, noun[1]))
    start = noun[1] + len(belong.group().split()) if belong else len(words)
    return any(at in ours for at in range(start, start + 5))


def _is_own_group(before: str, article: str) -> bool:
    """Whether "a consortium of" and the like mean the applicant, which says "we", "this" or "is a" about it."""
    if OTHERS_BEFORE.search(before):
        return False
    if article in ("the", "this", "our", "these") or _IS_A.search(before):
        return True
    return re.search(rf"(?:^|\s){OURSELVES}\b", before) is not None and not _FROM_A.search(before)


def _article_of(group_of: re.Match[str] | None) -> str:
    """The article of "a small consortium of," or the first word before it."""
    words = group_of[1].split() if group_of else [""]
    return next((word for word in reversed(words) if word in _ARTICLES), words[0])


def _is_in_a_group_of_ours(words: TokenizedText, after: int, before: str) -> bool:
    """Whether "in a consortium of nine districts" is said at the beginning, and of "us"."""
    noun = noun_after(words, after, 4) if _IN_A.match(before) and not OTHERS_BEFORE.search(before) else None
    if noun is None or _IN_A_PLACE.match(words.text, words.ends[noun[1] - 1]):
        return False
    return _OF_OURS.match(text_after(words, noun[1])) is not None


def _is_restricted(words: TokenizedText, last: int) -> bool:
    """Whether words after the noun narrow it: "the four districts of the orchestra"."""
    if not _RESTRICTED.match(text_after(words, last)):
        return False
    following = words.text[words.ends[last - 1] : words.ends[last - 1] + 40]
    return words.lower[last - 1] == "members" or not _OF_OUR_NAME.match(following)


def _counts_others(words: TokenizedText, count: MemberCount, before_year: int) -> bool:
    return is_of_a_former_group(words, count.first) or counts_others(
        words, count.first, count.last, count.noun,
        is_tied=count.is_tied, is_our=count.is_our, before_year=before_year,
    )  # fmt: skip


def _is_part_named(words: TokenizedText, count: MemberCount, named: NamedMembers) -> bool:
    """Whether exactly as many members are named in the same sentence or the one before, as "the three" may mean."""
    if count.number > 12:
        return False
    sentence = words.sentence_of[count.first]
    at = bisect_left(named, (count.first, ""))
    close: set[str] = set()
    near: dict[int, set[str]] = {0: set(), 1: set(), 2: set()}
    for place, member in reversed(named[max(0, at - 60) : at]):
        if (distance := sentence - words.sentence_of[place]) > 2 and count.first - place > 45:
            break
        near.setdefault(distance, set()).add(member)
        if count.first - place <= 45:
            close.add(member)
    here = {member for place, member in named[at : at + 60] if words.sentence_of[place] == sentence}
    groups = [close, near[0], near[0] | here, near[1], near[2], here]
    return any(len(group) == count.number for group in groups)


def _is_of_us(words: TokenizedText, after: int) -> bool:
    return words.lower[after : after + 2] == ("of", "us")


def _can_be_a_count(words: TokenizedText, place: int, after: int, number: int) -> bool:
    """Whether the number can count something: not an amount, range, label, year, fraction, or the pronoun "one"."""
    if number < 2:
        return False
    digits = words.words[place]
    if after == place + 1 and len(digits) == 4 and digits.isdecimal() and 1900 <= number < 2100:
        return False  # a year
    gap = words.gaps[place]
    if gap == "-" and place and _starts_a_range(words.words[place - 1]):
        return True
    if gap and not (gap[-1].isspace() or gap[-1] in "(\"'“‘[—*_>"):
        return False
    if place == 0:
        return True
    before, is_close = words.lower[place - 1], gap == " "
    if is_close and before in _LABELS:
        return False
    if is_close and place >= 2 and before in ("in", "of", "through", "to"):
        # "one in ten", "nine out of ten", "K to 12"
        earlier = words.lower[place - 2]
        if before == "in" and is_small_number(earlier):
            return False
        if earlier == "out" or earlier in ("k", "pk", "kindergarten"):
            return False
    return True


def _starts_a_range(word: str) -> bool:
    """Whether a range such as "20-30 districts" begins with this number; not K-12, grades 6-12, or the year 2026-27."""
    return word.isdecimal() and len(word) <= 3 and int(word) > 12
