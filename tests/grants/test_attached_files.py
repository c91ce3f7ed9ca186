"""Attached files: where their bytes are, the virus scan, what is signed and submitted, and their pages."""

import hashlib
import socket
import threading

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.refusals import Unready
from grants.actions import attachments as actions
from grants.actions.application import reopen_application, submit_application
from grants.actions.attachments import (
    remove_attachment,
    remove_unused_files,
    scan_waiting_files,
)
from grants.actions.members import remove_member
from grants.actions.signatures import open_signing, sign_application
from grants.models import Attachment, StoredFile
from grants.reads.packets import packet_of, signed_members_of, unsigned_members
from grants.rules.packet_file import facts_in, parts_in
from grants.states import FileState
from tests.grants.builders import an_officer
from tests.grants.files import HOUR, JPEG, PDF, PNG, XLSX, attach, download, stored
from tests.grants.packets import file_of, sealed
from tests.grants.walking import WRITING, a_draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    options = {"location": str(tmp_path / "kept")}
    attachments = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"attachments": attachments}
    return tmp_path / "kept"


# ---- where the bytes are ----


def test_the_same_bytes_are_stored_once_and_named_by_their_digest(folder):
    first = a_draft()
    second = a_draft(competition=first.competition)
    attach(first, name="a.pdf"), attach(second, name="b.pdf"), attach(second, name="c.pdf")

    assert stored(folder) == [hashlib.sha256(PDF).hexdigest()]
    assert StoredFile.objects.count() == 1


def test_a_removed_file_is_deleted_unless_it_was_submitted_or_is_used_elsewhere(folder):
    world = a_draft()
    other = a_draft(competition=world.competition)
    gone, shared, sealed_one = attach(world, PNG), attach(world, JPEG), attach(world, PDF)
    attach(other, JPEG)
    submit_application(application=other.application, by=other.lead, at=WRITING)
    remove_attachment(attachment=gone, by=world.lead, at=WRITING)
    remove_attachment(attachment=shared, by=world.lead, at=WRITING)
    submit_application(application=world.application, by=world.lead, at=WRITING)
    reopen_application(application=world.application, by=world.lead, at=WRITING)
    remove_attachment(attachment=sealed_one, by=world.lead, at=WRITING)

    assert remove_unused_files(at=WRITING + HOUR) == 0
    assert remove_unused_files(at=WRITING + 2 * HOUR) == 1
    assert stored(folder) == sorted(hashlib.sha256(content).hexdigest() for content in (JPEG, PDF))


def test_what_a_killed_upload_wrote_is_removed_or_written_anew(folder, monkeypatch):
    world = a_draft()

    def killed(*_, **__):
        raise SystemExit

    with monkeypatch.context() as dies:
        dies.setattr(actions.log, "record", killed)
        with pytest.raises(SystemExit):
            attach(world)
    assert not world.application.attachments.exists()
    (left,) = folder.rglob("*/*")
    left.write_bytes(b"half")

    assert attach(world).file.is_stored
    assert left.read_bytes() == PDF
    Attachment.objects.all().delete()
    assert remove_unused_files(at=WRITING + 2 * HOUR) == 1
    assert stored(folder) == []


def test_a_storage_that_does_not_work_attaches_nothing_and_says_so(monkeypatch):
    def full(*_, **__):
        raise OSError("No space left on device")

    monkeypatch.setattr(storages["attachments"].__class__, "save", full)
    world = a_draft()
    with pytest.raises(Unready, match="couldn’t be stored"):
        attach(world)
    assert not world.application.attachments.exists()


def test_a_changed_file_is_not_given(client, folder):
    world = a_draft()
    attachment = attach(world)
    next(folder.rglob("*/*")).write_bytes(b"%PDF-1.7 other %%EOF")

    assert download(client, world.lead, attachment).status_code == 503


# ---- the virus scan ----


class Clamd(threading.Thread):
    """A scanner that answers one request, as clamd does."""

    def __init__(self, answer):
        super().__init__(daemon=True)
        self.answer, self.server, self.got = answer, socket.create_server(("127.0.0.1", 0)), b""
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"
        self.start()

    def run(self):
        wire, _ = self.server.accept()
        with wire, wire.makefile("rb") as read:
            assert read.read(10) == b"zINSTREAM\0"
            while size := int.from_bytes(read.read(4), "big"):
                self.got += read.read(size)
            wire.sendall(self.answer + b"\0")
        self.server.close()


def test_a_clean_file_is_attached_and_a_virus_is_not(settings, folder):
    world = a_draft()
    clean = Clamd(b"stream: OK")
    settings.CLAMD_ADDRESS = clean.address
    assert attach(world).file.state == FileState.CLEAN
    assert clean.got == PDF

    settings.CLAMD_ADDRESS = Clamd(b"stream: Eicar-Test-Signature FOUND").address
    with pytest.raises(Unready, match="found a virus in this file \\(Eicar-Test-Signature\\)"):
        attach(world, PNG)
    assert stored(folder) == [hashlib.sha256(PDF).hexdigest()]


