"""What the checks make of single sentences, each with what a fair reader points out. What is still wrong is named."""

import pytest

from tests.sentences import FOLDER, sentences_in

# The activity is in the sentence before, and no word such as "it" says that this one is about it.
MISSED = ["The Reading Clinic meets daily. Every district without exception sends a group."]


@pytest.mark.parametrize("half", ["first_half", "second_half"])
def test_the_checks_find_what_a_fair_reader_finds_except_what_is_listed(half):
    outcomes = {sentence.text: sentence.outcome() for sentence in sentences_in(FOLDER / f"{half}.txt")}

    assert len(outcomes) == 157
    assert [text for text, outcome in outcomes.items() if outcome == "missed"] == [t for t in MISSED if t in outcomes]
    assert [text for text, outcome in outcomes.items() if outcome in ("false", "asked")] == []
