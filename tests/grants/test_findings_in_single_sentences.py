"""What the checks make of single sentences, each with what a fair reader points out. What is still wrong is named."""

import pytest

from tests.sentences import FOLDER, sentences_in

# A reader points these out; the checks don't.
MISSED = [
    "The Reading Clinic meets daily. Every district without exception sends a group.",  # no "it" in the second sentence
    "The Reading Clinic is a common enterprise: six districts contribute, six districts benefit.",
    "There’s a Reading Clinic table in all of our elementary schools, whatever the district.",
    "For once nobody said no: Ashby, Brier Creek, Colfax, Dunmore, Elk Prairie, and Fallon are all in the Reading "
    "Clinic.",
    "It took seven school boards one winter to agree on this agreement.",
]
# In these, the checks only ask.
ASKED = [
    "Five of the six of us are in the Reading Clinic; only Fallon is not.",
    "Among the seven of us there is one physics teacher.",
    "Sunrise Ridge, eight districts in all, has no city bigger than Colfax.",
    "Seven districts, one calendar: that is the consortium.",
    "The eight of us signed in January.",
    "The network’s nine districts cover 800 square miles.",
    "On Fridays the van goes to Juniper Falls, where twelve of the students are enrolled.",
    "Our students and those of North Tilden Local meet in the Forge Lab.",
]


@pytest.mark.parametrize(("file", "sentences"), [("first_half", 157), ("mixed", 129)])
def test_the_checks_find_what_a_fair_reader_finds_except_what_is_listed(file, sentences):
    outcomes = {sentence.text: sentence.outcome() for sentence in sentences_in(FOLDER / f"{file}.txt")}

    assert len(outcomes) == sentences
    assert [text for text, outcome in outcomes.items() if outcome == "false"] == []
    assert [text for text, outcome in outcomes.items() if outcome == "missed"] == [t for t in MISSED if t in outcomes]
    assert [text for text, outcome in outcomes.items() if outcome == "asked"] == [t for t in ASKED if t in outcomes]
