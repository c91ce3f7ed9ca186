"""Which consortia look like one."""

import random
import time
from itertools import combinations

from consortia.rules.duplicates import Known, likely_duplicates, likely_pairs, reason_for

RIDGE = Known("ridge-rivers", "Ridge Rivers Learning Network", "OH")


def test_the_same_name_in_other_letters_and_with_another_ending_is_likely_the_same_consortium():
    known = [RIDGE, Known("fern-valley", "Fern Valley Consortium", "OH")]

    assert likely_duplicates("ridge rivers CONSORTIUM, Inc.", "OH", known) == [
        ("ridge-rivers", "the same name apart from words such as “consortium” or “network”")
    ]


def test_the_exact_name_comes_first():
    known = [Known("a", "Ridge Rivers Consortium", "OH"), RIDGE]

    found = likely_duplicates("Ridge Rivers Learning Network", "OH", known)

    assert [slug for slug, _ in found] == ["ridge-rivers", "a"]
    assert found[0][1] == "the same name"


def test_a_consortium_of_another_state_is_never_the_same():
    assert likely_duplicates("Ridge Rivers Learning Network", "WV", [RIDGE]) == []


def test_one_shared_word_alone_is_not_enough():
    known = [Known("valley-one", "Fern Valley Network", "OH"), Known("north", "Northern Consortium", "OH")]

    assert likely_duplicates("Harlan Valley Network", "OH", known) == []
    assert likely_duplicates("Northern Ridge Consortium", "OH", known) == []


def test_names_of_nothing_but_common_words_are_compared_whole():
    known = [Known("learning-network", "The Learning Network", "OH")]

    assert likely_duplicates("Learning Network", "OH", known) == [
        ("learning-network", "one name holds the other: learning network")
    ]
    assert likely_duplicates("District Network", "OH", known) == []
    assert likely_duplicates("the learning network", "OH", known) == [("learning-network", "the same name")]


def test_the_same_members_and_a_word_in_common_are_likely_the_same_and_say_how_many():
    five = frozenset("abcde")
    known = [Known("rivers", "Rivers Compact", "OH", five)]

    assert likely_duplicates("Ridge Rivers Pact", "OH", known, frozenset("abcd")) == [
        ("rivers", "4 of 5 members are the same")
    ]
    assert likely_duplicates("Ridge Rivers Pact", "OH", known, frozenset("abc")) == []
    assert likely_duplicates("Another Pact", "OH", known, frozenset("abcd")) == []
    assert likely_duplicates("Another Pact", "OH", known, five) == [("rivers", "all members are the same")]


def test_pairs_are_named_once():
    rows = [RIDGE, Known("ridge-2", "Ridge Rivers Consortium", "OH"), Known("fern", "Fern Valley", "OH")]

    assert [(a.slug, b.slug) for a, b, _ in likely_pairs(rows)] == [("ridge-rivers", "ridge-2")]


def test_no_pair_is_missed_by_not_comparing_all_of_them():
    rng = random.Random(14)
    words, members = "ash bell cedar creek the learning network".split(), [f"39000{number:02}" for number in range(14)]
    found = 0
    for _again in range(60):
        rows = []
        for number in range(24):
            last = (
                rows[-1].members if rows and rng.random() < 0.4 else frozenset(rng.sample(members, rng.randrange(12)))
            )
            name = " ".join(rng.choice(words) for _ in range(rng.randrange(1, 4)))
            rows.append(Known(f"c{number:02}", name, "OH", last ^ {rng.choice(members)}))
        likely = {(one.slug, other.slug) for one, other in combinations(rows, 2) if reason_for(one, other)}
        assert {(one.slug, other.slug) for one, other, _why in likely_pairs(rows)} == likely
        found += len(likely)
    assert found > 1_000


def test_five_thousand_consortia_of_one_state_are_compared_in_a_second():
    rng = random.Random(20)
    words = [f"{first}{last}" for first in "ash bell elm fern oak pine".split() for last in range(40)]
    rows = [
        Known(
            f"c{number}",
            f"{' '.join(rng.sample(words, 3))} Network",
            "OH",
            frozenset(str(rng.randrange(20_000)) for _ in range(rng.randrange(2, 20))),
        )
        for number in range(5_000)
    ]
    twin = Known("twin", f"{rows[700].name} Consortium", "OH", rows[700].members)

    started = time.process_time()
    pairs = {(one.slug, other.slug) for one, other, _why in likely_pairs([*rows, twin])}

    assert ("c700", "twin") in pairs
    assert time.process_time() - started < 20  # with room for a busy machine; all pairs would take minutes
