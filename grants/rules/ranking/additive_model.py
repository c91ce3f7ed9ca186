"""The model behind adjusted scores: score = application + scorer + noise.

    y[i,j] = a[i] - s[j] + e[i,j]    s[j] ~ N(0, v_s)    e[i,j] ~ N(0, v_e)

a[i] is the score that application i would get from an average scorer: its adjusted score. s[j] is the severity of
scorer j: positive if the scorer scores lower than others do. Applications are fixed effects, so no application is drawn
toward the mean. Scorers are random effects, so the severity of a scorer with few scores is drawn toward zero.

With D the numbers of scores per application, N the table of who scored what, r[j] the sum of scorer j's deviations from
the means of the applications, C = diag(scores per scorer) - N' D^-1 N, and g = v_s / v_e:

    s = -(C + I/g)^-1 r          a = mean of the application's scores + mean severity of its scorers
    Cov(a) = v_e (D^-1 + D^-1 N (C + I/g)^-1 N' D^-1)

These are Henderson's mixed model equations with the applications absorbed (C. R. Henderson, “Best linear unbiased
estimation and prediction under a selection model,” Biometrics 31, 1975). The ratio g is estimated by restricted maximum
likelihood (H. D. Patterson and R. Thompson, Biometrika 58, 1971). In the eigenvectors of C, with eigenvalues d[k] and
u = U'r, it minimizes, with m = scores - applications,

    m log(RSS(g)) + sum log(1 + g d[k])      RSS(g) = R0 + sum u[k]^2 / (d[k] (1 + g d[k]))      v_e = RSS(g) / m

where R0 is the residual sum of squares of unshrunk least squares. One decomposition serves every bootstrap sample.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from grants.rules.ranking.score_table import Floats, ScoreTable

# Ratios of the two variances that are tried first; the best is then refined between its neighbors.
_RATIOS = np.concatenate([[1e-8], np.geomspace(1e-4, 1e4, 49)])
_REFINEMENTS = 20
_GOLDEN = (5**0.5 - 1) / 2
_ZERO = 1e-9


@dataclass(frozen=True)
class ModelFits:
    """Estimates from one or more sets of scores of the same design: each array has a row for each set."""

    raw: Floats
    adjusted: Floats
    severity: Floats
    variance: Floats  # of each adjusted score
    noise_variance: Floats
    scorer_variance: Floats
    application_variance: Floats
    shrunk: Floats  # adjusted scores drawn toward their mean, by how uncertain each is
    scorer_weight: Floats  # g / (1 + g d[k])

    @property
    def expected_alpha(self) -> float:
        """The share of the variance of scores that is the applications', of the first set."""
        of_applications = float(self.application_variance[0])
        return of_applications / (of_applications + float(self.scorer_variance[0] + self.noise_variance[0]))


