"""`manage.py run_worker`: does what requests leave for later: emails, receipts, findings, PDFs, rankings, the log."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import FrameType

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from accounts.actions.daily_emails import send_daily_emails
from accounts.delivery import send_due_emails
from grants.actions.assignment_proposals import compute_next_proposal
from grants.actions.attachments import remove_unused_files, scan_waiting_files
from grants.actions.log_checks import do_next_log_check
from grants.actions.rankings import compute_next_ranking
from grants.actions.rechecks import do_due_rechecks
from grants.actions.review_pdfs import draw_next_pdf, remove_old_pdfs
from grants.actions.stage_results import settle_due_results
from portal.review.files import pdf_of

log = logging.getLogger(__name__)
# Seconds between two looks, and before the same work is tried again after something didn't work.
PAUSE, AFTER_TROUBLE = 2, 30


class Command(BaseCommand):
    """Do what waits, once or until a stop signal. Any number of these may run at once."""

    help = (
        "Send the emails that wait, write the receipts of submitted applications, and check the findings of "
        "applications again where others were submitted or "
        "something about them changed, make the PDFs and rankings that were requested, check the audit log where an "
        "auditor asked for it, remove old PDFs, and scan "
        "attached files that wait for it. With --loop, keep "
        "looking for more until a stop signal; work in progress is finished first. An email that the mail server "
        "doesn't accept is tried again for three days."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """--loop for the worker of a server; without it, for a trial or a timer."""
        parser.add_argument("--loop", action="store_true", help="keep running and do what is asked for as it comes")

    def handle(self, *_: object, loop: bool, **__: object) -> None:
        if not loop:
            changed = do_due_rechecks(clock=timezone.now)
            send_daily_emails(at=timezone.now())
            sent, works = send_due_emails(clock=timezone.now)
            _scan_files()
            _propose_scorers()
            _make_pdfs(threading.Event())
            _compute_rankings()
            _check_log()
            trouble = "" if works else " The mail server doesn’t work; the other emails wait."
            self.stdout.write(f"Applications whose findings changed: {changed}. Emails sent: {sent}.{trouble}")
            return
        stop = threading.Event()

        def end(number: int, frame: FrameType | None) -> None:
            stop.set()

        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, end)
        # A PDF or a check of the log may take a minute and a ranking seconds: in parallel with the rest.
        beside = threading.Thread(
            target=_look,
            args=([_Chore(partial(_make_pdfs, stop)), _Chore(_compute_rankings), _Chore(_check_log)], stop),
        )
        beside.start()
        _look([_Chore(_check_findings), _Chore(_send_emails), _Chore(_scan_files), _Chore(_propose_scorers)], stop)
        beside.join()


def _look(chores: "list[_Chore]", stop: threading.Event) -> None:
    while not stop.is_set():
        for chore in chores:
            chore.look()
        stop.wait(PAUSE)
    connection.close()


@dataclass
class _Chore:
    """One kind of work. After trouble with it, the others go on."""

    work: Callable[[], bool]
    rests_until: float = 0.0

    def look(self) -> None:
        """Do what is due, unless it rests."""
        if time.monotonic() < self.rests_until:
            return
        try:
            works = self.work()
        except (DatabaseError, InterfaceError):
            log.exception("The worker could not reach the database and will try again")
            connection.close()
            works = False
        except Exception:  # a fault of ours, or of the machine: the thread must live, or this work would stop unnoticed
            log.exception("The worker could not do a kind of work and will try again")
            connection.close()
            works = False
        else:
            connection.close_if_unusable_or_obsolete()
        if not works:
            self.rests_until = time.monotonic() + AFTER_TROUBLE


def _check_findings() -> bool:
    do_due_rechecks(clock=timezone.now, gathers=True)
    return True


def _propose_scorers() -> bool:
    settle_due_results(clock=timezone.now)
    while compute_next_proposal(clock=timezone.now):
        pass
    return True


def _scan_files() -> bool:
    remove_unused_files(at=timezone.now())
    return scan_waiting_files(clock=timezone.now)


def _make_pdfs(stop: threading.Event) -> bool:
    remove_old_pdfs(at=timezone.now())
    while not stop.is_set() and draw_next_pdf(draw=pdf_of, clock=timezone.now):
        pass
    return True


def _compute_rankings() -> bool:
    while compute_next_ranking(clock=timezone.now):
        pass
    return True


def _check_log() -> bool:
    while do_next_log_check(clock=timezone.now):
        pass
    return True


def _send_emails() -> bool:
    send_daily_emails(at=timezone.now())
    _, works = send_due_emails(clock=timezone.now)
    return works
