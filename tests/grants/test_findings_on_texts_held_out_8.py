"""What the checks find in the applications that measured them a sixth time, second half."""

from tests.prose import OWN_TEXTS, outcome_of, texts_in

HELD_OUT_8 = OWN_TEXTS / "held_out_8"


def test_the_checks_find_in_them_what_a_fair_reader_finds_and_nothing_else():
    outcomes = [outcome_of(HELD_OUT_8, text) for text in texts_in(HELD_OUT_8)]

    assert len(outcomes) == 24
    assert [line for outcome in outcomes for line in (*outcome.missed, *outcome.false)] == []
    assert [line for outcome in outcomes for line in (*outcome.unrecognized, *outcome.hidden)] == []
