"""What the checks find in applications as people write them: each named case that a fair reader finds stays found."""

import pytest

from grants.rules.collaboration.findings import all_findings
from grants.rules.collaboration.packet_reader import snapshot_from
from tests.grants.collaboration.builders import a_plan, with_answer
from tests.prose import OWN_TEXTS, outcome_of, texts_in

TEXTS = texts_in(OWN_TEXTS)
# Districts whose names are also those of towns, people, and other bodies.
AGENCIES = """Kent City/Union Local/
Lake Local/Green Local/Liberty Local/Field Local/Medina City/Marion City/Perry Local/
Jackson City/Highland Local/Madison Local/Alliance City/Wellington Exempted Village/Keystone Local/Black River Local/
Mason City/Toledo City/Cambridge City/Logan-Hocking Local/Mount Vernon City/Buckeye Local/Valley Local/Crestwood Local/
Norwayne Local/Dalton Local/Triway Local/Chippewa Local/Cloverleaf Local/Mapleton Local/Bellevue City/Margaretta Local/
Clyde-Green Springs Exempted Village"""

# What people, streets, and firms in the texts are called as well.
OF_THE_STATE = [f"{name} Local School District" for name in "Vanley Sedgeley Dellvale Holnock Oxstead Vancroft".split()]
OF_THE_STATE += ["Selcombe Orchard Local School District", "Amberfield Joint Vocational School District"]
OF_THE_STATE += ["Mordale Community School", "Kilover Exempted Village Schools"]


def test_there_are_twenty_four_texts_of_our_own():
    assert len(TEXTS) == 24


@pytest.mark.parametrize("text", TEXTS)
def test_what_a_fair_reader_finds_is_found_and_nothing_else(text):
    agencies = [{"leaid": f"99400{n:02}", "name": name, "kind": "local"} for n, name in enumerate(OF_THE_STATE)]
    outcome = outcome_of(OWN_TEXTS, text, agencies)

    assert (outcome.missed, outcome.false) == ([], [])
    assert (outcome.unrecognized, outcome.hidden) == ([], [])


def outsiders_in(text: str, agencies: list[dict[str, str]] | None = None) -> list[tuple[str, bool]]:
    """The agencies that a sentence is found to name, and whether only possibly."""
    plan = a_plan()
    names = [name.strip() for name in AGENCIES.replace("\n", "").split("/")]
    plan[1]["agencies"] += agencies or [
        {"leaid": f"99300{number:02}", "name": name, "kind": "local"} for number, name in enumerate(names)
    ]
    found = all_findings(snapshot_from(*with_answer(plan, text)))
    return [(f.subject, f.is_possible) for f in found if f.rule == "outsider-named"]


LINES = (OWN_TEXTS / "phrases.txt").read_text(encoding="utf-8").splitlines()
EVERYDAY = [line for line in LINES if line.strip() and "=>" not in line and not line.startswith("#")]
OF_DISTRICTS = [line for line in LINES if "=>" in line]


@pytest.mark.parametrize("phrase", EVERYDAY)
def test_an_everyday_phrase_names_no_outsider(phrase):
    assert [name for name, is_possible in outsiders_in(phrase) if not is_possible] == []


# The district is named, but takes no part in anything: where someone worked, who taught us, with whom one compares.
IN_PASSING = [
    "Our dispatcher used to work for Medina City.",
    "We hired our counselor away from Alliance City School District.",
    "We learned this from Jackson City's curriculum director.",
    "Like the Keystone schools, we start at 7:40.",
]


@pytest.mark.parametrize("line", OF_DISTRICTS)
def test_a_phrase_about_a_district_names_it(line):
    phrase, district = (part.strip() for part in line.split("=>"))

    found = [is_possible for name, is_possible in outsiders_in(phrase) if name.startswith(district)]
    assert found == [phrase in IN_PASSING]


@pytest.mark.parametrize(
    "text",
    [
        "Kent joined the talks, but declined to take part.",
        "Cambridge is on the list of places that we like.",
        "Kent City Schools withdrew in the spring.",
    ],
)
def test_a_single_word_and_a_district_that_left_are_only_possible(text):
    assert {is_possible for _name, is_possible in outsiders_in(text)} <= {True}


@pytest.mark.parametrize(
    ("text", "is_possible"),
    [
        ("We asked Kent City Schools to join us. It came to two meetings, then declined.", True),
        ("We asked Logan-Hocking and Kent City Schools. They withdrew in May.", True),
        ("Kent City Schools teaches welding. It runs until June.", False),
        ("Kent City Schools teaches welding. We declined to pay for the tools.", False),
    ],
)
def test_that_a_district_declined_may_be_said_in_the_next_sentence_about_it(text, is_possible):
    assert ("Kent City", is_possible) in outsiders_in(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("My sister is the librarian at Kent City Schools and asked about it.", [True]),
        ("Kent City Schools sends its librarian.", [False]),
        ("My sister is the librarian at Kent City Schools. Kent City Schools sends its van.", [False]),
    ],
)
def test_where_a_relative_works_is_only_a_question(text, found):
    assert [is_possible for name, is_possible in outsiders_in(text) if name == "Kent City"] == found


def test_the_end_of_a_members_name_after_the_is_no_other_agency():
    plan = a_plan()
    plan[1]["agencies"] += [{"leaid": "9930099", "name": "Hollow Local School District", "kind": "local"}]
    found = all_findings(snapshot_from(*with_answer(plan, "Birch Hollow is near, and the Hollow’s levy passed.")))

    assert [finding.subject for finding in found if finding.rule == "outsider-named"] == []


def test_a_school_of_something_may_be_named_without_school_of():
    plan = a_plan()
    next(p for p in plan[0]["participants"] if p["name"].startswith("Copper"))["name"] = "Okra Academy of Design"
    plan[0]["narrative"] = [
        {**a, "text": a["text"].replace("Copper Fork", "Okra Design")} for a in plan[0]["narrative"]
    ]

    assert [f.subject for f in all_findings(snapshot_from(*plan)) if f.rule == "member-not-in-narrative"] == []
