"""Whether what was submitted, signed, and determined is still what the audit log says."""

import datetime
from collections.abc import Iterable
from typing import Any

from grants.models import Application, Determination, Signature, Version
from signing.rules import digest_of


def first_version_without_proof(logged: Iterable[tuple[str, dict[str, Any]]]) -> str | None:
    """The first submitted version that isn't what its log entry says, in words; None if each is.

    `logged` are subject and detail of the log's entries about submissions. Versions of a sample round that was loaded
    at once have no entries; their content is compared with their own digest.
    """
    of_log = {(subject, detail.get("version")): detail.get("digest") for subject, detail in logged}
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


def first_signature_without_proof(logged: Iterable[tuple[str, dict[str, Any]]]) -> str | None:
    """The first signature whose text isn't what was signed according to the log, in words; None if each is."""
    of_log = {(subject, detail.get("digest")) for subject, detail in logged}
    signatures = Signature.objects.select_related("application__competition", "participant").order_by("pk")
    for signature in signatures.iterator(chunk_size=500):
        application = signature.application
        name = f"The signature of {signature.participant} on {application.reference}"
        key = (f"{Application._meta.label_lower}:{application.pk}", signature.part_digest)
        if digest_of(signature.part) != signature.part_digest:
            return f"{name} was changed: what was signed does not match its digest."
        if key not in of_log and not application.competition.is_sample:
            return f"{name} has no entry in the log."
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
            "at": determination.recorded_at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
            "replaces": determination.replaces_id,
            "replacement_reason": determination.replacement_reason,
        }
    )


def first_determination_without_proof(logged: Iterable[tuple[str, dict[str, Any]]]) -> str | None:
    """The first determination that isn't what its log entry says, in words; None if each is.

    Entries of earlier releases have no digest; their determinations can't be compared.
    """
    of_log = {detail["determination"]: detail["digest"] for _, detail in logged if "digest" in detail}
    for determination in Determination.objects.select_related("review__application").filter(pk__in=of_log):
        if digest_of_determination(determination) != of_log.pop(determination.pk):
            reference = determination.review.application.reference
            return f"Determination {determination.pk} on {reference} was changed: it does not match the log."
    for pk in of_log:
        return f"Determination {pk} is in the log and was removed."
    return None
