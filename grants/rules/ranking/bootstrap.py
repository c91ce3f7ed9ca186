"""Intervals from simulated rounds: the parametric bootstrap.

In each simulated round, the same scorers score the same applications, with true scores, severities, and noise drawn
from the estimated model. It is then fitted like the real one, variances included, so the error of each estimate is
known exactly. Drawing again from an application's three scores gives intervals that are far too narrow: docs/ranking.md
has the figures.

- *Adjusted scores.* The errors, each divided by its own standard error, say how many standard errors the interval needs
  to be on each side to hold 90% of them (the bootstrap-t; B. Efron and R. Tibshirani, An Introduction to the Bootstrap,
  1993, chapter 12).
- *Ranks.* The errors of the shrunk scores, added to the real shrunk scores, are rounds that could have led to what was
  observed. Each has its own order; an application's rank interval leaves out 5% of them at either end. The scores are
  shrunk because the application in front is, on average, there by luck as well.
- *Reliability.* The errors of Krippendorff's alpha, whose true value in a simulated round is known.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from grants.rules.ranking.additive_model import AdditiveModel, ModelFits
from grants.rules.ranking.reliability import interval_alphas
from grants.rules.ranking.score_table import Floats, Places, ScoreTable

CONFIDENCE = 0.9
ROUNDS = 1_000
_BATCH = 200


@dataclass(frozen=True)
class SimulatedIntervals:
    """Half the width of an interval in standard errors, each application's likely ranks, and simulated alphas."""

    standard_errors: float
    rank_low: Places
    rank_high: Places
    alphas: Floats  # empty if alpha is undefined for this design


class _SimulatedRounds(NamedTuple):
    """One row for each round."""

    scores: Floats
    errors: Floats  # of adjusted scores, in standard errors
    plausible: Floats  # true scores that the real round could have had


def simulated_intervals(
    table: ScoreTable, model: AdditiveModel, fits: ModelFits, seed: int, *, rounds: int = ROUNDS
) -> SimulatedIntervals:
    """Simulate rounds like the fitted one and return what they say about its intervals."""
    has_alpha = (table.scores_per_application() >= 2).sum() >= 2
    distances, ranks, alphas = [], [], [np.empty(0)]
    for simulated in _batches(table, model, fits, np.random.default_rng(seed), rounds):
        distances.append(np.abs(simulated.errors))
        ranks.append(_ranks(simulated.plausible))
        if has_alpha:
            alphas.append(interval_alphas(table, simulated.scores))
    tail = (1 - CONFIDENCE) / 2
    drawn = np.concatenate(ranks)
    return SimulatedIntervals(
        float(np.quantile(np.concatenate(distances), CONFIDENCE)),
        np.quantile(drawn, tail, axis=0, method="lower").astype(np.intp),
        np.quantile(drawn, 1 - tail, axis=0, method="higher").astype(np.intp),
        np.concatenate(alphas),
    )


def _batches(
    table: ScoreTable, model: AdditiveModel, fits: ModelFits, random: np.random.Generator, rounds: int
) -> Iterator[_SimulatedRounds]:
    of_applications, of_scorers, of_noise = (
        float(np.sqrt(variance[0]))
        for variance in (fits.application_variance, fits.scorer_variance, fits.noise_variance)
    )
    for start in range(0, rounds, _BATCH):
        size = min(_BATCH, rounds - start)
        truth = of_applications * random.standard_normal((size, len(table.applications)))
        severity = of_scorers * random.standard_normal((size, len(table.scorers)))
        noise = of_noise * random.standard_normal((size, len(table.scores)))
        scores = truth[:, table.application_of] - severity[:, table.scorer_of] + noise
        simulated = model.fit(scores)
        # Applications that nothing tells apart have no order: each draw gives them another one.
        lots = 1e-9 * of_noise * random.standard_normal((size, len(table.applications)))
        yield _SimulatedRounds(
            scores,
            (simulated.adjusted - truth) / np.sqrt(simulated.variance),
            fits.shrunk[0] + truth - simulated.shrunk + lots,
        )


def _ranks(scores: Floats) -> Places:
    """Ranks from 1, the highest score first, in each row."""
    order = np.argsort(-scores, axis=1)
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.broadcast_to(np.arange(1, scores.shape[1] + 1), scores.shape), axis=1)
    return ranks
