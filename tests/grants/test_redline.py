"""How two texts differ, as people read it: words removed, words added, paragraph by paragraph."""

import time

import pytest

from grants.rules.redline import ADDED, REMOVED, both_texts, has_differences, one_side, redline


def told(paragraphs):
    marks = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return [" ".join(marks[piece.kind].format(piece.text) for piece in pieces) for pieces in paragraphs]


def test_words_that_changed_are_marked_where_they_are():
    before = "The board decides by a simple majority of all members."
    after = "The board decides by two thirds of all members."

    assert told(redline(before, after)) == ["The board decides by [-a simple majority-] [+two thirds+] of all members."]


def test_few_words_between_two_changes_are_part_of_them():
    assert told(redline("Each has one vote here.", "Everyone has two votes here.")) == [
        "[-Each has one vote-] [+Everyone has two votes+] here."
    ]


def test_paragraphs_stay_paragraphs():
    assert told(redline("First.\n\nSecond.", "First.\n\nNew.\n\nSecond.")) == ["First.", "[+New.+]", "Second."]
    assert told(redline("First.\nSecond.", "")) == ["[-First.-]", "[-Second.-]"]
    assert redline("", "") == []


def test_spaces_alone_are_no_difference():
    assert not has_differences(redline("One  vote.\n\nEach.", "One vote.\nEach. "))


def test_a_side_has_its_own_text_alone():
    paragraphs = redline("The board votes in May.", "The council votes in May.\nAlways.")

    assert told(one_side(paragraphs, without=ADDED)) == ["The [-board-] votes in May."]
    assert told(one_side(paragraphs, without=REMOVED)) == ["The [+council+] votes in May.", "[+Always.+]"]


def test_both_texts_in_one_lose_no_paragraph_and_repeat_none():
    saved, mine = "Same.\nTheirs.\nEnd.", "Same.\nMine.\nEnd."

    assert both_texts(saved, mine) == "Same.\nTheirs.\nMine.\nEnd."


def test_a_sentence_in_a_long_text_is_found_at_once():
    sentences = [
        f"In year {number} the members share bus {number} and the rest of the fleet." for number in range(1500)
    ]
    changed = [*sentences[:700], "In year 700 they buy a new bus.", *sentences[701:]]

    pieces = [piece for part in redline(" ".join(sentences), " ".join(changed)) for piece in part]

    assert [piece.text for piece in pieces if piece.kind == ADDED] == ["they buy a new bus."]


HOSTILE = [
    ("a " * 50_000, "b " + "a " * 49_990 + "c"),
    (" ".join(f"a x{n}" for n in range(240)), " ".join(f"a y{n}" for n in range(240))),
    (". ".join(f"a x{n}" for n in range(10_000)), ". ".join(f"a y{n}" for n in range(10_000))),
    ("a.\nx\n" * 12_000, "b\na.\ny\n" * 12_000),
]


@pytest.mark.parametrize(("before", "after"), HOSTILE)
def test_no_two_texts_take_long(before, after):
    start = time.process_time()
    redline(before, after)
    both_texts(before, after)
    assert time.process_time() - start < 3
