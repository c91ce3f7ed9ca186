"""Which consortia look like one."""

from consortia.rules.duplicates import Known, likely_duplicates, likely_pairs

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
