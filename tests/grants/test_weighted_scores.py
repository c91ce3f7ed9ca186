"""Levels as one figure in percent, what the gate decides, and which applications can be ranked."""

import pytest

from grants.rules.gate import GateVotes, result_of_gate
from grants.rules.weighted_scores import (
    Standing,
    percent_of,
    problems_with_ranking,
    standing_of,
)
from grants.states import GateResult


@pytest.mark.parametrize(
    ("scores", "percent"),
    [
        ([(50, 4), (50, 4)], 100.0),
        ([(50, 0), (50, 0)], 0.0),
        ([(75, 4), (25, 0)], 75.0),
        ([(40, 3), (60, 2)], 60.0),
        # The scorer abstained on the criterion of 60 percent, so the other counts as the whole.
        ([(40, 3), (60, None)], 75.0),
        ([(40, None), (60, None)], None),
        ([], None),
    ],
)
def test_levels_are_weighted_and_stated_in_percent(scores, percent):
    assert percent_of(scores) == percent


@pytest.mark.parametrize(
    ("votes", "needed", "result"),
    [
        (["yes", "yes", "no"], 2, GateResult.PASSED),
        (["yes", "no", "no"], 2, GateResult.FAILED),
        (["yes", "no", ""], 2, GateResult.UNDECIDED),  # an abstention is no vote, and someone else can be asked
        (["yes", "no"], 2, GateResult.UNDECIDED),
        (["no", "no"], 2, GateResult.FAILED),
        (["yes", "yes"], 3, GateResult.UNDECIDED),
        (["yes"], 1, GateResult.PASSED),
        ([], 1, GateResult.UNDECIDED),
    ],
)
def test_the_gate_is_open_as_long_as_missing_votes_can_change_it(votes, needed, result):
    assert result_of_gate(GateVotes.counted(votes), needed=needed) == result


@pytest.mark.parametrize(
    ("facts", "standing"),
    [
        ({}, Standing.SCORED),
        ({"gate_waits": True, "gate": GateResult.FAILED}, Standing.WAITING),  # the third vote is still independent
        ({"gate": GateResult.FAILED, "is_out_of_gate": True, "scoring_waits": True}, Standing.FAILED),
        ({"gate": GateResult.FAILED}, Standing.SCORED),  # it was reinstated
        ({"gate": GateResult.UNDECIDED}, Standing.UNSCORED),
        ({"gate": GateResult.UNDECIDED, "has_gate": False}, Standing.SCORED),
        ({"scoring_waits": True}, Standing.WAITING),
        ({"scores": 0}, Standing.UNSCORED),
    ],
)
def test_an_application_is_ranked_once_nobody_is_waited_for(facts, standing):
    usual = {"gate": GateResult.PASSED, "gate_waits": False, "scoring_waits": False, "scores": 3}
    assert standing_of(**(usual | facts)) == standing


def test_nothing_is_ranked_while_a_scorer_is_waited_for():
    assert problems_with_ranking([Standing.SCORED, Standing.FAILED, Standing.UNSCORED]) == []
    assert problems_with_ranking([Standing.SCORED, Standing.WAITING])[0].startswith("A scorer of 1 application hasn’t")
    assert problems_with_ranking([Standing.WAITING, Standing.WAITING])[0].startswith(
        "Scorers of 2 applications haven’t"
    )
    assert problems_with_ranking([Standing.FAILED]) == ["No application has scores yet."]
