"""The attachments of a submitted version, on the desk and on paper."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from grants.rules.attachments import KINDS
from grants.rules.citable import Packet
from grants.rules.collaboration.findings.phrasing import join_names
from grants.rules.requirements import MOST_MEMBERS
from grants.rules.wanted_files import WantedFile, need_in_words, unattached_files


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


@dataclass(frozen=True)
class MissingFileRow:
    """A file that the round asks for and the version lacks: from whom it is needed, and which members lack it."""

    title: str
    need: str
    members: str


def missing_files_of(files: Iterable[WantedFile], packet: Packet) -> list[MissingFileRow]:
    """What the version lacks of the files that the round asks for."""
    return [
        MissingFileRow(file.title, need_in_words(file), join_names(members, most=MOST_MEMBERS))
        for file, members in unattached_files(files, packet)
    ]


def attachment_rows_in(packet: Packet, *, is_of_scorer: bool = False) -> list[PacketAttachment]:
    """The attachments as submitted; a scorer’s have no address for files that only state officials open."""
    names = {participant["key"]: participant["name"] for participant in packet["participants"]}
    return [
        PacketAttachment(
            name=row["name"],
            wanted=row.get("wanted", ""),
            kind_and_size=f"{KINDS.get(row['kind'], 'File')}, {filesizeformat(row['bytes'])}",
            member=names.get(row["participant"], "The application as a whole"),
            confidential=row["confidential"],
            digest=row["sha256"],
            address=""
            if is_of_scorer and row["confidential"]
            else reverse("applicant:attachment_file", args=[packet["reference"], row["key"].removeprefix("f")]),
        )
        for row in packet.get("attachments", [])
    ]
