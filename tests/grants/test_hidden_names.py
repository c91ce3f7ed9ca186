"""Where a round hides names, deciders read labels, and citations still point to the submitted words."""

from grants.rules.hidden_names import hide_names, labels_of, names_by_label, with_names
from grants.rules.hidden_words import HiddenWords
from reviews.rules import CELL, PASSAGE, Cited

LEAD, MEMBER = "9900010", "9900020"
NAMES = [(LEAD, "Otter Run Local School District"), (MEMBER, "Cedar Gap Exempted Village Schools")]
TEXT = "Otter Run teaches. The Gap’s bus (Cedar Gap EV) runs daily; ask Dr. Ines Moore, imoore@ottergap.org."


def a_packet(text=TEXT):
    return {
        "format": 1,
        "reference": "26-0148",
        "title": "Ridge Rivers Learning Network",
        "consortium": {"name": "Ridge Rivers Learning Network", "state": "OH", "fiscal_agent": LEAD},
        "competition": {"name": "Innovation Fund 2026"},
        "elements": [],
        "participants": [
            {"key": key, "leaid": key, "ncessch": None, "name": name, "role": role, "kind": "local", "joined_on": None}
            for (key, name), role in zip(NAMES, ("lead", "member"), strict=True)
        ],
        "narrative": [{"key": "n1", "element": 1, "heading": "What Otter Run does", "text": f"One line.\n\n{text}"}],
        "activities": [{"key": "cedar-gap-bus", "title": "The Cedar Gap bus", "owner": MEMBER, "kind": "other",
                        "place": "RRLN office", "decided_by": "", "contract": None}],
        "commitments": [{"activity": "cedar-gap-bus", "participant": MEMBER, "gives": {"text": "A bus for Otter Run"}}],
        "budget": [],
        "partners": [],
        "contracts": [],
        "explanations": [{"rule": "x", "subject": LEAD, "text": "Otter Run"}],
        "attachments": [{"key": "f1", "name": "otter-run.pdf", "participant": LEAD, "confidential": "",
                         "sha256": "abc", "kind": "pdf", "bytes": 12}],
    }  # fmt: skip


def a_reading(text=TEXT):
    start = text.index("The Gap") + 4
    gap = {"paragraph": "n1-p2", "start": start, "end": start + 3, "kind": "other", "subject": MEMBER, "text": "Gap"}
    row = {"key": MEMBER, "leaid": MEMBER, "name": "Cedar Gap", "gives": ["A bus for Otter Run"], "cells": []}
    return {"mentions": {"n1-p2": [gap]}, "coverage": {"rows": [row | {"mentions": 2, "students": 12}]}}


def hidden(text=TEXT):
    return hide_names(a_packet(text), a_reading(text), names=NAMES, people=["Ada Winters"])


def test_labels_replace_names_short_names_people_and_addresses():
    shown = hidden().packet

    assert shown["title"] == "Application 26-0148"
    assert shown["narrative"][0]["heading"] == "What [Lead member] does"
    assert shown["narrative"][0]["text"] == (
        "One line.\n[Lead member] teaches. The [Member A]’s bus ([Member A] EV) runs daily; ask [Person], [Email]."
    )
    assert shown["activities"][0]["title"] == "The [Member A] bus"
    assert shown["activities"][0]["place"] == "[This consortium] office"
    assert shown["commitments"][0] == {
        "activity": "a1", "participant": "m2", "gives": {"text": "A bus for [Lead member]"}
    }  # fmt: skip


def test_a_misspelled_name_in_the_plan_is_recognized_as_in_the_narrative():
    packet = a_packet()
    packet["activities"][0]["place"] = "A room\n in Ceder Gap, and the Otter R. gym"

    shown = hide_names(packet, a_reading(), names=NAMES).packet["activities"][0]["place"]

    assert shown == "A room\n in [Member A], and the [Lead member]. gym"


