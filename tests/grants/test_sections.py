"""An application is written in sections: each has an owner and a state, and its owner alone writes it with the lead."""

import datetime

import pytest

from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions.application import submit_application
from grants.actions.members import remove_member
from grants.actions.plan import BudgetWords, add_partner, save_budget_lines
from grants.actions.sections import assign_section, set_section_ready
from grants.actions.writing import save_answer
from grants.models import ApplicationSection
from grants.reads.packets import packet_of
from grants.rules.collaboration.findings import Finding, Place
from grants.rules.sections import (
    findings_in,
    has_changed_since_ready,
    key_of_answer,
    neighbors_of,
    position_of,
    section_named,
    section_of_place,
    sections_of,
    state_of_section,
    state_of_signing,
)
from tests.factories import AppointmentFactory
from tests.grants.walking import WRITING, a_draft, a_draft_with_a_plan

pytestmark = pytest.mark.django_db
LATER = WRITING + datetime.timedelta(hours=1)


def assigned(world, member=1, key="question-3"):
    return assign_section(
        application=world.application, key=key, member=world.participants[member].key, by=world.lead, at=WRITING
    )


def written(world, by, text="One vote each.", element=3):
    return save_answer(answer=world.application.answers.get(element=element), text=text, by=by, at=WRITING)


def ready(world, by, key="question-3", **changes):
    seen = section_named(key, packet_of(world.application)).digest
    asked = {"application": world.application, "key": key, "is_ready": True, "seen": seen, "by": by, "at": LATER}
    return set_section_ready(**asked | changes)


def state(world, key="question-3"):
    digest = ApplicationSection.objects.filter(key=key).values_list("ready_digest", flat=True).first() or ""
    section = section_named(key, packet_of(world.application))
    return state_of_section(section, digest).label, has_changed_since_ready(section, digest)


def test_the_sections_are_in_the_order_of_the_application():
    world = a_draft()

    assert [section.key for section in sections_of(packet_of(world.application))] == [
        "members", *(f"question-{number}" for number in range(1, 10)), "activities", "budget", "partners",
        "attachments",
    ]  # fmt: skip


def test_every_section_knows_the_one_before_and_the_one_after():
    assert neighbors_of("members") == ("", "question-1")
    assert neighbors_of("question-9") == ("question-8", "activities")
    assert neighbors_of("activities", [1, 2, 12]) == ("text-12", "budget")
    assert neighbors_of("submit") == ("signatures", "")


def test_an_answer_and_its_section_name_each_other():
    assert [(key_of_answer(position), position_of(key_of_answer(position))) for position in (1, 9, 10)] == [
        ("question-1", 1), ("question-9", 9), ("text-10", 10),
    ]  # fmt: skip
    assert [position_of(key) for key in ("question-10", "text-3", "question-0", "budget", "text-", "")] == [None] * 6


def test_a_place_of_a_finding_is_written_in_a_section():
    places = {
        "paragraph:n4-p2": "question-4", "paragraph:n11-p1": "text-11", "element:8": "question-8",
        "narrative": "question-1", "activity:a2": "activities", "cell:9900001:gains": "activities",
        "cell:9900001:money": "budget", "list": "members", "signature:9900001": "signatures", "registry:9900001": "",
        "competition": "",
    }  # fmt: skip

    assert {place: section_of_place(place) for place in places} == places


def test_a_section_is_in_progress_once_something_is_written():
    world = a_draft()
    assert state(world) == ("Not started", False)

    written(world, world.lead)

    assert state(world) == ("In progress", False)


def test_ready_ends_when_the_text_changes_and_returns_with_the_same_text():
    world = a_draft()
    written(world, world.lead)
    ready(world, world.treasurer)
    assert state(world) == ("Ready", False)

    written(world, world.lead, "Two votes each.")
    assert state(world) == ("In progress", True)

    written(world, world.lead, "One vote each.")
    assert state(world) == ("Ready", False)


def test_the_budget_is_ready_until_a_line_is_added():
    world = a_draft_with_a_plan()
    ready(world, world.lead, "budget")
    assert state(world, "budget") == ("Ready", False)

    save_budget_lines(
        application=world.application, lines=[BudgetWords(line="Bus", amount=9, source="grant")], by=world.lead,
        at=LATER,
    )  # fmt: skip

    assert state(world, "budget") == ("In progress", True)


def test_what_is_empty_is_not_ready_except_partners():
    world = a_draft()

    with pytest.raises(Unready, match="Nothing is written here yet"):
        ready(world, world.lead)
    ready(world, world.lead, "partners")

    assert state(world, "partners") == ("Ready", False)
    add_partner(application=world.application, name="A University", by=world.lead, at=LATER)
    assert state(world, "partners") == ("In progress", True)


