"""Which consortia look like one that is registered or about to be, with the reasons in words. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from districts.rules.duplicates import consortium_words, plain

# Of all members of both, this part in common makes two consortia alike when their names share a word.
ALIKE = 0.8


@dataclass(frozen=True)
class Known:
    """A consortium of the register: its address, name, state, and the ids of its members of today."""

    slug: str
    name: str
    state: str
    members: frozenset[str] = frozenset()


def likely_duplicates(
    name: str, state: str, known: Iterable[Known], members: frozenset[str] = frozenset()
) -> list[tuple[str, str]]:
    """(slug, reason) of those of `known` that may be the same consortium, the likeliest first.

    `members` are the ids of the districts and schools that would belong, where they are known.
    """
    asked = Known("", name, state, members)
    found = [(one, why) for one in known if (why := reason_for(asked, one))]
    found.sort(key=lambda hit: (plain(hit[0].name) != plain(name), plain(hit[0].name), hit[0].slug))
    return [(one.slug, why) for one, why in found]


def likely_pairs(known: Iterable[Known]) -> list[tuple[Known, Known, str]]:
    """Pairs of consortia of one state that look like one, with the reason."""
    rows = list(known)
    pairs = [(a, b, why) for a, b in _worth_comparing(rows) if (why := reason_for(a, b))]
    return sorted(pairs, key=lambda pair: (plain(pair[0].name), pair[0].slug, pair[1].slug))


def _worth_comparing(rows: list[Known]) -> Iterator[tuple[Known, Known]]:
    """Pairs whose names are near each other, or whose members are: a state of 600 has 180,000 pairs."""
    facts = [(one, consortium_words(one.name), one.members, len(one.members)) for one in rows]
    for place, (one, mine, members, number) in enumerate(facts):
        for other, theirs, others, size in facts[place + 1 :]:
            is_near = mine <= theirs or theirs <= mine
            has_as_many = number > 1 and number >= ALIKE * size and size >= ALIKE * number
            if is_near or (has_as_many and not members.isdisjoint(others)):
                yield one, other


def reason_for(one: Known, other: Known) -> str:
    """Why the two may be the same, in words; empty where nothing says so."""
    if one.state != other.state:
        return ""
    mine, theirs = consortium_words(one.name), consortium_words(other.name)
    reasons = []
    if plain(one.name) == plain(other.name):
        reasons.append("the same name")
    elif mine == theirs:
        reasons.append("the same name apart from words such as “consortium” or “network”")
    elif min(len(mine), len(theirs)) > 1 and (mine < theirs or theirs < mine):
        reasons.append(f"one name holds the other: {_in_words(mine & theirs)}")
    shared, both = one.members & other.members, one.members | other.members
    if len(shared) > 1 and len(shared) >= ALIKE * len(both) and (mine & theirs or one.members == other.members):
        number = len(shared)
        of_all = "all members are the same" if one.members == other.members else f"{number} of {len(both)} members are"
        reasons.append(of_all if one.members == other.members else f"{of_all} the same")
    return ", ".join(reasons)


def _in_words(words: frozenset[str]) -> str:
    return " ".join(sorted(words))