def test_nothing_that_a_page_gets_has_a_name_or_a_number_of_a_member():
    names = hidden()

    everything = repr((names.packet, names.reading)).casefold()

    for word in ("otter", "cedar", "ridge", "rrln", "moore", LEAD, MEMBER, "abc"):
        assert word not in everything


def test_counts_stay_and_names_in_the_text_lead_to_the_row_of_their_member():
    reading = hidden().reading

    row = reading["coverage"]["rows"][0]
    assert (row["key"], row["name"], row["students"], row["mentions"]) == ("m2", "Member A", 12, 2)
    first = reading["mentions"]["n1-p2"][0]
    assert (first["subject"], first["start"], first["end"], first["text"]) == ("m1", 0, 13, "[Lead member]")


def test_a_citation_is_stored_by_the_submitted_characters_and_shown_with_labels():
    names = hidden()
    shown = "[Lead member] teaches."

    stored = names.stored(Cited(PASSAGE, "n1-p2", 0, len(shown), shown))

    assert TEXT[stored.start : stored.end] == "Otter Run teaches."
    assert names.shown(stored) == Cited(PASSAGE, "n1-p2", 0, len(shown), shown)


def test_half_a_label_cites_the_whole_name():
    names = hidden()

    stored = names.stored(Cited(PASSAGE, "n1-p2", 6, 21, "member] teaches"))

    assert TEXT[stored.start : stored.end] == "Otter Run teaches"


def test_characters_that_the_page_did_not_show_are_not_stored_as_others():
    names = hidden()

    assert names.stored(Cited(PASSAGE, "n1-p2", 0, 9, "Otter Run")).quote == "Otter Run"  # refused by the rule
    assert names.stored(Cited(PASSAGE, "n1-p2", 0, 9_999)).quote == " "
    assert names.stored(Cited(PASSAGE, "n1-p2")) == Cited(PASSAGE, "n1-p2")  # the whole paragraph


def test_a_cell_is_cited_by_the_label_of_its_member():
    names = hidden()
    quote = "Contributes: A bus for [Lead member]"

    stored = names.stored(Cited(CELL, "cell:m2:gives", quote=quote))

    assert stored == Cited(CELL, f"cell:{MEMBER}:gives")
    assert names.shown(Cited(CELL, f"cell:{MEMBER}:gives")) == Cited(CELL, "cell:m2:gives", quote=quote)
    assert names.stored(Cited(CELL, "cell:m2:activity:a1")).place == f"cell:{MEMBER}:activity:cedar-gap-bus"


def test_words_of_a_scorer_have_names_for_everyone_else():
    names = names_by_label(a_packet())

    assert with_names("[Lead member] pays. Member A drives; [Member A] too. Member B? [Person]!", names) == (
        "Otter Run Local School District pays. Cedar Gap Exempted Village Schools drives; "
        "Cedar Gap Exempted Village Schools too. Member B? [Person]!"
    )
    assert with_names("[This consortium]", names) == "Ridge Rivers Learning Network"


def test_labels_go_beyond_z():
    rows = [{"key": str(number), "role": "member"} for number in range(28)] + [{"key": "x", "role": "lead"}]

    labels = labels_of({"participants": rows})

    assert [labels[key] for key in ("0", "25", "26", "27", "x")] == [
        "Member A", "Member Z", "Member AA", "Member AB", "Lead member"
    ]  # fmt: skip


def test_names_are_recognized_without_accents_abbreviated_and_in_small_letters():
    words = HiddenWords()
    words.add_organization("Mount Béla Heights Local School District", "Member A")
    words.add_organization("Liberty Local School District", "Member B")
    words.add_person("Ada Winters")

    assert words.hide_in("Mt. Bela Hts. and mount béla heights") == "[Member A]. and [Member A]"
    assert words.hide_in("MBHLSD serves Liberty Schools. Give me liberty.") == (
        "[Member A] serves [Member B]. Give me liberty."
    )
    assert words.hide_in("Ada Winters, (614) 555-0142, www.liberty.example") == "[Person], [Phone number], [Link]"
