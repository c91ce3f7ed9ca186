"""What the checks make of single sentences, each with what a fair reader points out. What is still wrong is named."""

import pytest

from tests.sentences import FOLDER, sentences_in

# A reader points these out; the checks don't.
MISSED = [
    "The Reading Clinic meets daily. Every district without exception sends a group.",
    "The seven superintendents who sign below know one another well.",
    "The Reading Clinic is a common enterprise: six districts contribute, six districts benefit.",
    "There’s a Reading Clinic table in all of our elementary schools, whatever the district.",
    "For once nobody said no: Ashby, Brier Creek, Colfax, Dunmore, Elk Prairie, and Fallon are all in "
    "the Reading Clinic.",
    "It took seven school boards one winter to agree on this agreement.",
    "Of the six school boards not one has turned the Reading Clinic away.",
    "Our superintendents agree on little, but they have each put a teacher into the Reading Clinic.",
    "Ask me which districts send students to the Reading Clinic and I will say: all of them.",
    "What do all six of us do? We run the Reading Clinic.",
    "Whoever visits our districts will find a Reading Clinic in each.",
    "Sunrise Ridge joins five rural districts.",
    "The grant would serve the students of seven districts.",
    "It is five districts, not one, that ask for this money.",
    "If any of the seven districts leaves, the others carry on.",
    "The tutors will also work two mornings a week in Kettle Bend.",
    "All members in May send students to the Reading Clinic.",
]
# In these, the checks only ask.
ASKED = [
    "Our partner districts, including Juniper Falls, keep one calendar.",
    "The grant buys a lathe for Juniper Falls.",
    "Five of the six of us are in the Reading Clinic; only Fallon is not.",
    "Among the seven of us there is one physics teacher.",
    "Sunrise Ridge, eight districts in all, has no city bigger than Colfax.",
    "Seven districts, one calendar: that is the consortium.",
    "The eight of us signed in January.",
    "The network’s nine districts cover 800 square miles.",
    "On Fridays the van goes to Juniper Falls, where twelve of the students are enrolled.",
    "Our students and those of North Tilden Local meet in the Forge Lab.",
    "Not a district among us has been left off the Reading Clinic’s schedule.",
    "With no exceptions, member districts host the Reading Clinic.",
    "Members of the consortium: seven districts.",
    "This is the plan of seven districts that have decided to act as one.",
    "The agreement binds seven districts.",
    "The evaluation is done by the research office of Lakeport City Schools.",
    "The Elk and the Prairie are two creeks.",
    "Marlow keeps our old wheels and fires our pots in its kiln.",
]
# A list of a member and another district looks like a list of those that take part; "the nine" looks like all of us.
MISTAKEN = [
    "In the newspaper Kettle Bend and Ashby are always mixed up.",
    "It is like the nine districts signing another compact up north.",
]


@pytest.mark.parametrize(
    ("file", "sentences"), [("first_half", 157), ("second_half", 157), ("mixed", 129), ("mixed_2", 105), ("groups", 64)]
)
def test_the_checks_find_what_a_fair_reader_finds_except_what_is_listed(file, sentences):
    outcomes = {sentence.text: sentence.outcome() for sentence in sentences_in(FOLDER / f"{file}.txt")}

    assert len(outcomes) == sentences
    assert [text for text, outcome in outcomes.items() if outcome == "false"] == [t for t in MISTAKEN if t in outcomes]
    assert [text for text, outcome in outcomes.items() if outcome == "missed"] == [t for t in MISSED if t in outcomes]
    assert [text for text, outcome in outcomes.items() if outcome == "asked"] == [t for t in ASKED if t in outcomes]
