"""Sentences that say “all,” “every,” or “each” about an activity in which only some members take part."""

import pytest

from tests.grants.collaboration.builders import (
    ALDER,
    BIRCH,
    COPPER,
    DRYLICK,
    a_plan,
    findings,
    participant,
    subjects,
    with_answer,
)

RULE = "all-but-some"


@pytest.mark.parametrize(
    "text",
    [
        "All districts join Shared physics.",
        "All districts join shared physics.",
        "All but one of our five districts join Shared physics.",
        "No district is left out of Shared physics.",
        "It was agreed without objection that no member sits out Shared physics.",
        "There is no board of ours that hasn't found a room for Shared physics.",
        "All districts join Shared physics except Dry Lick.",
        "The whole consortium joins Shared physics.",
        "Shared physics leaves nobody out: all four of us take part.",
        "Shared physics runs in every one of the network's member districts.",
        "Shared physics meets daily. All five of us take part in it.",
        "Every district joins Shared physics.",
        "each member district joins Shared physics",
        "Shared physics is open to all of our districts.",
        "Shared physics is open to every small rural district.",
        "Shared physics is open to every small high-need district.",
        "Shared physics reaches all five partner districts.",
        "In Shared physics each of the districts has a room.",
        "In SHARED PHYSICS ALL MEMBERS have a room.",
        "Shared physics serves all schools; it meets daily.",
        "Each participating school joins Shared\u00a0physics.",
        "Shared physics serves every district's students.",
        "St. Odo hosts Shared physics, No. 3 on the list, for all members.",
        "Shared physics is for\nall members.",
        "All members take part in\nShared physics.",
        "Every member of the network, large or small, sends one student to\nShared physics.",
        "All members join in from the first week of the school year and meet\nShared physics twice a week.",
        "All members: a room,\nShared physics.",
        "Each school year Shared physics serves every district.",
    ],
)
def test_a_claim_about_all_members_is_found_if_only_some_have_commitments(text):
    assert subjects(with_answer(a_plan(), text), RULE) == ["physics"]


@pytest.mark.parametrize(
    "text",
    [
        "All districts join. Shared physics meets daily.",
        "Shared physics meets daily! All districts join.",
        "- Shared physics\n- All districts share a platform",
        "All of our small districts join Shared physics.",
        "Not all districts join Shared physics.",
        "Nearly every district joins Shared physics.",
        "All districts but two join Shared physics.",
        "All but two districts join Shared physics.",
        "All districts join Shared physics except Copper Fork and Dry Lick.",
        "It would be wrong to say that every district joins Shared physics.",
        "Each district that has a room joins Shared physics.",
        "Do all districts join Shared physics?",
        "All districts agreed that Shared physics begins small.",
        "All districts teach shared physics of their own.",
        "All other districts watch Shared physics.",
        "All students in districts near by take Shared physics.",
        "Each school year Shared physics starts anew.",
        "Every district office knows Shared physics.",
        "All district staff know Shared physics.",
        "All board members like Shared physics.",
        "Some districts join Shared physics.",
        "For all, districts pay in Shared physics.",
        "All members join Physics.",
    ],
)
def test_a_sentence_that_does_not_claim_all_members_for_the_activity_is_not_found(text):
    assert subjects(with_answer(a_plan(), text), RULE) == []


def joined_by(*keys):
    plan = a_plan()
    plan[0]["commitments"] += [
        {"activity": "physics", "participant": key, "gives": {"text": "a room"}, "gains": {"text": "physics"}}
        for key in keys
    ]
    return plan


def test_the_claim_is_true_once_the_last_district_has_a_commitment():
    text = "Every district joins Shared physics."

    assert subjects(with_answer(joined_by(COPPER), text), RULE) == ["physics"]
    assert subjects(with_answer(joined_by(COPPER, DRYLICK), text), RULE) == []


def test_service_agencies_count_as_members_and_not_as_districts():
    assert subjects(with_answer(joined_by(COPPER, DRYLICK), "Every member joins Shared physics."), RULE) == ["physics"]
    assert subjects(with_answer(joined_by(COPPER, DRYLICK), "Every school joins Shared physics."), RULE) == ["physics"]


def test_a_claim_shows_both_places():
    [finding] = findings(with_answer(a_plan(), "Every district joins Shared physics."), RULE)

    assert finding.sentence == (
        "The narrative says “Every district” about Shared physics, but only 2 of 4 have a commitment in it. Missing: "
        "Copper Fork City School District and Dry Lick Exempted Village Schools."
    )
    assert [place.anchor for place in finding.places] == ["paragraph:n99-p1", "activity:physics"]


def test_two_activities_in_one_sentence_are_two_findings():
    plan = with_answer(a_plan(), "All members join Shared physics and Shop week. Each member likes Shop week.")

    assert subjects(plan, RULE) == ["physics", "shop"]


def test_words_in_an_activity_title_are_not_a_claim():
    plan = a_plan()
    plan[0]["activities"][0]["title"] = "All districts learn physics"

    assert subjects(with_answer(plan, "In All districts learn physics we meet daily."), RULE) == []


def test_a_claim_in_a_plan_of_two_needs_both_members():
    plan = with_answer(a_plan(), "All members join Shared physics.")
    plan[0]["participants"] = [participant(plan, ALDER), participant(plan, BIRCH)]

    assert subjects(plan, RULE) == []


def test_a_heading_is_not_part_of_the_sentence_below_it():
    plan = a_plan()
    section = {"key": "n99", "element": None, "heading": "What all of the members give", "text": "Shared physics runs."}
    plan[0]["narrative"].append(section)
    assert subjects(plan, RULE) == []

    section.update(heading="", text="What all of the members give\nShared physics runs.")
    assert subjects(plan, RULE) == []


def test_a_new_sentence_begins_after_a_blank_line():
    line = "Students take courses which their own schools are too small for in Shared physics"

    assert subjects(with_answer(a_plan(), f"{line}\nEvery member joins."), RULE) == ["physics"]
    assert subjects(with_answer(a_plan(), f"{line}\n\nEvery member joins."), RULE) == []
    assert subjects(with_answer(a_plan(), f"{line}\r\n \r\nEvery member joins."), RULE) == []
