"""Attachments: what is accepted, how it is called, how much, and who may attach, see, and remove it."""

import pytest

from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions import attachments as actions
from grants.actions.application import submit_application
from grants.actions.attachments import (
    remove_attachment,
)
from grants.models import StoredFile
from grants.rules.attachments import Limits, kind_of, plain_file_name, readable_name
from tests.factories import UserFactory
from tests.grants.builders import an_officer
from tests.grants.files import DOCX, JPEG, PDF, PNG, XLSX, an_office_file, attach, download, stored
from tests.grants.walking import WRITING, a_draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    options = {"location": str(tmp_path / "kept")}
    attachments = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"attachments": attachments}
    return tmp_path / "kept"


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
    "bomb": (bomb(), "holds much more"),
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
