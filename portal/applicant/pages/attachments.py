"""The attachments of an application: what is attached, and what can be."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from accounts.dates import moment_in_words
from grants.models import Attachment, Participant
from grants.rules.attachments import ACCEPTED, KINDS, Limits, in_mb
from grants.rules.wanted_files import WantedFile, need_in_words
from grants.states import FileState

WHOLE = "The application as a whole"
_STATES = {
    FileState.WAITING: "Waiting for the virus scan. No one can open it until then.",
    FileState.INFECTED: "This file contains a virus, so no one can open it. Remove it.",
}


@dataclass(frozen=True)
class AttachmentRow:
    """One attached file."""

    name: str
    wanted: str
    kind: str
    size: str
    member: str
    uploaded: str
    digest: str
    confidential: str
    state: str
    address: str  # "" while no one can open it
    remove_address: str  # "" for those who can't remove it


@dataclass(frozen=True)
class MissingMember:
    """A member that hasn’t attached its own file; `address` is empty for those who can’t attach it."""

    name: str
    address: str


@dataclass(frozen=True)
class WantedFileRow:
    """A file that the round asks for, and the attached files that answer it (empty: it is missing).

    `members` lack a file that each member attaches: the reader’s own come first.
    """

    title: str
    contains: str
    need: str
    attached: str
    address: str
    members: list[MissingMember]


@dataclass(frozen=True)
class AttachmentsPage:
    """What the round asks for, the attachments, and the limits in words."""

    wanted: list[WantedFileRow]
    rows: list[AttachmentRow]
    limits: str


def attachments_page(
    reference: str,
    attachments: Collection[Attachment],
    participants: Collection[Participant],
    removable: Collection[str],
    files: Collection[WantedFile],
    *,
    limits: Limits,
) -> AttachmentsPage:
    """The page. `removable` are the keys of members whose files the reader can remove ("" for the whole).

    `files` are those that the round asks for.
    """
    names = {participant.key: participant.name for participant in participants}
    rows = [
        AttachmentRow(
            name=one.name,
            wanted=one.wanted,
            kind=KINDS[one.file.kind],
            size=filesizeformat(one.file.size),
            member=names.get(one.member, WHOLE),
            uploaded=f"{one.uploaded_by.name}, {moment_in_words(one.uploaded_at)}",
            digest=one.file.sha256,
            confidential=one.confidential_reason,
            state=_STATES.get(FileState(one.file.state), ""),
            address=reverse("applicant:attachment_file", args=[reference, one.number]) if one.can_be_read else "",
            remove_address=reverse("applicant:attachment_remove", args=[reference, one.number])
            if one.member in removable
            else "",
        )
        for one in attachments
    ]
    wanted = [
        _of_members(file, attachments, participants, removable, reference)
        if file.each_member
        else _of_application(file, attachments, removable, reference)
        for file in files
    ]
    return AttachmentsPage(
        wanted,
        rows,
        f"Each file must be {ACCEPTED}, and at most {in_mb(limits.file)}. An application can have "
        f"up to {limits.files} files, {in_mb(limits.application)} in all.",
    )


def missing_titles(
    files: Iterable[WantedFile],
    attachments: Collection[Attachment],
    participants: Iterable[Participant],
    keys: Collection[str],
) -> list[str]:
    """The titles of the requested files that the reader can attach and that are missing.

    `keys` are those of the members for which the reader attaches files ("" for the application as a whole).
    """
    attached = {(one.wanted, one.member) for one in attachments}
    given = {one.wanted for one in attachments}
    own = [one.key for one in participants if one.key in keys]
    return [
        file.title
        for file in files
        if (any((file.title, key) not in attached for key in own) if file.each_member else file.title not in given)
    ]


def _of_application(
    file: WantedFile, attachments: Iterable[Attachment], removable: Collection[str], reference: str
) -> WantedFileRow:
    return WantedFileRow(
        title=file.title,
        contains=file.contains,
        need=need_in_words(file).capitalize(),
        attached=", ".join(one.name for one in attachments if one.wanted == file.title),
        address=_form(reference, wanted=file.title) if removable else "",
        members=[],
    )


def _of_members(
    file: WantedFile,
    attachments: Iterable[Attachment],
    participants: Collection[Participant],
    removable: Collection[str],
    reference: str,
) -> WantedFileRow:
    have = {one.member for one in attachments if one.wanted == file.title}
    missing = [one for one in participants if one.key not in have]
    missing.sort(key=lambda one: one.key not in removable)
    count = len(participants) - len(missing)
    return WantedFileRow(
        title=file.title,
        contains=file.contains,
        need=need_in_words(file).capitalize(),
        attached=f"{count} of {len(participants)} members" if count else "",
        address="",
        members=[
            MissingMember(one.name, _form(reference, wanted=file.title, member=one.key) if one.key in removable else "")
            for one in missing
        ],
    )


def _form(reference: str, **chosen: str) -> str:
    """The form with these choices made."""
    return f"{reverse('applicant:application_attachments', args=[reference])}?{urlencode(chosen)}#attach"
