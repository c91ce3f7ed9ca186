"""Whether "every member of …" and "everybody in the cooperative" mean the consortium or another group."""

import re
from collections.abc import Set

from grants.rules.collaboration.claims_in_other_words import UniversalClaim
from grants.rules.collaboration.numbers import is_number
from grants.rules.collaboration.tokens import TokenizedText, word_set
from grants.rules.collaboration.word_lists import CHILDREN

_PREPOSITIONS = word_set("of in on at from")
_GROUPS = word_set(
    """consortium network collaborative partnership cooperative alliance coalition compact accord collaboration
    agreement pact project plan program application circle table effort grant federation arrangement whole venture
    undertaking enterprise"""
)
_BODIES_WITHIN = word_set(
    "committee board council team staff faculty group club panel band crew subcommittee association"
)
# After an activity and a colon, "for every member of the group" says whom it is for, if no pupils are mentioned.
_PUPILS = CHILDREN | word_set("student students pupil pupils graders")
_JOINT = word_set("group circle pool pact outfit")
_THIS = frozenset((("of", "the"), ("of", "this"), ("of", "our")))
_ANOTHERS = word_set("my his her their your a an another each every")
# Any consortium may be called one of these, whatever its name.
_COMMON_KINDS = word_set("consortium network partnership collaborative")


def is_of_another_group(
    words: TokenizedText, claim: UniversalClaim, own_name: Set[str], labels: Set[int] = frozenset()
) -> bool:
    """Whether the claim is about the members of something that isn't the consortium: "every member of my drumline".

    `own_name` has the words of the consortium's name, in lowercase; `labels` the positions after titles and a colon.
    """
    said = words.lower[claim.first : claim.last]
    if said[0] in ("everyone", "everybody") and len(said) > 2:
        kind, article = said[-1], said[-2]
        is_ours = article in ("this", "our") or kind in _COMMON_KINDS or kind in own_name
        return kind in _GROUPS and not is_ours and not re.search(rf"\b(?:our|this) {kind}\b", words.plain)
    if said[-1] not in ("member", "members") or claim.last >= len(words):
        return False
    is_joined = words.lower[claim.last] in _PREPOSITIONS and words.gaps[claim.last] == " "
    return is_joined and not (_is_ours(words, claim.last + 1, own_name) or _is_for_the_group(words, claim, labels))


def _is_for_the_group(words: TokenizedText, claim: UniversalClaim, labels: Set[int]) -> bool:
    """Whether "for every member of the group" follows the title of an activity and a colon."""
    sentence = words.sentence_of[claim.first]
    start = max((at for at in labels if at < claim.first and words.sentence_of[at - 1] == sentence), default=None)
    if start is None or words.lower[claim.first - 1] != "for" or words.lower[claim.last : claim.last + 2] not in _THIS:
        return False
    is_joint = not _JOINT.isdisjoint(words.lower[claim.last + 2 : claim.last + 3])
    return is_joint and _PUPILS.isdisjoint(words.lower[start : claim.first])


def _is_ours(words: TokenizedText, place: int, own_name: Set[str]) -> bool:
    """Whether the words from this position name the consortium, or no group at all: "in May," "of the six"."""
    at = place
    if words.lower[at : at + 1] and words.lower[at] in _ANOTHERS:
        return False
    while at < min(len(words), place + 7) and (at == place or words.gaps[at] in (" ", "-", "'")):
        word = words.lower[at]
        if word in _BODIES_WITHIN:
            return False
        if word in _GROUPS or word in own_name or is_number(words, at) or word == "us":
            return True
        at += 1
    return words.lower[place - 1] != "of"
