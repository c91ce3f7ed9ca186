"""Checking the audit log with a button: an auditor requests it, the worker runs it, and the result is kept."""

import datetime
import logging
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction
from django.utils import timezone

from accounts.models import User
from audit import log as audit_log
from audit.models import Head
from grants.models import LogCheck
from grants.permissions.log import check_can_check_log
from grants.reads.log_check import CheckedLog, Progress, check_log
from grants.states import LogResult

log = logging.getLogger(__name__)
MOST_TRIES, LEASE = 3, datetime.timedelta(minutes=15)
NOT_FINISHED = "The check stopped three times before its end. Ask the portal’s administrators to run verify_audit."
SUBJECT = "audit log"


@transaction.atomic
def ask_for_log_check(*, by: User, at: datetime.datetime) -> LogCheck:
    """Request a check of the whole log. If a check is already waiting or under way, return that one. Raises Refused."""
    check_can_check_log(by, timezone.localdate(at))
    Head.objects.select_for_update().get(pk=1)  # two auditors at once ask for one check
    if waiting := LogCheck.objects.waiting().first():
        return waiting
    check = LogCheck.objects.create(asked_by=by, asked_at=at, next_try_at=at)
    audit_log.record("log.check_asked", SUBJECT, by=by, at=at, check=check.pk)
    if not settings.WORKER:
        transaction.on_commit(partial(do_next_log_check, clock=lambda: at), robust=True)
    return check


def do_next_log_check(*, clock: Callable[[], datetime.datetime]) -> bool:
    """Run the check that is waiting; False if none is due. One that was cut short is retried, three times in all."""
    check = _take(clock())
    if check is None:
        return False
    if check.attempts > MOST_TRIES:
        _finish(check, LogResult.FAILED, CheckedLog(check.entries, "", NOT_FINISHED), at=clock())
        return True
    try:
        checked = check_log(say=partial(_say, check, clock))
    except InterfaceError:  # the connection: the worker waits, and the check becomes due by itself
        raise
    except DatabaseError as no:
        checked = CheckedLog(check.entries, "", f"The log cannot be read: {str(no).strip()}")
    except Exception:
        log.exception("The audit log could not be checked; it will be tried again")
        LogCheck.objects.waiting().filter(pk=check.pk).update(next_try_at=clock() + datetime.timedelta(minutes=1))
        return True
    _finish(check, LogResult.BROKEN if checked.flaw else LogResult.WHOLE, checked, at=clock())
    return True


def _say(check: LogCheck, clock: Callable[[], datetime.datetime], progress: Progress) -> None:
    LogCheck.objects.waiting().filter(pk=check.pk).update(
        entries=progress.entries, read=progress.read, compared=progress.compared, next_try_at=clock() + LEASE
    )


def _take(at: datetime.datetime) -> LogCheck | None:
    """The check that is due, kept from other workers for a while. Committed before anything is read."""
    if not LogCheck.objects.due(at).exists():
        return None
    with transaction.atomic():
        check = LogCheck.objects.due(at).select_for_update(skip_locked=True).first()
        if check is not None:
            check.attempts, check.next_try_at = check.attempts + 1, at + LEASE
            check.save(update_fields=["attempts", "next_try_at"])
    return check


@transaction.atomic
def _finish(check: LogCheck, result: LogResult, checked: CheckedLog, *, at: datetime.datetime) -> None:
    """Keep the result once: a second worker that did the same check changes nothing."""
    found = LogCheck.objects.waiting().filter(pk=check.pk).update(
        is_open=False, finished_at=at, result=result, entries=checked.entries, digest=checked.digest, flaw=checked.flaw,
    )  # fmt: skip
    if found:
        facts = {"entries": checked.entries, "last_digest": checked.digest}
        audit_log.record("log.checked", SUBJECT, by="run_worker", at=at, check=check.pk, result=result, **facts)
