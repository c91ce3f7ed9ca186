"""The bytes of attached files, and what a page needs to know of them."""

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from django.core.files.storage import storages

from grants.models.application import Application
from grants.models.attachment import Attachment, StoredFile
from grants.rules.attachments import plain_file_name
from grants.states import AVAILABLE


def content_of(file: StoredFile) -> bytes:
    """The bytes of a file. Raises OSError if they are missing or were changed."""
    with storages["attachments"].open(file.path) as opened:
        content: bytes = opened.read()
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise OSError(f"The stored file {file.sha256} was changed.")
    return content


def content_with_digest(digest: str) -> bytes:
    """The bytes with this SHA-256. Raises OSError if they are missing or were changed."""
    file = StoredFile.objects.filter(sha256=digest).first()
    if file is None:
        raise OSError(f"The file {digest} isn’t stored.")
    return content_of(file)


def are_available(digests: Collection[str]) -> bool:
    """Whether all of these files may be given to readers."""
    if not digests:
        return True
    return StoredFile.objects.filter(sha256__in=digests, state__in=AVAILABLE).count() == len(set(digests))


def attachments_in(application: Application) -> dict[str, Any]:
    """The attachments of a packet, only where there are some: other packets, and their digests, don’t change."""
    if not application.attachments_count:
        return {}
    rows = [attachment_row(one) for one in application.attachments.attached()]
    return {"attachments": rows} if rows else {}


def attachment_row(attachment: Attachment) -> dict[str, Any]:
    """An attachment, which comes with its file, as a packet has it."""
    return {
        "key": attachment.key,
        "name": attachment.name,
        "file": plain_file_name(attachment.name, attachment.file.kind),
        "kind": attachment.file.kind,
        "bytes": attachment.file.size,
        "sha256": attachment.file.sha256,
        "participant": attachment.member or None,
        "confidential": attachment.confidential_reason,
        **({"wanted": attachment.wanted} if attachment.wanted else {}),
    }


def attachments_to_sign(packet: Mapping[str, Any], member: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The attachments that a member signs: the lead all of them, others those that belong to them."""
    rows = packet.get("attachments", [])
    return [row for row in rows if member["role"] == "lead" or row["participant"] == member["key"]]
