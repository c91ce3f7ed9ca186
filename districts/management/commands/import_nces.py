"""`manage.py import_nces FOLDER`: the official files of NCES and the Census."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from districts.imports.files import UnreadableFile
from districts.imports.nces import import_folder
from districts.imports.report import Report
from districts.rules.places import STATE_NAMES

NAME = "manage.py import_nces"


class Command(BaseCommand):
    help = (
        "Takes the official agency, school, enrollment, poverty and county files directly in FOLDER into the register. "
        "Files are known by their header. Nothing is written if a file cannot be trusted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")
        parser.add_argument("--state", help="two letters, as OH; goes by the first two digits of the LEAID")
        parser.add_argument("--dry-run", action="store_true", help="report what would happen and write nothing")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write every row not taken to this CSV file")

    def handle(self, *args: Any, **options: Any) -> None:
        state = None if options["state"] is None else options["state"].upper()
        if state is not None and state not in STATE_NAMES:
            raise CommandError(f"“{options['state']}” is not the two letters of a state, such as OH.")
        try:
            report = import_folder(
                options["folder"], state=state, is_rehearsal=options["dry_run"], by=NAME, at=timezone.now()
            )
        except UnreadableFile as no:
            raise CommandError(f"{no} Nothing was written.") from no
        except DatabaseError as no:
            raise CommandError(f"The database refused: {no}. Nothing was written.") from no
        except OSError as no:
            raise CommandError(f"The machine refused: {no.strerror}. Nothing was written.") from no
        self._answer(report, options)

    def _answer(self, report: Report, options: dict[str, Any]) -> None:
        if options["dry_run"]:
            self.stdout.write("Rehearsal: nothing was written. This is what would have happened.")
        self.stdout.write("\n".join(report.in_lines()))
        if options["report"]:
            try:
                report.write_remarks(options["report"])
            except OSError as no:
                raise CommandError(f"The report could not be written: {no.strerror}. The import is done.") from no
