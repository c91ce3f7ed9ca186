"""The sealed packet: who gets it, what is in it, and that no change of it goes unnoticed."""

import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.refusals import Refused
from audit.models import Entry
from grants.actions.review_pdfs import NotDrawn, ask_for_packet, draw_next_pdf
from grants.exports.verify_packet import main
from grants.models import ReviewPDF, SealedPacket, Version
from grants.rules.packet_file import BrokenPacket, NotAPacket, Part, facts_in, parts_in
from grants.rules.packet_texts import manifest_of
from portal.review.views import packets as views
from signing.rules import bytes_of, digest_of
from tests.factories import AppointmentFactory, UserFactory
from tests.grants.builders import an_officer
from tests.grants.packets import a_submitted_version, file_of, sealed, zipped
from tests.grants.walking import WRITING
from tests.kept import kept

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
@kept
def packet():
    return sealed(a_submitted_version())


@pytest.fixture
def saved(packet, tmp_path):
    path = tmp_path / "packet.zip"
    path.write_bytes(file_of(packet))
    return path


def checked(content):
    """What is wrong with a file, in words; "" for nothing."""
    try:
        facts_in(parts_in(content))
    except (BrokenPacket, NotAPacket) as no:
        return str(no)
    return ""


def verify(path, **options):
    out = io.StringIO()
    call_command("verify_packet", str(path), stdout=out, **options)
    return out.getvalue()


def said_by(path, **options):
    with pytest.raises(CommandError) as no:
        verify(path, **options)
    return no.value.returncode, str(no.value)


def test_a_packet_has_the_version_exactly_as_sealed(packet):
    parts = {part.name: part.content for part in parts_in(file_of(packet))}

    assert list(parts) == ["README.txt", "manifest.json", "application.json", "application.pdf"]
    assert hashlib.sha256(parts["application.json"]).hexdigest() == packet.version.digest
    assert parts["application.pdf"] == b"%PDF-1.7 <p>As submitted.</p>"
    manifest = json.loads(parts["manifest.json"])
    assert manifest["receipt"] == f"{packet.version.application.reference}-1"
    assert manifest["state"] == "Ohio"
    assert manifest["total_requested"] == packet.version.application.requested
    assert manifest["submitted_at"] == "2026-09-14T16:00:00+00:00"
    assert [row["name"] for row in manifest["parts"]] == ["README.txt", "application.json", "application.pdf"]


