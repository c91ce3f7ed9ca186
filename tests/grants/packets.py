"""Sealed packets for tests, made by the real actions with a PDF that takes no time to draw."""

from grants.actions.application import submit_application
from grants.actions.review_pdfs import ask_for_packet, draw_next_pdf
from grants.models import SealedPacket, Version
from grants.reads.packet_files import parts_of
from grants.rules.packet_file import Part, chunks_of
from tests.grants.walking import WRITING, a_draft
from tests.kept import kept


@kept
def a_submitted_version(**changes: object) -> Version:
    """Version 1 of an application whose members signed."""
    world = a_draft(**changes)
    return submit_application(application=world.application, by=world.lead, at=WRITING)


def sealed(version: Version) -> SealedPacket:
    """Its packet, as the worker makes it."""
    ask_for_packet(version=version, page="<p>As submitted.</p>", by=version.sealed_by, at=WRITING)
    assert draw_next_pdf(draw=lambda page: b"%PDF-1.7 " + page.encode(), clock=lambda: WRITING)
    return SealedPacket.objects.select_related("version").get(version=version)


def file_of(packet: SealedPacket) -> bytes:
    """The packet as it is downloaded."""
    return b"".join(chunks_of(parts_of(packet)))


def zipped(parts: list[Part]) -> bytes:
    """A zip of these parts, with checksums that fit."""
    return b"".join(chunks_of(parts))
