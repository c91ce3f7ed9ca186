"""How close to the agreed scores is close enough, which excerpt comes next, and when a drift is said."""

import pytest

from grants.rules.calibration import (
    AnchorPair,
    AnchorWords,
    anchor_for_check,
    drift_of,
    is_check_due,
    is_within,
    problems_before_scoring,
    problems_with_anchor,
    problems_with_opening,
    problems_with_settings,
    standing_of,
)
from grants.states import CalibrationStanding

WORDS = AnchorWords("Names and days", "Ridge Valley teaches on Mondays.", 4, "It names the teacher, the room, the day.")


def pairs(*rows):
    return [AnchorPair(*row) for row in rows]


@pytest.mark.parametrize(
    ("given", "tolerance", "answer"),
    [
        (pairs((4, 4), (2, 2), (0, 0)), 0, True),
        (pairs((4, 4), (2, 2), (1, 0)), 0, False),
        (pairs((4, 4), (2, 2), (1, 0)), 1, True),
        (pairs((4, 4), (2, 2), (2, 0)), 1, False),  # two levels away on one
        (pairs((4, 4), (2, 2), (2, 0)), 2, True),
        (pairs((4, 4), (3, 2), (0, 0), (1, 2)), 1, True),  # half are exact
        (pairs((3, 4), (1, 2), (0, 0)), 1, False),  # a level off nearly everywhere
    ],
)
def test_no_score_is_too_far_away_and_at_least_half_are_exact(given, tolerance, answer):
    assert is_within(given, tolerance) is answer


@pytest.mark.parametrize(
    ("given", "asked", "is_cleared", "standing"),
    [
        (pairs(), 0, False, CalibrationStanding.NOT_ASKED),
        (pairs((4, 4)), 2, False, CalibrationStanding.TO_DO),
        (pairs((4, 4), (2, 2)), 2, False, CalibrationStanding.WITHIN),
        (pairs((0, 4), (2, 2)), 2, False, CalibrationStanding.OUTSIDE),
        (pairs((0, 4), (2, 2)), 2, True, CalibrationStanding.CLEARED),
    ],
)
def test_scoring_opens_within_tolerance_or_after_a_talk(given, asked, is_cleared, standing):
    found = standing_of(given, asked=asked, tolerance=1, is_cleared=is_cleared)
    closed = {CalibrationStanding.TO_DO, CalibrationStanding.OUTSIDE}

    assert found == standing
    assert bool(problems_before_scoring(found)) is (standing in closed)


def test_an_excerpt_is_due_after_every_so_many_applications():
    assert [is_check_due(submitted, 0, 5) for submitted in (0, 4, 5, 9)] == [False, False, True, True]
    assert [is_check_due(submitted, 1, 5) for submitted in (5, 9, 10)] == [False, False, True]
    assert not is_check_due(50, 0, 0)


def test_the_excerpt_that_came_least_often_comes_next_in_an_order_of_each_scorer():
    assert anchor_for_check(1, {7: 2, 8: 1, 9: 2}) == 8
    assert anchor_for_check(1, {}) is None
    assert {anchor_for_check(scorer, dict.fromkeys(range(4), 0)) for scorer in range(30)} == {0, 1, 2, 3}
    assert anchor_for_check(3, {7: 0, 8: 0}) == anchor_for_check(3, {8: 0, 7: 0})


def test_a_drift_is_said_from_three_checks_on():
    practice = pairs((4, 4), (3, 2))  # half a level lenient
    few = drift_of(practice, pairs((1, 2), (2, 4)))
    enough = drift_of(practice, pairs((1, 2), (2, 4), (2, 2)))

    assert (few.practice, few.checks, few.change) == (0.5, -1.5, None)
    assert (enough.checks, enough.change) == (-1.0, -1.5)
    assert drift_of([], []).change is None


def test_an_excerpt_needs_a_text_a_level_and_a_reason():
    assert problems_with_anchor(WORDS, is_scored=False, is_open=False) == []
    assert len(problems_with_anchor(AnchorWords("", " ", 5, "Short."), is_scored=False, is_open=False)) == 4
    assert "Shorten the excerpt to 6,000 characters." in problems_with_anchor(
        AnchorWords("A", "x" * 6001, 1, WORDS.reasons), is_scored=False, is_open=False
    )


def test_what_scorers_practice_on_changes_only_while_closed_and_unscored():
    for_checks = AnchorWords(WORDS.title, WORDS.excerpt, 4, WORDS.reasons, is_for_checks=True)
    assert problems_with_anchor(WORDS, is_scored=False, is_open=True)
    assert problems_with_anchor(for_checks, is_scored=False, is_open=True) == []
    assert problems_with_anchor(for_checks, is_scored=False, is_open=True, was_for_checks=False)
    assert problems_with_anchor(for_checks, is_scored=True, is_open=False)
    assert problems_with_settings(1, 5, is_open=False) == []
    assert problems_with_settings(1, 5, is_open=True)
    assert len(problems_with_settings(3, -1, is_open=False)) == 2


@pytest.mark.parametrize(
    ("levels", "may_open"),
    [([0, 2, 4], True), ([1, 2, 3], True), ([0, 4], False), ([2, 3, 4], False), ([0, 1, 2], False), ([0, 1, 4], False)],
)
def test_practice_has_something_good_something_middling_and_something_empty(levels, may_open):
    assert (problems_with_opening(levels, is_draft=False) == []) is may_open
    assert problems_with_opening(levels, is_draft=True)
