"""Ranks the applications of one round: raw and adjusted scores, intervals, ranks, bands, and words of caution."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grants.rules.ranking.additive_model import AdditiveModel
from grants.rules.ranking.bands import bands_of
from grants.rules.ranking.bootstrap import CONFIDENCE, ROUNDS, simulated_intervals
from grants.rules.ranking.cautions import cautions_about
from grants.rules.ranking.reliability import ScorerAgreement, agreement_with_interval, agreement_without_interval
from grants.rules.ranking.score_table import Floats, ScoreTable

DEFAULT_SEED = 2013
# Scores are compared as they are shown, so that equal ones share a rank and the last bits of a computer decide nothing.
DECIMALS = 4


@dataclass(frozen=True)
class RankedApplication:
    """An application's place. `low` and `high` are None if no application has two scores: nothing shows the noise."""

    application: str
    n: int
    raw: float
    adjusted: float
    low: float | None
    high: float | None
    rank: int
    rank_low: int
    rank_high: int
    band: int


@dataclass(frozen=True)
class ScorerSeverity:
    """How many points lower than an average scorer this one scores; negative for a lenient scorer."""

    scorer: str
    n: int
    severity: float


@dataclass(frozen=True)
class Ranking:
    """Applications from the first rank down, scorers from the strictest down, and sentences of caution."""

    applications: list[RankedApplication]
    scorers: list[ScorerSeverity]
    reliability: ScorerAgreement
    warnings: list[str]


def rank_scores(
    table: ScoreTable, *, seed: int = DEFAULT_SEED, whole_pool_size: int | None = None, rounds: int = ROUNDS
) -> Ranking:
    """Rank the applications of a table with at least one score. The same table and seed give the same ranking."""
    places = _Places.from_table(table, seed, rounds)
    counts = table.scores_per_application().tolist()
    ranked = [
        RankedApplication(
            application=name,
            n=counts[place],
            raw=_rounded(places.raw[place]),
            adjusted=places.adjusted[place],
            low=None if places.half_width is None else _rounded(places.adjusted[place] - places.half_width[place]),
            high=None if places.half_width is None else _rounded(places.adjusted[place] + places.half_width[place]),
            rank=places.ranks[place],
            rank_low=min(places.rank_low[place], places.ranks[place]),
            rank_high=max(places.rank_high[place], places.ranks[place]),
            band=places.bands[place],
        )
        for place, name in enumerate(table.applications)
    ]
    severities = [
        ScorerSeverity(name, n, _rounded(severity))
        for name, n, severity in zip(table.scorers, table.scores_per_scorer().tolist(), places.severity, strict=True)
    ]
    return Ranking(
        sorted(ranked, key=lambda row: (row.rank, row.application)),
        sorted(severities, key=lambda row: (-row.severity, row.scorer)),
        places.agreement,
        cautions_about(table, places.agreement, whole_pool_size),
    )


@dataclass(frozen=True)
class _Places:
    """What is computed of each application and scorer, in the order of the table."""

    raw: Sequence[float]
    adjusted: Sequence[float]
    severity: Sequence[float]
    half_width: Sequence[float] | None
    ranks: Sequence[int]
    rank_low: Sequence[int]
    rank_high: Sequence[int]
    bands: Sequence[int]
    agreement: ScorerAgreement

    @classmethod
    def from_table(cls, table: ScoreTable, seed: int, rounds: int) -> "_Places":
        raw = np.bincount(table.application_of, table.scores) / table.scores_per_application()
        noise_is_known = len(table.scores) > len(table.applications)
        if not noise_is_known:
            return cls._without_intervals(table, raw, everyone_in_one_band=True)
        if not np.any(np.abs(table.scores - raw[table.application_of]) > 1e-9 * np.ptp(table.scores)):
            return cls._without_intervals(table, raw, everyone_in_one_band=False)
        # Centered, so that large scores lose no digits.
        center = float(table.scores.mean())
        model = AdditiveModel(table)
        fits = model.fit((table.scores - center)[None, :])
        intervals = simulated_intervals(table, model, fits, seed, rounds=rounds)
        adjusted = [_rounded(score + center) for score in fits.adjusted[0]]
        of_differences = np.sqrt(model.variances_of_differences(fits))
        return cls(
            raw=raw.tolist(),
            adjusted=adjusted,
            severity=fits.severity[0].tolist(),
            half_width=(intervals.standard_errors * np.sqrt(fits.variance[0])).tolist(),
            ranks=_ranks(adjusted),
            rank_low=intervals.rank_low.tolist(),
            rank_high=intervals.rank_high.tolist(),
            bands=bands_of(adjusted, intervals.standard_errors * of_differences),
            agreement=agreement_with_interval(table, intervals.alphas, fits.expected_alpha, CONFIDENCE),
        )

    @classmethod
    def _without_intervals(cls, table: ScoreTable, raw: Floats, *, everyone_in_one_band: bool) -> "_Places":
        """Places by the raw score: of scorers who always agree, or of a pool in which no application has two scores."""
        adjusted = [_rounded(score) for score in raw]
        ranks, count = _ranks(adjusted), len(adjusted)
        width = np.inf if everyone_in_one_band else 0.0
        return cls(
            raw=raw.tolist(),
            adjusted=adjusted,
            severity=[0.0] * len(table.scorers),
            half_width=None if everyone_in_one_band else [0.0] * count,
            ranks=ranks,
            rank_low=[1] * count if everyone_in_one_band else ranks,
            rank_high=[count if everyone_in_one_band else rank + ranks.count(rank) - 1 for rank in ranks],
            bands=bands_of(adjusted, np.full((count, count), width)),
            agreement=agreement_without_interval(table),
        )


def _ranks(adjusted: Sequence[float]) -> list[int]:
    """Ranks from 1; equal scores share one, and the next rank counts them all."""
    descending = sorted(adjusted, reverse=True)
    first = {score: rank for rank, score in reversed(list(enumerate(descending, 1)))}
    return [first[score] for score in adjusted]


def _rounded(number: float) -> float:
    return round(float(number), DECIMALS) + 0.0  # never -0.0
