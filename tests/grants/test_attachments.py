"""Attachments: what is accepted, who may attach, see, and remove, and where the bytes go."""

import datetime
import hashlib
import io
import socket
import threading
import zipfile

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions import attachments as actions
from grants.actions.application import reopen_application, submit_application
from grants.actions.attachments import (
    add_attachment,
    remove_attachment,
    remove_unused_files,
    scan_waiting_files,
)
from grants.actions.members import remove_member
from grants.actions.signatures import open_signing, sign_application
from grants.models import Attachment, StoredFile
from grants.reads.packets import packet_of, signed_members_of, unsigned_members
from grants.rules.attachments import Limits, kind_of, plain_file_name, readable_name
from grants.rules.packet_file import facts_in, parts_in
from grants.states import FileState
from tests.factories import UserFactory
from tests.grants.builders import an_officer
from tests.grants.packets import file_of, sealed
from tests.grants.walking import WRITING, a_draft

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0some picture\xff\xd9"
HOUR = datetime.timedelta(hours=1)


def an_office_file(main="word/document.xml", *, types="<Types/>", more=(), size=10):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("[Content_Types].xml", types)
        opened.writestr(main, "x" * size)
        for name, content in more:
            opened.writestr(name, content)
    return out.getvalue()


DOCX, XLSX = an_office_file(), an_office_file("xl/workbook.xml")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    options = {"location": str(tmp_path / "kept")}
    attachments = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"attachments": attachments}
    return tmp_path / "kept"


