"""Whom the narrative names."""

import pytest

from tests.grants.collaboration.builders import (
    ALDER,
    BIRCH,
    COPPER,
    DRYLICK,
    ELKBEND,
    a_plan,
    findings,
    mentions,
    named,
    participant,
    saying,
    subjects,
)


@pytest.mark.parametrize(
    ("text", "name", "key"),
    [
        ("Birch Hollow gives a bus.", "Birch Hollow", BIRCH),
        ("Birch Hollow Local gives a bus.", "Birch Hollow Local", BIRCH),
        ("Birch Hollow Local School District gives", "Birch Hollow Local School District", BIRCH),
        ("Birch Hollow School District gives", "Birch Hollow School District", BIRCH),
        ("BIRCH HOLLOW gives", "BIRCH HOLLOW", BIRCH),
        ("BIRCH HOLLOW LOCAL SCHOOL DISTRICT", "BIRCH HOLLOW LOCAL SCHOOL DISTRICT", BIRCH),
        ("Birch Hollow's bus", "Birch Hollow", BIRCH),
        ("Birch Hollow’s bus", "Birch Hollow", BIRCH),
        ("the Birch Hollow-based coach", "Birch Hollow", BIRCH),
        ("Birch   Hollow", "Birch   Hollow", BIRCH),
        ("Birch\u00a0Hollow", "Birch\u00a0Hollow", BIRCH),
        ("Birch \u200bHol\u200blow", "Birch \u200bHol\u200blow", BIRCH),
        ("\u202eBirch Hollow\u202c", "Birch Hollow", BIRCH),
        ("<b>Birch Hollow</b>", "Birch Hollow", BIRCH),
        ("_Birch Hollow_", "Birch Hollow", BIRCH),
        ("Copper Fork Schools", "Copper Fork Schools", COPPER),
        ("Copper Fork Public Schools", "Copper Fork Public Schools", COPPER),
        ("Dry Lick Exempted Village", "Dry Lick Exempted Village", DRYLICK),
        ("Elk Bend ESC", "Elk Bend ESC", ELKBEND),
        ("Elk Bend", "Elk Bend", ELKBEND),
    ],
)
def test_a_name_counts_with_or_without_its_endings_as_written_or_in_capitals(text, name, key):
    assert named(saying(a_plan(), text)) == [(name, key)]


@pytest.mark.parametrize(
    "text",
    [
        "birch hollow",
        "Birch hollow",
        "Birchhollow",
        "Birch Hollows",
        "Birch, Hollow",
        "Birch-Hollow",
        "BIRCH Hollow",
        "Birch",
    ],
)
def test_lower_case_other_words_and_parts_of_a_name_do_not_count(text):
    assert named(saying(a_plan(), text)) == []


def test_a_name_may_run_over_the_end_of_a_line_and_is_marked_up_to_there():
    assert named(saying(a_plan(), "We thank Birch\r\nHollow for the bus.")) == [("Birch", BIRCH)]


def test_the_longest_match_uses_up_its_words():
    assert named(saying(a_plan(), "Fallow Valley takes part, and Valley Local too.")) == [
        ("Fallow Valley", "9910050"),
        ("Valley Local", "9910060"),
    ]


def test_an_agency_whose_name_begins_like_a_member_is_told_apart():
    assert named(saying(a_plan(), "Alder Run Academy and Alder Run")) == [
        ("Alder Run Academy", "9910100"),
        ("Alder Run", ALDER),
    ]


def test_names_of_consortium_partners_suppliers_and_activities_use_up_their_words():
    plan = a_plan()
    plan[0]["partners"] = [{"name": "Birch Hollow Foundation", "kind": "nonprofit"}]
    plan[0]["contracts"][0]["supplier"] = "Valley Local Software"
    plan[0]["activities"][0]["title"] = "Dry Lick physics"
    text = "Alder Run Learning Network, Birch Hollow Foundation, Valley Local Software and Dry Lick physics."

    assert [m.kind for m in mentions(saying(plan, text))] == ["other"] * 4


def test_the_name_in_the_application_and_the_name_in_the_registry_both_count():
    plan = a_plan()
    participant(plan, BIRCH)["name"] = "Hollow Hills Local"

    assert named(saying(plan, "Hollow Hills and Birch Hollow")) == [("Hollow Hills", BIRCH), ("Birch Hollow", BIRCH)]


@pytest.mark.parametrize(
    "text", ["Adder County/Otter Valley", "Adder County/Otter Valley Local", "ADDER COUNTY/OTTER VALLEY"]
)
def test_a_name_with_a_slash_counts(text):
    assert named(saying(a_plan(), text)) == [(text, "9910090")]


