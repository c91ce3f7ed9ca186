"""Assigning: as many as possible, evenly, by expertise and region, and so that all scorers can be compared."""

from dataclasses import replace

import numpy as np

from grants.rules.assigning.connect import connect, warnings_about_groups
from grants.rules.assigning.network import Goal, best_pairs
from grants.rules.assigning.table import Grid, PairTable, table_of
from grants.rules.assigning.task import Assignment, AssignmentTask, ScorerPair, Shortage

# What a pair costs. A misfit outweighs a hundred matters of region, and these outweigh the lots, which decide what is
# left: they mix the scorers, so that each shares applications with many others.
MISFIT, REGION = 100_000, 1_000


def share_out(task: AssignmentTask) -> Assignment:
    """The assignment of a task without problems (`problems_with_task`). The same for the same task, always."""
    table = table_of(task)
    costs = _costs_of(table)
    chosen = best_pairs(table, _goals_of(table, costs))
    fixed = table.kept | table.current
    chosen = connect(table, chosen, costs, fixed, region_cost=REGION)
    order = {application.id: place for place, application in enumerate(task.applications)}
    pairs = sorted(table.pairs(chosen), key=lambda pair: (order[pair.application], pair.scorer))
    unfilled = sorted(_shortages(table, chosen), key=lambda shortage: order[shortage.application])
    return Assignment(tuple(pairs), tuple(unfilled), tuple(warnings_about_groups(table, chosen, fixed)))


def without_scorer(task: AssignmentTask, scorer: str, assigned: frozenset[ScorerPair]) -> AssignmentTask:
    """The task after this scorer dropped out, in which as few of the other pairs as possible change."""
    scorers = [replace(one, capacity=0) if one.id == scorer else one for one in task.scorers]
    keep = frozenset(pair for pair in task.keep if pair.scorer != scorer)
    current = frozenset(pair for pair in assigned if pair.scorer != scorer)
    return replace(task, scorers=scorers, keep=keep, current=current)


def _costs_of(table: PairTable) -> Grid:
    return table.misfit * MISFIT + table.home * REGION + table.lots


def _goals_of(table: PairTable, costs: Grid) -> list[Goal]:
    """To fill, and to keep what is assigned already; to share what is missing, and to balance; expertise and region."""
    free = np.zeros(table.allowed.shape)
    # The n-th application of a scorer costs more, the smaller the capacity: loads grow in proportion.
    scale = 10 * int(max(table.shares, default=0))
    balance = [
        np.round(scale * (2 * np.arange(1, most + 1) - 1) / share)
        for most, share in zip(table.capacities, table.shares, strict=True)
    ]
    steps = np.arange(1, table.per_application + 1)
    nothing = [np.zeros(capacity) for capacity in table.capacities]
    goals = [
        Goal(pair=free, load=balance, missing=(2 * scale + 1) * steps, same_region=0),
        Goal(pair=costs, load=nothing, missing=0 * steps, same_region=REGION),
    ]
    if table.current.any():
        kept = np.where(table.current, -1.0, 0.0)
        goals.insert(
            0, Goal(pair=kept, load=nothing, missing=(1 + table.current.sum()) * np.ones_like(steps), same_region=0)
        )
    return goals


def _shortages(table: PairTable, chosen: Grid) -> list[Shortage]:
    missing: list[int] = (table.per_application - chosen.sum(axis=1)).tolist()
    return [
        Shortage(table.applications[row].id, count, _why_short(table, row, chosen))
        for row, count in enumerate(missing)
        if count
    ]


def _why_short(table: PairTable, application: int, chosen: Grid) -> str:
    able = int((table.allowed[application] & (table.capacities > 0)).sum())
    barred = int((~table.allowed[application]).sum())
    if able < table.per_application:
        return (
            f"Scorers needed: {table.per_application}. Scorers who can take it: {able}. "
            f"Scorers with a conflict, or rejected by hand: {barred}. "
            f"Scorers without capacity: {len(table.scorers) - able - barred}."
        )
    full = able - int(chosen[application].sum())
    return f"The others who could score it are at capacity ({full}). Add scorers, or raise capacities."
