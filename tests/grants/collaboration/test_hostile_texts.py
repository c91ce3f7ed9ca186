"""Whatever an application contains, every rule runs and every mention is at its stated position."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grants.rules.collaboration.coverage_matrix import coverage_matrix
from grants.rules.collaboration.findings import all_findings
from grants.rules.collaboration.mentions import mentions_in
from grants.rules.collaboration.packet_reader import snapshot_from
from reviews.rules import paragraphs_of
from tests.grants.collaboration.builders import (
    NAMES,
    OUTSIDERS,
    a_plan,
    mentions,
    names_found,
    rules_and_subjects,
    subjects,
    with_answer,
)

PIECES = [
    *NAMES.values(),
    *OUTSIDERS.values(),
    *("Alder Run", "BIRCH HOLLOW", "Gorse Hill", "Shared physics", "Shop week", "our", "the", "all", "each", "every"),
    *("twenty", "seven", "hundred", "and", "27", "12,000", "2,", "districts", "member", "school", "district's", "of"),
    *("\u202e", "\u200b", "\u00ad", "\ufeff", "\x00", "e\u0301", "ß", "İ", "٣", "²", "½", "‐", "—", "’", "'", "/", "_"),
    *("\r\n", "\n\n", "\u2028", "\t", "\u00a0", " ", " ", ". ", "! ", ", ", "(", ")", "-", "<script>", "&amp;", "🏫"),
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40).map(" ".join) | st.lists(
    st.sampled_from(PIECES), max_size=40
).map("".join)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
UNHURRIED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@UNHURRIED
@given(text=TEXTS, heading=TEXTS, name=TEXTS, title=TEXTS)
def test_every_mention_is_at_its_stated_position(text, heading, name, title):
    plan = with_answer(a_plan(), text, heading=heading)
    plan[0]["participants"][1]["name"] = name
    plan[0]["partners"].append({"name": title, "kind": "other"})
    plan[0]["activities"][0]["title"] = title
    snapshot = snapshot_from(*plan)
    paragraphs = {p.key: p.text for section in snapshot.narrative for p in section.paragraphs}
    paragraphs |= {f"{section.key}-h": section.heading for section in snapshot.narrative}

    for mention in mentions_in(snapshot):
        assert 0 <= mention.start < mention.end
        assert paragraphs[mention.paragraph][mention.start : mention.end] == mention.text


@UNHURRIED
@given(text=TEXTS, name=TEXTS, title=TEXTS)
def test_one_finding_for_each_rule_and_subject_short_enough_to_be_stored(text, name, title):
    plan = with_answer(a_plan(), text)
    plan[0]["participants"][1]["name"] = name
    plan[0]["activities"][0]["title"] = title
    plan[1]["agencies"].append({"leaid": "9919999", "name": name, "kind": "local"})
    findings = all_findings(snapshot_from(*plan))

    assert len({(f.rule, f.subject_key) for f in findings}) == len(findings)
    assert all(len(f.rule) <= 40 and len(f.subject_key) <= 200 and len(f.subject) <= 300 for f in findings)
    assert all(f.sentence and len(f.places) == 2 and "\x00" not in repr(f.as_json()) for f in findings)


@UNHURRIED
@given(data=st.data())
def test_no_value_in_a_packet_or_its_facts_causes_an_error(data):
    packet, facts = a_plan()
    for part in (packet, facts):
        key = data.draw(st.sampled_from(sorted(part)))
        rows = part[key]
        if isinstance(rows, list) and rows and isinstance(rows[0], dict):
            rows[0][data.draw(st.sampled_from(sorted(rows[0])))] = data.draw(VALUES)
        elif isinstance(rows, dict) and rows:
            rows[data.draw(st.sampled_from(sorted(rows)))] = data.draw(VALUES)
        else:
            part[key] = data.draw(VALUES)
    snapshot = snapshot_from(packet, facts)

    all_findings(snapshot)
    coverage_matrix(snapshot, mentions_in(snapshot)).as_json()


@UNHURRIED
@given(text=st.none() | TEXTS)
def test_paragraphs_are_stripped_lines_numbered_from_one(text):
    paragraphs = paragraphs_of("n3", text)

    assert [p.key for p in paragraphs] == [f"n3-p{number}" for number in range(1, len(paragraphs) + 1)]
    assert all(p.text and p.text == p.text.strip() and len(p.text.splitlines()) == 1 for p in paragraphs)


def test_windows_newlines_and_blank_lines_make_paragraphs():
    text = "First line.\r\n\r\n  Second line. \r\n\u200b\r\nThird line."

    assert [(p.key, p.text) for p in paragraphs_of("n3", text)] == [
        ("n3-p1", "First line."),
        ("n3-p2", "Second line."),
        ("n3-p3", "Third line."),
    ]


def test_a_megabyte_of_names_is_read_to_its_end():
    text = "Alder Run Alder " * 60_000 + "Gorse " * 20_000 + "and Birch Hollow."

    assert names_found(with_answer(a_plan(), text))[-1] == ("Birch Hollow", "9910020")


def test_a_megabyte_of_white_space_is_read_to_its_end():
    text = "a" + "\u200b" * 300_000 + " " * 300_000 + "27" + " \n" * 200_000 + "districts"

    assert subjects(with_answer(a_plan(), text), "count-differs") == ["27"]


def test_a_megabyte_of_numbers_and_of_endings_is_read_to_its_end():
    text = "our hundred thousand " * 20_000 + "Local City Schools " * 20_000 + "9" * 300_000 + " all " * 50_000

    assert rules_and_subjects(with_answer(a_plan(), text)) == []


def test_quotes_and_names_cannot_reverse_the_direction_of_a_page():
    plan = with_answer(a_plan(), "\u202e across 27 districts \u202d\x00 <b>all</b>")
    plan[0]["participants"][1]["name"] = "\u202eEvil\u2066 Hill"

    assert mentions(plan) == []
    for finding in all_findings(snapshot_from(*plan)):
        assert not set("\u202e\u202d\u2066\x00") & set(repr(finding.as_json()).encode().decode("unicode_escape"))