class AdditiveModel:
    """The additive model for one design: who scored what. It is fitted to any number of sets of scores.

    At least one application must have two scores: without, nothing tells noise from quality.
    """

    def __init__(self, table: ScoreTable) -> None:
        applications, scorers, scores = len(table.applications), len(table.scorers), len(table.scores)
        rows, ones = np.arange(scores), np.ones(scores)
        self._application_of = table.application_of
        self._per_application = table.scores_per_application().astype(np.float64)
        self._sum_by_application = csr_array((ones, (table.application_of, rows)), shape=(applications, scores))
        self._sum_by_scorer = csr_array((ones, (table.scorer_of, rows)), shape=(scorers, scores))
        share = (self._sum_by_application @ self._sum_by_scorer.T).toarray() / self._per_application[:, None]
        squares = np.diag(table.scores_per_scorer().astype(np.float64))
        within = squares - share.T @ (share * self._per_application[:, None])
        eigenvalues, self._axes = np.linalg.eigh(within)
        self._eigenvalues = np.where(eigenvalues < _ZERO, 0.0, eigenvalues)
        self._share = share @ self._axes
        self._repeats = scores - applications

    def fit(self, scores: Floats) -> ModelFits:
        """Fit sets of scores, one in each row, in the order of the table's scores."""
        raw = (self._sum_by_application @ scores.T).T / self._per_application
        deviations = scores - raw[:, self._application_of]
        along = (self._sum_by_scorer @ deviations.T).T @ self._axes
        total = (deviations**2).sum(axis=1)
        ratio, noise_variance = self._variances(along, total)
        weight = ratio[:, None] / (1 + ratio[:, None] * self._eigenvalues)
        scorer_effect = along * weight
        adjusted = raw - scorer_effect @ self._share.T
        variance = noise_variance[:, None] * (1 / self._per_application + weight @ (self._share**2).T)
        application_variance = self._application_variance(adjusted, noise_variance, weight)
        return ModelFits(
            raw=raw,
            adjusted=adjusted,
            severity=-scorer_effect @ self._axes.T,
            variance=variance,
            noise_variance=noise_variance,
            scorer_variance=ratio * noise_variance,
            application_variance=application_variance,
            shrunk=_drawn_to_mean(adjusted, variance, application_variance),
            scorer_weight=weight,
        )

    def variances_of_differences(self, fits: ModelFits) -> Floats:
        """Variances of the first fit's differences between the adjusted scores of every two applications."""
        common = (self._share * fits.scorer_weight[0]) @ self._share.T
        alone = 1 / self._per_application + np.diagonal(common)
        return np.asarray(fits.noise_variance[0] * np.maximum(alone[:, None] + alone - 2 * common, 0))

    def _variances(self, along: Floats, total: Floats) -> tuple[Floats, Floats]:
        """The ratio of scorers' variance to noise, and the variance of noise, for each set of scores."""
        eigenvalues = self._eigenvalues
        explained = np.divide(along**2, eigenvalues, out=np.zeros_like(along), where=eigenvalues > 0)
        # Rounding may leave a little less than nothing.
        rest = np.maximum(total - explained.sum(axis=1), 1e-12 * total)
        rest = np.maximum(rest, np.finfo(np.float64).tiny)

        def residual(ratio: Floats) -> Floats:
            return np.asarray(rest + (explained / (1 + ratio[:, None] * eigenvalues)).sum(axis=1))

        def criterion(ratio: Floats) -> Floats:
            determinant = np.log1p(ratio[:, None] * eigenvalues).sum(axis=1)
            return np.asarray(self._repeats * np.log(residual(ratio)) + determinant)

        tried = np.stack([criterion(np.full(len(along), ratio)) for ratio in _RATIOS])
        # Where scorers can't be told from noise, every ratio fits alike: the smallest adjusts nothing.
        best = (tried <= tried.min(axis=0) + 1e-6).argmax(axis=0)
        low = np.log(_RATIOS[np.maximum(best - 1, 0)])
        high = np.log(_RATIOS[np.minimum(best + 1, len(_RATIOS) - 1)])
        for _ in range(_REFINEMENTS):
            left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
            is_left = criterion(np.exp(left)) <= criterion(np.exp(right)) + 1e-12
            low, high = np.where(is_left, low, left), np.where(is_left, right, high)
        ratio = np.exp((low + high) / 2)
        return ratio, residual(ratio) / self._repeats

    def _application_variance(self, adjusted: Floats, noise_variance: Floats, weight: Floats) -> Floats:
        """Variance of the applications' true scores: of the adjusted ones, less what noise and scorers add to it."""
        count = adjusted.shape[1]
        apart = ((adjusted - adjusted.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
        of_noise = (1 / self._per_application).sum() * (1 - 1 / count)
        of_scorers = weight @ ((self._share**2).sum(axis=0) - self._share.sum(axis=0) ** 2 / count)
        return np.maximum(apart - noise_variance * (of_noise + of_scorers), 0) / max(count - 1, 1)


def _drawn_to_mean(adjusted: Floats, variance: Floats, application_variance: Floats) -> Floats:
    """The likeliest true scores: the less certain an adjusted score, the nearer to the mean of all."""
    spread = application_variance[:, None]
    weight = 1 / np.maximum(spread + variance, np.finfo(np.float64).tiny)
    mean = (weight * adjusted).sum(axis=1, keepdims=True) / weight.sum(axis=1, keepdims=True)
    return np.asarray(mean + spread * weight * (adjusted - mean))
