"""Attaching files to a draft, removing them, and what the virus scan found."""

import datetime
import hashlib
from collections.abc import Callable

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.pen import check_is_open, locked, put_down
from grants.actions.scanning import ScannerDown, scan
from grants.models import Application, Attachment, Participant, StoredFile
from grants.permissions.application import check_can_write_section
from grants.reads.stored_files import content_of
from grants.rules.attachments import Limits, kind_of, problems_with_attachment, readable_name
from grants.rules.sections import ATTACHMENTS
from grants.rules.wanted_files import files_of_members, problems_with_answer, wanted_files_in
from grants.states import FileState

LIMITS = Limits(settings.ATTACHMENT_MB * 1024**2, settings.ATTACHMENTS_MB * 1024**2, settings.MOST_ATTACHMENTS)
# How long bytes stay that belong to no application: longer than any upload takes.
UNUSED_FOR = datetime.timedelta(hours=1)
INFECTED = "The virus scan found a virus in this file ({found}), so it wasn’t attached. Ask your IT staff for help."
NOT_STORED = "The file couldn’t be stored, so nothing was attached. Try again in a few minutes."


def add_attachment(
    *,
    application: Application,
    member: str,
    name: str,
    content: bytes,
    is_confidential: bool = False,
    reason: str = "",
    wanted: str = "",
    by: User,
    at: datetime.datetime,
) -> Attachment:
    """Attach a file for a member (its key), or for the application as a whole (""). Raises Refused or Unready.

    `wanted` is the title of the file of the round's list that it answers, "" if it answers none; one of each member
    is attached for a member.
    The claim on its digest is committed first: what a killed upload wrote is then found and removed.
    """
    files = wanted_files_in(_taken_up(application, member, by=by, at=at).competition.wanted_files)
    if problems := problems_with_answer(wanted, member, files):
        raise Unready(*problems)
    digest, reason = hashlib.sha256(content).hexdigest(), " ".join(reason.split())[:300]
    _check(application, name, content, is_confidential=is_confidential, reason=reason)
    kind = kind_of(content).kind
    state = _scanned(content)
    claim = {"size": len(content), "kind": kind, "stored_at": at, "state": state}
    StoredFile.objects.get_or_create(sha256=digest, defaults=claim)
    with transaction.atomic():
        application = _taken_up(application, member, by=by, at=at)
        _check(application, name, content, is_confidential=is_confidential, reason=reason)
        file, _ = StoredFile.objects.select_for_update().get_or_create(sha256=digest, defaults=claim)
        if file.state == FileState.INFECTED:
            raise Unready(INFECTED.format(found="earlier"))
        file.state = state if file.state == FileState.WAITING else file.state
        file.stored_at = at
        _store(file, content)
        last = application.attachments.order_by("-number").first()
        attachment = Attachment.objects.create(
            application=application,
            number=last.number + 1 if last else 1,
            file=file,
            name=readable_name(name, kind),
            member=member,
            confidential_reason=reason if is_confidential else "",
            wanted=wanted,
            uploaded_by=by,
            uploaded_at=at,
        )
        _count(application)
        log.record(
            "attachment.added", application, by=by, at=at, key=attachment.key, name=attachment.name, digest=digest,
            member=member, bytes=file.size, confidential=is_confidential,
        )  # fmt: skip
    return attachment


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by: User, at: datetime.datetime) -> None:
    """Remove a file from a draft; versions that were submitted with it keep it. Raises Refused or Unready."""
    application = _taken_up(attachment.application, attachment.member, by=by, at=at)
    changed = application.attachments.filter(pk=attachment.pk, removed_at=None).update(removed_at=at)
    if not changed:
        raise Unready("This file was already removed.")
    _count(application)
    log.record("attachment.removed", application, by=by, at=at, key=attachment.key, name=attachment.name)


def mark_as_submitted(application: Application) -> None:
    """The submitted version lists the attachments, so their bytes are kept."""
    if application.attachments_count:
        application.attachments.filter(removed_at=None).update(was_submitted=True)


