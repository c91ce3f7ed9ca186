"""Requested checks of the audit log."""

from grants.models import LogCheck

RECENT = 10


def last_check() -> LogCheck | None:
    """The latest check that has a result. One query."""
    return LogCheck.objects.done().select_related("asked_by").first()


def recent_checks() -> list[LogCheck]:
    """The latest checks with a result, newest first. One query."""
    return list(LogCheck.objects.done().select_related("asked_by")[:RECENT])


def check_under_way() -> LogCheck | None:
    """The check that waits for the worker or that it does now. One query."""
    return LogCheck.objects.waiting().select_related("asked_by").first()
