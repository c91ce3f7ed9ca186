"""Whether all scorers can be compared: who scored what, as a graph."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from grants.rules.ranking.score_table import ScoreTable


def connected_parts(table: ScoreTable) -> list[tuple[int, int]]:
    """How many applications and scorers each part of the design has, the largest first.

    Two scorers are in one part if they scored the same application, or if a chain of such pairs leads from one to the
    other. Only inside a part do scores show who is stricter.
    """
    applications, scorers = len(table.applications), len(table.scorers)
    size = applications + scorers
    links = coo_array(
        (np.ones(len(table.scores)), (table.application_of, applications + table.scorer_of)), shape=(size, size)
    )
    count, part_of = connected_components(links.tocsr(), directed=False)
    applications_in = np.bincount(part_of[:applications], minlength=count)
    scorers_in = np.bincount(part_of[applications:], minlength=count)
    return sorted(zip(applications_in.tolist(), scorers_in.tolist(), strict=True), reverse=True)
