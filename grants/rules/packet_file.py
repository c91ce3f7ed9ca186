"""The sealed packet as a file: one zip whose bytes are the same for the same parts, and whether a file is one.

Only Python's own library is used, so that a packet can be checked on any machine (`grants.exports.verify_packet`).
"""

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from struct import Struct
from typing import Any, NamedTuple

from signing.rules import bytes_of, digest_of

FORMAT = 1
README, MANIFEST, CONTENT, PDF = "README.txt", "manifest.json", "application.json", "application.pdf"
ATTACHMENTS = "attachments/"
# Parts that every packet has, in their order; attachments follow.
FIXED = (README, MANIFEST, CONTENT, PDF)
# Letters without accents, digits, and a few signs: no folders above, no invisible characters, no two spellings.
_NAME_OF_ATTACHMENT = re.compile(r"attachments/[0-9]{2}-[a-z0-9][a-z0-9_-]{0,80}\.[a-z]{3,4}")
# What a zip has before each part, for each part in its list, and at its end. Nothing is compressed, dated, or
# commented, so there is one right sequence of bytes for every packet.
_LOCAL, _LISTED, _END = Struct("<4s5H3L2H"), Struct("<4s6H3L5H2L"), Struct("<4s4H2LH")
_VERSION, _MADE_BY, _JANUARY_1980, _PLAIN_FILE = 20, 3 << 8 | 20, 33, 0o100644 << 16
# What every manifest says besides what the application says.
_FACTS = {
    "state": str,
    "portal": str,
    "address": str,
    "receipt": str,
    "version": int,
    "submitted_at": str,
    "submitted_by": str,
}
# A file larger than this isn't read.
MOST_BYTES = 512 * 1024 * 1024


class Part(NamedTuple):
    """One part of a packet: its name in the zip and its bytes."""

    name: str
    content: bytes


class NotAPacket(Exception):
    """The file isn't a packet at all; the message says why."""


class BrokenPacket(Exception):
    """A packet was changed: the first part that differs, and how, in words."""

    def __init__(self, part: str, problem: str) -> None:
        super().__init__(printable(f"{part}: {problem}"))
        self.part, self.problem = part, problem


def printable(text: str) -> str:
    """The text without signs that move the cursor or erase what a terminal shows: a file could print its own “OK.”"""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def receipt_number(reference: str, version: int) -> str:
    """The number of a receipt: the application's reference and the number of the version that was submitted."""
    return f"{reference}-{version}"


def chunks_of(parts: Iterable[Part]) -> Iterator[bytes]:
    """The bytes of the zip, part by part, so that no more than one part is in memory."""
    listed, offset = [], 0
    for part in parts:
        head = _head_of(part)
        yield head
        yield part.content
        listed.append(_listing_of(part, offset))
        offset += len(head) + len(part.content)
    yield _end_of(listed, offset)


