"""Sealed packets: made once for each submitted version, from the PDF that the worker drew."""

import datetime
import hashlib

from django.conf import settings
from django.db import transaction

from audit import log
from grants.models import ReviewPDF, SealedPacket, Version
from grants.reads.packet_files import parts_of
from grants.rules.packet_file import MANIFEST, chunks_of, receipt_number, told_by
from grants.rules.packet_texts import manifest_of, readme_of


@transaction.atomic
def seal_packet(drawing: ReviewPDF, pdf: bytes, *, at: datetime.datetime) -> SealedPacket | None:
    """Store the packet with this PDF and remove the drawing; None if another worker did so first."""
    mine = ReviewPDF.objects.filter(pk=drawing.pk, next_try_at=drawing.next_try_at)
    if not mine.select_for_update().exists():
        return None
    version = Version.objects.select_related("application", "sealed_by").get(pk=drawing.version_id)
    packet = _packet_of(version, pdf, at)
    packet.save(force_insert=True)
    mine.delete()
    log.record(
        "packet.sealed", version.application, by="run_worker", at=at, version=version.number, digest=packet.digest,
        pdf=hashlib.sha256(pdf).hexdigest(),
    )  # fmt: skip
    return packet


def _packet_of(version: Version, pdf: bytes, at: datetime.datetime) -> SealedPacket:
    facts = {
        "state": settings.STATE_NAME,
        "portal": settings.PORTAL_NAME,
        "address": settings.PORTAL_URL,
        "receipt": receipt_number(version.application.reference, version.number),
        "version": version.number,
        "submitted_at": version.sealed_at.astimezone(datetime.UTC).isoformat(),
        "submitted_by": version.sealed_by.name,
        **told_by(version.content),
    }
    packet = SealedPacket(version=version, made_at=at, pdf=pdf, size=0)
    packet.readme = readme_of(facts, has_attachments=bool(version.content.get("attachments")))
    packet.manifest = manifest_of(facts, (part for part in parts_of(packet) if part.name != MANIFEST))
    digest = hashlib.sha256()
    for chunk in chunks_of(parts_of(packet)):
        digest.update(chunk)
        packet.size += len(chunk)
    packet.digest = digest.hexdigest()
    return packet