def stored(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def attach(world, content=PDF, *, name="Letter.pdf", member="", by=None, **more):
    return add_attachment(
        application=world.application, member=member, name=name, content=content, by=by or world.lead, at=WRITING,
        **more,
    )  # fmt: skip


def problem(content, name="Letter.pdf", **more):
    with pytest.raises(Unready) as no:
        attach(a_draft(), content, name=name, **more)
    return str(no.value)


# ---- types by content ----


@pytest.mark.parametrize(
    ("content", "kind"), [(PDF, "pdf"), (PNG, "png"), (JPEG, "jpg"), (DOCX, "docx"), (XLSX, "xlsx")]
)
def test_five_types_are_accepted_whatever_the_name_says(content, kind):
    attachment = attach(a_draft(), content, name="evil.html")

    assert attachment.file.kind == kind
    assert attachment.name == f"evil.{kind}"


def bomb():
    return an_office_file(more=[("word/media/x.bin", b"0" * 210_000_000)])


def lying_bomb():
    """A part that says it is small and isn't."""
    content = bytearray(an_office_file(size=100_000))
    listed = content.rindex(b"PK\x01\x02")
    content[listed + 24 : listed + 28] = (10).to_bytes(4, "little")
    return bytes(content)


REFUSED = {
    "html named pdf": (b"<html><script>alert(1)</script>", "isn’t a PDF"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "isn’t a PDF"),
    "program": (b"MZ\x90\x00", "isn’t a PDF"),
    "plain zip": (an_office_file("notes.txt"), "isn’t a PDF"),
    "pdf without an end": (b"%PDF-1.7 and nothing else", "is damaged"),
    "pdf and zip": (PDF + DOCX + b"%%EOF", "second file"),
    "png and zip": (PNG + DOCX, "second file"),
    "png and html": (PNG + b"<script>alert(1)</script>", "second file"),
    "jpeg and zip": (JPEG + DOCX, "second file"),
    "zip and html": (DOCX + b"<script>alert(1)</script>", "second file"),
    "macros": (an_office_file(more=[("word/vbaProject.bin", b"x")]), "contains macros"),
    "macros by type": (an_office_file(types="application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
    "remote template": (
        an_office_file(more=[("word/_rels/settings.xml.rels", '<R Type="x/attachedTemplate" TargetMode="External"/>')]),
        "macros",
    ),
    "path": (an_office_file(more=[("../../etc/cron.d/x", b"x")]), "is damaged"),
    "bomb": (bomb(), "unpacks to far more"),
    "lying bomb": (lying_bomb(), "is damaged"),
    "broken zip": (DOCX[:-30], "is damaged"),
    "nothing": (b"", "is empty"),
}


@pytest.mark.parametrize("which", REFUSED)
def test_what_is_something_else_is_refused_and_leaves_nothing(which, folder):
    content, words = REFUSED[which]

    assert words in problem(content)
    assert stored(folder) == []
    assert not StoredFile.objects.exists()


def test_macro_checks_survive_odd_names():
    assert kind_of(an_office_file(more=[("word/VBAPROJECT.BIN", b"x")])).kind == ""


# ---- names ----


@pytest.mark.parametrize(
    ("name", "shown", "plain"),
    [
        ("Carta de Peñasco.pdf", "Carta de Peñasco.pdf", "carta-de-penasco.pdf"),
        ("../../etc/passwd", "passwd.pdf", "passwd.pdf"),
        ("C:\\temp\\board.PDF", "board.pdf", "board.pdf"),
        ("letter\u202efdp.exe", "letter fdp.pdf", "letter-fdp.pdf"),
        ("two\nlines\r.pdf", "two lines.pdf", "two-lines.pdf"),
        ('a"; filename="b.html', "a filename= b.pdf", None),
        ("手紙.pdf", "手紙.pdf", "attachment.pdf"),
        ("\x00.pdf", "document.pdf", "document.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf", "x" * 60 + ".pdf"),
    ],
)
def test_names_stay_readable_and_become_safe(name, shown, plain):
    assert readable_name(name, "pdf") == shown
    if plain:
        assert plain_file_name(readable_name(name, "pdf"), "pdf") == plain


# ---- limits ----


def test_the_limits_are_exact(monkeypatch):
    monkeypatch.setattr(actions, "LIMITS", Limits(len(PDF) + 1, 2 * len(PDF) + 2, 3))
    world = a_draft()

    attach(world, PDF)
    attach(world, PDF + b"\n")
    with pytest.raises(Unready, match="is larger than"):
        attach(world, PDF + b"\n\n")
    with pytest.raises(Unready, match="All attachments of an application together"):
        attach(world, PDF)
    assert world.application.attachments.count() == 2


def test_no_more_than_so_many_files(monkeypatch):
    monkeypatch.setattr(actions, "LIMITS", Limits(10_000, 100_000, 1))
    world = a_draft()
    first = attach(world)
    with pytest.raises(Unready, match="at most 1 attachments"):
        attach(world, PNG)
    remove_attachment(attachment=first, by=world.lead, at=WRITING)
    assert attach(world, PNG).number == 2


def test_a_confidential_file_needs_a_reason():
    world = a_draft()
    with pytest.raises(Unready, match="Enter why this file is confidential"):
        attach(world, is_confidential=True)
    assert attach(world, is_confidential=True, reason="Salaries").confidential_reason == "Salaries"


# ---- who ----


def test_a_member_attaches_for_itself_and_for_no_one_else():
    world = a_draft()
    own, other = world.participants[1].key, world.participants[2].key

    assert attach(world, member=own, by=world.signers[1]).member == own
    with pytest.raises(Refused):
        attach(world, member=other, by=world.signers[1])
    with pytest.raises(Refused):
        attach(world, by=world.signers[1])
    with pytest.raises(Refused):
        attach(world, by=UserFactory())
    theirs = attach(world, PNG, member=other)
    with pytest.raises(Refused):
        remove_attachment(attachment=theirs, by=world.signers[1], at=WRITING)


def test_after_submission_nothing_is_attached_or_removed():
    world = a_draft()
    attachment = attach(world)
    submit_application(application=world.application, by=world.lead, at=WRITING)

    with pytest.raises(Unready):
        attach(world, PNG)
    with pytest.raises(Unready):
        remove_attachment(attachment=attachment, by=world.lead, at=WRITING)


def download(client, person, attachment, **headers):
    client.force_login(person)
    address = f"/applications/{attachment.application.reference}/attachments/{attachment.number}/"
    return client.get(address, headers=headers)


def test_a_draft_is_its_members_alone_and_officials_get_what_was_submitted(client):
    world, officer = a_draft(), an_officer()
    kept, removed = attach(world), attach(world, PNG)
    remove_attachment(attachment=removed, by=world.lead, at=WRITING)

    assert download(client, world.signers[1], kept).content == PDF
    assert [download(client, who, kept).status_code for who in (officer, UserFactory())] == [404, 404]
    submit_application(application=world.application, by=world.lead, at=WRITING)
    assert download(client, officer, kept).content == PDF
    assert download(client, officer, removed).status_code == 404
    assert download(client, UserFactory(), kept).status_code == 404
    assert Entry.objects.filter(event="file.taken").count() == 2


def test_it_is_always_a_download(client):
    world = a_draft()
    attachment = attach(world, name="Peñasco\r\nX: y\u202e.pdf")

    answer = download(client, world.lead, attachment, range="bytes=0-3")

    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Accept-Ranges"] == "none"
    assert "X" not in answer.headers


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

    with pytest.raises(Unready, match="wait for the virus scan"):
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
    with django_assert_num_queries(31):
        client.get(f"/applications/{world.application.reference}/attachments/")
