"""What the checks find in the applications that measured them a third time: each named case stays found."""

import pytest

from tests.prose import OWN_TEXTS, outcome_of, texts_in

HELD_OUT_3 = OWN_TEXTS / "held_out_3"


def test_there_are_twenty_four_texts():
    assert len(texts_in(HELD_OUT_3)) == 24


@pytest.mark.parametrize("text", texts_in(HELD_OUT_3))
def test_what_a_fair_reader_finds_is_found_and_nothing_else(text):
    outcome = outcome_of(HELD_OUT_3, text)

    assert (outcome.missed, outcome.false) == ([], [])
    assert (outcome.unrecognized, outcome.hidden) == ([], [])
