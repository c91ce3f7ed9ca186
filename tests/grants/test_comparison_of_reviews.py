"""How officers' marks on one element compare: the mark, and the evidence."""

import pytest

from grants.rules.comparison import JudgedElement, contrast_of, share_evidence, uncited_of
from reviews.rules import CELL, NOTHING_FOUND, PASSAGE, Cited

FIRST_HALF = Cited(PASSAGE, "n2-p1", 0, 50, "The first half of the paragraph, fifty characters.")
SECOND_HALF = Cited(PASSAGE, "n2-p1", 50, 90, "The second half, forty characters long..")
MIDDLE = Cited(PASSAGE, "n2-p1", 40, 60, "characters. The second")
OTHER = Cited(PASSAGE, "n2-p2", 0, 20, "Another paragraph at")
GIVES = Cited(CELL, "cell:9900001:gives", quote="0.5 staff")
NOTHING = Cited(NOTHING_FOUND)


def judged(verdict, *cited, officer="Ada"):
    return JudgedElement(officer, verdict, "", cited)


@pytest.mark.parametrize(
    ("these", "those", "is_shared"),
    [
        ((FIRST_HALF,), (MIDDLE,), True),
        ((FIRST_HALF,), (SECOND_HALF,), False),  # they touch and share no character
        ((FIRST_HALF, OTHER), (OTHER,), True),
        ((FIRST_HALF,), (OTHER,), False),
        ((GIVES,), (GIVES,), True),
        ((GIVES,), (Cited(CELL, "cell:9900002:gives", quote="0.5 staff"),), False),
        ((NOTHING,), (NOTHING,), True),
        ((NOTHING,), (FIRST_HALF,), False),
        ((), (FIRST_HALF,), False),
    ],
)
def test_officers_share_evidence_where_they_cite_the_same_words_or_the_same_cell(these, those, is_shared):
    assert share_evidence(these, those) is is_shared
    assert share_evidence(those, these) is is_shared


def test_in_different_versions_the_words_are_compared_because_places_may_have_moved():
    moved = Cited(PASSAGE, "n2-p4", 3, 53, FIRST_HALF.quote)

    assert not share_evidence([FIRST_HALF], [moved])
    assert share_evidence([FIRST_HALF], [moved], is_one_version=False)


@pytest.mark.parametrize(
    ("marks", "contrast"),
    [
        ([judged("partly", FIRST_HALF), judged("partly", OTHER)], "agree"),
        ([judged("explained", FIRST_HALF), judged("partly", MIDDLE)], "same_evidence"),
        ([judged("explained", FIRST_HALF), judged("partly", OTHER)], "different_evidence"),
        ([judged("explained", FIRST_HALF), judged("not_explained", NOTHING)], "different_evidence"),
        ([judged("explained", FIRST_HALF), judged("")], "unmarked"),
        # Of three, two differ on the same words.
        ([judged("explained", FIRST_HALF), judged("explained", OTHER), judged("partly", OTHER)], "same_evidence"),
        # Of three, two share words and agree; the third looked elsewhere.
        ([judged("explained", FIRST_HALF), judged("explained", MIDDLE), judged("partly", OTHER)], "different_evidence"),
    ],
)
def test_marks_that_differ_rest_on_the_same_evidence_or_on_different_evidence(marks, contrast):
    assert contrast_of(marks) == contrast


def test_a_paragraph_that_no_officer_cites_is_named():
    paragraphs = {"n2-p1": "…", "n2-p2": "…", "n2-p3": "…"}

    assert uncited_of(paragraphs, [judged("partly", FIRST_HALF), judged("partly", MIDDLE, OTHER)]) == ["n2-p3"]
    assert uncited_of(paragraphs, [judged("not_explained", NOTHING)]) == list(paragraphs)
