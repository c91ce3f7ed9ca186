"""`manage.py send_emails`: hands the emails that wait to the mail server."""

import logging
import signal
import threading
from types import FrameType

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from accounts.delivery import send_due_emails

log = logging.getLogger(__name__)
# Seconds between two looks, and after something didn't work.
PAUSE, AFTER_TROUBLE = 2, 30


class Command(BaseCommand):
    """Send what waits, once or until a stop signal. Any number of these may run at once."""

    help = (
        "Send the emails that wait. With --loop, keep looking for more until a stop signal; the email that is being "
        "sent is finished first. An email that the mail server doesn't accept is tried again for three days."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """--loop for the worker of a server; without it, for a trial or a timer."""
        parser.add_argument("--loop", action="store_true", help="keep running and send emails as they are written")

    def handle(self, *_: object, loop: bool, **__: object) -> None:
        if not loop:
            sent, works = send_due_emails(clock=timezone.now)
            trouble = "" if works else " The mail server doesn’t work; the other emails wait."
            self.stdout.write(f"Emails sent: {sent}.{trouble}")
            return
        stop = threading.Event()

        def end(number: int, frame: FrameType | None) -> None:
            stop.set()

        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, end)
        while not stop.is_set():
            stop.wait(PAUSE if _look() else AFTER_TROUBLE)


def _look() -> bool:
    """Send what is due; whether everything worked."""
    try:
        _, works = send_due_emails(clock=timezone.now)
    except (DatabaseError, InterfaceError):
        log.exception("The worker could not reach the database and will try again")
        connection.close()
        return False
    connection.close_if_unusable_or_obsolete()
    return works
