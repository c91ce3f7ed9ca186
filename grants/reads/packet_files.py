"""The sealed packet of a submitted version as a file, and whether such a file is what the registry has."""

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from audit.log import is_as_written
from audit.models import Entry
from grants.models import Application, SealedPacket, Version
from grants.reads.proofs import LogEntry
from grants.reads.stored_files import content_with_digest
from grants.rules.packet_file import (
    CONTENT,
    MANIFEST,
    PDF,
    README,
    BrokenPacket,
    Part,
    attached_to,
    chunks_of,
    receipt_number,
)
from signing.rules import bytes_of


def parts_of(packet: SealedPacket) -> Iterator[Part]:
    """The parts of the packet in their order, read one after the other."""
    yield Part(README, packet.readme.encode())
    yield Part(MANIFEST, packet.manifest.encode())
    yield Part(CONTENT, bytes_of(packet.version.content))
    yield Part(PDF, bytes(packet.pdf))
    for name, digest in attached_to(packet.version.content):
        yield Part(name, content_with_digest(digest))


def check_against_registry(parts: list[Part], facts: dict[str, Any]) -> list[str]:
    """What was compared with the database and the log, in words. Raises BrokenPacket at the first difference."""
    by_name = {part.name: part.content for part in parts}
    version = (
        Version.objects.select_related("application", "sealed_by")
        .filter(application__reference=facts["reference"], number=facts["version"])
        .first()
    )
    if version is None:
        raise BrokenPacket(MANIFEST, "this registry has no such version of such an application.")
    if by_name[CONTENT] != bytes_of(version.content) or facts["digest"] != version.digest:
        raise BrokenPacket(CONTENT, "the database has another version with this number.")
    said = {
        "receipt": receipt_number(version.application.reference, version.number),
        "submitted_at": version.sealed_at.astimezone(datetime.UTC).isoformat(),
    }
    for name, value in said.items():
        if facts.get(name) != value:
            raise BrokenPacket(MANIFEST, f"“{name}” isn’t what the database says: {value}.")
    told = ["Compared with the database: the application, the receipt number, and the time."]
    told.append(_check_log(version, "application.submitted", version.digest, CONTENT))
    packet = SealedPacket.objects.of(version)
    if packet is None:
        return [*told, "The registry hasn’t made this packet, so its PDF couldn’t be compared."]
    digest = hashlib.sha256()
    for chunk in chunks_of(parts):
        digest.update(chunk)
    for part in parts_of(packet):
        if by_name.get(part.name) != part.content:
            raise BrokenPacket(part.name, "the database has another one.")
    if digest.hexdigest() != packet.digest:
        raise BrokenPacket("The whole file", "its SHA-256 isn’t the one in the database.")
    told.append("Compared with the database: every part.")
    return [*told, _check_log(version, "packet.sealed", packet.digest, "The whole file")]


def first_packet_without_proof(logged: Iterable[LogEntry]) -> str | None:
    """The first packet whose PDF or digest isn’t what the log says, in words; None if each is."""
    of_log = {(subject, detail["version"]): detail for subject, _, detail in logged}
    for packet in SealedPacket.objects.select_related("version__application").order_by("pk").iterator(chunk_size=20):
        application, number = packet.version.application, packet.version.number
        entry = of_log.pop((f"{Application._meta.label_lower}:{application.pk}", number), {})
        pdf = hashlib.sha256(bytes(packet.pdf)).hexdigest()
        if (entry.get("digest"), entry.get("pdf")) != (packet.digest, pdf):
            return f"The packet of version {number} of {application.reference} does not match the log."
    for subject, number in of_log:
        return f"The packet of version {number} of {subject} is in the log and was removed."
    return None


def _check_log(version: Version, event: str, digest: str, part: str) -> str:
    """Compare a digest with the entry of the audit log about it."""
    subject = f"{Application._meta.label_lower}:{version.application_id}"
    entries = Entry.objects.filter(event=event, subject=subject).order_by("number")
    entry = next((entry for entry in entries if entry.detail.get("version") == version.number), None)
    if entry is None:
        return f"The audit log has no entry about it ({event}): a sample that was loaded at once has none."
    if not is_as_written(entry):
        raise BrokenPacket(part, f"entry {entry.number} of the audit log, about it, was changed.")
    if entry.detail.get("digest") != digest:
        raise BrokenPacket(part, f"its digest isn’t the one in entry {entry.number} of the audit log.")
    return (
        f"Compared with entry {entry.number} of the audit log ({event}), which no one changed. To check the "
        "whole log, run verify_audit."
    )
