"""What the checks find in applications kept apart from those they were made with. What is still wrong is named."""

import pytest

from tests.grants.test_findings_of_a_fair_reader import outsiders_in
from tests.prose import OWN_TEXTS, outcome_of, texts_in

HELD_OUT = OWN_TEXTS / "held_out"
TEXTS = texts_in(HELD_OUT)
# Districts of the state whose names some of the texts use, for themselves or for something else.
OF_THE_STATE = [
    f"{name} Local School District"
    for name in (
        "Holnock/Tarcombe Bottoms/Corbourn Orchard/Copperwick/Hawnock/Crosswith Slough/Verlock Heights/"
        "Garrowmere Landing/Quilwood Narrows/Tansyrick Branch/Kenworth/Everstrand Lick/Wrenlow Bend/Tallmore/Quilquist"
    ).split("/")
]
OF_THE_STATE += [f"{name} Exempted Village Schools" for name in ("Radwith", "Tamfield", "Kilover")]
OF_THE_STATE += [f"{name} Joint Vocational School District" for name in ("Hazelsett Landing", "Wesdale Narrows")]
# A reader who follows the text finds these; the checks don't.
MISSED = [
    "42-poetic-ordinary-words: all-but-some: The Walking Anthology",  # "no school of ours is without its walk"
]
# A memo in lowercase letters: the checks ask whether the members are named.
ASKED = [
    f"40-dictated-voice-memo: {name} School District"
    for name in "Amberley Mill Local/Birch Tavern Local/Chickadee Hollow Local/Dovecote City/Quillfeather Local".split(
        "/"
    )
]


def test_the_checks_find_in_them_what_a_fair_reader_finds_except_what_is_listed():
    agencies = [{"leaid": f"99410{n:02}", "name": name, "kind": "local"} for n, name in enumerate(OF_THE_STATE)]
    outcomes = [outcome_of(HELD_OUT, text, agencies) for text in TEXTS]

    assert len(outcomes) == 24
    assert [line for outcome in outcomes for line in outcome.missed] == MISSED
    assert [line for outcome in outcomes for line in outcome.false] == []
    assert [line for outcome in outcomes for line in outcome.unrecognized] == ASKED
    assert [line for outcome in outcomes for line in outcome.hidden] == []


LINES = (HELD_OUT / "phrases.txt").read_text(encoding="utf-8").splitlines()
EVERYDAY = [line for line in LINES if line.strip() and "=>" not in line and not line.startswith("#")]
# In this, the name of a district stands for something else without a word beside it that says so.
MISTAKEN = ["Mentor teachers are paid $900 a year."]


@pytest.mark.parametrize("phrase", [phrase for phrase in EVERYDAY if phrase not in MISTAKEN])
def test_an_everyday_phrase_names_no_outsider(phrase):
    assert [name for name, is_possible in outsiders_in(phrase) if not is_possible] == []
