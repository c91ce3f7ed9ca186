"""The cheapest way to fill a network of applications and scorers, goal after goal (docs/adr/0041-assigning-scorers.md).

A linear program in which each pair is a column. Its matrix is that of a network, so that the solution that the simplex
method finds is in whole numbers.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from grants.rules.assigning.table import Grid, PairTable

# For each application, the program starts with so many of the cheapest scorers, and adds others that would improve it.
_FIRST_COLUMNS = 25
# Costs are whole numbers, and so are prices: what differs from 0 by less is a rounding error.
_TOLERANCE = 0.5


class Goal(NamedTuple):
    """What each thing costs: a pair; the n-th application of a scorer; the n-th scorer that an
    application lacks; the second, third… scorer of one application from the same region.
    """

    pair: Grid
    load: Sequence[Grid]
    missing: Grid
    same_region: int


class _Rows(NamedTuple):
    """The numbers of the rows of the matrix."""

    pair_rows: Grid  # by application and scorer: the application’s row, or that of the application and a region
    scorers: Grid
    how_many: int


class _Units(NamedTuple):
    """Columns other than pairs: each is one unit of a load, of a shortage, or of a region’s scorers."""

    rows: Grid  # where it counts, by column
    signs: Grid
    from_rows: Grid  # the second row of a region’s unit; -1 for others
    costs: Grid


def best_pairs(table: PairTable, goals: Sequence[Goal]) -> Grid:
    """A grid, applications by scorers, of the pairs that fulfil the first goal, among such the second, and so on."""
    if (table.kept.sum(axis=1) == table.per_application).all():
        return table.kept
    rows = _rows_of(table)
    allowed = table.allowed & ~table.kept
    forced = np.zeros_like(allowed)
    fixed_units: Grid | None = None
    chosen = _first_columns(goals[-1].pair, allowed)
    for goal in goals:
        units = _units_of(table, goal, rows)
        if fixed_units is None:
            fixed_units = np.full(len(units.costs), -1)
        chosen, prices = _cheapest(table, rows, goal, units, allowed & ~forced, forced, fixed_units, chosen)
        # All solutions that are as good agree in every column whose price isn’t 0: the next goal leaves those as they
        # are, and chooses among the rest.
        reduced = goal.pair - prices[rows.pair_rows] - prices[rows.scorers][None, :]
        forced = forced | (allowed & (reduced < -_TOLERANCE))
        allowed = allowed & (reduced < _TOLERANCE)
        price = units.costs - units.signs * prices[units.rows]
        price += np.where(units.from_rows >= 0, prices[units.from_rows], 0)
        now_fixed = np.where(price > _TOLERANCE, 0, np.where(price < -_TOLERANCE, 1, -1))
        fixed_units = np.where(fixed_units >= 0, fixed_units, now_fixed)
    return chosen | table.kept


def _rows_of(table: PairTable) -> _Rows:
    applications, scorers = table.allowed.shape
    region_rows = applications + np.arange(applications)[:, None] * table.regions_count + table.scorer_regions[None, :]
    pair_rows = np.where(table.scorer_regions[None, :] >= 0, region_rows, np.arange(applications)[:, None])
    first_scorer = applications * (1 + table.regions_count)
    return _Rows(pair_rows, first_scorer + np.arange(scorers), first_scorer + scorers)


def _units_of(table: PairTable, goal: Goal, rows: _Rows) -> _Units:
    applications = table.allowed.shape[0]
    room = table.capacities - table.kept.sum(axis=0)
    need = table.per_application - table.kept.sum(axis=1)
    load_rows = np.repeat(rows.scorers, room)
    costs = [load[len(load) - left :] for load, left in zip(goal.load, room, strict=True)]
    load_costs = np.concatenate(costs) if costs else np.zeros(0)
    missing_rows = np.repeat(np.arange(applications), need)
    missing_costs = np.concatenate([np.zeros(0), *(goal.missing[:count] for count in need)])
    # An application takes its scorers of a region through units: the first costs nothing, each further one something.
    regions = table.regions_count
    steps = np.minimum(np.bincount(table.scorer_regions[table.scorer_regions >= 0], minlength=regions), need.max())
    of_application = np.repeat(np.arange(applications), steps.sum())
    region = np.tile(np.repeat(np.arange(regions), steps), applications)
    nth = np.tile(np.concatenate([np.zeros(0), *(np.arange(step) for step in steps)]), applications)
    if regions:
        nth = nth + table.count_by_region(table.kept)[of_application, region]
    return _Units(
        rows=np.concatenate([load_rows, missing_rows, of_application]).astype(int),
        signs=np.concatenate([-np.ones(len(load_rows)), np.ones(len(missing_rows)), np.ones(len(of_application))]),
        from_rows=np.concatenate(
            [
                np.full(len(load_rows) + len(missing_rows), -1),
                applications + of_application * regions + region,
            ]
        ).astype(int),
        costs=np.concatenate([load_costs, missing_costs, goal.same_region * nth]).astype(float),
    )


def _cheapest(
    table: PairTable,
    rows: _Rows,
    goal: Goal,
    units: _Units,
    free: Grid,
    forced: Grid,
    fixed_units: Grid,
    before: Grid,
) -> tuple[Grid, Grid]:
    """The chosen pairs, and the price of each row. `before`: pairs to start with."""
    need = (table.per_application - table.kept.sum(axis=1)).astype(float)
    wanted = np.concatenate([need, np.zeros(rows.how_many - len(need))])
    columns = forced | before | _first_columns(goal.pair + table.lots, free)
    low = np.where(fixed_units == 1, 1.0, 0.0)
    high = np.where(fixed_units == 0, 0.0, 1.0)
    while True:
        a, s = np.nonzero(columns)
        count, of_unit = len(a), np.arange(len(units.costs)) + len(a)
        second = units.from_rows >= 0
        matrix = csr_matrix(
            (
                np.concatenate([np.ones(2 * count), units.signs, -np.ones(second.sum())]),
                (
                    np.concatenate([rows.pair_rows[a, s], rows.scorers[s], units.rows, units.from_rows[second]]),
                    np.concatenate([np.arange(count), np.arange(count), of_unit, of_unit[second]]),
                ),
            ),
            shape=(rows.how_many, count + len(units.costs)),
        )
        bounds = np.column_stack(
            [np.concatenate([forced[a, s].astype(float), low]), np.concatenate([np.ones(count), high])]
        )
        costs = np.concatenate([goal.pair[a, s], units.costs])
        found = linprog(costs, A_eq=matrix, b_eq=wanted, bounds=bounds, method="highs-ds")
        if found.x is None:  # every shortage is allowed: the program always has a solution
            raise ArithmeticError(f"No assignment was computed: {found.message}")
        prices = found.eqlin.marginals
        reduced = goal.pair - prices[rows.pair_rows] - prices[rows.scorers][None, :]
        better = free & ~columns & (reduced < -_TOLERANCE)
        if not better.any():
            chosen = np.zeros_like(columns)
            chosen[a, s] = found.x[:count] > 0.5
            return chosen, prices
        columns |= better


def _first_columns(costs: Grid, free: Grid) -> Grid:
    """The cheapest allowed pairs of each application."""
    first = np.zeros_like(free)
    if free.size:
        order = np.argsort(np.where(free, costs, np.inf), axis=1, kind="stable")[:, :_FIRST_COLUMNS]
        np.put_along_axis(first, order, True, axis=1)  # noqa: FBT003
    return first & free