def test_a_text_that_changed_meanwhile_is_not_marked_as_ready():
    world = a_draft()
    written(world, world.lead)
    seen = section_named("question-3", packet_of(world.application)).digest
    written(world, world.treasurer, "Three votes.")

    with pytest.raises(Unready, match="changed after you opened this page"):
        ready(world, world.lead, seen=seen)


def test_ready_is_taken_back():
    world = a_draft()
    written(world, world.lead)
    ready(world, world.lead)

    section = ready(world, world.lead, is_ready=False)

    assert (section.ready_digest, section.ready_by, section.ready_at) == ("", None, None)
    assert [entry.event for entry in Entry.objects.order_by("pk")][-2:] == ["section.ready", "section.not_ready"]


def test_a_member_writes_the_section_it_is_assigned_and_no_other():
    world = a_draft()
    with pytest.raises(Refused, match="Only people with a role in"):
        written(world, world.signers[1])
    assigned(world)

    written(world, world.signers[1])
    ready(world, world.signers[1])

    assert world.application.answers.get(element=3).saved_by == world.signers[1]
    with pytest.raises(Refused):
        written(world, world.signers[1], element=4)
    with pytest.raises(Refused):
        ready(world, world.signers[1], "budget")
    with pytest.raises(Refused, match="or in the lead district can write this section"):
        written(world, world.signers[2], "Mine.")
    with pytest.raises(Refused):
        ready(world, world.signers[2], is_ready=False)


def test_the_lead_still_writes_a_section_that_a_member_writes():
    world = a_draft()
    assigned(world)

    assert written(world, world.treasurer).saved_by == world.treasurer


def test_only_the_lead_assigns_sections_and_only_answers():
    world = a_draft()
    assigned(world)
    key = {"application": world.application, "at": WRITING}

    with pytest.raises(Refused):
        assign_section(**key, key="question-3", member=world.participants[2].key, by=world.signers[1])
    with pytest.raises(Unready, match="Only answers can be assigned"):
        assign_section(**key, key="budget", member=world.participants[1].key, by=world.lead)
    with pytest.raises(Unready, match="Choose a member of this application"):
        assign_section(**key, key="question-3", member="9999999", by=world.lead)


def test_a_section_is_reassigned_and_taken_back():
    world = a_draft()
    assigned(world)
    assert assigned(world, 2).owner == world.participants[2]
    with pytest.raises(Refused):
        written(world, world.signers[1])

    section = assign_section(application=world.application, key="question-3", member="", by=world.lead, at=WRITING)

    assert section.owner is None
    with pytest.raises(Refused):
        written(world, world.signers[2])


def test_a_member_that_left_the_application_loses_its_section():
    world = a_draft()
    assigned(world)

    remove_member(participant=world.participants[1], by=world.lead, at=LATER)

    assert ApplicationSection.objects.get().owner is None
    with pytest.raises(Refused):
        written(world, world.signers[1])


def test_a_role_that_ended_writes_nothing():
    world = a_draft()
    assigned(world)
    former = AppointmentFactory(district=world.districts[1], ends_on=datetime.date(2026, 9, 1)).user

    with pytest.raises(Refused):
        written(world, former)


def test_a_submitted_application_is_not_written_by_an_owner():
    world = a_draft()
    assigned(world)
    submit_application(application=world.application, by=world.lead, at=WRITING)

    with pytest.raises(Unready, match="Reopen it to make changes"):
        written(world, world.signers[1])


def test_signing_is_ready_when_every_member_has_signed():
    states = [state_of_signing(was_opened=was_opened, unsigned=unsigned).label for was_opened, unsigned in
              ((False, 3), (True, 2), (True, 0))]  # fmt: skip

    assert states == ["Not started", "In progress", "Ready"]


def test_what_is_sealed_names_no_owner_and_no_mark():
    world = a_draft()
    written(world, world.lead)
    before = packet_of(world.application)
    assigned(world)
    ready(world, world.lead)

    assert packet_of(world.application) == before


def test_an_unsigned_member_is_a_finding_of_the_signatures_alone():
    finding = Finding(
        "unsigned", 2, "3900001", "Cedar Gap", "Cedar Gap hasn’t signed.",
        (Place("Member list", "Cedar Gap", "participant:3900001"), Place("Signatures", "", "signature:3900001")),
    )  # fmt: skip

    assert findings_in("signatures", [finding]) == [finding]
    assert findings_in("members", [finding]) == []