@pytest.mark.parametrize(
    ("name", "text", "is_named"),
    [
        ("St. Odo's Local", "St. Odo’s gives", True),
        ("St. Odo's Local", "St. Odo gives", False),
        ("T.C.P. Ridge Academy", "T.C.P. Ridge Academy", True),
        ("Ash–Elm Local", "Ash-Elm gives", True),
        ("Ash-Elm ESC", "Ash\u2011Elm Educational Service Center", True),
        ("Neill Local", "O'Neill gives", False),
        ("NORTH GORGE CENTRAL SCHOOL DISTRICT", "North Gorge Central gives", True),
        ("north gorge local", "North Gorge gives", True),
        ("north gorge local", "north gorge gives", False),
        ("Local Schools", "Local Schools and City Schools", False),
        ("City", "City", False),
        ("The Schools", "The teachers", False),
        ("Émile Fork Local", "E\u0301mile Fork gives", True),
    ],
)
def test_unusual_names(name, text, is_named):
    plan = a_plan()
    participant(plan, BIRCH)["name"] = name
    plan[1]["participants"][BIRCH]["registry_name"] = name

    assert [m.subject for m in mentions(saying(plan, text))] == ([BIRCH] if is_named else [])


def test_where_a_member_and_another_agency_bear_one_name_the_member_is_meant():
    plan = a_plan()
    participant(plan, BIRCH)["name"] = "Gorse Hill Local"

    assert named(saying(plan, "Gorse Hill")) == [("Gorse Hill", BIRCH)]


def test_two_members_of_one_name_are_both_named():
    plan = a_plan()
    participant(plan, COPPER)["name"] = "Birch Hollow Local School District"
    plan[1]["participants"][COPPER]["registry_name"] = None

    assert mentions(saying(plan, "Birch Hollow"))[0].subjects == (BIRCH, COPPER)


def test_a_member_named_only_in_a_heading_is_named():
    plan = a_plan()
    for answer in plan[0]["narrative"]:
        answer["text"] = answer["text"].replace("Elk Bend", "The agency")

    assert subjects(plan, "member-not-in-narrative") == [ELKBEND]
    assert subjects(saying(plan, "Coaching.", heading="Elk Bend leads"), "member-not-in-narrative") == []


def test_a_member_that_the_narrative_never_names_is_found():
    plan = a_plan()
    for answer in plan[0]["narrative"]:
        answer["text"] = answer["text"].replace("Dry Lick", "the fourth")

    [finding] = findings(plan)

    assert (finding.rule, finding.subject_key) == ("member-not-in-narrative", DRYLICK)
    assert finding.sentence == "The narrative never names Dry Lick Exempted Village Schools."
    assert finding.places[0].anchor == f"participant:{DRYLICK}"


def test_a_member_whose_name_cannot_be_told_from_any_other_is_not_missed():
    plan = a_plan()
    participant(plan, BIRCH)["name"] = "Local Schools"
    plan[1]["participants"][BIRCH]["registry_name"] = None

    assert subjects(plan, "member-not-in-narrative") == []


def test_an_agency_that_is_no_member_is_found_once():
    plan = saying(a_plan(), "Fallow Valley Local sends teachers. We thank Fallow Valley.")

    [finding] = findings(plan)

    assert (finding.rule, finding.subject_key) == ("outsider-named", "9910050")
    assert finding.sentence == (
        "The narrative names Fallow Valley Local School District, which is not on the list of members."
    )
    assert [place.anchor for place in finding.places] == ["paragraph:n99-p1", "registry:9910050"]


def test_a_name_of_several_agencies_is_said_to_be_ambiguous():
    [finding] = findings(saying(a_plan(), "Gorse Hill sends teachers. GORSE HILL pays."))

    assert (finding.rule, finding.subject_key) == ("outsider-named", "name:gorse hill")
    assert "ambiguous: 2 agencies of the state bear that name" in finding.sentence


def test_a_name_of_several_agencies_in_two_forms_is_found_once():
    plan = saying(a_plan(), "Gorse Hill Local sends teachers. Gorse Hill Local School District pays. Gorse Hill too.")

    assert subjects(plan, "outsider-named") == ["name:gorse hill local"]


def test_without_a_registry_no_outsider_is_found():
    plan = saying(a_plan(), "Fallow Valley Local sends teachers.")
    plan[1]["agencies"] = []

    assert findings(plan) == []
