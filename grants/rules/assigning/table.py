"""A task as grids of numbers, applications by scorers, both in the order of their IDs."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grants.rules.assigning.task import AssignmentTask, AvailableScorer, ScoredApplication, ScorerPair, expertise_fits

Grid = NDArray[Any]
# Nobody can score more, and larger numbers would be less exact.
_LARGEST_SHARE = 10_000


@dataclass(frozen=True)
class PairTable:
    """The order of the rows of a file changes nothing: a table of the same scorers and applications is the same."""

    applications: list[ScoredApplication]
    scorers: list[AvailableScorer]
    per_application: int
    allowed: Grid  # no conflict, and not rejected by hand
    kept: Grid
    current: Grid
    capacities: Grid  # no more than there are applications
    shares: Grid  # the capacities as stated: loads grow in proportion to them
    lots: Grid  # from 0 to 9, drawn for each pair, the same at each run
    misfit: Grid  # the application needs an expertise that the scorer doesn’t have
    home: Grid  # both are from the same region
    scorer_regions: Grid  # -1: not stated, or no one else’s
    regions_count: int

    def count_by_region(self, chosen: Grid) -> Grid:
        """Applications by regions: how many of the chosen scorers are from the region."""
        of_region = self.scorer_regions[:, None] == np.arange(self.regions_count)[None, :]
        return chosen.astype(int) @ of_region.astype(int)

    def pairs(self, chosen: Grid) -> list[ScorerPair]:
        """The chosen pairs, by application, then by scorer."""
        return [ScorerPair(self.applications[a].id, self.scorers[s].id) for a, s in np.argwhere(chosen)]


def table_of(task: AssignmentTask) -> PairTable:
    """The task as a table."""
    applications = sorted(task.applications, key=lambda application: application.id)
    scorers = sorted(task.scorers, key=lambda scorer: scorer.id)
    row = {application.id: number for number, application in enumerate(applications)}
    column = {scorer.id: number for number, scorer in enumerate(scorers)}
    shape = (len(applications), len(scorers))

    def grid_of(pairs: frozenset[ScorerPair]) -> Grid:
        grid = np.zeros(shape, bool)
        for pair in pairs:
            grid[row[pair.application], column[pair.scorer]] = True
        return grid

    conflicts = frozenset(ScorerPair(name, scorer.id) for scorer in scorers for name in scorer.conflicts)
    sizes = Counter(scorer.region for scorer in scorers if scorer.region)
    number = {region: place for place, region in enumerate(sorted(name for name in sizes if sizes[name] > 1))}
    allowed = ~grid_of(conflicts | task.never)
    return PairTable(
        applications=applications,
        scorers=scorers,
        per_application=task.per_application,
        allowed=allowed,
        kept=grid_of(task.keep),
        current=grid_of(task.current) & allowed,
        capacities=np.array([min(scorer.capacity, len(applications)) for scorer in scorers], int),
        shares=np.array([min(scorer.capacity, _LARGEST_SHARE) for scorer in scorers], int),
        lots=np.random.RandomState(2013).randint(0, 10, shape),  # its numbers never change
        misfit=_misfits(applications, scorers),
        home=_same_regions(applications, scorers),
        scorer_regions=np.array([number.get(scorer.region, -1) for scorer in scorers], int),
        regions_count=len(number),
    )


def _same_regions(applications: list[ScoredApplication], scorers: list[AvailableScorer]) -> Grid:
    applicants, people = (np.array([one.region for one in rows], str) for rows in (applications, scorers))
    return (applicants[:, None] == people[None, :]) & (people != "")[None, :]


def _misfits(applications: list[ScoredApplication], scorers: list[AvailableScorer]) -> Grid:
    """Computed once for each kind of expertise: there are few."""
    rows: dict[frozenset[str], Grid] = {}
    for application in applications:
        if application.expertise not in rows:
            rows[application.expertise] = np.array([not expertise_fits(s, application) for s in scorers], bool)
    return np.array([rows[application.expertise] for application in applications], bool).reshape(
        len(applications), len(scorers)
    )
