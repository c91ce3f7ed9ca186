"""After an edit, the signers whose part changed are asked to sign again: in My work, by email, on the lead's page."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from accounts.models import OutgoingEmail
from consortia.models import Membership
from grants.actions.application import submit_application
from grants.actions.officers import assign_application
from grants.actions.reminders import ask_to_sign_again
from grants.actions.signatures import sign_application
from grants.actions.signing_requests import request_signature
from grants.models import Competition, SigningRequest
from grants.reads.drafts_to_sign import drafts_to_sign
from grants.reads.packets import packet_of, part_of
from grants.reads.wanted_signatures import applications_to_sign_again, signatures_wanted_from
from grants.rules.signing import is_signature_wanted
from signing.rules import digest_of
from tests.grants.builders import AT
from tests.grants.pages import determined, signed_in
from tests.grants.rounds import an_officer
from tests.grants.test_what_signers_sign import a_signed_plan, retitle
from tests.grants.walking import CLOSES, WRITING, a_round

pytestmark = pytest.mark.django_db
BY = "manage.py send_reminders"
NEXT_DAY = WRITING + datetime.timedelta(days=1)


@pytest.fixture
def world():
    """Three members with one shared activity, all of whom have signed without ever having been emailed."""
    world = a_signed_plan()
    SigningRequest.objects.all().delete()
    world.member, world.signer = world.participants[1], world.signers[1]
    with time_machine.travel(NEXT_DAY, tick=False):
        yield world


def tasks_of(person):
    return [task for task in signed_in(Client(), person).get("/my/").context["page"].tasks if "Sign " in task.text]


def sign(world, at=NEXT_DAY):
    return sign_application(participant=world.member, name=world.signer.name, by=world.signer, at=at)


def row_of(world, reader):
    page = signed_in(Client(), reader).get(f"/applications/{world.application.reference}/signatures/")
    return next(row for row in page.context["members"] if row.key == world.member.key)


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({}, True),
        ({"is_requested": False}, False),
        ({"is_current": True}, False),
        ({"is_withdrawn": True}, False),
        ({"has_left": True}, False),
    ],
)
def test_a_signature_is_wanted_from_a_member_that_was_asked_and_whose_part_none_covers(facts, wanted):
    usual = {"is_requested": True, "is_current": False, "is_withdrawn": False, "has_left": False}

    assert is_signature_wanted(**usual | facts) is wanted


def test_who_signed_is_asked_again_in_my_work_once_the_part_changed(world):
    assert tasks_of(world.signer) == []

    retitle(world)

    (task,) = tasks_of(world.signer)
    assert task.text == f"Sign {world.member.name}’s part of application {world.application.reference} again."
    assert f"What {world.member.name} signed changed: review the change and sign again" in task.about
    assert "Football stadium" in signed_in(Client(), world.signer).get(task.url).text
    sign(world)
    assert tasks_of(world.signer) == []


def test_a_change_of_someone_elses_part_asks_only_the_lead_again(world):
    world.line.amount = 1
    world.line.save()

    assert signatures_wanted_from(world.signers[0]) == [(world.participants[0], True)]
    assert signatures_wanted_from(world.signer) == []


def test_my_work_compares_the_same_parts_as_the_packet(world):
    draft = drafts_to_sign([world.application])[world.application.pk]
    packet = packet_of(world.application)

    for participant in world.participants:
        assert digest_of(part_of(draft, participant.key)) == digest_of(part_of(packet, participant.key))


@pytest.mark.parametrize("count", [1, 3])
def test_my_work_compares_any_number_of_drafts_in_eleven_queries(django_assert_num_queries, count):
    competition = a_round("Other round")
    worlds = [a_signed_plan(competition) for _ in range(count)]
    signer = worlds[0].signers[1]
    for world in worlds:
        world.participants[1].district = worlds[0].districts[1]
        world.participants[1].save()
        retitle(world)

    # The roles and the places of the person, the members, their signatures; of the drafts: members, answers,
    # activities, attachments, commitments, lines, who benefits.
    with django_assert_num_queries(11):
        assert len(signatures_wanted_from(signer)) == count


def test_a_submitted_version_that_changed_after_a_signature_still_asks_for_it(world):
    retitle(world)
    submit_application(application=world.application, by=world.lead, at=NEXT_DAY)

    assert signatures_wanted_from(world.signer) == [(world.member, True)]
    sign(world)
    assert signatures_wanted_from(world.signer) == []


def test_the_signers_are_emailed_once_and_the_lead_sees_when(world):
    retitle(world)
    assert row_of(world, world.lead).notice.startswith("Out of date: not told yet.")
    assert row_of(world, world.signer).notice == "The plan changed afterward: sign again"

    call_command("send_reminders")
    call_command("send_reminders")

    (email,) = OutgoingEmail.objects.filter(to=world.signer.email, kind="signature requested", written_at=NEXT_DAY)
    assert f"{world.participants[0].name} asks you, as superintendent, to sign" in email.body
    assert "what it signed has changed" in email.body
    assert row_of(world, world.lead).notice == f"Out of date: we told {world.signer.name} on Sep 15, 2026."


def test_no_one_is_emailed_about_a_signature_that_covers_the_plan_or_twice_about_the_same(world):
    assert ask_to_sign_again(application=world.application, by=BY, at=NEXT_DAY) == []
    retitle(world)
    request_signature(participant=world.member, appointment=world.signer.appointments.get(), by=world.lead, at=NEXT_DAY)

    asked = ask_to_sign_again(application=world.application, by=BY, at=NEXT_DAY)

    assert {request.participant_id for request in asked} == {world.participants[0].pk, world.participants[2].pk}


def test_no_one_is_emailed_after_the_deadline(world):
    retitle(world)
    late = CLOSES + datetime.timedelta(days=1)

    assert ask_to_sign_again(application=world.application, by=BY, at=late) == []


def test_signers_of_a_submitted_version_that_they_did_not_sign_are_emailed_once(world):
    retitle(world)
    submit_application(application=world.application, by=world.lead, at=NEXT_DAY)
    assert row_of(world, world.lead).notice.startswith("Out of date: not told yet. We email its authorized signers")

    later = CLOSES + datetime.timedelta(days=1)
    with time_machine.travel(later, tick=False):
        call_command("send_reminders")
        call_command("send_reminders")

    (email,) = OutgoingEmail.objects.filter(to=world.signer.email, kind="signature requested", written_at=later)
    assert "what it signed has changed" in email.body
    assert "Deadline:" not in email.body
    assert row_of(world, world.lead).notice == f"Out of date: we told {world.signer.name} on Oct 1, 2026."


def test_no_one_is_emailed_once_an_officer_recorded_a_determination(world):
    retitle(world)
    world.application.answers.filter(position=2).update(text="Each school lends a room.")
    submit_application(application=world.application, by=world.lead, at=NEXT_DAY)
    day = datetime.timedelta(days=1)
    Competition.objects.update(opens_at=AT - 2 * day, closes_at=AT - day)
    officer = an_officer()
    application = assign_application(application=world.application, by=officer, at=AT)
    assert applications_to_sign_again(AT) == [application]

    determined(application, officer)

    assert applications_to_sign_again(AT) == []
    assert ask_to_sign_again(application=application, by=BY, at=AT) == []


def test_a_member_that_left_is_not_asked_on_the_page(world):
    retitle(world)
    submit_application(application=world.application, by=world.lead, at=NEXT_DAY)
    Membership.objects.filter(pk=world.member.membership_id).update(leaves_on=WRITING.date())

    row = row_of(world, world.signer)

    assert not row.asks_reader
    assert "left the consortium" in row.notice
    assert not row_of(world, world.lead).progress.can_request


def test_the_leads_own_row_says_that_it_signs_on_the_page(world):
    world.application.signatures.all().delete()
    page = signed_in(Client(), world.lead).get(f"/applications/{world.application.reference}/signatures/")
    labels = [row.progress.label for row in page.context["members"]]

    assert labels == ["Not signed; the lead signs on this page", "No working link", "No working link"]


def test_the_overview_says_what_is_out_of_date_and_lists_what_a_member_has_to_do(world):
    retitle(world)
    overview = f"/applications/{world.application.reference}/"

    page = signed_in(Client(), world.signer).get(overview)
    of_lead = signed_in(Client(), world.lead).get(overview)

    (todo,) = page.context["to_do"]
    assert todo.text == f"What {world.member.name} signed changed."
    assert todo.address == f"{overview}signatures/{world.member.key}/"
    assert "The application is due Sep 30, 2026, 5:00 PM EDT." in page.text
    assert page.text.count("; out of date") == 3
    assert "3 members haven’t signed the current plan." in of_lead.text
