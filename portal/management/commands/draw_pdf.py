"""`manage.py draw_pdf`: draws one of the portal's pages as a PDF; the worker starts it for each PDF."""

import os
import resource
import sys

from django.core.management.base import BaseCommand

from portal.review.files import MOST_MEMORY, SECONDS, draw_pdf

# Pages come before PDFs: the system gives this program the processor time that others leave.
NICENESS = 10


class Command(BaseCommand):
    """Read HTML from standard input, write a PDF to standard output; end when it takes too long or too much memory."""

    help = "Draw a page of the portal, read from standard input, as a PDF on standard output. The worker runs this."
    requires_system_checks: list[str] = []

    def handle(self, *_: object, **__: object) -> None:
        os.nice(NICENESS)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        sys.stdout.buffer.write(draw_pdf(sys.stdin.buffer.read().decode()))
