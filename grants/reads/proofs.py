"""Whether what was submitted is still what the audit log says was submitted."""

from collections.abc import Iterable
from typing import Any

from grants.models import Application, Version
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
