"""The documents of a membership: board resolutions, letters of commitment, agreements."""

import datetime
import hashlib
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.dates import day_in_words
from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia.actions.memberships.steps import authority, lock_membership, take_step
from consortia.models import AuthorityDocument, Membership
from consortia.permissions import check_can_represent_a_side
from consortia.rules.documents import Kind, kind_of, plain_name, problems_with_document
from consortia.rules.status_labels import status_in_sentence
from consortia.states import STEPS_THAT_KEEP_THE_STATUS
from districts.models import Appointment

MOST_DOCUMENTS = 20


class UploadedDocument(NamedTuple):
    """A file as it was uploaded, with its name, type, and date."""

    content: bytes
    name: str
    kind: str
    adopted_on: datetime.date | None = None


@transaction.atomic
def add_document(
    *, membership: Membership, document: UploadedDocument, by: User, at: datetime.datetime
) -> AuthorityDocument:
    """The stored document with its digest; the same file is stored once. Raises Refused or Unready."""
    membership = lock_membership(membership)
    side, appointment = check_can_represent_a_side(by, membership, timezone.localdate(at))
    return store_document(membership, document, side=side, appointment=appointment, by=by, at=at)


def store_document(
    membership: Membership,
    upload: UploadedDocument,
    *,
    side: str,
    appointment: Appointment,
    by: User,
    at: datetime.datetime,
) -> AuthorityDocument:
    """The stored document of a membership that the caller has locked. Raises Unready."""
    file, digest = _checked(membership, upload, timezone.localdate(at)), hashlib.sha256(upload.content).hexdigest()
    if same := membership.documents.filter(digest=digest).first():
        return same
    if membership.documents.count() >= MOST_DOCUMENTS:
        raise Unready(f"This membership already has {MOST_DOCUMENTS} documents, the most it can have.")
    document = AuthorityDocument.objects.create(
        membership=membership,
        kind=upload.kind,
        adopted_on=upload.adopted_on,
        name=plain_name(upload.name, file.extension),
        content_type=file.content_type,
        size=len(upload.content),
        digest=digest,
        content=upload.content,
        uploaded_by=by,
        uploaded_at=at,
    )
    words = f"{document.get_kind_display()}: {document.name}"
    take_step(membership, "paper", side=side, appointment=appointment, words=words, by=by, at=at)
    facts = {"name": document.name, "digest": digest, "size": document.size, "authority": authority(appointment)}
    log.record("membership.paper_added", membership, by=by, at=at, **facts)
    return document


def _checked(membership: Membership, upload: UploadedDocument, on: datetime.date) -> Kind:
    problems = problems_with_document(upload.content)
    if upload.kind not in AuthorityDocument.Kind.values:
        problems.append("Choose the type of document.")
    if upload.adopted_on and upload.adopted_on > on:
        problems.append(f"{day_in_words(upload.adopted_on)} is in the future. Enter the date of the vote or document.")
    if membership.status not in STEPS_THAT_KEEP_THE_STATUS["paper"]:
        problems.append(f"This membership is {status_in_sentence(membership)}, so you can’t add a document.")
    file = kind_of(upload.content)
    if problems or file is None:
        raise Unready(*problems)
    return file
