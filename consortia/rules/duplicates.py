"""Consortia that may be the same, with the reasons in words. Pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from districts.rules.duplicates import consortium_words, plain

# If names share a word, this share of common members (of the union) counts as a match.
ALIKE = 0.8


@dataclass(frozen=True)
class Known:
    """A consortium in the registry: its slug, name, state, and the IDs of today's members."""

    slug: str
    name: str
    state: str
    members: frozenset[str] = frozenset()


def likely_duplicates(
    name: str, state: str, known: Iterable[Known], members: frozenset[str] = frozenset()
) -> list[tuple[str, str]]:
    """(slug, reason) of the consortia in `known` that may be the same, the likeliest first.

    `members` are the IDs of the districts and schools that would belong, where known.
    """
    wanted = Known("", name, state, members)
    matches = [(one, why) for one in known if (why := reason_for(wanted, one))]
    matches.sort(key=lambda hit: (plain(hit[0].name) != plain(name), plain(hit[0].name), hit[0].slug))
    return [(one.slug, why) for one, why in matches]


def likely_pairs(known: Iterable[Known]) -> list[tuple[Known, Known, str]]:
    """Pairs of consortia in one state that may be the same, with the reason."""
    rows = list(known)
    pairs = [(a, b, why) for a, b in _worth_comparing(rows) if (why := reason_for(a, b))]
    return sorted(pairs, key=lambda pair: (plain(pair[0].name), pair[0].slug, pair[1].slug))


def _worth_comparing(rows: list[Known]) -> Iterator[tuple[Known, Known]]:
    """Pairs of which one name holds the other, or that share a rare member; 20,000 would make 200 million pairs."""
    names = [consortium_words(one.name) for one in rows]
    by_name = _sharing([keys[:1] for keys in _rarest_first(names)], found_by=names)
    near = {(one, other) for one, other in by_name if names[one] <= names[other]}
    rarest = [_to_share(keys) for keys in _rarest_first([one.members for one in rows])]
    near |= set(_sharing(rarest, found_by=rarest))
    for first, second in sorted({(min(pair), max(pair)) for pair in near}):
        yield rows[first], rows[second]


def _rarest_first(sets: list[frozenset[str]]) -> list[list[str]]:
    frequency = Counter(key for keys in sets for key in keys)
    return [sorted(keys, key=lambda key: (frequency[key], key)) for keys in sets]


def _to_share(members: list[str]) -> list[str]:
    """The rarest members, of which two consortia share one if they share `ALIKE` of all: the others are too few."""
    needed = ceil(ALIKE * len(members) - 1e-9)
    return members[: len(members) - needed + 1] if len(members) > 1 else []


def _sharing(looks_for: Sequence[Collection[str]], *, found_by: Sequence[Collection[str]]) -> Iterator[tuple[int, int]]:
    """The places of two that share a key which the first looks for and by which the second is found."""
    found = defaultdict(list)
    for place, keys in enumerate(found_by):
        for key in keys:
            found[key].append(place)
    for place, keys in enumerate(looks_for):
        for key in keys:
            yield from ((place, other) for other in found[key] if other != place)


def reason_for(one: Known, other: Known) -> str:
    """Why the two may be the same, in words; empty where nothing suggests it."""
    if one.state != other.state:
        return ""
    words, other_words = consortium_words(one.name), consortium_words(other.name)
    reasons = []
    if plain(one.name) == plain(other.name):
        reasons.append("the same name")
    elif words == other_words:
        reasons.append("the same name apart from words such as “consortium” or “network”")
    elif min(len(words), len(other_words)) > 1 and (words < other_words or other_words < words):
        reasons.append(f"one name holds the other: {_in_words(words & other_words)}")
    shared, both = one.members & other.members, one.members | other.members
    if len(shared) > 1 and len(shared) >= ALIKE * len(both) and (words & other_words or one.members == other.members):
        number = len(shared)
        of_all = "all members are the same" if one.members == other.members else f"{number} of {len(both)} members are"
        reasons.append(of_all if one.members == other.members else f"{of_all} the same")
    return ", ".join(reasons)


def _in_words(words: frozenset[str]) -> str:
    return " ".join(sorted(words))