def text_of(manifest: Mapping[str, Any]) -> bytes:
    """The manifest as people read it, one fact a line."""
    return (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()


def parts_in(file: bytes) -> list[Part]:
    """The parts of a packet, in their order. Raises NotAPacket, or BrokenPacket for anything that no packet has.

    Nothing is unpacked: parts are stored as they are, so a small file never becomes a large one.
    """
    if not file.startswith(b"PK\x03\x04") and file[-_END.size :][:4] != b"PK\x05\x06":
        raise NotAPacket("This isn’t a zip file.")
    parts: list[Part] = []
    listed, offset = [], 0
    while file[offset : offset + 4] == b"PK\x03\x04":
        part, size = _part_at(file, offset)
        if part.name.casefold() in {earlier.name.casefold() for earlier in parts}:
            raise BrokenPacket(part.name, "the packet has two parts with this name.")
        parts.append(part)
        listed.append(_listing_of(part, offset))
        offset += size
    names = [part.name for part in parts]
    for place, name in enumerate(FIXED):
        if names[place : place + 1] != [name]:
            raise BrokenPacket(name, "it is missing or not in its place.")
    _check_end(file[offset:], _end_of(listed, offset))
    return parts


def facts_in(parts: list[Part]) -> dict[str, Any]:
    """The manifest, if every part is what it says and it agrees with the application. Raises BrokenPacket."""
    by_name = {part.name: part.content for part in parts}
    manifest = _manifest_in(by_name[MANIFEST])
    stated = {row["name"]: row for row in manifest["parts"]}
    for part in parts:
        if part.name == MANIFEST:
            continue
        row = stated.pop(part.name, None)
        if row is None:
            raise BrokenPacket(part.name, "the manifest doesn’t list it.")
        if row["bytes"] != len(part.content) or row["sha256"] != hashlib.sha256(part.content).hexdigest():
            raise BrokenPacket(part.name, "it doesn’t match its SHA-256 in the manifest.")
    for name in stated:
        raise BrokenPacket(name, "the manifest lists it, and it is missing.")
    content = _content_in(by_name[CONTENT])
    if manifest["receipt"] != receipt_number(content["reference"], manifest["version"]):
        raise BrokenPacket(MANIFEST, "“receipt” isn’t the number of this version.")
    for name, value in told_by(content).items():
        if manifest.get(name) != value:
            raise BrokenPacket(MANIFEST, f"“{name}” isn’t what {CONTENT} says.")
    _check_attachments(content, by_name)
    return manifest


def told_by(content: Mapping[str, Any]) -> dict[str, Any]:
    """What the manifest repeats of the application."""
    budget = content["budget"]
    return {
        "reference": content["reference"],
        "consortium": content["title"],
        "round": content["competition"]["name"],
        "total_requested": sum(line["amount"] or 0 for line in budget if line["source"] == "grant"),
        "digest": digest_of(content),
    }


def attached_to(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The name in the zip and the SHA-256 of each attachment that a submitted version lists."""
    rows = content.get("attachments", [])
    return [(f"{ATTACHMENTS}{place:02d}-{row['file']}", row["sha256"]) for place, row in enumerate(rows, start=1)]


def _check_attachments(content: Mapping[str, Any], by_name: Mapping[str, bytes]) -> None:
    listed = dict(attached_to(content))
    for name in by_name:
        if name not in FIXED and name not in listed:
            raise BrokenPacket(name, f"{CONTENT} doesn’t list it.")
    for name, digest in listed.items():
        if name not in by_name:
            raise BrokenPacket(name, f"{CONTENT} lists it, and it is missing.")
        if hashlib.sha256(by_name[name]).hexdigest() != digest:
            raise BrokenPacket(name, f"it doesn’t match its SHA-256 in {CONTENT}.")


def _manifest_in(content: bytes) -> dict[str, Any]:
    manifest = _json_in(MANIFEST, content)
    seal = manifest.pop("seal", None)
    if text_of(manifest | {"seal": seal}) != content or seal != digest_of(manifest):
        raise BrokenPacket(MANIFEST, "it doesn’t match its own digest.")
    if manifest.get("format") != FORMAT:
        raise BrokenPacket(MANIFEST, f"it has format {manifest.get('format')}; this program reads format {FORMAT}.")
    for name, kind in _FACTS.items():
        if not isinstance(manifest.get(name), kind):
            raise BrokenPacket(MANIFEST, f"“{name}” is missing.")
    rows = manifest.get("parts")
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and set(row) == {"name", "bytes", "sha256"} and isinstance(row["name"], str)
        for row in rows
    ):
        raise BrokenPacket(MANIFEST, "its list of parts can’t be read.")
    return manifest


def _content_in(content: bytes) -> dict[str, Any]:
    """The application; its shape is the one that version 1 of the packet's JSON promises."""
    application = _json_in(CONTENT, content)
    try:
        told_by(application), attached_to(application)
        is_whole = bytes_of(application) == content
    except (KeyError, TypeError, AttributeError, ValueError):
        is_whole = False
    if not is_whole:
        raise BrokenPacket(CONTENT, "it isn’t written as the registry writes an application.")
    return application


def _json_in(name: str, content: bytes) -> dict[str, Any]:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise BrokenPacket(name, "it can’t be read.")
    return value


# ---- the bytes of the zip ----


def _head_of(part: Part) -> bytes:
    name, size = part.name.encode("ascii"), len(part.content)
    sums = (zlib.crc32(part.content), size, size, len(name), 0)
    return _LOCAL.pack(b"PK\x03\x04", _VERSION, 0, 0, 0, _JANUARY_1980, *sums) + name


def _listing_of(part: Part, offset: int) -> bytes:
    name, size = part.name.encode("ascii"), len(part.content)
    sums = (zlib.crc32(part.content), size, size, len(name), 0, 0, 0, 0, _PLAIN_FILE, offset)
    return _LISTED.pack(b"PK\x01\x02", _MADE_BY, _VERSION, 0, 0, 0, _JANUARY_1980, *sums) + name


def _end_of(listed: list[bytes], offset: int) -> bytes:
    table, count = b"".join(listed), len(listed)
    return table + _END.pack(b"PK\x05\x06", 0, 0, count, count, len(table), offset, 0)


def _part_at(file: bytes, offset: int) -> tuple[Part, int]:
    """The part whose head begins there, and the number of bytes of both. Raises BrokenPacket."""
    head = file[offset : offset + _LOCAL.size]
    if len(head) < _LOCAL.size:
        raise BrokenPacket("The end of the file", "the file is cut off.")
    _, _, flags, method, _, _, _, stored, size, length, extra = _LOCAL.unpack(head)
    begins = offset + _LOCAL.size
    shown = file[begins : begins + length].decode("utf-8", "backslashreplace")
    name = shown if _is_name(shown) else ascii(shown[:200])
    if not _is_name(shown):
        raise BrokenPacket(name, "a packet has no part with such a name.")
    if flags & 1:
        raise BrokenPacket(name, "it is encrypted; a packet’s parts never are.")
    if method:
        raise BrokenPacket(name, "it is compressed; a packet’s parts never are.")
    if extra:
        raise BrokenPacket(name, "it carries extra fields; a packet’s parts never do.")
    if stored != size or begins + length + size > len(file):
        raise BrokenPacket(name, "it is cut off, or its size was changed.")
    part = Part(name, file[begins + length : begins + length + size])
    expected = _head_of(part)
    if file[offset : offset + len(expected)] != expected:
        raise BrokenPacket(name, "it doesn’t match its checksum, or its entry in the zip was changed.")
    return part, len(expected) + size


def _is_name(name: str) -> bool:
    return name in FIXED or _NAME_OF_ATTACHMENT.fullmatch(name) is not None


def _check_end(found: bytes, expected: bytes) -> None:
    if found == expected:
        return
    if found.startswith(expected):
        raise BrokenPacket("The end of the file", f"{len(found) - len(expected)} more bytes follow the packet.")
    if found.startswith(expected[:-2]) and len(found) > len(expected):
        raise BrokenPacket("The end of the file", "the zip has a comment; a packet never does.")
    raise BrokenPacket("The list of parts at the end of the file", "it isn’t the list of the parts before it.")
