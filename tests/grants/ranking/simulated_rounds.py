"""Rounds with known true scores and severities."""

from dataclasses import dataclass

import numpy as np

from grants.rules.ranking.score_table import ScoreTable

# Standard deviations, in points of a scale from 1 to 5: of true scores, of severities, of noise.
QUALITY, SEVERITY, NOISE = 0.7, 0.5, 0.8


@dataclass(frozen=True)
class SimulatedRound:
    """Scores as a table, and what they came from, by name."""

    table: ScoreTable
    truth: dict[str, float]
    severity: dict[str, float]
    alpha: float  # the share of the variance of scores that is the applications'


def a_round(
    seed: int,
    *,
    applications: int = 60,
    each: int = 3,
    scorers: int = 20,
    severity: float = SEVERITY,
    noise: float = NOISE,
    whole_points: bool = False,
) -> SimulatedRound:
    """Every application is scored by `each` scorers, and the scorers have equal loads. Whole points are from 1 to 5."""
    random = np.random.default_rng(seed)
    truth = 3 + QUALITY * random.standard_normal(applications)
    severities = severity * random.standard_normal(scorers)
    # Each pass deals all scorers once; an application whose hand would hold a scorer twice waits for the next card.
    cards = [
        int(card) for _ in range(applications * each // scorers + each + 1) for card in random.permutation(scorers)
    ]
    rows = []
    for application in range(applications):
        hand: list[int] = []
        while len(hand) < each:
            place = next(place for place, card in enumerate(cards) if card not in hand)
            hand.append(cards.pop(place))
        rows += [
            (f"A{application:03}", f"S{scorer:03}", truth[application] - severities[scorer] + noise * random.normal())
            for scorer in hand
        ]
    if whole_points:
        rows = [(application, scorer, float(np.clip(round(score), 1, 5))) for application, scorer, score in rows]
    return SimulatedRound(
        ScoreTable.from_rows(rows),
        {f"A{place:03}": float(score) for place, score in enumerate(truth)},
        {f"S{place:03}": float(score) for place, score in enumerate(severities)},
        QUALITY**2 / (QUALITY**2 + severity**2 + noise**2),
    )
