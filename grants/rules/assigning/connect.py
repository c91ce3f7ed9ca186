"""Connecting an assignment: two scorers can be compared if a chain of shared applications leads from one to another."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from grants.rules.assigning.table import Grid, PairTable

# Exchanges compared at a time: each is a number in several grids.
_MOST_COMPARED = 4_000_000


class _Groups(NamedTuple):
    """The group of each application and each scorer, from 0; -1 for who isn’t in any pair."""

    how_many: int
    applications: Grid
    scorers: Grid


class _Change(NamedTuple):
    """What connects two groups: pairs to remove and pairs to add."""

    removed: list[tuple[int, int]]
    added: list[tuple[int, int]]


def connect(table: PairTable, chosen: Grid, costs: Grid, fixed: Grid, *, region_cost: int) -> Grid:
    """The assignment with as few groups as exchanges can reach, each the cheapest; the number of pairs stays the same.

    Two pairs exchange their scorers, or a pair moves to a scorer with room. What is fixed stays.
    """
    chosen = chosen.copy()
    groups = _groups_of(chosen)
    # With one scorer for each application, to connect would be to give all to the same person.
    while groups.how_many > 1 and table.per_application > 1:
        price = _Prices(table, chosen, costs, region_cost)
        change = _cheapest_change(price, fixed, groups)
        if change is None:
            break
        for pair in change.removed:
            chosen[pair] = False
        for pair in change.added:
            chosen[pair] = True
        groups = _groups_of(chosen)
    return chosen


def warnings_about_groups(table: PairTable, chosen: Grid, fixed: Grid) -> Iterator[str]:
    """Why not all scorers can be compared; nothing if they can."""
    groups = _groups_of(chosen)
    if groups.how_many <= 1:
        return
    sizes = sorted((int((groups.applications == group).sum()) for group in range(groups.how_many)), reverse=True)
    listed = ", ".join(str(size) for size in sizes[:5]) + (", …" if len(sizes) > 5 else "")
    yield (
        f"The assignment is in {groups.how_many} groups that share no scorer and no application "
        f"({listed} applications). Scores can’t be compared between groups. {_why_apart(table, chosen, fixed)}"
    )


def _why_apart(table: PairTable, chosen: Grid, fixed: Grid) -> str:
    if table.per_application == 1:
        return "With one scorer for each application, no two scorers read the same one. Ask for at least 2."
    possible = table.allowed & (table.capacities > 0)[None, :]
    possible[chosen.sum(axis=1) == 0] = False
    if _groups_of(possible).how_many > 1:
        return (
            "Conflicts, pairs rejected by hand, and scorers without capacity make it impossible to connect them. "
            "Add scorers without these conflicts."
        )
    if (fixed & chosen).any():
        return "Pairs that are fixed or already assigned may prevent it. Release some, and assign again."
    return "No exchange of pairs connects them. Raise capacities, or add scorers."


def _groups_of(chosen: Grid) -> _Groups:
    a, s = np.nonzero(chosen)
    rows, columns = chosen.shape
    graph = coo_matrix((np.ones(len(a)), (a, rows + s)), shape=(rows + columns, rows + columns))
    _, labels = connected_components(graph, directed=False)
    used = np.zeros(rows + columns, bool)
    used[a], used[rows + s] = True, True
    names, inverse = np.unique(labels[used], return_inverse=True)
    numbers = np.full(rows + columns, -1)
    numbers[used] = inverse
    return _Groups(len(names), numbers[:rows], numbers[rows:])


def _bridges(chosen: Grid) -> Grid:
    """The pairs without which their group would fall apart into two."""
    rows, columns = chosen.shape
    neighbors: list[list[int]] = [[] for _ in range(rows + columns)]
    for a, s in np.argwhere(chosen):
        neighbors[a].append(rows + int(s))
        neighbors[rows + s].append(int(a))
    found = np.zeros_like(chosen)
    entered, lowest, clock = [0] * (rows + columns), [0] * (rows + columns), 0
    for start in range(rows + columns):
        if entered[start]:
            continue
        clock += 1
        entered[start] = lowest[start] = clock
        stack = [(start, -1, iter(neighbors[start]))]
        while stack:
            node, parent, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                if parent >= 0:
                    lowest[parent] = min(lowest[parent], lowest[node])
                    if lowest[node] > entered[parent]:
                        found[min(node, parent), max(node, parent) - rows] = True
            elif not entered[following]:
                clock += 1
                entered[following] = lowest[following] = clock
                stack.append((following, node, iter(neighbors[following])))
            elif following != parent:
                lowest[node] = min(lowest[node], entered[following])
    return found


class _Prices(NamedTuple):
    """What it costs that an application gets another scorer."""

    table: PairTable
    chosen: Grid
    costs: Grid
    region_cost: int

    def of(self, application: Grid, before: Grid, after: Grid) -> Grid:
        """The difference, for grids of applications, their scorers, and the scorers that they get."""
        change = self.costs[application, after] - self.costs[application, before]
        if self.table.regions_count:
            counts = self.table.count_by_region(self.chosen)
            regions = self.table.scorer_regions
            left, entered = regions[before], regions[after]
            gone = np.where(left >= 0, counts[application, left] - 1, 0)
            come = np.where(entered >= 0, counts[application, entered] - (left == entered), 0)
            change = change + self.region_cost * (come - gone)
        return change


def _cheapest_change(price: _Prices, fixed: Grid, groups: _Groups) -> _Change | None:
    """For the smallest group that can be connected with another, the cheapest exchange that does it.

    If there is none, the cheapest move: it changes two loads.
    """
    sizes = np.bincount(groups.applications[groups.applications >= 0], minlength=groups.how_many)
    bridges = _bridges(price.chosen)
    free = np.nonzero(price.chosen & ~fixed)
    for group in np.argsort(sizes, kind="stable"):
        for cheapest in (_cheapest_exchange, _cheapest_move):
            if change := cheapest(price, groups, bridges, free, int(group)):
                return change
    return None


def _cheapest_exchange(
    price: _Prices, groups: _Groups, bridges: Grid, free: tuple[Grid, ...], group: int
) -> _Change | None:
    """A pair of the group and one of another exchange their scorers."""
    a, s = free
    inside, allowed = groups.applications[a] == group, price.table.allowed
    a1, s1, a2, s2 = a[inside], s[inside], a[~inside], s[~inside]
    if not len(a1) or not len(a2):
        return None
    if (step := 1 + len(a1) * len(a2) // _MOST_COMPARED) > 1:  # of so many, every n-th is as good
        a1, s1, a2, s2 = a1[::step], s1[::step], a2[::step], s2[::step]
    cost = price.of(a1[:, None], s1[:, None], s2[None, :]) + price.of(a2[None, :], s2[None, :], s1[:, None])
    is_possible = allowed[a1[:, None], s2[None, :]] & allowed[a2[None, :], s1[:, None]]
    # If both pairs hold their groups together, the exchange makes two other groups of the two.
    is_possible &= ~bridges[a1, s1][:, None] | ~bridges[a2, s2][None, :]
    place = _place_of_least(cost, is_possible)
    if place is None:
        return None
    one, other = place
    removed = [(int(a1[one]), int(s1[one])), (int(a2[other]), int(s2[other]))]
    added = [(removed[0][0], removed[1][1]), (removed[1][0], removed[0][1])]
    return _Change(removed, added)


def _cheapest_move(
    price: _Prices, groups: _Groups, bridges: Grid, free: tuple[Grid, ...], group: int
) -> _Change | None:
    """A pair of the group gets a scorer with room from another group, or the other way around.

    Without the pair, its group stays whole, or its scorer, who had no other application, is left without one.
    """
    loads = price.chosen.sum(axis=0)
    roomy = np.nonzero((loads < price.table.capacities) & (groups.scorers >= 0))[0]
    a, s = free
    stays = ~bridges[a, s] | (loads[s] == 1)
    a, s = a[stays], s[stays]
    if not len(a) or not len(roomy):
        return None
    here, there = groups.applications[a][:, None], groups.scorers[roomy][None, :]
    is_possible = price.table.allowed[a[:, None], roomy[None, :]] & (here != there)
    is_possible &= (here == group) | (there == group)
    cost = price.of(a[:, None], s[:, None], roomy[None, :])
    place = _place_of_least(cost, is_possible)
    if place is None:
        return None
    pair = (int(a[place[0]]), int(s[place[0]]))
    return _Change([pair], [(pair[0], int(roomy[place[1]]))])


def _place_of_least(cost: Grid, is_possible: Grid) -> tuple[int, int] | None:
    if not is_possible.any():
        return None
    one, other = np.unravel_index(np.argmin(np.where(is_possible, cost, np.inf)), cost.shape)
    return int(one), int(other)