@pytest.mark.parametrize(("answer", "status"), [(b"stream: OK", 200), (b"stream: Eicar FOUND", 404)])
def test_while_the_scanner_is_down_the_file_waits_and_no_one_opens_it(settings, client, answer, status):
    world = a_draft()
    settings.CLAMD_ADDRESS = "127.0.0.1:1"

    attachment = attach(world)

    assert download(client, world.lead, attachment).status_code == 404
    assert scan_waiting_files(clock=lambda: WRITING) is False
    settings.CLAMD_ADDRESS = Clamd(answer).address
    assert scan_waiting_files(clock=lambda: WRITING) is True
    assert download(client, world.lead, attachment).status_code == status


def test_a_packet_waits_for_the_scan(settings):
    world = a_draft()
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    attach(world)
    version = submit_application(application=world.application, by=world.lead, at=WRITING)

    with pytest.raises(Unready, match="haven’t been scanned for viruses"):
        sealed(version)


# ---- in the plan ----


def test_the_submitted_version_lists_them_and_the_packet_has_them():
    world = a_draft()
    attach(world, name="Carta de Peñasco.pdf", is_confidential=True, reason="Salaries")
    attach(world, XLSX, name="Table.xlsx", member=world.participants[1].key)

    version = submit_application(application=world.application, by=world.lead, at=WRITING)

    first, second = version.content["attachments"]
    assert (first["name"], first["file"], first["confidential"]) == (
        "Carta de Peñasco.pdf", "carta-de-penasco.pdf", "Salaries",
    )  # fmt: skip
    assert second["participant"] == world.participants[1].key
    parts = parts_in(file_of(sealed(version)))
    assert [part.name for part in parts][4:] == ["attachments/01-carta-de-penasco.pdf", "attachments/02-table.xlsx"]
    assert (parts[4].content, parts[5].content) == (PDF, XLSX)
    assert facts_in(parts)["digest"] == version.digest


def test_without_attachments_a_packet_is_as_it_always_was():
    assert "attachments" not in packet_of(a_draft().application)


def test_a_file_reopens_the_signatures_of_the_lead_and_of_the_member_it_belongs_to():
    world = a_draft()
    open_signing(application=world.application, by=world.lead, at=WRITING)
    for participant, signer in zip(world.participants, world.signers, strict=True):
        sign_application(
            participant=participant, name=str(signer), title="Superintendent", board_on=None, by=signer, at=WRITING
        )

    attach(world, member=world.participants[1].key)

    application = type(world.application).objects.get(pk=world.application.pk)
    unsigned = unsigned_members(application, packet_of(application), signed_members_of(application))
    assert unsigned == [world.participants[0].name, world.participants[1].name]


def test_the_files_of_a_member_leave_with_it():
    world = a_draft()
    attach(world, member=world.participants[2].key)
    remove_member(participant=world.participants[2], by=world.lead, at=WRITING)

    application = type(world.application).objects.get(pk=world.application.pk)
    assert application.attachments_count == 0
    assert "attachments" not in packet_of(application)


# ---- pages ----


def test_the_page_attaches_lists_and_removes(client):
    world = a_draft()
    client.force_login(world.lead)
    address = f"/applications/{world.application.reference}/attachments/"
    file = SimpleUploadedFile("Letter <b>.pdf", PDF)

    answer = client.post(address, {"file": file, "member": "", "is_confidential": "on", "reason": "Salaries"})

    assert answer.url == address
    page = client.get(address).content.decode()
    assert "Letter b.pdf" in page
    assert "Confidential: Salaries" in page
    assert hashlib.sha256(PDF).hexdigest() in page
    assert client.post(f"{address}1/remove/").url == address
    assert "No files yet." in client.get(address).content.decode()


def test_problems_are_shown_on_the_page(client):
    world = a_draft()
    client.force_login(world.lead)
    address = f"/applications/{world.application.reference}/attachments/"

    for data, words in (
        ({"member": ""}, "Choose a file."),
        ({"file": SimpleUploadedFile("x.pdf", b"<html>"), "member": ""}, "isn’t a PDF"),
        ({"file": SimpleUploadedFile("x.pdf", PDF), "member": "0000000"}, "Choose a member of this application."),
    ):
        answer = client.post(address, data)
        assert (answer.status_code, words in answer.content.decode()) == (422, True)


def test_a_body_over_the_limit_is_refused_before_it_is_read(client):
    world = a_draft()
    client.force_login(world.lead)

    answer = client.post(
        f"/applications/{world.application.reference}/attachments/", b"", content_type="text/plain",
        headers={"content-length": str(12 * 1024 * 1024)},
    )  # fmt: skip

    assert answer.status_code == 413


def test_the_desk_and_the_print_view_list_them(client):
    world, officer = a_draft(), an_officer()
    attach(world, name="Board letter.pdf", is_confidential=True, reason="Salaries")
    submit_application(application=world.application, by=world.lead, at=WRITING)
    client.force_login(officer)

    for page in ("", "print/"):
        text = client.get(f"/reviews/{world.application.reference}/{page}").content.decode()
        assert "Board letter.pdf" in text
        assert "Salaries" in text
        assert hashlib.sha256(PDF).hexdigest() in text


@pytest.mark.parametrize("files", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_files(client, django_assert_num_queries, files):
    world = a_draft()
    for content in (PDF, PNG, JPEG)[:files]:
        attach(world, content)
    client.force_login(world.lead)
    with django_assert_num_queries(30):
        client.get(f"/applications/{world.application.reference}/attachments/")
