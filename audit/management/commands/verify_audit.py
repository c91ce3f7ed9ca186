"""`manage.py verify_audit`: checks that the audit log is complete and unaltered."""

from contextlib import closing

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from audit.log import first_flaw
from audit.models import Entry, Head


class Command(BaseCommand):
    """Reads the whole log, entry by entry, in constant memory."""

    help = (
        "Check the audit log. Exits with 0 and prints the number of entries, or with 1 and names the first broken or "
        "missing entry."
    )

    def handle(self, *_: object, **__: object) -> None:
        try:
            head, last = Head.objects.and_last_number()
            # Entries added while this command runs are left for the next run.
            entries = Entry.objects.filter(number__lte=head.number if head else 0).order_by("number")
            with closing(entries.iterator(chunk_size=2000)) as rows:  # type: ignore[type-var]  # a generator
                flaw = first_flaw(rows, head, last=last)
        except DatabaseError as no:
            raise CommandError(f"The log cannot be read: {str(no).strip()}", returncode=1) from no
        if flaw:
            raise CommandError(f"The log is broken. {flaw}", returncode=1)
        count, digest = (head.number, head.digest) if head else (0, "")
        self.stdout.write(f"The log is whole: {count} entries, last digest {digest or 'none'}.")
