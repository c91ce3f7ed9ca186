"""Whether what was submitted, signed, and determined is still what the audit log says."""

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from grants.models import Application, Determination, Mark, Signature, Version
from signing.rules import digest_of


class LogEntry(NamedTuple):
    """What an entry of the log says: its subject, its moment, and its detail."""

    subject: str
    at: datetime.datetime
    detail: dict[str, Any]


def first_version_without_proof(logged: Iterable[LogEntry]) -> str | None:
    """The first submitted version that isn't what its log entry says, in words; None if each is.

    `logged` are the log's entries about submissions. Versions of a sample round that was loaded
    at once have no entries; their content is compared with their own digest.
    """
    of_log = {(subject, detail.get("version")): detail.get("digest") for subject, _, detail in logged}
    versions = Version.objects.select_related("application__competition").order_by("application", "number")
    for version in versions.iterator(chunk_size=100):
        name = f"Version {version.number} of {version.application.reference}"
        key = (f"{Application._meta.label_lower}:{version.application_id}", version.number)
        is_excused = key not in of_log and version.application.competition.is_sample
        if digest_of(version.content) != version.digest:
            return f"{name} was changed: it does not match its digest."
        if not is_excused and of_log.get(key) != version.digest:
            return f"{name} does not match the log, which has {of_log.get(key) or 'no entry for it'}."
        of_log.pop(key, None)
    for subject, number in of_log:
        return f"Version {number} of {subject} is in the log and was removed."
    return None


def digest_of_signature(signature: Signature) -> str:
    """The digest of everything a signature says: what was signed, the typed name, and the account."""
    return digest_of(
        {
            "part": signature.part_digest,
            "name": signature.signer_name,
            "title": signature.signer_title,
            "signed_at": _moment(signature.signed_at),
            "board_on": signature.board_on,
            "signer": signature.signer_id,
            "account": signature.account_name,
            "role": signature.account_role,
            "had_power": signature.had_power,
            "participant": signature.participant_id,
        }
        # Only where there is one, so that the digests of earlier signatures stay what the log has.
        | ({"linked_email": signature.linked_email} if signature.linked_email else {})
    )


def first_signature_without_proof(logged: Iterable[LogEntry]) -> str | None:
    """The first signature that isn't what its log entry says, in words; None if each is.

    Entries of earlier releases have the digest of what was signed, without the typed name.
    """
    of_log, earlier = {}, set()
    for subject, _, detail in logged:
        if "signature" in detail:
            of_log[detail["signature"]] = detail["whole"]
        else:
            earlier.add((subject, detail.get("digest")))
    signatures = Signature.objects.select_related("application__competition", "participant").order_by("pk")
    for signature in signatures.iterator(chunk_size=500):
        application = signature.application
        name = f"The signature of {signature.participant} on {application.reference}"
        key = (f"{Application._meta.label_lower}:{application.pk}", signature.part_digest)
        if digest_of(signature.part) != signature.part_digest:
            return f"{name} was changed: what was signed does not match its digest."
        if signature.pk in of_log:
            if of_log.pop(signature.pk) != digest_of_signature(signature):
                return f"{name} was changed: it does not match the log."
        elif key not in earlier and not application.competition.is_sample:
            return f"{name} has no entry in the log."
    for pk in of_log:
        return f"Signature {pk} is in the log and was removed."
    return None


def digest_of_mark(mark: Mark) -> str:
    """The digest of a mark with its reason and every citation, the removed ones too."""
    citations = sorted(mark.citations.all(), key=lambda one: one.pk)
    return digest_of(
        {
            "review": mark.review_id,
            "element": mark.element,
            "verdict": mark.verdict,
            "note": mark.note,
            "revision": mark.revision,
            "at": _moment(mark.marked_at),
            "citations": [
                [one.kind, one.place, one.start, one.end, one.quote, _moment(one.cited_at), _moment(one.removed_at)]
                for one in citations
            ],
        }
    )


def first_mark_without_proof(logged: Iterable[LogEntry]) -> str | None:
    """The first mark that isn't what its latest log entry says, in words; None if each is.

    A mark that earlier releases made has no digest in the log and can't be compared. After the first digest, every
    mark has one.
    """
    of_log: dict[int, str] = {}
    since = None
    for _, at, detail in logged:
        if "mark" in detail:
            of_log[detail["mark"]] = detail["digest"]
            since = since or at
    marks = Mark.objects.select_related("review__application__competition").prefetch_related("citations").order_by("pk")
    for mark in marks.iterator(chunk_size=500):
        application = mark.review.application
        name = f"The mark of element {mark.element} on {application.reference}"
        if mark.pk in of_log:
            if of_log.pop(mark.pk) != digest_of_mark(mark):
                return f"{name} was changed: it does not match the log."
        elif since and mark.marked_at and mark.marked_at >= since and not application.competition.is_sample:
            return f"{name} has no entry in the log."
    for pk in of_log:
        return f"Mark {pk} is in the log and was removed."
    return None


def digest_of_determination(determination: Determination) -> str:
    """The digest of everything an officer concluded: what the log keeps of it."""
    return digest_of(
        {
            "review": determination.review_id,
            "verdict": determination.verdict,
            "reasons": determination.reasons,
            "marks": determination.marks_line,
            "unmarked_reason": determination.unmarked_reason,
            "by": determination.recorded_by_id,
            "at": _moment(determination.recorded_at),
            "replaces": determination.replaces_id,
            "replacement_reason": determination.replacement_reason,
        }
    )


def first_determination_without_proof(logged: Iterable[LogEntry]) -> str | None:
    """The first determination that isn't what its log entry says, in words; None if each is.

    Entries of earlier releases have no digest: of their determinations, the moment and the verdict are compared.
    """
    of_log, earlier = {}, set()
    for subject, at, detail in logged:
        if "digest" in detail:
            of_log[detail["determination"]] = detail["digest"]
        else:
            earlier.add((subject, at, detail.get("verdict")))
    rows = Determination.objects.select_related("review__application__competition").order_by("pk")
    for determination in rows.iterator(chunk_size=500):
        application = determination.review.application
        name = f"Determination {determination.pk} on {application.reference}"
        key = (f"{Application._meta.label_lower}:{application.pk}", determination.recorded_at, determination.verdict)
        if determination.pk in of_log:
            if of_log.pop(determination.pk) != digest_of_determination(determination):
                return f"{name} was changed: it does not match the log."
        elif key not in earlier and not application.competition.is_sample:
            return f"{name} has no entry in the log."
    for pk in of_log:
        return f"Determination {pk} is in the log and was removed."
    return None


def _moment(moment: datetime.datetime | None) -> str | None:
    return moment.astimezone(datetime.UTC).isoformat(timespec="microseconds") if moment else None
