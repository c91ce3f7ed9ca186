"""What the votes at the sustainability gate decide."""

import pytest

from grants.rules.gate import GateVotes, result_of_gate

# How many have to be yes; yes, no, abstained; the result. What is missing of three is still to come.
RESULTS = [
    (2, 0, 0, 0, "undecided"),
    (2, 1, 0, 0, "undecided"),
    (2, 2, 0, 0, "passed"),  # the third can't change it
    (2, 0, 2, 0, "failed"),
    (2, 1, 1, 0, "undecided"),
    (2, 1, 1, 1, "undecided"),  # who abstains gives no vote, and someone else can be asked
    (2, 2, 1, 0, "passed"),
    (2, 1, 2, 0, "failed"),
    (2, 1, 2, 1, "failed"),  # someone else was asked
    (2, 2, 0, 1, "passed"),
    (2, 0, 0, 3, "undecided"),
    (1, 0, 2, 0, "undecided"),
    (1, 0, 2, 1, "undecided"),
    (1, 1, 0, 0, "passed"),
    (1, 0, 3, 0, "failed"),
    (3, 0, 1, 0, "failed"),
    (3, 2, 0, 0, "undecided"),
    (3, 2, 0, 1, "undecided"),
    (3, 3, 0, 0, "passed"),
]


@pytest.mark.parametrize(("needed", "yes", "no", "abstained", "result"), RESULTS)
def test_the_gate_is_decided_as_soon_as_the_votes_to_come_cannot_change_it(needed, yes, no, abstained, result):
    assert result_of_gate(GateVotes(yes, no, abstained), needed=needed) == result
