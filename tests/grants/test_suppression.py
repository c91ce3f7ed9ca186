"""Which counts of students the public reads: no small group, and none that a total gives away."""

import pytest

from grants.rules.suppression import published

HIDDEN = "not shown"


@pytest.mark.parametrize(
    ("counts", "shown", "total"),
    [
        ([12, 30], ["12", "30"], "42"),
        ([10, 0], ["10", "0"], "10"),
        ([], [], "0"),
        # 9 alone could be computed from the total: the next smallest is hidden too.
        ([9, 30, 40], [HIDDEN, HIDDEN, "40"], "79"),
        # 6 and 5 add up to 11: neither can be told.
        ([6, 5, 1_200], [HIDDEN, HIDDEN, "1,200"], "1,211"),
        # 1 and 2 would together be known to be 3.
        ([1, 2, 30, 40], [HIDDEN, HIDDEN, HIDDEN, "40"], "73"),
        # Nothing else can hide them: the total is hidden.
        ([4], [HIDDEN], HIDDEN),
        ([4, 0], [HIDDEN, "0"], HIDDEN),
        ([4, 5, 0], [HIDDEN, HIDDEN, "0"], HIDDEN),
        ([9, 12], [HIDDEN, HIDDEN], "21"),
        # One label for both: with two, the 1 would follow from 11 and “at least 10.”
        ([1, 10], [HIDDEN, HIDDEN], "11"),
        ([9, 9], [HIDDEN, HIDDEN], "18"),
    ],
)
def test_small_counts_are_hidden_and_cannot_be_computed_from_the_total(counts, shown, total):
    assert published(counts) == (shown, total)


def test_no_hidden_count_below_ten_follows_from_what_is_shown():
    for counts in ([a, b, c] for a in range(14) for b in range(14) for c in range(14)):
        group = published(counts)
        hidden = [count for count, words in zip(counts, group.counts, strict=True) if not words.isdigit()]
        assert all(not 0 < int(words) < 10 for words in group.counts if words.isdigit())
        if group.total.isdigit() and hidden:
            assert len(hidden) > 1
            assert sum(hidden) >= 10
