"""The colors of the map: every color of the legend is used, and the same share has the same color."""

import pytest

from portal.registry.pages.share_classes import ShareClass, percent_of, share_classes


@pytest.mark.parametrize(
    ("members", "schools", "percent"),
    [(0, 0, 0), (0, 5, 0), (1, 1000, 1), (1, 2, 50), (999, 1000, 99), (5, 5, 100)],
)
def test_only_none_is_zero_percent_and_only_all_is_a_hundred(members, schools, percent):
    assert percent_of(members, schools) == percent


@pytest.mark.parametrize(
    ("percents", "classes"),
    [
        ([], []),
        ([0, 0, 0], [ShareClass(0, 0, 0, 3)]),
        ([40, 40], [ShareClass(3, 40, 40, 2)]),
        ([0, 10, 90], [ShareClass(0, 0, 0, 1), ShareClass(2, 10, 10, 1), ShareClass(3, 90, 90, 1)]),
        ([58, 86, 86, 97, 97, 100], [ShareClass(1, 58, 86, 3), ShareClass(2, 97, 97, 2), ShareClass(3, 100, 100, 1)]),
        ([1, 2, 3, 4, 5, 6], [ShareClass(1, 1, 2, 2), ShareClass(2, 3, 4, 2), ShareClass(3, 5, 6, 2)]),
        # Most are the same: they stay together, and the others still have a class.
        ([50] * 9 + [60, 70], [ShareClass(1, 50, 50, 9), ShareClass(2, 60, 60, 1), ShareClass(3, 70, 70, 1)]),
    ],
)
def test_areas_are_in_up_to_four_classes_none_of_them_empty(percents, classes):
    assert share_classes(percents) == classes


def test_every_area_is_in_exactly_one_class():
    percents = [0, 0, 3, 7, 7, 12, 31, 31, 31, 44, 60, 61, 99, 100]
    classes = share_classes(percents)

    assert [sum(one.lowest <= percent <= one.highest for one in classes) for percent in percents] == [1] * 14
    assert sum(one.areas for one in classes) == 14
