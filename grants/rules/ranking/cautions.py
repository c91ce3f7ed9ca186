"""What a reader of a ranking must know before relying on it, in sentences."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from grants.rules.ranking.design import connected_parts
from grants.rules.ranking.reliability import ScorerAgreement
from grants.rules.ranking.score_table import ScoreTable

FEWEST_FOR_RELIABILITY = 20
FEWEST_FOR_ONE_SCORE = 3


def cautions_about(table: ScoreTable, agreement: ScorerAgreement, whole_pool_size: int | None) -> list[str]:
    """Sentences about the design, the scores, and the pool, the weightiest first."""
    return [
        *_about_scores(table),
        *_about_design(table),
        *_about_scorers(table),
        *_about_reliability(table, agreement, whole_pool_size),
    ]


def _about_scores(table: ScoreTable) -> Iterator[str]:
    applications, counts = len(table.applications), table.scores_per_application()
    if np.ptp(table.scores) == 0:
        yield "All scores are equal, so there is no order: every application shares the first rank."
        return
    if len(table.scores) == applications:
        yield (
            "No application has two scores, so nothing shows how far scorers differ: scores aren’t adjusted, there are "
            "no intervals, and all applications are in one band."
        )
        return
    means = np.bincount(table.application_of, table.scores) / counts
    if not np.any(np.abs(table.scores - means[table.application_of]) > 1e-9 * np.ptp(table.scores)):
        yield (
            "Scorers agree exactly on every application, so the intervals have no width. Scores that are only whole "
            "points can hide small differences."
        )
    once = int((counts == 1).sum())
    names = _names_where(table.applications, counts == 1)
    if once == 1:
        yield f"1 application has only one score: {names}. Its interval is wide."
    elif once:
        yield f"{once} applications have only one score: {names}. Their intervals are wide."


def _about_design(table: ScoreTable) -> Iterator[str]:
    if len(table.scorers) == 1:
        yield "There is only one scorer, so severity can’t be estimated."
        return
    parts = connected_parts(table)
    if len(parts) > 1:
        largest = parts[0][0]
        yield (
            f"The design is in {len(parts)} parts that share no scorer (the largest has {largest} of "
            f"{len(table.applications)} applications). Scorers of different parts can’t be compared: across parts, the "
            "order relies on the assumption that their scorers are equally strict on average."
        )


def _about_scorers(table: ScoreTable) -> Iterator[str]:
    if np.ptp(table.scores) == 0:
        return
    counts = table.scores_per_scorer()
    lowest, highest = np.full(len(counts), np.inf), np.full(len(counts), -np.inf)
    np.minimum.at(lowest, table.scorer_of, table.scores)
    np.maximum.at(highest, table.scorer_of, table.scores)
    gives_one_score = (counts >= FEWEST_FOR_ONE_SCORE) & (lowest == highest)
    count = int(gives_one_score.sum())
    names = _names_where(table.scorers, gives_one_score)
    if count == 1:
        yield f"1 scorer gave every application the same score, which tells little about their order: {names}."
    elif count:
        yield f"{count} scorers gave every application the same score, which tells little about their order: {names}."


def _about_reliability(table: ScoreTable, agreement: ScorerAgreement, whole_pool_size: int | None) -> Iterator[str]:
    applications = len(table.applications)
    if agreement.alpha is None and agreement.applications < 2:
        yield "Reliability is undefined: fewer than two applications have two scores."
    elif agreement.alpha is None:
        yield "Reliability is undefined: the applications with two or more scores all have the same score."
    elif agreement.applications < FEWEST_FOR_RELIABILITY:
        yield (
            f"Reliability is based on {agreement.applications} applications with two or more scores. With fewer than "
            f"{FEWEST_FOR_RELIABILITY}, its interval may be too narrow."
        )
    if whole_pool_size is not None and whole_pool_size > applications:
        yield (
            f"The pool is truncated: only {applications} of {whole_pool_size} applications are ranked. On the top of a "
            "list, reliability is often near zero even if scorers agree well on the whole list, so this figure doesn’t "
            "describe the round."
        )
    elif agreement.low is not None and agreement.low <= 0:
        if whole_pool_size is not None:
            yield "Scorers may agree only by chance."
        else:
            yield (
                "Scorers may agree only by chance. If only the top of a longer list was scored here, that is expected: "
                "give the size of the whole pool."
            )


def _names_where(names: tuple[str, ...], holds: NDArray[np.bool_], at_most: int = 5) -> str:
    names = tuple(name for name, is_so in zip(names, holds, strict=True) if is_so)
    rest = len(names) - at_most
    return ", ".join(names[:at_most]) + (f", and {rest} more" if rest > 0 else "")
