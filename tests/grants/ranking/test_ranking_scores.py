"""Rankings of rounds in which something is unusual."""

from itertools import pairwise

import numpy as np
import pytest

from grants.rules.ranking.design import connected_parts
from grants.rules.ranking.ranks import rank_scores
from grants.rules.ranking.score_table import ScoreTable
from tests.grants.ranking.simulated_rounds import a_round


def ranking_of(rows, **options):
    return rank_scores(ScoreTable.from_rows(rows), **options)


def grid(**scores):
    """Rows of applications by name, each with the scores of the scorers S0, S1, …; None is no score."""
    return [
        (application, f"S{scorer}", float(score))
        for application, given in scores.items()
        for scorer, score in enumerate(given)
        if score is not None
    ]


def by_name(ranking):
    return {row.application: row for row in ranking.applications}


def test_if_everyone_scored_everything_adjusted_scores_are_the_raw_ones():
    ranking = ranking_of(grid(A=[5, 3, 4], B=[4, 2, 2], C=[3, 1, 3], D=[2, 1, 1]))

    assert [(row.application, row.raw, row.adjusted) for row in ranking.applications] == [
        ("A", 4.0, 4.0),
        ("B", 2.6667, 2.6667),
        ("C", 2.3333, 2.3333),
        ("D", 1.3333, 1.3333),
    ]
    assert [row.scorer for row in ranking.scorers] == ["S1", "S2", "S0"]
    assert sum(row.severity for row in ranking.scorers) == pytest.approx(0, abs=0.001)


def test_scores_that_differ_only_by_severity_are_adjusted_fully():
    """S1 is exactly one point stricter; C had S0 only and D had S1 only, with the same raw score."""
    ranking = ranking_of(grid(A=[5, 4], B=[4, 3], C=[3, None], D=[None, 3], E=[3, 2], F=[2, 1]))
    rows = by_name(ranking)

    assert {row.scorer: row.severity for row in ranking.scorers} == pytest.approx({"S0": -0.5, "S1": 0.5}, abs=0.01)
    assert rows["C"].adjusted == pytest.approx(2.5, abs=0.01)
    assert rows["D"].adjusted == pytest.approx(3.5, abs=0.01)


def test_if_all_scores_are_equal_everyone_shares_the_first_rank():
    ranking = ranking_of(grid(A=[4, 4], B=[4, 4], C=[4, None]))

    assert [(row.rank, row.rank_low, row.rank_high, row.band) for row in ranking.applications] == [(1, 1, 3, 1)] * 3
    assert [(row.low, row.adjusted, row.high) for row in ranking.applications] == [(4.0, 4.0, 4.0)] * 3
    assert ranking.reliability.alpha is None
    assert ranking.warnings == [
        "All scores are equal, so there is no order: every application shares the first rank.",
        "Reliability is undefined: the applications with two or more scores all have the same score.",
    ]


def test_equal_adjusted_scores_share_a_rank_and_the_next_one_counts_them():
    ranking = ranking_of(grid(A=[5, 4], B=[3, 2], C=[2, 3], D=[1, 1]))

    assert [(row.application, row.rank) for row in ranking.applications] == [("A", 1), ("B", 2), ("C", 2), ("D", 4)]


def test_scorers_who_always_agree_leave_no_doubt_but_the_ranking_says_so():
    ranking = ranking_of(grid(A=[5, 5], B=[3, 3], C=[3, 3], D=[1, 1]))

    assert [(row.rank, row.rank_low, row.rank_high, row.band) for row in ranking.applications] == [
        (1, 1, 1, 1),
        (2, 2, 3, 2),
        (2, 2, 3, 2),
        (4, 4, 4, 3),
    ]
    assert ranking.reliability.alpha == pytest.approx(1)
    assert ranking.warnings[0].startswith("Scorers agree exactly on every application")


@pytest.mark.parametrize("scorers", [1, 5])
def test_without_a_second_score_nothing_is_known_about_the_order(scorers):
    ranking = ranking_of([(f"A{n}", f"S{n % scorers}", float(n)) for n in range(5)])

    assert [(row.adjusted, row.low, row.high) for row in ranking.applications] == [
        (score, None, None) for score in (4.0, 3.0, 2.0, 1.0, 0.0)
    ]
    assert [(row.rank, row.rank_low, row.rank_high, row.band) for row in ranking.applications] == [
        (rank, 1, 5, 1) for rank in (1, 2, 3, 4, 5)
    ]
    assert ranking.warnings[0].startswith("No application has two scores, so nothing shows how far scorers differ")
    assert ranking.warnings[-1] == "Reliability is undefined: fewer than two applications have two scores."


