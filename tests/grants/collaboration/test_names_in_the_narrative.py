"""Which organizations the narrative names."""

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
    names_found,
    participant,
    subjects,
    with_answer,
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
def test_a_name_counts_with_or_without_its_endings_as_written_or_in_all_capitals(text, name, key):
    assert names_found(with_answer(a_plan(), text)) == [(name, key)]


@pytest.mark.parametrize("text", ["Birchhollow", "Birch Hollows", "Birch-Hollow", "BIRCH Hollow", "Brich Hollow"])
def test_a_name_written_in_one_word_or_with_a_spelling_mistake_counts(text):
    assert names_found(with_answer(a_plan(), f"Of {text} we speak.")) == [(text, BIRCH)]


@pytest.mark.parametrize("text", ["birch hollow", "Birch hollow", "Birch, Hollow", "Birch"])
def test_lowercase_and_shortened_names_are_only_possible_members(text):
    assert [(m.kind, m.is_doubtful) for m in mentions(with_answer(a_plan(), text))] == [("other", True)]


def test_one_long_word_in_lowercase_is_perhaps_a_member():
    packet, facts = a_plan()
    packet["participants"][1]["name"] = "Quillfeather Local School District"
    facts["participants"][BIRCH]["registry_name"] = "Quillfeather Local School District"

    found = mentions(with_answer((packet, facts), "The period is free at quillfeather."))

    assert [(m.kind, m.is_doubtful) for m in found] == [("other", True)]


def test_a_name_can_continue_on_the_next_line_and_is_marked_up_to_the_break():
    assert names_found(with_answer(a_plan(), "We thank Birch\r\nHollow for the bus.")) == [("Birch", BIRCH)]


def test_the_longest_of_overlapping_names_counts():
    assert names_found(with_answer(a_plan(), "Fallow Valley takes part, and Valley Local too.")) == [
        ("Fallow Valley", "9910050"),
        ("Valley Local", "9910060"),
    ]


def test_an_agency_whose_name_begins_like_a_members_is_distinguished():
    assert names_found(with_answer(a_plan(), "Alder Run Academy and Alder Run")) == [
        ("Alder Run Academy", "9910100"),
        ("Alder Run", ALDER),
    ]


def test_words_in_names_of_the_consortium_partners_suppliers_and_activities_name_no_agency():
    plan = a_plan()
    plan[0]["partners"] = [{"name": "Birch Hollow Foundation", "kind": "nonprofit"}]
    plan[0]["contracts"][0]["supplier"] = "Valley Local Software"
    plan[0]["activities"][0]["title"] = "Dry Lick physics"
    text = "Alder Run Learning Network, Birch Hollow Foundation, Valley Local Software and Dry Lick physics."

    assert [m.kind for m in mentions(with_answer(plan, text))] == ["other"] * 4


def test_the_name_in_the_application_and_the_name_in_the_registry_both_count():
    plan = a_plan()
    participant(plan, BIRCH)["name"] = "Hollow Hills Local"

    assert names_found(with_answer(plan, "Hollow Hills and Birch Hollow")) == [
        ("Hollow Hills", BIRCH),
        ("Birch Hollow", BIRCH),
    ]


@pytest.mark.parametrize(
    "text", ["Adder County/Otter Valley", "Adder County/Otter Valley Local", "ADDER COUNTY/OTTER VALLEY"]
)
def test_a_name_with_a_slash_counts(text):
    assert names_found(with_answer(a_plan(), text)) == [(text, "9910090")]


@pytest.mark.parametrize(
    ("name", "text", "is_named"),
    [
        ("St. Odo's Local", "St. Odo’s gives", True),
        ("St. Odo's Local", "St. Odo gives", True),
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

    named = [m.subject for m in mentions(with_answer(plan, text)) if m.kind == "participant"]

    assert named == ([BIRCH] if is_named else [])


def test_a_name_shared_by_a_member_and_another_agency_means_the_member():
    plan = a_plan()
    participant(plan, BIRCH)["name"] = "Gorse Hill Local"

    assert names_found(with_answer(plan, "Gorse Hill")) == [("Gorse Hill", BIRCH)]


def test_a_name_shared_by_two_members_names_both():
    plan = a_plan()
    participant(plan, COPPER)["name"] = "Birch Hollow Local School District"
    plan[1]["participants"][COPPER]["registry_name"] = None

    assert mentions(with_answer(plan, "Birch Hollow"))[0].subjects == (BIRCH, COPPER)


def test_a_member_named_only_in_a_heading_is_named():
    plan = a_plan()
    for answer in plan[0]["narrative"]:
        answer["text"] = answer["text"].replace("Elk Bend", "The agency")

    assert subjects(plan, "member-not-in-narrative") == [ELKBEND]
    assert subjects(with_answer(plan, "Coaching.", heading="Elk Bend leads"), "member-not-in-narrative") == []


def test_a_member_that_the_narrative_never_names_is_found():
    plan = a_plan()
    for answer in plan[0]["narrative"]:
        answer["text"] = answer["text"].replace("Dry Lick", "the fourth")

    [finding] = findings(plan)

    assert (finding.rule, finding.subject_key) == ("member-not-in-narrative", DRYLICK)
    assert finding.sentence == "The narrative doesn’t name Dry Lick Exempted Village Schools."
    assert finding.places[0].anchor == f"participant:{DRYLICK}"


def test_a_member_without_a_distinctive_name_is_not_reported_as_unnamed():
    plan = a_plan()
    participant(plan, BIRCH)["name"] = "Local Schools"
    plan[1]["participants"][BIRCH]["registry_name"] = None

    assert subjects(plan, "member-not-in-narrative") == []


def test_an_agency_that_is_not_a_member_is_found_once():
    plan = with_answer(a_plan(), "Fallow Valley Local sends teachers. We thank Fallow Valley.")

    [finding] = findings(plan)

    assert (finding.rule, finding.subject_key) == ("outsider-named", "9910050")
    assert finding.sentence == (
        "The narrative names Fallow Valley Local School District, which isn’t on the member list."
    )
    assert [place.anchor for place in finding.places] == ["paragraph:n99-p1", "registry:9910050"]


def test_a_name_shared_by_several_agencies_is_a_question():
    [finding] = findings(with_answer(a_plan(), "Gorse Hill sends teachers. GORSE HILL pays."))

    assert (finding.rule, finding.subject_key) == ("outsider-named", "name:gorse hill")
    assert finding.sentence == (
        "Which agency does the narrative mean by “Gorse Hill”? 2 agencies in the state have that name, and none of "
        "them is on the member list."
    )


def test_a_shared_name_in_two_forms_is_found_once():
    plan = with_answer(
        a_plan(), "Gorse Hill Local sends teachers. Gorse Hill Local School District pays. Gorse Hill too."
    )

    assert subjects(plan, "outsider-named") == ["name:gorse hill local"]


def test_without_a_registry_no_outsider_is_found():
    plan = with_answer(a_plan(), "Fallow Valley Local sends teachers.")
    plan[1]["agencies"] = []

    assert findings(plan) == []
