"""Documents of a contract: uploaded or linked, and removed from the page if added by mistake."""

import datetime
import hashlib
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia.rules.documents import kind_of, plain_name, problems_with_document
from districts.actions.history import touch_registry
from purchasing.actions.contracts import lock_contract
from purchasing.models import Contract, ContractDocument
from purchasing.permissions import check_can_change_contracts
from purchasing.rules.documents import MOST_DOCUMENTS, problems_with_link, problems_with_title
from purchasing.states import DocumentKind


class ContractUpload(NamedTuple):
    """A document as a form sends it: the content and file name of a file, or the address of a link."""

    kind: str
    title: str
    url: str = ""
    content: bytes = b""
    name: str = ""


@transaction.atomic
def add_contract_document(
    *, contract: Contract, upload: ContractUpload, by: User, at: datetime.datetime
) -> ContractDocument:
    """Add a document, which anyone can then open. The same file or link is stored once. Raises Refused or Unready."""
    contract = lock_contract(contract)
    check_can_change_contracts(by, contract.consortium, timezone.localdate(at))
    title, url = " ".join(upload.title.split()), upload.url.strip()
    problems = problems_with_title(title)
    if upload.kind not in DocumentKind.values:
        problems.append("Choose the type of document.")
    if bool(url) == bool(upload.content):
        problems.append("Choose a file or enter a link, not both.")
    problems += problems_with_link(url) if url else problems_with_document(upload.content) if upload.content else []
    if problems:
        raise Unready(*problems)
    digest = hashlib.sha256(upload.content).hexdigest() if upload.content else ""
    own = ContractDocument.objects.of_contract(contract)
    if same := own.filter(url=url, digest=digest).first():
        return same
    if own.count() >= MOST_DOCUMENTS:
        raise Unready(f"This contract already has {MOST_DOCUMENTS} documents, which is the maximum.")
    file = kind_of(upload.content) if upload.content else None
    document = ContractDocument.objects.create(
        contract=contract,
        kind=upload.kind,
        title=title,
        url=url,
        name=plain_name(upload.name, file.extension) if file else "",
        content_type=file.content_type if file else "",
        size=len(upload.content),
        digest=digest,
        content=upload.content or None,
        added_by=by,
        added_at=at,
    )
    touch_registry()
    facts = {"kind": document.kind, "title": title, "url": url, "digest": digest, "size": document.size}
    log.record("contract.document_added", contract, by=by, at=at, **facts)
    return document


@transaction.atomic
def remove_contract_document(*, document: ContractDocument, by: User, at: datetime.datetime) -> None:
    """Remove a document from the contract's page; it stays stored. Raises Refused or Unready."""
    contract = lock_contract(document.contract)
    check_can_change_contracts(by, contract.consortium, timezone.localdate(at))
    document = ContractDocument.objects.select_for_update().get(pk=document.pk)
    if document.removed_at:
        raise Unready("This document was already removed.")
    document.removed_at = at
    document.save(update_fields=["removed_at"])
    touch_registry()
    log.record("contract.document_removed", contract, by=by, at=at, title=document.title, digest=document.digest)
