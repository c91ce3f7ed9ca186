"""How far scorers agree: Krippendorff's alpha for scores as measurements (interval metric), with its interval.

1 is full agreement; 0 is what scorers would reach if they drew their scores at random. Under the additive model,
alpha is the share of the variance of scores that is the applications'.
"""

from dataclasses import dataclass

import krippendorff
import numpy as np

from grants.rules.ranking.score_table import Floats, ScoreTable

# The package's table of pairs has a cell for each application and two values; beyond this many, the formula is used.
_LARGEST_TABLE = 4_000_000
_NEARLY_ONE = 1 - 1e-12


@dataclass(frozen=True)
class ScorerAgreement:
    """Krippendorff's alpha and its interval. None if it is undefined; `applications` are those with two scores."""

    alpha: float | None
    low: float | None
    high: float | None
    applications: int


def krippendorff_alpha(table: ScoreTable) -> float | None:
    """Alpha over the applications with at least two scores; None for fewer than two of them, or if all are equal."""
    counts = table.scores_per_application()
    scores = table.scores[counts[table.application_of] >= 2]
    if (counts >= 2).sum() < 2 or np.ptp(scores) == 0:
        return None
    values, value_of = np.unique(table.scores, return_inverse=True)
    if len(counts) * len(values) ** 2 > _LARGEST_TABLE:
        return float(interval_alphas(table, table.scores[None, :])[0])
    value_counts = np.zeros((len(counts), len(values)), dtype=np.intp)
    np.add.at(value_counts, (table.application_of, value_of), 1)
    return float(krippendorff.alpha(value_counts=value_counts, value_domain=values, level_of_measurement="interval"))


def interval_alphas(table: ScoreTable, scores: Floats) -> Floats:
    """Alpha for each row of scores, in the order of the table's. Needs two applications with two scores.

    For the interval metric, both disagreements are variances: with n scores of an application and N in all,
    alpha = 1 - observed / expected, observed = sum over applications of n / (n - 1) times their sum of squares about
    their mean, divided by N, and expected = sum of squares about the mean of all / (N - 1).
    """
    counts = table.scores_per_application()
    counted = np.flatnonzero(counts[table.application_of] >= 2)
    of = table.application_of[counted]
    first = np.flatnonzero(np.diff(of, prepend=-1))  # scores of an application are side by side
    size = counts[of[first]]
    scores = scores[:, counted]
    about_all = scores - scores.mean(axis=1, keepdims=True)
    means = np.add.reduceat(about_all, first, axis=1) / size
    within = np.add.reduceat((about_all - np.repeat(means, size, axis=1)) ** 2, first, axis=1)
    observed = (within * (size / (size - 1))).sum(axis=1) / len(counted)
    expected = (about_all**2).sum(axis=1) / (len(counted) - 1)
    return np.asarray(1 - observed / expected)


def agreement_with_interval(
    table: ScoreTable, simulated: Floats, expected: float, confidence: float
) -> ScorerAgreement:
    """Alpha with an interval from the alphas of simulated rounds, where the true one was `expected`.

    Errors are taken on the scale of Fisher's z, the hyperbolic arctangent, where they hardly depend on alpha.
    """
    alpha = krippendorff_alpha(table)
    if alpha is None:
        return agreement_without_interval(table)
    tail = (1 - confidence) / 2
    errors = _fishers_z(simulated) - _fishers_z(np.array(expected))
    shift_high, shift_low = np.quantile(errors, [tail, 1 - tail])
    z = _fishers_z(np.array(alpha))
    low, high = np.tanh(z - shift_low), np.tanh(z - shift_high)
    return ScorerAgreement(alpha, float(low), float(high), _scored_twice(table))


def agreement_without_interval(table: ScoreTable) -> ScorerAgreement:
    """Alpha where it is undefined, or is 1 because scorers always agree."""
    alpha = krippendorff_alpha(table)
    return ScorerAgreement(alpha, alpha, alpha, _scored_twice(table))


def _scored_twice(table: ScoreTable) -> int:
    return int((table.scores_per_application() >= 2).sum())


def _fishers_z(alpha: Floats) -> Floats:
    return np.asarray(np.arctanh(np.clip(alpha, -_NEARLY_ONE, _NEARLY_ONE)))
