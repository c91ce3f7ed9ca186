"""The scores of one ranking, as arrays."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True)
class ScoreTable:
    """Scores with the application and the scorer of each. The order of the rows it was made from doesn't matter.

    `application_of` and `scorer_of` hold, for each score, a place in `applications` and in `scorers`.
    """

    applications: tuple[str, ...]
    scorers: tuple[str, ...]
    application_of: Places
    scorer_of: Places
    scores: Floats

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str, float]]) -> Self:
        """Make the table from rows of application, scorer, and score, each pair at most once."""
        rows = sorted(rows)
        applications = tuple(sorted({application for application, _, _ in rows}))
        scorers = tuple(sorted({scorer for _, scorer, _ in rows}))
        place_of_application = {name: place for place, name in enumerate(applications)}
        place_of_scorer = {name: place for place, name in enumerate(scorers)}
        return cls(
            applications,
            scorers,
            np.array([place_of_application[application] for application, _, _ in rows], dtype=np.intp),
            np.array([place_of_scorer[scorer] for _, scorer, _ in rows], dtype=np.intp),
            np.array([score for _, _, score in rows], dtype=np.float64),
        )

    def scores_per_application(self) -> Places:
        """How many scores each application has."""
        return np.bincount(self.application_of, minlength=len(self.applications))

    def scores_per_scorer(self) -> Places:
        """How many scores each scorer gave."""
        return np.bincount(self.scorer_of, minlength=len(self.scorers))
