"""A late acceptance in words, the same on the receipt, on the desk, and on paper."""

from accounts.dates import moment_in_words
from grants.rules.late import LateAcceptance


def late_in_words(late: LateAcceptance) -> str:
    """Who accepted the application late, until when, when, and why."""
    until, at = moment_in_words(late.until), moment_in_words(late.accepted_at)
    return f"Accepted late by {late.accepted_by} on {at}, until {until}. Reason: {late.reason}"
