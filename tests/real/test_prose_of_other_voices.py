"""Twenty-six applications in other voices, among all agencies of Ohio: each named case stays found."""

import pytest

from tests.grants import test_findings_of_a_fair_reader as tuned
from tests.grants import test_findings_on_texts_held_out as held_out
from tests.prose import outcome_of, texts_in
from tests.real.collaboration_facts import ohio_agencies

# A district that is no member and that no text brings along: it is one of the sample state's, not of Ohio's.
NOT_IN_OHIO = ["47-mixed-bag: outsider-named: Sedgeley"]


@pytest.fixture
def prose(real_data):
    folder = real_data / "cases" / "prose"
    assert folder.is_dir(), "The folder of real data has no texts in other voices: cases/prose is missing."
    return folder


def test_what_a_fair_reader_finds_is_found_and_nothing_else_among_the_agencies_of_ohio(prose, real_data):
    agencies = ohio_agencies(real_data)
    outcomes = [outcome_of(prose, text, agencies) for text in texts_in(prose)]

    assert len(outcomes) == 26
    assert [line for outcome in outcomes for line in outcome.missed] == NOT_IN_OHIO
    assert [line for outcome in outcomes for line in outcome.false] == []
    assert [line for outcome in outcomes for line in (*outcome.unrecognized, *outcome.hidden)] == []


@pytest.mark.parametrize(
    ("phrases", "mistaken"),
    [(tuned.EVERYDAY, []), (held_out.EVERYDAY, held_out.MISTAKEN)],
    ids=["tuned to", "held out"],
)
def test_everyday_phrases_name_no_outsider_among_the_agencies_of_ohio(phrases, mistaken, real_data):
    agencies = [{key: a[key] for key in ("leaid", "name", "kind")} for a in ohio_agencies(real_data)]

    assert len(phrases) == 100
    assert [p for p in phrases if any(not possible for _, possible in tuned.outsiders_in(p, agencies))] == mistaken