def test_any_program_opens_it_and_its_bytes_are_always_the_same(packet):
    with zipfile.ZipFile(io.BytesIO(file_of(packet))) as opened:
        assert opened.testzip() is None
        assert {info.date_time for info in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "sha256sum application.json" in opened.read("README.txt").decode()

    assert hashlib.sha256(file_of(packet)).hexdigest() == packet.digest
    assert (file_of(packet), len(file_of(packet))) == (file_of(packet), packet.size)


def test_a_later_change_of_the_portals_name_changes_no_packet(packet, settings):
    before = file_of(packet)
    settings.STATE_NAME, settings.PORTAL_NAME = "Indiana", "Another"

    assert file_of(SealedPacket.objects.with_version(packet.version)) == before


def test_the_packet_is_made_once_and_logged(packet):
    again = ask_for_packet(version=packet.version, page="<p>Other.</p>", by=packet.version.sealed_by, at=WRITING)

    assert again is None
    assert ReviewPDF.objects.count() == 0
    entry = Entry.objects.get(event="packet.sealed")
    assert entry.detail["digest"] == packet.digest


def test_a_packet_that_cannot_be_drawn_is_given_up_and_can_be_asked_for_again():
    version = a_submitted_version()

    def fails(page):
        raise NotDrawn("Too long.")

    ask_for_packet(version=version, page="x", by=version.sealed_by, at=WRITING)
    ReviewPDF.objects.update(attempts=2)
    draw_next_pdf(draw=fails, clock=lambda: WRITING)
    assert ReviewPDF.objects.get().problem == "Too long."

    assert sealed(version).pdf == b"%PDF-1.7 <p>As submitted.</p>"


# ---- who may have it ----


def test_members_and_officials_get_the_same_file_and_others_nothing(packet, client):
    application = packet.version.application
    member = application.participants.exclude(role="lead").first()
    of_member = AppointmentFactory(district=member.district, starts_on="2020-01-01").user
    conflicted = an_officer("Cora Voss")
    AppointmentFactory(user=conflicted, district=member.district, starts_on="2020-01-01")
    address = f"/applications/{application.reference}/packets/1.zip"
    got = {}
    for name, person in {
        "lead": packet.version.sealed_by, "member": of_member, "officer": an_officer(), "conflicted": conflicted,
        "stranger": UserFactory(),
    }.items():  # fmt: skip
        client.force_login(person)
        answer = client.get(address)
        got[name] = answer.status_code, b"".join(answer) == file_of(packet) if answer.status_code == 200 else None

    # The conflicted officer represents a member: that person gets it as a member, never as an officer.
    assert got == {
        "lead": (200, True), "member": (200, True), "officer": (200, True), "conflicted": (200, True),
        "stranger": (404, None),
    }  # fmt: skip
    AppointmentFactory._meta.model.objects.filter(user=conflicted).update(ends_on="2021-01-01")
    client.force_login(conflicted)
    assert client.get(address).status_code == 404


def test_the_file_is_a_download_that_is_logged_and_not_compressed_on_its_way(packet, client):
    client.force_login(packet.version.sealed_by)
    number = f"{packet.version.application.reference}-1"

    answer = client.get(f"/applications/{number[:-2]}/packets/1.zip", headers={"accept-encoding": "gzip"})

    assert answer["Content-Disposition"] == f'attachment; filename="{number}.zip"'
    assert answer["Content-Length"] == str(packet.size)
    assert b"".join(answer) == file_of(packet)
    assert Entry.objects.filter(event="file.taken").exists()


def test_a_draft_has_no_packet(client):
    version = a_submitted_version()
    client.force_login(version.sealed_by)

    assert client.get(f"/applications/{version.application.reference}/packets/2/").status_code == 404
    assert client.get(f"/applications/{version.application.reference}/packets/2.zip").status_code == 404


def test_someone_who_may_not_read_it_may_not_ask_for_it():
    with pytest.raises(Refused):
        ask_for_packet(version=a_submitted_version(), page="", by=UserFactory(), at=WRITING)


def test_the_page_asks_the_worker_and_then_has_the_digest(client, settings, monkeypatch):
    settings.WORKER = True
    monkeypatch.setattr(views, "can_make_pdf", lambda: True)
    version = a_submitted_version()
    client.force_login(version.sealed_by)
    address = f"/applications/{version.application.reference}/packets/1/"

    assert "Make the packet" in client.get(address).content.decode()
    assert client.post(address).url == address
    waiting = client.get(address)
    assert ("Check now" in waiting.content.decode(), waiting["Refresh"]) == (True, f"3; url={address}")
    assert client.get(f"/applications/{version.application.reference}/packets/1.zip").url == address
    page = ReviewPDF.objects.get().page
    assert "Total requested" in page
    assert "Determination" not in page
    assert "Findings" not in page
    draw_next_pdf(draw=lambda page: b"%PDF", clock=lambda: ReviewPDF.objects.get().next_try_at)
    ready = client.get(address).content.decode()
    assert SealedPacket.objects.get().digest in ready
    assert "Refresh" not in client.get(address)


def test_the_receipt_has_its_number_the_total_and_the_packet(client):
    version = a_submitted_version()
    client.force_login(version.sealed_by)

    page = client.get(f"/applications/{version.application.reference}/").content.decode()

    assert f"{version.application.reference}-1" in page
    assert f"${version.application.requested:,}" in page
    assert f"/applications/{version.application.reference}/packets/1/" in page


# ---- checking one ----


def test_an_unchanged_packet_passes_with_the_database_and_without(saved, packet):
    with_database, offline = verify(saved), verify(saved, offline=True)

    assert "Compared with the database: every part." in with_database
    assert "of the audit log (application.submitted), which no one changed" in with_database
    assert "of the audit log (packet.sealed)" in with_database
    assert "Only compared with its own digests" in offline
    assert with_database.endswith("OK. Nothing differs.\n")
    assert offline.endswith("OK. Nothing differs.\n")
    assert "The PDF, the receipt number, and the time were only" in verify(
        saved, offline=True, digest=packet.version.digest
    )
    assert "Every byte is as the registry made it." in verify(saved, offline=True, digest=packet.digest)


def test_it_is_checked_where_nothing_is_but_python(saved, tmp_path):
    found = subprocess.run(
        [sys.executable, "-S", "-m", "grants.exports.verify_packet", str(saved), "--offline"],
        cwd=ROOT, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.endswith("OK. Nothing differs.\n")


def test_a_production_server_checks_offline_without_its_environment(saved, tmp_path):
    for name in ("manage.py", "portal", "grants", "signing", "accounts", "audit"):
        (tmp_path / name).symlink_to(ROOT / name)
    for name in ("sample", "exchange", "purchasing", "consortia", "districts", "changes", "reviews", "templates"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "static").symlink_to(ROOT / "static")
    environment = {name: value for name, value in os.environ.items() if name not in ("PORTAL_ENV", "DATABASE_URL")}

    found = subprocess.run(
        [sys.executable, "manage.py", "verify_packet", str(saved), "--offline"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    assert found.stdout.endswith("OK. Nothing differs.\n"), found.stderr
    assert not list(tmp_path.glob("*.sqlite3"))


WORDS = ("Mill", "Creek", "teacher", "grant", "members", "Submitted", "sha256", "PDF", "students", "2026")


def test_every_one_of_fifty_changes_is_found(packet):
    """25 single bytes anywhere in the file, and 25 words in a part whose checksum in the zip was made to fit."""
    whole = file_of(packet)
    parts = parts_in(whole)
    tried = {"byte": 0, "word": 0}
    assert checked(whole) == ""

    @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(place=st.integers(0, len(whole) - 1), other=st.integers(1, 255))
    def bytes_are_found(place, other):
        tried["byte"] += 1
        assert checked(whole[:place] + bytes([whole[place] ^ other]) + whole[place + 1 :]), place

    @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(which=st.integers(0, len(parts) - 1), place=st.integers(0, 10**6), word=st.sampled_from(WORDS))
    def words_are_found(which, place, word):
        tried["word"] += 1
        words = parts[which].content.split(b" ")
        place %= len(words)
        words[place] = word.encode() if words[place] != word.encode() else b"other"
        changed = [*parts]
        changed[which] = Part(parts[which].name, b" ".join(words))
        assert checked(zipped(changed)).startswith((parts[which].name, "manifest.json")), parts[which].name

    bytes_are_found()
    words_are_found()
    assert tried["byte"] >= 25
    assert tried["word"] >= 25


def forged(packet, **content):
    """A packet whose application was changed by someone who made all of its own digests fit."""
    parts = {part.name: part.content for part in parts_in(file_of(packet))}
    application = json.loads(parts["application.json"]) | content
    manifest = json.loads(parts.pop("manifest.json"))
    facts = {name: value for name, value in manifest.items() if name not in ("format", "parts", "seal")}
    facts |= {"digest": digest_of(application), "consortium": application["title"]}
    parts["application.json"] = bytes_of(application)
    rows = [Part(name, part) for name, part in parts.items()]
    return zipped([rows[0], Part("manifest.json", manifest_of(facts, rows).encode()), *rows[1:]])


def test_a_forger_who_makes_every_digest_fit_is_found_by_the_receipt_and_by_the_database(packet, tmp_path, saved):
    path = tmp_path / "forged.zip"
    path.write_bytes(forged(packet, title="Another Network"))

    assert "could have made all digests fit" in verify(path, offline=True)
    code, problem = said_by(path, offline=True, digest=packet.version.digest)
    assert (code, problem.startswith("DIFFERS. application.json:")) == (1, True)
    assert said_by(path) == (1, "DIFFERS. application.json: the database has another version with this number.")


def test_a_false_pdf_is_found_by_the_database_and_by_the_digest_of_the_file(packet, tmp_path):
    path = tmp_path / "forged.zip"
    real, packet.pdf = packet.digest, b"%PDF-1.7 Another"
    parts = parts_in(file_of(packet))
    facts = {n: v for n, v in json.loads(packet.manifest).items() if n not in ("format", "parts", "seal")}
    packet.manifest = manifest_of(facts, [part for part in parts if part.name != "manifest.json"])
    path.write_bytes(file_of(packet))

    assert verify(path, offline=True, digest=packet.version.digest).endswith("OK. Nothing differs.\n")
    assert said_by(path, offline=True, digest=real)[0] == 1
    assert said_by(path) == (1, "DIFFERS. manifest.json: the database has another one.")


def test_a_database_that_was_changed_is_found_by_the_log(packet, saved):
    content = packet.version.content | {"title": "Another Network"}
    Version.objects.update(content=content, digest=digest_of(content))
    path = saved.with_name("forged.zip")
    path.write_bytes(forged(packet, title="Another Network"))

    code, problem = said_by(path)

    assert code == 1
    assert "its digest isn’t the one in entry" in problem


def test_the_nightly_check_finds_a_changed_packet(packet):
    call_command("verify_audit")
    SealedPacket.objects.update(pdf=b"%PDF-1.7 Another")

    with pytest.raises(CommandError, match="does not match the log"):
        call_command("verify_audit")


def test_compressed_encrypted_commented_and_longer_files_are_refused(packet):
    whole, bomb, commented = file_of(packet), io.BytesIO(), io.BytesIO(file_of(packet))
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("README.txt", b"0" * 10_000_000)
    with zipfile.ZipFile(commented, "a") as opened:
        opened.comment = b"hello"

    assert checked(bomb.getvalue()) == "README.txt: it is compressed; a packet’s parts never are."
    assert checked(whole[:6] + b"\x01" + whole[7:]) == "README.txt: it is encrypted; a packet’s parts never are."
    assert checked(commented.getvalue()) == "The end of the file: the zip has a comment; a packet never does."
    assert checked(whole + b"123") == "The end of the file: 3 more bytes follow the packet."
    assert checked(b"MZ" + whole) != ""
    assert "cut off" in checked(whole[: len(whole) // 2])
    assert checked(whole[:-1]) != ""


def test_what_is_no_packet_ends_with_two(tmp_path, capsys):
    path = tmp_path / "text.zip"
    path.write_text("Hello")

    assert said_by(path) == (2, "This file can’t be checked. This isn’t a zip file.")
    assert said_by(tmp_path / "none.zip")[0] == 2
    assert main([str(path)]) == 2
    path.write_bytes(b"")
    assert main([str(path), "--offline"]) == 2
    assert main([str(path), "--digest", "abc"]) == 2


def test_another_registrys_packet_is_named(saved):
    Version.objects.update(number=7)

    assert said_by(saved) == (1, "DIFFERS. manifest.json: this registry has no such version of such an application.")
