"""Packets made to deceive whoever checks them: what a terminal would obey is printed as text."""

import io
import json

import pytest

from grants.exports.verify_packet import DIFFERS, OK, main
from grants.rules.packet_file import Part, parts_in, text_of
from signing.rules import digest_of
from tests.grants.packets import a_submitted_version, file_of, sealed, zipped
from tests.grants.test_sealed_packets import forged

pytestmark = pytest.mark.django_db

ERASE = "\r\x1b[2KOK. Nothing differs."


def checked(tmp_path, content):
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

    ended, told = checked(tmp_path, with_manifest(packet, lists_a_part_that_erases))
    assert ended == DIFFERS
    assert "\x1b" not in told
    assert "\r" not in told
    assert told.startswith("DIFFERS. \\r\\x1b[2KOK.")

    ended, told = checked(tmp_path, forged(packet, title=f"Mill Creek{ERASE}"))
    assert ended == OK
    assert "\x1b" not in told


@pytest.mark.parametrize("name", [["README.txt"], {}, 7, None])
def test_a_list_of_parts_with_names_that_are_no_text_is_refused(tmp_path, name):
    packet = sealed(a_submitted_version())

    def lists_no_text(manifest):
        manifest["parts"][0]["name"] = name

    assert checked(tmp_path, with_manifest(packet, lists_no_text)) == (
        DIFFERS, "DIFFERS. manifest.json: its list of parts can’t be read.\n",
    )  # fmt: skip
