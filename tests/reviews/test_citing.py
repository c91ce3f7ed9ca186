"""What may be cited in a sealed text, what a mark rests on, and how cited text is shown."""

import time

import pytest

from reviews.rules import (
    CELL,
    NOTHING_FOUND,
    PASSAGE,
    Cited,
    Span,
    line_of,
    pieces_of,
    problems_with_citation,
    problems_with_determination,
    problems_with_mark,
    resolved,
    sentences_of,
)
from reviews.templatetags.passages import marked_up

PARAGRAPHS = {"n3-p1": "The superintendents meet monthly. Each has one vote."}
CELLS = {"cell:9900010:gives": "Gives: a room"}


def found(cited):
    return resolved(cited, paragraphs=PARAGRAPHS, cells=CELLS)


def test_a_passage_is_quoted_from_the_submitted_text_and_not_from_what_was_sent():
    assert found(Cited(PASSAGE, "n3-p1", 34, 52)).quote == "Each has one vote."


def test_a_passage_without_characters_is_the_whole_paragraph():
    assert found(Cited(PASSAGE, "n3-p1")) == Cited(
        PASSAGE, "n3-p1", 0, 52, "The superintendents meet monthly. Each has one vote."
    )


@pytest.mark.parametrize(
    "cited",
    [
        Cited(PASSAGE, "n9-p1"),
        Cited(PASSAGE, "n3-p1", 10, 10),
        Cited(PASSAGE, "n3-p1", 0, 53),
        Cited(PASSAGE, "n3-p1", 3, 4),  # a space alone
        Cited(PASSAGE, "n3-p1", 34, 52, "Each has two votes."),
        Cited(CELL, "cell:9900010:gains"),
        Cited(CELL, "cell:9900010:gives", quote="Gives: two rooms"),
        Cited("", "n3-p1"),
    ],
)
def test_what_is_not_in_the_version_cannot_be_cited(cited):
    assert problems_with_citation(cited, paragraphs=PARAGRAPHS, cells=CELLS) == [
        "That passage or cell isn’t in this version. Reload the page and choose it again."
    ]


def test_a_citation_has_at_most_5000_characters():
    texts = {"n1-p1": "x" * 5_001}

    assert problems_with_citation(Cited(PASSAGE, "n1-p1", 0, 5_000), paragraphs=texts, cells={}) == []
    assert problems_with_citation(Cited(PASSAGE, "n1-p1", 0, 5_001), paragraphs=texts, cells={}) == [
        "A citation can have at most 5,000 characters. Choose the key sentence."
    ]


@pytest.mark.parametrize(
    ("verdict", "kinds"),
    [
        ("explained", [PASSAGE]),
        ("explained", [CELL]),
        ("partly", [PASSAGE, CELL]),
        ("not_explained", [PASSAGE]),
        ("not_explained", [NOTHING_FOUND]),
    ],
)
def test_a_mark_needs_a_passage_a_cell_or_an_explicit_nothing_found(verdict, kinds):
    assert problems_with_mark(verdict, kinds) == []


@pytest.mark.parametrize(
    ("verdict", "kinds", "words"),
    [
        ("explained", [], "Every mark needs a citation"),
        ("not_explained", [], "Every mark needs a citation"),
        ("explained", [NOTHING_FOUND], "“Nothing found” means not explained"),
        ("partly", [NOTHING_FOUND], "“Nothing found” means not explained"),
        ("not_explained", [NOTHING_FOUND, PASSAGE], "Remove them before you record that nothing was found"),
        ("", [PASSAGE], "Choose explained, partly explained, or not explained"),
        ("excellent", [PASSAGE], "Choose explained, partly explained, or not explained"),
    ],
)
def test_a_mark_without_a_matching_citation_is_refused(verdict, kinds, words):
    [problem] = problems_with_mark(verdict, kinds)

    assert words in problem


