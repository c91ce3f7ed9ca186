"""The last check of the audit log in words, for the log's pages and the auditor's own page."""

from accounts.dates import moment_in_words
from grants.models import LogCheck
from grants.states import LogResult

NEVER = "No one has run a check of the log yet."


def last_check_in_words(check: LogCheck | None) -> str:
    """When the log was last checked, who asked for it, and what the check found."""
    if check is None or check.finished_at is None:
        return NEVER
    found = {
        LogResult.WHOLE: f"The log is intact: {check.entries:,} entries and all records they cover are unchanged.",
        LogResult.BROKEN: "The log or a record it covers was changed.",
        LogResult.FAILED: "The last check didn’t finish.",
    }[LogResult(check.result)]
    return f"{found} Last checked {moment_in_words(check.finished_at)}, requested by {check.asked_by.name}."
