"""The last check of the audit log in words, for the log's pages and the auditor's own page."""

from accounts.dates import moment_in_words
from grants.models import LogCheck
from grants.states import LogResult

NEVER = "No one has had the log checked with the button yet."


def last_check_in_words(check: LogCheck | None) -> str:
    """When the log was last checked, who asked for it, and what the check found."""
    if check is None or check.finished_at is None:
        return NEVER
    found = {
        LogResult.WHOLE: f"The log is whole: {check.entries:,} entries and everything they prove are as written.",
        LogResult.BROKEN: "The log or something it proves isn’t as written.",
        LogResult.FAILED: "The last check didn’t finish.",
    }[LogResult(check.result)]
    return f"{found} Last checked {moment_in_words(check.finished_at)}, requested by {check.asked_by.name}."
