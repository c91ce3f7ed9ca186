"""`manage.py verify_audit`: checks that the audit log is complete and unaltered, and what it proves."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from grants.reads.log_check import check_log


class Command(BaseCommand):
    """Reads the whole log, entry by entry, in constant memory, and then every submitted version."""

    help = (
        "Check the audit log and its triggers, and compare every submitted version and packet, signature, mark, "
        "explanation of a finding, response to one, score, scorer with conflicts and assignments, calibration, "
        "determination, answer of the state, conclusion of the eligibility screen, notice to an applicant, "
        "reinstatement, consensus meeting, slate, vote and decision of the board, decision letter, appeal, release of "
        "awards, award with its amounts, checklists, and promises, claim, and report with its digest in the log. "
        "Exits with 0 and prints the number of entries, or with 1 and names the first broken or missing entry."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """--new for a portal that was just set up."""
        parser.add_argument(
            "--new",
            action="store_true",
            help="the portal is new: the log may be empty, or not yet signed with AUDIT_KEY",
        )

    def handle(self, *_: object, new: bool, **__: object) -> None:
        try:
            checked = check_log(new=new)
        except DatabaseError as no:
            raise CommandError(f"The log cannot be read: {str(no).strip()}", returncode=1) from no
        if checked.flaw:
            raise CommandError(checked.flaw, returncode=1)
        self.stdout.write(f"The log is intact: {checked.entries} entries, last digest {checked.digest or 'none'}.")
