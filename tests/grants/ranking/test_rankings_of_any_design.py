"""What holds for every file of scores, however odd its design."""

import json
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from grants.rules.ranking.ranks import rank_scores
from grants.rules.ranking.score_table import ScoreTable

PAIRS = st.tuples(st.sampled_from("ABCDEFG"), st.sampled_from("stuvw"))
SCORES = st.one_of(st.integers(1, 5), st.sampled_from([0, 1e-6, 0.1, 999_999, -1_000_000]))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.dictionaries(PAIRS, SCORES, min_size=1))
def test_ranks_intervals_and_bands_fit_together(scores):
    table = ScoreTable.from_rows((*pair, float(score)) for pair, score in scores.items())

    ranking = rank_scores(table, rounds=20)

    rows = ranking.applications
    assert [row.application for row in sorted(rows, key=lambda row: row.application)] == list(table.applications)
    assert [row.rank for row in rows] == sorted(row.rank for row in rows)
    assert [row.adjusted for row in rows] == sorted((row.adjusted for row in rows), reverse=True)
    assert rows[0].rank == rows[0].band == 1
    for row in rows:
        assert 1 <= row.rank_low <= row.rank <= row.rank_high <= len(rows)
        assert row.low is None or row.low <= row.adjusted <= row.high
    for before, after in pairwise(rows):
        assert after.band - before.band in (0, 1)
        assert (after.rank == before.rank) == (after.adjusted == before.adjusted)
        assert after.rank != before.rank or after.band == before.band
    agreement = ranking.reliability
    assert agreement.alpha is None or agreement.low <= agreement.high
    json.dumps([vars(row) for row in (*rows, *ranking.scorers, agreement)], allow_nan=False)
