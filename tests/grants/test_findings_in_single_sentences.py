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
    "The grant would serve the students of seven districts.",
    "If any of the seven districts leaves, the others carry on.",
    "The tutors will also work two mornings a week in Kettle Bend.",
    "All members in May send students to the Reading Clinic.",
    "The Reading Clinic is in every single school district that signed below.",
    "Every one of the boards you see listed puts a tutor in the Reading Clinic.",
    "Seven of us districts chipped in for the van.",
    "Seats: Ashby 6, Colfax 5, Juniper Falls Local 4.",
    "The eight districts named above sign together.",
    "The compact’s four districts share a calendar.",
    "There’s no district here without a Reading Clinic.",
    "Only five districts make this up, and they are all small.",
    "The Reading Clinic is now in each and every one of our schools’ districts.",
    "All the members, and I mean all of them, take turns in the Reading Clinic.",
    "We, the eight districts in attendance here, sign this plan.",
    "Present: seven districts, every one of our own.",
]
# In these, the checks only ask.
ASKED = [
    "Our partner districts, including Juniper Falls, keep one calendar.",
    "The grant buys a lathe for Juniper Falls.",
    "Five of the six of us are in the Reading Clinic; only Fallon is not.",
    "Among the seven of us there is one physics teacher.",
    "Seven districts, one calendar: that is the consortium.",
    "The eight of us signed in January.",
    "The network’s nine districts cover 800 square miles.",
    "On Fridays the van goes to Juniper Falls, where twelve of the students are enrolled.",
    "Not a district among us has been left off the Reading Clinic’s schedule.",
    "With no exceptions, member districts host the Reading Clinic.",
    "Members of the consortium: seven districts.",
    "The evaluation is done by the research office of Lakeport City Schools.",
    "The Elk and the Prairie are two creeks.",
    "Marlow keeps our old wheels and fires our pots in its kiln.",
    "I drive for Kettle Bend Local, and on Wednesdays I carry Dunmore’s kids to the Forge Lab along with my own.",
    "The director (hired by us, housed at Juniper Falls Local) answers to the boards.",
    "Nurse: Mrs. Platt (Harlow Local, half time; Dunmore, half time).",
    "Among those who benefit are 40 pupils of Lakeport City Schools.",
    "At present the pact takes in eight districts, and our bylaws allow ten.",
    "Ask the folks at North Tilden Local who drives on Wednesdays: they do.",
    "Juniper Falls does the cooking, we do the dishes, and nobody keeps score.",
    "Our math people talk every Tuesday to the math people of the Juniper Falls schools, and the two "
    "sets of sixth graders take one test.",
    "The Reading Clinic runs out of two buildings, and one of the two is a Lakeport City Schools building.",
    "Half of the van’s fuel is on Ingram City Schools.",
    "Nobody is left out of the Reading Clinic: not Ashby, not Fallon, not anyone.",
    "Ingram City Schools and its four counselors see our seniors on alternate Wednesdays.",
    "We are seven: seven districts, seven boards.",
    "Half the tutors draw a Lakeport City Schools check.",
    "The van goes round by Juniper Falls to pick up its four students for the Forge Lab with ours.",
    "(i) Dunmore: van, seats 12. (ii) Ingram City: school nurse, half time.",
]
# A list of a member and another district looks like a list of those that take part; "the nine" looks like all of us.
MISTAKEN = [
    "In the newspaper Kettle Bend and Ashby are always mixed up.",
    "It is like the nine districts signing another compact up north.",
    "Each summer Harlow sends its band to the state fair.",
]


@pytest.mark.parametrize(
    ("file", "sentences"),
    [
        ("first_half", 157),
        ("second_half", 157),
        ("mixed", 129),
        ("mixed_2", 105),
        ("groups", 64),
        ("voices_first_half", 106),
        ("voices_second_half", 105),
        ("voices_third_round", 73),
        ("voices_later_rounds", 84),
        ("after_fifth", 90),
        ("after_sixth", 108),
    ],
)
def test_the_checks_find_what_a_fair_reader_finds_except_what_is_listed(file, sentences):
    outcomes = {sentence.text: sentence.outcome() for sentence in sentences_in(FOLDER / f"{file}.txt")}

    assert len(outcomes) == sentences
    assert [text for text, outcome in outcomes.items() if outcome == "false"] == [t for t in MISTAKEN if t in outcomes]
    assert [text for text, outcome in outcomes.items() if outcome == "missed"] == [t for t in MISSED if t in outcomes]
    assert [text for text, outcome in outcomes.items() if outcome == "asked"] == [t for t in ASKED if t in outcomes]
