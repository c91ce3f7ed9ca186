"""The attachments of a submitted version, on the desk and on paper."""

from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from grants.rules.attachments import KINDS
from grants.rules.citable import Packet


@dataclass(frozen=True)
class PacketAttachment:
    """One attached file."""

    name: str
    wanted: str  # the file of the round's list that it answers
    kind_and_size: str
    member: str
    confidential: str
    digest: str
    address: str


def attachment_rows_in(packet: Packet) -> list[PacketAttachment]:
    """The attachments as submitted."""
    names = {participant["key"]: participant["name"] for participant in packet["participants"]}
    return [
        PacketAttachment(
            name=row["name"],
            wanted=row.get("wanted", ""),
            kind_and_size=f"{KINDS.get(row['kind'], 'File')}, {filesizeformat(row['bytes'])}",
            member=names.get(row["participant"], "The application as a whole"),
            confidential=row["confidential"],
            digest=row["sha256"],
            address=reverse("applicant:attachment_file", args=[packet["reference"], row["key"].removeprefix("f")]),
        )
        for row in packet.get("attachments", [])
    ]
