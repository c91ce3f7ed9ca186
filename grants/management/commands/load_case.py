"""manage.py load_case FILE [--json]"""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from accounts.refusals import Refused, Unready
from grants.imports.case import load_case
from grants.imports.case_file import LARGEST_FILE, data_of
from grants.imports.file_bytes import bytes_of
from grants.models import Application


class Command(BaseCommand):
    help = "Load one application from a file (docs/application-files.md) and print its reference."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the application file, in JSON")
        parser.add_argument("--json", action="store_true", help="print the reference and the findings as JSON")

    def handle(self, *args: object, file: Path, **options: object) -> None:
        try:
            data = data_of(bytes_of(file, largest=LARGEST_FILE))
            application = load_case(data, by="manage.py load_case", at=timezone.now(), note=self._note)
        except (Refused, Unready) as no:
            *before, last = getattr(no, "problems", ()) or (str(no),)
            for problem in before:
                self._note(problem)
            raise CommandError(_on_one_line(last)) from None
        except DatabaseError as error:
            raise CommandError(f"The database refused the file: {_on_one_line(str(error))}") from None
        self.stdout.write(json.dumps(_result(application)) if options["json"] else application.reference)

    def _note(self, words: str) -> None:
        self.stderr.write(_on_one_line(words))


def _result(application: Application) -> dict[str, object]:
    return {
        "reference": application.reference,
        "findings": [
            {
                "rule": finding.rule,
                "strength": "possible" if finding.is_possible else "finding",
                "subject": finding.subject,
                "sentence": finding.sentence,
                "places": [f"{place['label']}: {place['quote']}" for place in finding.places],
            }
            for finding in application.findings.standing()
        ],
    }


def _on_one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() or c.isspace() else "?" for c in text).split())
