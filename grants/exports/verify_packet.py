"""`python3 -m grants.exports.verify_packet`: checks a sealed packet with its own digests and nothing but Python."""

import argparse
import hashlib
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from grants.rules.packet_file import CONTENT, MOST_BYTES, BrokenPacket, NotAPacket, Part, facts_in, parts_in, printable

# What the program ends with: nothing differs; something does; the file can't be read.
OK, DIFFERS, UNREADABLE = 0, 1, 2
_DIGEST = re.compile(r"[0-9a-f]{64}")


class CheckedPacket(NamedTuple):
    """A packet that agrees with itself: its parts, its manifest, and the SHA-256 of the file."""

    parts: list[Part]
    facts: dict[str, Any]
    digest: str


def checked_packet(path: str, digest: str = "") -> CheckedPacket:
    """The packet in that file. Raises NotAPacket or BrokenPacket.

    `digest` is one that the caller knows from elsewhere: of the receipt, or of the whole file.
    """
    known = digest.strip().lower()
    if known and not _DIGEST.fullmatch(known):
        raise NotAPacket("The digest to compare with isn’t 64 characters from 0 to 9 and a to f.")
    file = _content_of(path)
    parts = parts_in(file)
    packet = CheckedPacket(parts, facts_in(parts), hashlib.sha256(file).hexdigest())
    if known and known not in (packet.facts["digest"], packet.digest):
        raise BrokenPacket(CONTENT, "its digest isn’t the one you gave, and neither is that of the whole file.")
    return packet


def summary_of(packet: CheckedPacket) -> list[str]:
    """What the packet is, line by line."""
    facts = packet.facts
    lines = [
        f"Packet {facts['receipt']}: {facts['consortium']}, {facts['round']}.",
        f"Submitted {facts['submitted_at']}; total requested ${facts['total_requested']:,}; {len(packet.parts)} parts.",
        f"Digest on the receipt: {facts['digest']}",
        f"SHA-256 of the file:   {packet.digest}",
    ]
    return [printable(line) for line in lines]


def warnings_about(packet: CheckedPacket, digest: str) -> list[str]:
    """What was compared with a digest from outside the file, and what can’t be known without one, in words."""
    known = digest.strip().lower()
    if known == packet.digest:
        return ["Compared with the digest that you gave: the whole file. Every byte is as the registry made it."]
    if known:
        return [
            f"Compared with the digest that you gave: {CONTENT}, which has the digests of the attachments.",
            "The PDF, the receipt number, and the time were only compared with the manifest. A false PDF could "
            "come with a manifest made to fit. To check them, too, give the SHA-256 of the file from the registry’s "
            "page, or check on the registry’s server.",
        ]
    return [
        "Only compared with its own digests: this finds damage and careless changes. Someone who changed a part on "
        "purpose could have made all digests fit. Give the digest of your receipt with --digest to rule that out.",
    ]


def main(arguments: Sequence[str], out: TextIO = sys.stdout) -> int:
    """Check the file and print what was found. Returns how the program ends: 0, 1, or 2."""
    parser = argparse.ArgumentParser(prog="verify_packet", description="Check a submission packet without a database.")
    parser.add_argument("file", help="the packet, a zip file")
    parser.add_argument("--offline", action="store_true", help="always on here; manage.py verify_packet needs it")
    parser.add_argument("--digest", default="", help="from your receipt, or the SHA-256 of the file")
    options = parser.parse_args(arguments)
    try:
        packet = checked_packet(options.file, options.digest)
    except NotAPacket as no:
        print(f"This file can’t be checked. {no}", file=out)
        return UNREADABLE
    except BrokenPacket as no:
        print(f"DIFFERS. {no}", file=out)
        return DIFFERS
    for line in [*summary_of(packet), *warnings_about(packet, options.digest), "OK. Nothing differs."]:
        print(line, file=out)
    return OK


def _content_of(path: str) -> bytes:
    try:
        if Path(path).stat().st_size > MOST_BYTES:
            raise NotAPacket(f"It is larger than any packet ({MOST_BYTES // 1024**2} MB).")
        return Path(path).read_bytes()
    except (OSError, ValueError) as no:
        raise NotAPacket(f"It can’t be read: {no}") from None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