def remove_with_member(application: Application, member: str, *, at: datetime.datetime) -> int:
    """Remove the files of a member that leaves the draft, and return how many there were."""
    removed = application.attachments.filter(removed_at=None, member=member).update(removed_at=at)
    if removed:
        application.attachments_count = application.attachments.filter(removed_at=None).count()
        application.save(update_fields=["attachments_count"])
    return removed


def scan_waiting_files(*, clock: Callable[[], datetime.datetime]) -> bool:
    """Scan the files that wait, and return whether the scanner works. Nothing is lost while it doesn’t."""
    for file in StoredFile.objects.waiting():
        try:
            found = scan(content_of(file))
        except (ScannerDown, OSError):
            return False
        state = FileState.INFECTED if found else FileState.CLEAN
        with transaction.atomic():
            StoredFile.objects.filter(pk=file.pk, state=FileState.WAITING).update(state=state)
            if found:
                log.record("attachment.infected", file.sha256, by="run_worker", at=clock(), found=found)
    return True


def remove_unused_files(*, at: datetime.datetime) -> int:
    """Delete bytes that belong to no draft and no submitted version, and return how many files there were."""
    removed = 0
    for found in StoredFile.objects.unused_since(at - UNUSED_FOR):
        with transaction.atomic():
            # Locked first and asked again afterwards: someone may have attached the same bytes meanwhile.
            file = StoredFile.objects.select_for_update().filter(pk=found.pk).first()
            if file is None or not StoredFile.objects.unused_since(at - UNUSED_FOR).filter(pk=found.pk).exists():
                continue
            storages["attachments"].delete(file.path)
            file.attachments.all().delete()
            file.delete()
            removed += 1
    return removed


def _taken_up(application: Application, member: str, *, by: User, at: datetime.datetime) -> Application:
    """The locked application, if this person may attach files for that member now. Raises Refused or Unready."""
    with transaction.atomic():
        application = locked(application)
        owner: Participant | None = application.participants.filter(key=member).first() if member else None
        if member and owner is None:
            raise Unready("Choose a member of this application.")
        check_can_write_section(by, application, owner, timezone.localdate(at))
        check_is_open(application, ATTACHMENTS, at=at)
    return application


def _check(application: Application, name: str, content: bytes, *, is_confidential: bool, reason: str) -> None:
    sizes = list(application.attachments.filter(removed_at=None).values_list("file__size", flat=True))
    asked = files_of_members(wanted_files_in(application.competition.wanted_files), application.participants_count)
    limits = LIMITS.with_room_for(asked)
    problems = problems_with_attachment(
        name,
        content,
        limits=limits,
        attached=sizes,
        reason=reason,
        is_confidential=is_confidential,
    )
    if problems:
        raise Unready(*problems)


def _scanned(content: bytes) -> FileState:
    """What the scan says; a file waits while the scanner is down. Raises Unready for a virus."""
    if not settings.CLAMD_ADDRESS:
        return FileState.UNSCANNED
    try:
        found = scan(content)
    except ScannerDown:
        return FileState.WAITING
    if found:
        raise Unready(INFECTED.format(found=found))
    return FileState.CLEAN


def _store(file: StoredFile, content: bytes) -> None:
    """Write the bytes unless they are there already; what an interrupted upload left is written anew."""
    storage = storages["attachments"]
    try:
        if not (file.is_stored and storage.exists(file.path) and storage.size(file.path) == file.size):
            storage.delete(file.path)
            if storage.save(file.path, ContentFile(content)) != file.path:
                raise OSError("The storage chose another name.")
    except OSError as no:
        raise Unready(NOT_STORED) from no
    file.is_stored = True
    file.save(update_fields=["is_stored", "state", "stored_at"])


def _count(application: Application) -> None:
    application.attachments_count = application.attachments.filter(removed_at=None).count()
    application.save(update_fields=["attachments_count"])
    put_down(application)