def test_one_application_alone_is_ranked_first():
    (row,) = ranking_of(grid(A=[4, 2, 3])).applications

    assert (row.adjusted, row.rank, row.rank_low, row.rank_high, row.band) == (3.0, 1, 1, 1, 1)
    assert row.low < 3 < row.high


def test_scorers_who_scored_one_application_each_change_no_score():
    """Nothing tells their severity from noise."""
    ranking = ranking_of([(f"A{n // 3}", f"S{n}", float(n % 5)) for n in range(12)])

    assert [row.adjusted for row in ranking.applications] == [row.raw for row in ranking.applications]
    assert {abs(row.severity) < 0.001 for row in ranking.scorers} == {True}


def test_a_scorer_who_gives_everybody_five_is_named_and_moves_no_one_against_another():
    simulated = a_round(3, applications=20, scorers=6).table
    rows = [
        (simulated.applications[application], simulated.scorers[scorer], score)
        for application, scorer, score in zip(
            simulated.application_of, simulated.scorer_of, simulated.scores, strict=True
        )
    ]
    generous = ranking_of([*rows, *((name, "Generous", 5.0) for name in simulated.applications)])

    severity = {row.scorer: row.severity for row in generous.scorers}
    assert severity["Generous"] == min(severity.values()) < -1
    assert "1 scorer gave every application the same score, which tells little about their order: Generous." in (
        generous.warnings
    )


def test_a_design_in_two_halves_is_named():
    halves = [
        (f"{half}{n}", f"{half}-scorer-{scorer}", float((n + scorer) % 5))
        for half, count in (("E", 4), ("W", 3))
        for n in range(count)
        for scorer in range(2)
    ]
    table = ScoreTable.from_rows(halves)

    assert connected_parts(table) == [(4, 2), (3, 2)]
    assert (
        "The design is in 2 parts that share no scorer (the largest has 4 of 7 applications). Scorers of different "
        "parts can’t be compared: across parts, the order relies on the assumption that their scorers are equally "
        "strict on average."
    ) in rank_scores(table).warnings
    assert connected_parts(ScoreTable.from_rows([*halves, ("E0", "W-scorer-0", 3.0)])) == [(7, 4)]


def test_bands_never_go_up_with_the_rank_and_start_at_one():
    for seed in range(5):
        rows = rank_scores(a_round(seed, applications=80, scorers=25).table, rounds=200).applications

        bands = [row.band for row in rows]
        assert bands[0] == 1
        assert {after - before for before, after in pairwise(bands)} <= {0, 1}
        assert [row.rank for row in rows] == sorted(row.rank for row in rows)


def test_scores_of_another_scale_give_the_same_ranking():
    """A tenth of a point per point, and a million points higher."""
    table = a_round(1, applications=20, scorers=6).table
    scaled = ScoreTable(
        table.applications, table.scorers, table.application_of, table.scorer_of, 999_000 + 10 * table.scores
    )

    def places(ranking):
        return [(row.application, row.rank, row.rank_low, row.rank_high, row.band) for row in ranking.applications]

    assert places(rank_scores(scaled, rounds=200)) == places(rank_scores(table, rounds=200))


def test_a_round_the_size_of_ohios_is_ranked():
    table = a_round(1, applications=600, scorers=250).table

    ranking = rank_scores(table, rounds=100)

    assert len(ranking.applications) == 600
    assert 3 <= ranking.applications[-1].band <= 12
    assert np.mean([row.rank_high - row.rank_low for row in ranking.applications]) > 100


def test_a_pool_that_is_truncated_or_tiny_is_named():
    whole = a_round(5, applications=100, scorers=20, noise=1.2)
    ranked = rank_scores(whole.table, rounds=100, whole_pool_size=100)
    top = {row.application for row in ranked.applications[:15]}
    table = whole.table
    part = ScoreTable.from_rows(
        (table.applications[application], table.scorers[scorer], score)
        for application, scorer, score in zip(table.application_of, table.scorer_of, table.scores, strict=True)
        if table.applications[application] in top
    )

    truncated = rank_scores(part, rounds=100, whole_pool_size=100)

    assert ranked.warnings == []
    assert truncated.reliability.alpha < 0.1 < ranked.reliability.alpha
    assert truncated.warnings[-2:] == [
        "Reliability is based on 15 applications with two or more scores. With fewer than 20, its interval may be too "
        "narrow.",
        "The pool is truncated: only 15 of 100 applications are ranked. On the top of a list, reliability is often "
        "near zero even if scorers agree well on the whole list, so this figure doesn’t describe the round.",
    ]
    assert rank_scores(part, rounds=100).warnings[-1] == (
        "Scorers may agree only by chance. If only the top of a longer list was scored here, that is expected: give "
        "the size of the whole pool."
    )
