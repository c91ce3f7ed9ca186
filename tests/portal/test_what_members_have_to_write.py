"""My work asks a member for what it still has to add to a draft: what it contributes, and its own files."""

import datetime

import pytest
import time_machine
from django.test import Client

from districts.states import Office
from grants.actions.application import submit_application
from grants.actions.commitments import CommitmentWords, write_commitment
from grants.actions.plan import ActivityWords, save_activity
from grants.models import Competition
from tests.factories import AppointmentFactory
from tests.grants.files import attach
from tests.grants.walking import CLOSES, WRITING, a_draft, a_round

pytestmark = pytest.mark.django_db
RESOLUTION = {"title": "Board resolution", "contains": "Signed.", "required": True, "each_member": True}
PHOTO = {"title": "Photo of the school", "contains": "", "required": False, "each_member": True}
LETTER = {"title": "Letter of the fiscal agent", "contains": "", "required": True}


@pytest.fixture(autouse=True)
def _while_writing(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "attachments": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    with time_machine.travel(WRITING, tick=False):
        yield


def a_world(*files):
    competition = a_round()
    Competition.objects.filter(pk=competition.pk).update(wanted_files=list(files))
    world = a_draft(3, competition=Competition.objects.get(pk=competition.pk))
    world.keys = [one.key for one in world.participants]
    for district in world.districts:
        district.confirmed_on = WRITING.date()
        district.save()
    world.clerk = AppointmentFactory(
        district=world.districts[1], kind=Office.TREASURER, can_sign_applications=False
    ).user
    return world


def an_activity(world):
    return save_activity(
        application=world.application, words=ActivityWords(title="Shared calculus"), by=world.lead, at=WRITING
    )


def asked_of(user):
    client = Client()
    client.force_login(user)
    return [(task.text, task.url) for task in client.get("/my/").context["page"].tasks]


def contribution_of(world, member):
    name, key = world.participants[member].name, world.keys[member]
    text = f"Enter what {name} contributes to application {world.application.reference}."
    return text, f"/applications/{world.application.reference}/activities/#member-{key}"


def test_once_there_is_an_activity_a_member_is_asked_for_its_part_until_it_wrote_it():
    world = a_world()
    assert asked_of(world.clerk) == []

    activity = an_activity(world)

    assert asked_of(world.clerk) == asked_of(world.signers[1]) == [contribution_of(world, 1)]
    words = CommitmentWords(participant=world.participants[1], gives_kind="space", gives_text="a room")
    write_commitment(activity=activity, words=words, by=world.clerk, at=WRITING)
    assert asked_of(world.clerk) == []
    assert asked_of(world.signers[2]) == [contribution_of(world, 2)]


def test_the_lead_is_asked_to_finish_the_application_and_for_nothing_else():
    world = a_world()
    an_activity(world)

    assert [text.split()[0] for text, _url in asked_of(world.lead)] == ["Finish"]


def test_each_member_is_asked_for_the_files_that_the_round_requires_of_it():
    world = a_world(RESOLUTION, PHOTO, LETTER)
    reference = world.application.reference
    task = (
        f"Attach {world.participants[1].name}’s “Board resolution” to application {reference}.",
        f"/applications/{reference}/attachments/",
    )
    assert asked_of(world.clerk) == [task]

    attach(world, member=world.keys[1], wanted="Board resolution", name="Board.pdf")

    assert asked_of(world.clerk) == []
    assert "Board resolution" in asked_of(world.signers[2])[0][0]


def test_after_the_deadline_no_member_is_asked_for_anything():
    world = a_world(RESOLUTION)
    an_activity(world)

    with time_machine.travel(CLOSES + datetime.timedelta(minutes=1), tick=False):
        assert asked_of(world.clerk) == []


def test_members_of_a_submitted_application_are_asked_for_nothing():
    world = a_world()
    an_activity(world)
    submit_application(application=world.application, by=world.lead, at=WRITING)

    assert asked_of(world.clerk) == []
