"""The common parts of the commands that import files."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from districts.imports.files import MissingYear, UnreadableFile
from districts.imports.report import Report


class ImportCommand(BaseCommand):
    """Imports the file or folder at a path and reports the outcome; a refusal is one sentence and writes nothing."""

    name: str
    metavar = "FILE"
    take: Callable[..., Report]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar=self.metavar)
        parser.add_argument("--dry-run", action="store_true", help="report what would change without writing anything")
        parser.add_argument(
            "--report", type=Path, metavar="FILE", help="write every row that is not imported to this CSV file"
        )

    def extra_arguments(self, options: dict[str, Any]) -> dict[str, Any]:
        """Further arguments for `take`; raises CommandError for invalid options."""
        return {}

    def handle(self, *args: object, **options: object) -> None:
        extra = self.extra_arguments(options)
        try:
            report = self.take(options["path"], dry_run=options["dry_run"], by=self.name, at=timezone.now(), **extra)
        except MissingYear as no:
            raise CommandError(f"{no} Use --school-year 2022-23. Nothing was written.") from no
        except UnreadableFile as no:
            raise CommandError(f"{no} Nothing was written.") from no
        except DatabaseError as no:
            raise CommandError(f"Database error: {no}. Nothing was written.") from no
        except OSError as no:
            raise CommandError(f"System error: {no.strerror}. Nothing was written.") from no
        self._answer(report, options)

    def _answer(self, report: Report, options: dict[str, Any]) -> None:
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was written. These are the changes the import would make.")
        self.stdout.write("\n".join(report.in_lines()))
        if options["report"]:
            try:
                report.write_remarks(options["report"])
            except OSError as no:
                raise CommandError(
                    f"The import is complete, but the report could not be written: {no.strerror}."
                ) from no
