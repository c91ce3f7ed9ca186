"""Why a proposed consortium may already be in the registry. Pure."""

import re
from collections.abc import Iterable, Set
from difflib import SequenceMatcher

# Words that are too common in consortium names to suggest a duplicate.
COMMON = frozenset(
    "the a an of for and in consortium network collaborative collaboration alliance league partnership cooperative "
    "group association council district districts school schools".split()
)
ALMOST = 0.85


def reasons_for_likeness(
    *,
    name: str,
    members: Set[int],
    lead: int | None,
    other_name: str,
    other_members: Set[int],
    other_lead: int | None,
    other_names: Iterable[str] = (),
) -> list[str]:
    """Why the other consortium resembles this one, in words; empty where it does not. Members are row ids.

    `other_names`: names that the other had before.
    """
    reasons = _of_names(name, other_name) + _of_members(members, other_members)
    reasons += [
        f"Its former name, {old}, is the same or almost the same." for old in other_names if _of_names(name, old)
    ]
    if reasons and lead is not None and lead == other_lead:
        reasons.append("The same district leads it.")
    return reasons


def _of_names(name: str, other: str) -> list[str]:
    plain, other_plain = " ".join(_words(name)), " ".join(_words(other))
    if plain == other_plain:
        return ["The name is the same."]
    own, others = set(_words(name)) - COMMON, set(_words(other)) - COMMON
    if own and own == others:
        return ["The name has the same words, apart from common ones such as “network” and “consortium.”"]
    if SequenceMatcher(None, plain, other_plain).ratio() >= ALMOST:
        return ["The name is almost the same."]
    return []


def _of_members(members: Set[int], others: Set[int]) -> list[str]:
    shared = len(members & others)
    if shared < 2 or shared * 2 < min(len(members), len(others)):
        return []
    return [f"{shared} of the {len(members)} members you named belong to it."]


def _words(name: str) -> list[str]:
    return re.findall(r"[\w']+", name.casefold())
