"""The page of a sealed packet: requested or not, and what is in it."""

import json
from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from grants.models import SealedPacket, Version
from grants.rules.packet_file import CONTENT, MANIFEST, PDF, README, receipt_number

_WHAT = {
    README: "What the packet is and how to check it",
    MANIFEST: "The facts of the receipt, and the digest of every part",
    CONTENT: "The application as submitted, for programs",
    PDF: "The application as submitted, to read and print",
}


@dataclass(frozen=True)
class PacketPart:
    """One part of a packet."""

    name: str
    what: str
    size: str
    digest: str


@dataclass(frozen=True)
class SealedPacketPage:
    """The packet of one submitted version; without parts until it is made."""

    reference: str
    receipt: str
    version: Version
    parts: list[PacketPart]
    digest: str
    size: str
    file_address: str


def sealed_packet_page(reference: str, version: Version, packet: SealedPacket | None) -> SealedPacketPage:
    """The page of a packet; `None` if it isn't made yet."""
    parts = json.loads(packet.manifest)["parts"] if packet else []
    return SealedPacketPage(
        reference=reference,
        receipt=receipt_number(reference, version.number),
        version=version,
        parts=[
            PacketPart(row["name"], _WHAT.get(row["name"], "Attachment"), filesizeformat(row["bytes"]), row["sha256"])
            for row in parts
        ],
        digest=packet.digest if packet else "",
        size=filesizeformat(packet.size) if packet else "",
        file_address=reverse("review:packet_file", args=[reference, version.number]),
    )
