"""The order of a meeting's applications that makes recused people leave and return as rarely as possible."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

Away = frozenset[int]  # the people who leave the room


def running_order(recused: Mapping[str, Iterable[int]]) -> list[str]:
    """The references in an order with few comings and goings. `recused` has the people who leave for each one.

    Applications with the same recusals follow each other, in the order of their references. Their groups are chained
    from a full room to the group nearest to the one before, and then parts of the chain are turned around as long as
    that saves a move. The same applications always have the same order.
    """
    groups: defaultdict[Away, list[str]] = defaultdict(list)
    for reference in sorted(recused):
        groups[frozenset(recused[reference])].append(reference)
    left = sorted(groups, key=lambda away: groups[away][0])
    chain: list[Away] = []
    while left:
        last = chain[-1] if chain else frozenset()
        nearest = min(left, key=lambda away: len(last ^ away))
        left.remove(nearest)
        chain.append(nearest)
    return [reference for away in _improved(chain) for reference in groups[away]]


def comings_and_goings(order: Sequence[str], recused: Mapping[str, Iterable[int]]) -> int:
    """How often someone leaves or enters the room, from a full room to the last application."""
    return _moves([frozenset(recused[reference]) for reference in order])


def _moves(chain: Sequence[Away]) -> int:
    before: Away = frozenset()
    count = 0
    for away in chain:
        count, before = count + len(before ^ away), away
    return count


def _improved(chain: list[Away]) -> list[Away]:
    best, is_better = chain, True
    while is_better:
        is_better = False
        for start in range(len(best) - 1):
            for end in range(start + 1, len(best)):
                if _saved(best, start, end) > 0:
                    best = [*best[:start], *reversed(best[start : end + 1]), *best[end + 1 :]]
                    is_better = True
    return best


def _saved(chain: Sequence[Away], start: int, end: int) -> int:
    """How many moves are spared if this part of the chain is turned around."""
    before = chain[start - 1] if start else frozenset()
    first, last = chain[start], chain[end]
    saved = len(before ^ first) - len(before ^ last)
    if end + 1 < len(chain):
        after = chain[end + 1]
        saved += len(last ^ after) - len(first ^ after)
    return saved
