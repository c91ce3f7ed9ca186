"""The whole file of an application: one download for officials, after the release."""

import hashlib
import io
import json
import zipfile

import pytest
from django.urls import reverse

from audit.models import Entry
from grants.reads.application_file import IN_FILE, NOT_IN_FILE, ways_to_application
from tests.factories import AppointmentFactory, StateRoleFactory
from tests.grants.builders import an_application, an_officer
from tests.grants.deciding import REASONS, decided, released
from tests.grants.pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    """With an award that was released."""
    application = an_application()
    decided(application, amount=30_000)
    released(application.competition)
    return application


def ask(client, person, application):
    return signed_in(client, person).get(reverse("staff:application_file", args=[application.reference]))


def opened(answer):
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_the_file_has_what_was_submitted_and_every_record_with_a_digest(client, application):
    answer = ask(client, an_officer(), application)
    assert answer["Content-Disposition"] == f'attachment; filename="{application.reference}-file.zip"'
    file = opened(answer)
    manifest = json.loads(file.read("manifest.json"))

    assert set(manifest["parts"]) | {"manifest.json", "README.txt"} == set(file.namelist())
    for name, digest in manifest["parts"].items():
        assert hashlib.sha256(file.read(name)).hexdigest() == digest, name
    version = application.versions.get()
    assert json.loads(file.read("submitted/version-1/application.json")) == version.content
    (decision,) = json.loads(file.read("records/board-decisions.json"))
    assert (decision["outcome"], decision["amount"], decision["reasons"]) == ("yes", 30_000, REASONS)
    members = json.loads(file.read("records/members.json"))
    assert [member["name"] for member in members] == [p["name"] for p in version.content["participants"]]
    parts = json.loads(file.read("records/allocations.json"))
    assert sum(part["amount"] for part in parts) == 30_000
    readme = file.read("README.txt").decode()
    assert "records/allocations.json: Each member’s part." in readme


def test_the_desk_links_to_the_file_once_the_decision_is_released(client, application):
    other = an_application(first=10, name="Second Network")
    client = signed_in(client, an_officer())
    for one, is_linked in ((application, True), (other, False)):
        page = client.get(reverse("review:review_desk", args=[one.reference])).text
        assert (reverse("staff:application_file", args=[one.reference]) in page) is is_linked


def test_the_download_is_in_the_log(client, application):
    ask(client, an_officer(), application)
    entry = Entry.objects.latest("number")
    address = f"/staff/applications/{application.reference}/file.zip"
    assert (entry.event, entry.detail) == ("file.taken", {"path": address})


def test_there_is_no_file_before_the_release(client):
    application = an_application()
    decided(application)
    assert ask(client, an_officer(), application).status_code == 404


def test_a_recused_officer_has_no_file(client, application):
    officer = an_officer()
    AppointmentFactory(user=officer, district=application.participants.first().district)
    assert ask(client, officer, application).status_code == 404


def test_auditors_have_the_file_and_members_and_board_members_do_not(client, application):
    auditor = StateRoleFactory(role="auditor").user
    board_member = StateRoleFactory(role="board_member").user
    member = AppointmentFactory(district=application.participants.last().district).user
    answers = [ask(client, one, application) for one in (auditor, board_member, member)]
    assert [answer.status_code for answer in answers] == [200, 403, 403]


def test_every_table_about_an_application_is_in_its_file_or_left_out_for_a_reason():
    tables = {model._meta.label for model in ways_to_application()}
    assert tables == IN_FILE.keys() | NOT_IN_FILE.keys()
    assert not IN_FILE.keys() & NOT_IN_FILE.keys()


def test_no_table_in_the_file_has_a_secret_or_the_members_own_drafts():
    for model in ways_to_application():
        if model._meta.label in IN_FILE:
            columns = {field.name for field in model._meta.concrete_fields} - {*IN_FILE[model._meta.label].without}
            assert not {name for name in columns if "token" in name or "code" in name or "email" in name}, model
