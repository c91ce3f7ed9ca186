"""Numbers of members and districts in the narrative, compared with the member list."""

import pytest

from tests.grants.collaboration.builders import a_plan_of, findings, subjects, with_answer

RULE = "count-differs"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("across 27 districts.", "27"),
        ("twenty-seven districts", "27"),
        ("twenty seven districts", "27"),
        ("Twenty-Seven Districts", "27"),
        ("30 member districts", "30"),
        ("27 rural school districts", "27"),
        ("27 public school districts", "27"),
        ("27 union districts", "27"),
        ("twelve small, rural districts", "12"),
        ("27 rural, high-need districts", "27"),
        ("nearly 20-30 districts", "30"),
        ("27+ districts", "27"),
        ("a 27-district network", "27"),
        ("a 27 district consortium", "27"),
        ("a thirty-member network", "30"),
        ("twelve (12) member districts", "12"),
        ("a hundred and five districts", "105"),
        ("one hundred districts", "100"),
        ("ninety-nine members", "99"),
        ("two hundred members", "200"),
        ("a dozen districts", "12"),
        ("3,000 members", "3000"),
        ("30 districts' teachers", "30"),
        ("12 of our districts", "12"),
        ("12 or more districts", "12"),
        ("27\u00a0districts", "27"),
        ("27\u200b\u200f districts", "27"),
        ("27\ndistricts", "27"),
        ("the network—27 districts—meets", "27"),
    ],
)
def test_a_number_larger_than_the_list_is_found(text, number):
    assert subjects(with_answer(a_plan_of(8), text), RULE) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "8 districts",
        "three districts share a bus",
        "two districts' teachers",
        "one member may leave",
        "no district pays",
        "12 schools",
        "12 member schools",
        "12 schools and districts",
        "27 district teachers",
        "Twenty-first century districts",
        "a twenty-first-century member",
        "Ninety-second videos for members",
        "30 community members",
        "20 union members",
        "110 teachers in districts",
        "110 existing teachers of districts",
        "27 of the most rural districts",
        "27 most rural and remote districts",
        "In 2027 districts pay",
        "By June 30 members must give notice",
        "K-12 districts",
        "6-12 districts",
        "2026-27 districts",
        "27 rural, high-need, remote districts",
        "in grade 12 districts agree",
        "$12 members",
        "12% districts",
        "9 1/12 districts",
        "30 staff members",
        "nine board members",
        "a nine-member steering committee",
        "15 members of the board",
        "nine out of ten districts",
        "one in ten districts",
        "We met 12 times. Districts paid.",
        "12, districts",
        "12\n\nDistricts",
        "twelfth district",
        "district 12",
        "99999999999999999999 districts",
    ],
)
def test_a_number_that_counts_something_else_or_is_not_larger_is_not_found(text):
    assert subjects(with_answer(a_plan_of(8), text), RULE) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("our nine districts", []),
        ("our eight districts", ["8"]),
        ("our ten districts", ["10"]),
        ("the 8 districts", ["8"]),
        ("these 8 members", ["8"]),
        ("all eight partner districts", []),  # the lead and its eight partners
        ("all eight member districts", ["8"]),
        ("All 9 member districts", []),
        ("each of the nine districts", []),
        ("The 8 districts", ["8"]),
        ("our small 8 districts", ["8"]),
        ("our 8-district network", ["8"]),
        ("eight districts", []),
        ("ten districts", ["10"]),
    ],
)
def test_after_our_the_these_or_all_the_number_must_match_the_list(text, found):
    assert subjects(with_answer(a_plan_of(9), text), RULE) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("our twelve partner districts", []),
        ("our thirteen districts", []),
        ("our eleven districts", ["11"]),
        ("our fourteen districts", ["14"]),
        ("our twelve members", ["12"]),
        ("our thirteen members", []),
        ("thirteen districts", []),
        ("fourteen districts", ["14"]),
    ],
)
def test_a_count_of_districts_can_leave_out_service_agencies(text, found):
    assert subjects(with_answer(a_plan_of(13, service_agencies=1), text), RULE) == found


def test_the_same_number_is_one_finding_and_a_different_number_another():
    plan = with_answer(a_plan_of(8), "27 districts here, twenty-seven districts there, 27 members, and 12 districts.")

    assert subjects(plan, RULE) == ["27", "12"]


def test_a_differing_count_shows_both_places():
    [finding] = findings(with_answer(a_plan_of(2), "We work across 27 districts together."), RULE)

    assert finding.sentence == "The narrative says “27 districts”; the member list has 2 members."
    assert [(place.label, place.quote, place.anchor) for place in finding.places] == [
        ("Narrative", "We work across 27 districts together.", "paragraph:n99-p1"),
        ("Member list", "2 members: Member 9920000 and Member 9920001", "list"),
    ]


def test_words_in_a_name_are_not_a_count():
    plan = a_plan_of(8)
    plan[0]["partners"] = [{"name": "Forty Districts Alliance", "kind": "nonprofit"}]

    assert subjects(with_answer(plan, "Forty Districts Alliance trains us."), RULE) == []


def test_without_a_member_list_no_number_is_compared():
    assert subjects(with_answer(a_plan_of(0), "27 districts"), RULE) == []


@pytest.mark.parametrize(
    ("text", "is_possible"),
    [
        ("All nine of us signed.", False),
        ("Each of the nine of us has one vote.", False),
        # A teacher may speak of nine teachers.
        ("In June the nine of us go to the university and score papers.", True),
        ("There are nine of us, and one road.", True),
    ],
)
def test_the_nine_of_us_may_be_people(text, is_possible):
    found = [f for f in findings(with_answer(a_plan_of(8), text)) if f.rule == RULE]

    assert [(f.subject_key, f.is_possible) for f in found] == [("9", is_possible)]


@pytest.mark.parametrize(
    "text",
    [
        "An earlier compact on the plateau had nine member districts and no written rules.",
        "A comparison group of nine districts beyond the river shares its test scores.",
        "The nine districts nearest the lake lost a bus.",
        "Our treasurer kept the books of a group of nine districts before this one.",
    ],
)
def test_a_number_of_an_earlier_group_is_history(text):
    assert subjects(with_answer(a_plan_of(8), text), RULE) == []


def quoted(heading, text, number="12"):
    """What the finding about the number quotes from an answer with that heading."""
    (finding,) = [
        one for one in findings(with_answer(a_plan_of(8), text, heading=heading)) if one.subject_key == number
    ]
    return finding.places[0].quote


def test_an_answer_is_quoted_without_its_heading():
    heading = "What each member contributes"

    assert quoted(heading, "12 districts share a bus.") == "12 districts share a bus."
    assert quoted(heading, "So far, 12 districts share a bus.").startswith("So far, 12")
    long = f"{'The shared rooms are open to every student. ' * 3}Then 12 districts pay."
    assert quoted(heading, long).startswith("… ")
    assert heading not in quoted(heading, long)


def test_a_heading_is_quoted_without_the_answer():
    assert quoted("Our 12 districts", "We share a bus.") == "Our 12 districts"
