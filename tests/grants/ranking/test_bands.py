"""Where one band ends and the next begins."""

import numpy as np

from grants.rules.ranking.bands import bands_of


def test_a_band_ends_where_two_of_its_applications_could_be_told_apart():
    assert bands_of([5.0, 4.5, 4.0, 3.9, 3.0, 2.8], np.full((6, 6), 1.0)) == [1, 1, 1, 2, 2, 3]


def test_the_order_of_the_table_does_not_matter():
    assert bands_of([2.8, 5.0, 3.0, 4.5, 3.9, 4.0], np.full((6, 6), 1.0)) == [3, 1, 2, 1, 2, 1]


def test_one_uncertain_score_in_front_does_not_put_all_others_into_its_band():
    """The first has one score and can't be told apart from anyone; the second and the last can."""
    half_widths = np.full((4, 4), 1.0)
    half_widths[0, :] = half_widths[:, 0] = 4.0

    assert bands_of([5.0, 4.0, 3.5, 2.0], half_widths) == [1, 1, 1, 2]


def test_equal_scores_are_in_one_band_even_if_one_of_them_is_less_certain():
    half_widths = np.full((3, 3), 1.0)
    half_widths[0, 1] = half_widths[1, 0] = 4.0

    assert bands_of([5.0, 3.0, 3.0], half_widths) == [1, 2, 2]
