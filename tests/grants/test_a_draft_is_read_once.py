"""Pages of a draft compute its findings once for what the draft and the registry say; any change is read at once."""

import copy

import pytest
from django.urls import reverse

from grants.actions.writing import save_answer
from grants.rules import reading
from grants.rules.reading import kept_reading_of, reading_of
from tests.grants.collaboration.builders import a_plan
from tests.grants.walking import WRITING, a_draft
from tests.grants.walking import a_plan as write_plan


def test_the_same_content_is_read_once_and_every_change_of_it_anew():
    packet, facts = a_plan()
    first = kept_reading_of(packet, facts)

    assert first.findings == reading_of(packet, facts).findings
    assert kept_reading_of(copy.deepcopy(packet), copy.deepcopy(facts)) is first

    shorter = packet | {"budget": packet["budget"][:1]}
    assert kept_reading_of(shorter, facts).findings == reading_of(shorter, facts).findings != first.findings
    closed = copy.deepcopy(facts)
    closed["participants"][packet["participants"][1]["key"]]["closed_on"] = "2027-01-01"
    assert kept_reading_of(packet, closed).findings == reading_of(packet, closed).findings != first.findings


@pytest.mark.django_db
def test_going_from_section_to_section_reads_the_draft_once_and_a_saved_answer_is_read_at_once(
    client, time_machine, monkeypatch
):
    world = a_draft()
    write_plan(world)
    read: list[object] = []

    def counted(packet, facts):
        read.append(packet)
        return reading_of(packet, facts)

    monkeypatch.setattr(reading, "reading_of", counted)
    time_machine.move_to(WRITING, tick=False)
    client.force_login(world.lead)

    def findings(key):
        page = client.get(reverse("applicant:section_detail", args=[world.application.reference, key]))
        return page.context["aside"].found

    before = findings("question-1")
    findings("question-2")
    client.get(reverse("applicant:application_budget", args=[world.application.reference]))
    assert len(read) <= 1  # none where this process read the same content for another test
    read.clear()

    answer = world.application.answers.get(element=1)
    save_answer(answer=answer, text="All five members share one bus.", revision=0, by=world.lead, at=WRITING)
    after = findings("question-1")
    assert after != before
    assert len(read) == 1
