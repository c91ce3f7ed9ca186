"""Krippendorff's alpha: the published example, and our figure beside the package's."""

import krippendorff
import numpy as np
import pytest

from grants.rules.ranking import reliability
from grants.rules.ranking.ranks import rank_scores
from grants.rules.ranking.score_table import ScoreTable
from tests.grants.ranking.simulated_rounds import a_round

# K. Krippendorff, “Computing Krippendorff's Alpha-Reliability,” 2011, part E: four observers, twelve units.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
PUBLISHED = ScoreTable.from_rows(
    (f"unit {unit:02}", f"observer {observer}", float(value))
    for observer, values in enumerate(OBSERVERS)
    for unit, value in enumerate(values)
    if value is not None
)


@pytest.mark.parametrize(
    ("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_the_package_has_the_published_figures(level, alpha):
    data = [[np.nan if value is None else value for value in values] for values in OBSERVERS]

    assert round(krippendorff.alpha(data, level_of_measurement=level), 3) == alpha


def test_the_published_example_is_reproduced_from_a_table_of_scores():
    agreement = rank_scores(PUBLISHED).reliability

    assert round(agreement.alpha, 3) == 0.849
    assert agreement.low < 0.849 < agreement.high < 1
    assert agreement.applications == 11  # one unit has one value


def test_many_different_scores_give_the_figure_of_the_package(monkeypatch):
    """Above a size, the formula is used, because the package's table of pairs would not fit in memory."""
    for table in (PUBLISHED, a_round(2, applications=40).table):
        by_package = reliability.krippendorff_alpha(table)
        with monkeypatch.context() as patch:
            patch.setattr(reliability, "_LARGEST_TABLE", 0)
            by_formula = reliability.krippendorff_alpha(table)

        assert by_formula == pytest.approx(by_package, abs=1e-12)


@pytest.mark.parametrize(
    "rows",
    [
        [("A", "S", 1.0), ("A", "T", 2.0), ("B", "S", 3.0)],
        [("A", "S", 2.0), ("A", "T", 2.0), ("B", "S", 2.0), ("B", "T", 2.0), ("C", "T", 5.0)],
    ],
    ids=["one application with two scores", "no variation among those with two"],
)
def test_where_alpha_is_undefined_there_is_none(rows):
    ranking = rank_scores(ScoreTable.from_rows(rows))

    assert (ranking.reliability.alpha, ranking.reliability.low, ranking.reliability.high) == (None, None, None)
    assert any(warning.startswith("Reliability is undefined:") for warning in ranking.warnings)