def test_a_determination_needs_a_verdict_and_reasons_and_a_change_needs_a_reason():
    assert problems_with_determination("partly", "Seven of nine are explained.", replaces=False) == []
    assert problems_with_determination("partly", " ", replaces=False) == ["Enter the reasons for your determination."]
    assert problems_with_determination("partly", "Seven of nine are explained.", replaces=True) == [
        "Enter the reason for changing your determination. The earlier one stays in the history."
    ]
    assert (
        problems_with_determination(
            "partly", "Seven of nine are explained.", replaces=True, replaces_reason="A message came."
        )
        == []
    )


def test_sentences_are_cut_at_their_ends_and_not_at_amounts():
    text = "Spending above $10,000.00 needs a vote. Who votes? Each of us."

    assert [text[a:b] for a, b in sentences_of(text)] == [
        "Spending above $10,000.00 needs a vote.",
        "Who votes?",
        "Each of us.",
    ]


def test_overlapping_spans_cut_the_text_into_pieces_that_are_the_text_again():
    text = "Otter Run takes part."
    name, cited = Span(0, 9, "participant", "9900050"), Span(6, 15, "citation", "3")

    pieces = pieces_of(text, [cited, name])

    assert [piece.text for piece in pieces] == ["Otter ", "Run", " takes", " part."]
    assert [len(piece.spans) for piece in pieces] == [1, 2, 1, 0]


def test_hostile_text_is_shown_as_text_and_its_text_content_is_unchanged():
    text = "<script>alert('Otter Run')</script> & \u202eright to left"
    html = marked_up(pieces_of(text, [Span(15, 24, "participant", "9900050", 'Otter "Run"')]))

    assert html == (
        "&lt;script&gt;alert(&#x27;"
        '<a class="named" href="#member-9900050" title="Otter &quot;Run&quot;">Otter Run</a>'
        "&#x27;)&lt;/script&gt; &amp; \u202eright to left"
    )


def test_an_agency_that_is_not_a_member_is_marked_differently_from_a_member():
    html = marked_up(pieces_of("Openfield joins.", [Span(0, 9, "outsider", "9900900")]))

    assert html == (
        '<span class="named named--outsider" title="In the registry, but not a member">Openfield</span> joins.'
    )


def test_words_of_a_finding_are_followed_by_a_link_to_it_that_adds_no_text():
    spans = [Span(0, 13, "finding", "7", 'Is "all" so?'), Span(4, 8, "participant", "9900050", "Otter Run")]

    assert marked_up(pieces_of("All Otto pay here.", spans)) == (
        '<mark class="found">All </mark>'
        '<mark class="found"><a class="named" href="#member-9900050" title="Otter Run">Otto</a></mark>'
        '<mark class="found"> pay </mark>'
        '<a class="to-finding" id="words-7" href="#finding-7" aria-label="Finding: Is &quot;all&quot; so?"></a>here.'
    )


def test_a_cited_passage_says_for_which_elements():
    spans = [Span(0, 4, "citation", "3"), Span(0, 9, "citation", "1")]

    assert marked_up(pieces_of("Each has one.", spans)) == (
        '<mark class="cited" title="Cited for element 1, 3" data-ends="3">Each</mark>'
        '<mark class="cited" title="Cited for element 1" data-ends="1"> has </mark>one.'
    )


def test_the_line_of_marks_has_one_letter_for_each_element():
    assert line_of({1: "explained", 2: "partly", 3: "not_explained", 5: ""}) == "epn------"


@pytest.mark.parametrize("pattern", [".", "?!", ".)", ". ", "… ", '."', "a.", "A. "])
def test_ten_times_as_much_text_without_an_end_takes_about_ten_times_as_long(pattern):
    def seconds(characters):
        text, times = pattern * (characters // len(pattern)), []
        for _ in range(5):
            start = time.process_time()
            sentences_of(text)
            times.append(time.process_time() - start)
        return min(times)

    # Where each period is read again from every period before it, it takes a hundred times as long.
    assert seconds(20_000) < 50 * max(seconds(2_000), 0.00001)
