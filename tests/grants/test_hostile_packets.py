"""Packets made to deceive whoever checks them: what a terminal would obey is printed as text."""

import io
import json
import zipfile

import pytest

from grants.exports.verify_packet import DIFFERS, OK, main
from grants.rules.packet_file import Part, parts_in, text_of
from signing.rules import digest_of
from tests.grants.packets import a_submitted_version, file_of, sealed, zipped
from tests.grants.test_sealed_packets import checked, forged

pytestmark = pytest.mark.django_db

ERASE = "\r\x1b[2KOK. Nothing differs."


def printed(tmp_path, content):
    path, out = tmp_path / "packet.zip", io.StringIO()
    path.write_bytes(content)
    return main([str(path)], out), out.getvalue()


def with_manifest(packet, change):
    """The packet with a manifest that was changed and fits its own digest."""
    parts = parts_in(file_of(packet))
    manifest = json.loads(parts[1].content)
    manifest.pop("seal")
    change(manifest)
    manifest["seal"] = digest_of(manifest)
    return zipped([parts[0], Part(parts[1].name, text_of(manifest)), *parts[2:]])


def test_a_packet_erases_nothing_that_the_check_prints(tmp_path):
    packet = sealed(a_submitted_version())

    def lists_a_part_that_erases(manifest):
        manifest["parts"].append({"name": ERASE, "bytes": 0, "sha256": ""})

    ended, told = printed(tmp_path, with_manifest(packet, lists_a_part_that_erases))
    assert ended == DIFFERS
    assert "\x1b" not in told
    assert "\r" not in told
    assert told.startswith("DIFFERS. \\r\\x1b[2KOK.")

    ended, told = printed(tmp_path, forged(packet, title=f"Mill Creek{ERASE}"))
    assert ended == OK
    assert "\x1b" not in told


@pytest.mark.parametrize("name", [["README.txt"], {}, 7, None])
def test_a_list_of_parts_with_names_that_are_no_text_is_refused(tmp_path, name):
    packet = sealed(a_submitted_version())

    def lists_no_text(manifest):
        manifest["parts"][0]["name"] = name

    assert printed(tmp_path, with_manifest(packet, lists_no_text)) == (
        DIFFERS, "DIFFERS. manifest.json: its list of parts can’t be read.\n",
    )  # fmt: skip


HOSTILE = {
    "../evil.txt": "no part with such a name",
    "/etc/passwd": "no part with such a name",
    "attachments/../../x.pdf": "no part with such a name",
    "attachments\\01-x.pdf": "no part with such a name",
    "application\u202e.pdf": "no part with such a name",
    "аpplication.json": "no part with such a name",  # a Cyrillic letter
    "notes.txt": "no part with such a name",
    "application.json": "two parts with this name",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_part_that_no_packet_has_is_refused_by_its_name(name):
    out = io.BytesIO(file_of(sealed(a_submitted_version())))
    with zipfile.ZipFile(out, "a") as opened, pytest.MonkeyPatch.context() as quiet:
        quiet.setattr("warnings.warn", lambda *_, **__: None)
        opened.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), "x")

    assert HOSTILE[name] in checked(out.getvalue())


def test_a_part_that_the_manifest_does_not_list_is_refused():
    packet = sealed(a_submitted_version())
    more = zipped([*parts_in(file_of(packet)), Part("attachments/01-x.pdf", b"x")])

    assert checked(more) == "attachments/01-x.pdf: the manifest doesn’t list it."
